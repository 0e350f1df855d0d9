import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The grade of somebody's profession: a locality may ask for one of whoever decides. And of what a rule refused, which decision it was. */
export class Grades1764000000028 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`alter table people add column grade text check (grade in ('support', 'registered', 'senior', 'lead', 'consultant'))`);
    await run.query('alter table refusals add column decision text');
    await run.query('create index refusals_of_decisions on refusals (id) where decision is not null');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('alter table refusals drop column decision');
    await run.query('alter table people drop column grade');
  }
}
