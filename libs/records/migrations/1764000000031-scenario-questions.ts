import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Questions of supervision that were asked on a rehearsal: what somebody would do, and what the policy did. */
export class ScenarioQuestions1764000000031 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      create table scenario_questions (
        id text primary key check (id <> ''),
        organisation_id text not null references organisations,
        case_id text not null references cases,
        trace_id text references decision_traces,
        since int not null check (since >= 1),
        question text not null check (question <> ''),
        asked_by text not null references people,
        asked_of text not null references people,
        asked_at timestamptz not null,
        team_id text references teams,
        answered_at timestamptz,
        answer jsonb,
        compared_at timestamptz,
        policy jsonb,
        same_role boolean,
        in_time boolean,
        judgement text check (judgement in ('as-the-policy', 'other-and-safe', 'not-safe')),
        learning text,
        constraint scenario_questions_answered check ((answer is null) = (answered_at is null)),
        constraint scenario_questions_compared check ((compared_at is null) = (policy is null) and (compared_at is null) = (judgement is null) and (compared_at is null) = (learning is null) and (compared_at is null or answer is not null))
      )`);
    await run.query('create index scenario_questions_listed on scenario_questions (organisation_id, asked_at, id)');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table scenario_questions');
  }
}
