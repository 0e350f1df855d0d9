import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cases and decisions told without people, for inspection: drafts, what was released of them, and who did what with them. */
export class DecisionTraces1764000000030 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      create table decision_traces (
        id text primary key check (id <> ''),
        organisation_id text not null references organisations,
        case_id text not null references cases,
        decision int check (decision >= 1),
        shift_ms bigint not null check (shift_ms <> 0),
        made_by text not null references people,
        made_at timestamptz not null,
        status text not null check (status in ('draft', 'released', 'withdrawn')),
        draft jsonb not null check (jsonb_typeof(draft) = 'object'),
        released jsonb,
        not_names jsonb,
        released_by text references people,
        released_at timestamptz,
        withdrawn_because text,
        constraint decision_traces_reviewed check ((released is null) = (released_by is null) and (released is null) = (released_at is null) and (status <> 'released' or released is not null)),
        constraint decision_traces_withdrawn check ((status = 'withdrawn') = (withdrawn_because is not null))
      )`);
    await run.query('create index decision_traces_listed on decision_traces (organisation_id, made_at, id)');
    await run.query('create index decision_traces_of_case on decision_traces (case_id)');
    await run.query(`
      create table decision_trace_acts (
        id bigint generated always as identity primary key,
        trace_id text not null references decision_traces,
        at timestamptz not null default now(),
        person text not null references people,
        act text not null check (act in ('made', 'read', 'released', 'withdrawn', 'taken-as-pdf'))
      )`);
    await run.query('create index decision_trace_acts_of_trace on decision_trace_acts (trace_id, id)');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table decision_trace_acts, decision_traces');
  }
}
