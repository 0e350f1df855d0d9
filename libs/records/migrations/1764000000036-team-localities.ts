import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where a team works, where that is narrower than its organisation: by it a sample is stratified and themes are counted. */
export class TeamLocalities1764000000036 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`alter table teams add column locality text check (locality <> '')`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('alter table teams drop column locality');
  }
}
