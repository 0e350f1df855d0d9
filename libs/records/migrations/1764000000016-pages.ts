import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the pages keep: who is signed in, forms that were not taken, views of My work, and in which order cases changed. */
export class Pages1764000000016 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      create table sessions (
        hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
        issuer text not null,
        subject text not null,
        started_at timestamptz not null,
        seen_at timestamptz not null,
        ended_at timestamptz,
        constraint sessions_seen_after_start check (seen_at >= started_at)
      )`);
    await run.query('create index sessions_by_age on sessions (started_at)');
    await run.query(`
      create table kept_forms (
        id text primary key check (id <> ''),
        issuer text not null,
        subject text not null,
        path text not null,
        fields jsonb not null check (jsonb_typeof(fields) = 'object'),
        kept_at timestamptz not null
      )`);
    await run.query('create index kept_forms_by_age on kept_forms (kept_at)');
    await run.query(`
      create table saved_views (
        person_id text not null references people,
        page text not null,
        name text not null check (name <> ''),
        query text not null,
        primary key (person_id, page, name)
      )`);
    // A case's place in the order of changes moves with every change of its row, so that "what changed since" is one look at one index.
    await run.query('create sequence case_changes');
    await run.query(`alter table cases add column changed bigint not null default nextval('case_changes')`);
    await run.query(`
      create function note_case_change() returns trigger language plpgsql as $$
      begin
        new.changed := nextval('case_changes');
        return new;
      end $$`);
    await run.query('create trigger cases_changed before insert or update on cases for each row execute function note_case_change()');
    await run.query('create index cases_by_change on cases (changed)');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop trigger cases_changed on cases');
    await run.query('drop function note_case_change()');
    await run.query('alter table cases drop column changed');
    await run.query('drop sequence case_changes');
    await run.query('drop table saved_views, kept_forms, sessions');
  }
}
