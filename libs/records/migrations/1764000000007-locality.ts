import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where an organisation is, for the policies that differ there; null: the defaults hold. */
export class Locality1764000000007 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`alter table organisations add column locality text check (locality <> '')`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('alter table organisations drop column locality');
  }
}
