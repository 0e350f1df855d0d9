import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What callers sent, what rules refused, and which workers live. */
export class Commands1764000000005 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      create table commands (
        update_id text primary key check (update_id <> ''),
        caller text not null,
        method text not null,
        path text not null,
        key text not null check (length(key) between 1 and 200),
        body_hash text not null,
        type text not null,
        case_id text,
        status text not null check (status in ('sent', 'done')),
        http_status int check (http_status between 200 and 599),
        response json,
        created_at timestamptz not null default now(),
        done_at timestamptz,
        carrier text,
        carried_until timestamptz,
        constraint commands_one_a_key unique (caller, method, path, key),
        constraint commands_done_has_instant check ((status = 'done') = (done_at is not null)),
        constraint commands_answered_when_done check (http_status is null or status = 'done'),
        constraint commands_carried_whole check ((carrier is null) = (carried_until is null))
      )`);
    await run.query(`create index commands_sent on commands (created_at) where status = 'sent'`);
    await run.query('create index commands_by_age on commands (created_at)');
    await run.query(`create index commands_advancing on commands (case_id) where status = 'sent' and type = 'advance'`);
    await run.query(`
      create table refusals (
        id bigint generated always as identity primary key,
        case_id text references cases,
        task_id text,
        at timestamptz not null default now(),
        actor jsonb not null check (jsonb_typeof(actor) = 'object'),
        command text not null,
        status int not null check (status between 400 and 499),
        code text not null,
        detail text not null,
        pointer text
      )`);
    await run.query('create index refusals_of_case on refusals (case_id, id)');
    await run.query('create trigger append_only before update or delete on refusals for each row execute function refuse_change()');
    await run.query('create trigger append_only_whole before truncate on refusals for each statement execute function refuse_change()');
    await run.query(`
      create table heartbeats (
        worker text primary key check (worker <> ''),
        kind text not null,
        at timestamptz not null
      )`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table heartbeats, refusals, commands');
  }
}
