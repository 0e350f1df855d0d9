import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rehearsals that were prepared from a decision trace: what they begin with is kept before the workflow starts, so that a start that is tried again begins with the same. */
export class ScenarioRehearsals1764000000033 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      create table scenario_rehearsals (
        case_id text primary key check (case_id <> ''),
        trace_id text not null references decision_traces,
        until timestamptz not null,
        prepared jsonb not null,
        refused int not null check (refused >= 0),
        made_by text not null references people,
        made_at timestamptz not null
      )`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table scenario_rehearsals');
  }
}
