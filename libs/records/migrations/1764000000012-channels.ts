import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Several notices of one call, one for each contact method that is tried; reminders and alarms beside calls; what receipts need; and the calls that no method carried.
 * To insert one: kind, case_id, rung (the sequence of the event that it tells of), task_id, person_id. The sender looks up the way to the person, an alarm takes every way.
 */
export class Channels1764000000012 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query('alter table notices drop constraint notices_channel_check, drop constraint notices_never_twice');
    await run.query(`
      alter table notices
        add column kind text not null default 'call' check (kind in ('call', 'reminder', 'alarm')),
        add column task_id text,
        add column place int not null default 1 check (place >= 1),
        add column method_id bigint,
        add column sent_as text,
        add column provider_id text,
        add column receipt_due_at timestamptz,
        alter column message_id set default gen_random_uuid()::text,
        alter column channel set default 'email',
        alter column status set default 'queued',
        alter column at set default now(),
        alter column next_try_at set default now(),
        add constraint notices_channel_check check (channel in ('email', 'sms')),
        add constraint notices_never_twice unique (case_id, rung, person_id, place),
        add constraint notices_once_a_method unique (case_id, rung, person_id, method_id),
        add constraint notices_await_a_receipt_once_accepted check (receipt_due_at is null or status = 'accepted')`);
    await run.query('update notices set task_id = calls.task_id from calls where calls.case_id = notices.case_id and calls.sequence = notices.rung');
    await run.query(`update notices set task_id = events.data->>'taskId' from events where notices.task_id is null and events.case_id = notices.case_id and events.sequence = notices.rung`);
    await run.query('alter table notices alter column task_id set not null');
    await run.query(`create index notices_to_plan on notices (id) where method_id is null and status in ('queued', 'rehearsed')`);
    await run.query(`create index notices_of_method on notices (method_id, next_try_at) where status = 'queued'`);
    await run.query('create index notices_sent_as on notices (sent_as) where sent_as is not null');
    await run.query('create index notices_awaiting_receipt on notices (receipt_due_at) where receipt_due_at is not null');

    await run.query(`
      create table notice_turns (
        method_id bigint primary key,
        free_at timestamptz not null default now(),
        leased_until timestamptz not null default now()
      )`);
    await run.query(`
      create table unreached_calls (
        case_id text not null,
        rung int not null,
        at timestamptz not null default now(),
        tries int not null default 0 check (tries >= 0),
        next_try_at timestamptz default now(),
        outcome text check (outcome in ('told', 'task-done', 'case-closed')),
        primary key (case_id, rung),
        foreign key (case_id, rung) references events (case_id, sequence),
        constraint unreached_calls_told_or_to_tell check ((outcome is null) = (next_try_at is not null))
      )`);
    await run.query('create index unreached_calls_to_tell on unreached_calls (next_try_at) where outcome is null');
    await run.query('alter table calls add column unreached int');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('alter table calls drop column unreached');
    await run.query('drop table unreached_calls, notice_turns');
    await run.query('drop index notices_to_plan, notices_of_method, notices_sent_as, notices_awaiting_receipt');
    // What the older schema has no place for is gone: reminders, alarms, and every try but the first.
    await run.query(`delete from notices where kind <> 'call' or place > 1 or channel <> 'email'`);
    await run.query(`
      alter table notices drop constraint notices_channel_check, drop constraint notices_never_twice, drop constraint notices_once_a_method, drop constraint notices_await_a_receipt_once_accepted,
        drop column kind, drop column task_id, drop column place, drop column method_id, drop column sent_as, drop column provider_id, drop column receipt_due_at,
        alter column message_id drop default, alter column channel drop default, alter column status drop default, alter column at drop default, alter column next_try_at drop default,
        add constraint notices_channel_check check (channel in ('email')), add constraint notices_never_twice unique (case_id, rung, channel)`);
  }
}
