import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What leaves the house beside notices of calls: signed links to one task, webhooks to other systems, and mails to staff about what is theirs to see to. */
export class Outside1764000000013 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await this.links(run);
    await this.webhooks(run);
    await run.query(`
      create table staff_mails (
        id bigint generated always as identity primary key,
        key text not null unique check (key <> ''),
        person_id text not null references people,
        subject text not null,
        text text not null,
        status text not null default 'queued' check (status in ('queued', 'accepted', 'failed')),
        tries int not null default 0 check (tries >= 0),
        last_error text,
        next_try_at timestamptz default now(),
        created_at timestamptz not null default now(),
        constraint staff_mails_settled_or_waiting check ((status = 'queued') = (next_try_at is not null))
      )`);
    await run.query(`create index staff_mails_to_send on staff_mails (next_try_at) where status = 'queued'`);
  }

  /** A link is known by its hash: who reads this table can open nothing with it. */
  private async links(run: QueryRunner): Promise<void> {
    await run.query(`
      create table links (
        id text primary key,
        notice_id bigint not null unique,
        key_id text not null,
        token_hash text not null unique,
        task_id text not null,
        person_id text not null references people,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        opened_at timestamptz,
        opened_by text references people,
        constraint links_opened_whole check ((opened_at is null) = (opened_by is null))
      )`);
  }

  private async webhooks(run: QueryRunner): Promise<void> {
    await run.query(`
      create table webhooks (
        id text primary key,
        organisation_id text not null references organisations,
        url text not null check (url <> ''),
        description text not null,
        kinds text[] not null check (cardinality(kinds) > 0),
        status text not null default 'on' check (status in ('on', 'off')),
        status_since timestamptz not null default now(),
        off_because text check (off_because in ('by-hand', 'gone', 'kept-failing')),
        created_at timestamptz not null default now(),
        created_by text not null references people,
        rotated_at timestamptz,
        constraint webhooks_off_whole check ((status = 'off') = (off_because is not null))
      )`);
    await run.query(`create index webhooks_of_organisation on webhooks (organisation_id) where status = 'on'`);
    await run.query(`create trigger note_change after insert or update or delete on webhooks for each row execute function note_directory_change('id')`);
    await run.query(`
      create table webhook_secrets (
        webhook_id text not null references webhooks,
        generation int not null check (generation >= 1),
        sealed text not null,
        signs_until timestamptz,
        primary key (webhook_id, generation)
      )`);
    // How it goes with an endpoint; nobody decides it, so it is none of the directory's changes.
    await run.query(`
      create table webhook_lanes (
        webhook_id text primary key references webhooks,
        failures int not null default 0 check (failures >= 0),
        failing_since timestamptz,
        last_error text,
        last_delivered_at timestamptz,
        next_try_at timestamptz not null default now()
      )`);
    await run.query(`
      create table webhook_deliveries (
        id bigint generated always as identity primary key,
        message_id text not null default gen_random_uuid()::text unique,
        webhook_id text not null references webhooks,
        kind text not null,
        case_id text,
        sequence int,
        task_id text,
        escalation_id text,
        step text,
        at timestamptz not null,
        status text not null default 'queued' check (status in ('queued', 'delivered', 'dropped')),
        tries int not null default 0 check (tries >= 0),
        first_try_at timestamptz,
        next_try_at timestamptz default now(),
        answered int,
        last_error text,
        created_at timestamptz not null default now(),
        settled_at timestamptz,
        constraint webhook_deliveries_settled_or_waiting check ((status = 'queued') = (next_try_at is not null) and (status = 'queued') = (settled_at is null))
      )`);
    await run.query(`create index webhook_deliveries_due on webhook_deliveries (webhook_id, next_try_at, id) where status = 'queued'`);
    await run.query(`create index webhook_deliveries_of_case on webhook_deliveries (webhook_id, case_id, id) where status = 'queued'`);
    await run.query('create index webhook_deliveries_listed on webhook_deliveries (webhook_id, id desc)');
    await run.query(`create index webhook_deliveries_settled on webhook_deliveries (settled_at) where settled_at is not null`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table webhook_deliveries, webhook_lanes, webhook_secrets');
    await run.query('drop trigger note_change on webhooks');
    await run.query('drop table webhooks, links, staff_mails');
  }
}
