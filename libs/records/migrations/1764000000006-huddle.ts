import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which huddle was walked when, by whom, and who was there. */
export class Huddle1764000000006 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      create table huddle_walks (
        id text primary key check (id <> ''),
        organisation_id text not null references organisations,
        date text not null check (date ~ '^\\d{4}-\\d{2}-\\d{2}$'),
        at timestamptz not null,
        person_id text not null references people,
        present jsonb not null check (jsonb_typeof(present) = 'array' and jsonb_array_length(present) > 0),
        command text not null constraint huddle_walks_one_a_command unique
      )`);
    await run.query('create index huddle_walks_of_day on huddle_walks (organisation_id, date, at)');
    await run.query('create trigger append_only before update or delete on huddle_walks for each row execute function refuse_change()');
    await run.query('create trigger append_only_whole before truncate on huddle_walks for each statement execute function refuse_change()');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table huddle_walks');
  }
}
