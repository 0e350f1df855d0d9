import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How each person wants a page to be, in whichever browser they sign in. */
export class PageSettings1764000000019 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      create table page_settings (
        person_id text not null references people,
        setting text not null check (setting in ('one-page-start')),
        "on" boolean not null,
        primary key (person_id, setting)
      )`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table page_settings');
  }
}
