import type { MigrationInterface, QueryRunner } from 'typeorm';

const statuses = (...more: string[]): string => ['offered', 'accepted', 'declined', 'withdrawn', ...more].map((status) => `'${status}'`).join(', ');

/** Who accepted to cover may step down from it. */
export class SteppingDown1764000000017 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`alter table covers drop constraint covers_status_check, add constraint covers_status_check check (status in (${statuses('stepped-down')}))`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query(`select set_config('handrail.actor', '{"system": "migration"}', true), set_config('handrail.reason', 'an older release does not know stepping down', true)`);
    await run.query(`update covers set status = 'withdrawn' where status = 'stepped-down'`);
    await run.query(`alter table covers drop constraint covers_status_check, add constraint covers_status_check check (status in (${statuses()}))`);
  }
}
