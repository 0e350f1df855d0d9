import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Receipts name a message by the service's own id too: without an index each of them reads every notice there ever was. Built beside everything else, since calls are told meanwhile. */
export class Receipts1764000000018 implements MigrationInterface {
  readonly transaction = false;

  async up(run: QueryRunner): Promise<void> {
    // One that was broken off is left behind unfinished. It waits for whoever looked before it, and nobody waits for that.
    await run.query('drop index if exists notices_provided_as');
    await run.query(`set lock_timeout = '10min'`);
    try {
      await run.query('create index concurrently notices_provided_as on notices (provider_id) where provider_id is not null');
    } finally {
      await run.query('reset lock_timeout');
    }
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop index notices_provided_as');
  }
}
