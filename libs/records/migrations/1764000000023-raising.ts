import type { MigrationInterface, QueryRunner } from 'typeorm';

/** By what partners without an account raise a step-up, and what was raised so; and escalations, found by when they were. */
export class Raising1764000000023 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    // Like a link in a notice it is known by its hash: who reads this table can raise nothing with it.
    await run.query(`
      create table raising_links (
        id text primary key,
        case_id text not null references cases,
        key_id text not null,
        token_hash text not null unique,
        name text not null check (name <> ''),
        organisation text not null check (organisation <> ''),
        known_as text not null check (known_as <> ''),
        made_by text not null references people,
        made_at timestamptz not null default now(),
        expires_at timestamptz not null,
        revoked_at timestamptz,
        revoked_by text references people,
        revoked_because text,
        constraint raising_links_revoked_whole check ((revoked_at is null) = (revoked_by is null) and (revoked_at is null) = (revoked_because is null))
      )`);
    await run.query('create index raising_links_of_case on raising_links (case_id, made_at)');
    await run.query(`
      create table raisings (
        update_id text primary key,
        link_id text not null references raising_links,
        case_id text not null references cases,
        sequence int not null check (sequence >= 1),
        raised_at timestamptz not null
      )`);
    await run.query('create index raisings_of_link on raisings (link_id, raised_at)');
    await run.query(`create index events_of_escalations on events (at) where kind = 'trigger-recorded' and data ->> 'kind' in ('crisis', 're-presentation', 'raised-again')`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop index events_of_escalations');
    await run.query('drop table raisings, raising_links');
  }
}
