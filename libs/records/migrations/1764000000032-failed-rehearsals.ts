import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why a rehearsal of a draft failed, where that lies in the draft. */
export class FailedRehearsals1764000000032 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`alter table policy_rehearsals add column failed_because text, add constraint policy_rehearsals_failed check (failed_because is null or status = 'failed')`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('alter table policy_rehearsals drop column failed_because');
  }
}
