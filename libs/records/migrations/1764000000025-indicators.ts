import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Readings that wait to be reckoned are looked for every minute: there are few of them among many open tasks. */
export class Indicators1764000000025 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`create index tasks_to_reckon on tasks (opened_at) where status = 'open' and step = 'indicator-reading'`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop index tasks_to_reckon');
  }
}
