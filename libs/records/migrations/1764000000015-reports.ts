import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One index for each question of a report: the calls of a stretch of time, and what triggers opened. Climbs are found by `escalations_listed`. */
export class Reports1764000000015 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query('create index calls_by_time on calls (at)');
    await run.query(`create index tasks_of_triggers on tasks (organisation_id, rehearsal, opened_at) where document -> 'about' ? 'trigger'`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop index tasks_of_triggers, calls_by_time');
  }
}
