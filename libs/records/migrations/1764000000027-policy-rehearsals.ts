import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Drafts of a policy that were rehearsed on recorded cases, how far that is, and what came of it. */
export class PolicyRehearsals1764000000027 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      create table policy_rehearsals (
        id text primary key check (id <> ''),
        organisation_id text not null references organisations,
        pathway text not null,
        version text not null,
        changes jsonb not null check (jsonb_typeof(changes) = 'object'),
        reason text not null check (reason <> ''),
        cases_from timestamptz not null,
        cases_to timestamptz not null,
        asked_by text not null references people,
        asked_at timestamptz not null,
        status text not null check (status in ('queued', 'running', 'done', 'cancelled', 'failed')),
        total int check (total >= 0),
        done int not null default 0 check (done >= 0),
        worked_at timestamptz,
        ended_at timestamptz,
        result jsonb,
        constraint policy_rehearsals_stretch check (cases_to > cases_from),
        constraint policy_rehearsals_ended check ((ended_at is not null) = (status in ('done', 'cancelled', 'failed'))),
        constraint policy_rehearsals_result check ((result is not null) = (status = 'done'))
      )`);
    await run.query('create index policy_rehearsals_listed on policy_rehearsals (organisation_id, asked_at, id)');
    await run.query(`create index policy_rehearsals_waiting on policy_rehearsals (asked_at) where status in ('queued', 'running')`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table policy_rehearsals');
  }
}
