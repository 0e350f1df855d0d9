import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Drafts of policies, who approved them, and the versions that people released. What was approved and released stays as it was. */
export class PolicyReleases1764000000029 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      create table policy_drafts (
        id text primary key check (id <> ''),
        organisation_id text not null references organisations,
        pathway text not null,
        version text not null,
        changes jsonb not null check (jsonb_typeof(changes) = 'object'),
        reason text not null check (reason <> ''),
        author text not null references people,
        drafted_at timestamptz not null,
        status text not null check (status in ('drafted', 'withdrawn', 'released')),
        ended_at timestamptz,
        ended_by text references people,
        ended_because text,
        constraint policy_drafts_ended check ((status = 'drafted') = (ended_at is null) and (ended_at is null) = (ended_by is null) and (ended_at is null) = (ended_because is null))
      )`);
    await run.query('create index policy_drafts_listed on policy_drafts (organisation_id, drafted_at, id)');
    await run.query(`
      create table policy_approvals (
        draft_id text not null references policy_drafts,
        person_id text not null references people,
        at timestamptz not null,
        because text not null check (because <> ''),
        primary key (draft_id, person_id)
      )`);
    await run.query(`
      create table policy_releases (
        draft_id text primary key references policy_drafts,
        organisation_id text not null references organisations,
        pathway text not null,
        version text not null,
        base_version text not null,
        changes jsonb not null check (jsonb_typeof(changes) = 'array'),
        in_force_from timestamptz not null,
        released_by text not null references people,
        released_at timestamptz not null,
        reason text not null check (reason <> ''),
        constraint policy_releases_version unique (pathway, version)
      )`);
    await run.query('create index policy_releases_in_force on policy_releases (organisation_id, pathway, in_force_from)');
    for (const table of ['policy_approvals', 'policy_releases']) {
      await run.query(`create trigger append_only before update or delete on ${table} for each row execute function refuse_change()`);
      await run.query(`create trigger append_only_whole before truncate on ${table} for each statement execute function refuse_change()`);
    }
    await run.query('alter table policy_rehearsals add column draft_id text references policy_drafts');
    await run.query('create index policy_rehearsals_of_draft on policy_rehearsals (draft_id) where draft_id is not null');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('alter table policy_rehearsals drop column draft_id');
    await run.query('drop table policy_releases, policy_approvals, policy_drafts');
  }
}
