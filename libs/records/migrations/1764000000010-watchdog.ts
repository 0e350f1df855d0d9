import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the watchdog raised, and when it was over: its own, read by nothing that decides. */
export class Watchdog1764000000010 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      create table watchdog_alarms (
        id uuid primary key,
        kind text not null check (kind <> ''),
        subject text not null,
        says text not null,
        since timestamptz not null,
        raised_at timestamptz not null,
        over_at timestamptz,
        told_at timestamptz,
        times_told int not null default 0 check (times_told >= 0),
        over_told_at timestamptz,
        constraint watchdog_alarms_over_before_told check (over_told_at is null or over_at is not null)
      )`);
    await run.query('create unique index watchdog_alarms_one_at_a_time on watchdog_alarms (kind, subject) where over_at is null');
    await run.query('create index watchdog_alarms_to_tell on watchdog_alarms (raised_at) where over_told_at is null');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table watchdog_alarms');
  }
}
