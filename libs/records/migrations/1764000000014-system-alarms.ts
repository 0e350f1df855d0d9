import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What nobody answered for a whole turn of the last rung, and what was done about it. The alarm is read off the events and may be made anew; its closing is a fact of its own, kept once and never
 * changed, since it may come after the case has closed.
 */
export class SystemAlarms1764000000014 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      create table system_alarms (
        id text primary key check (id <> ''),
        case_id text not null references cases,
        sequence int not null,
        last_sequence int not null check (last_sequence >= sequence),
        task_id text not null,
        escalation_id text not null,
        organisation_id text not null references organisations,
        pathway text not null,
        rehearsal boolean not null,
        step text not null,
        level int not null check (level >= 1),
        role text not null,
        since timestamptz not null,
        raised_at timestamptz not null,
        due_at timestamptz not null,
        last_at timestamptz not null,
        times int not null check (times >= 1),
        told jsonb not null check (jsonb_typeof(told) = 'array'),
        why text,
        done_at timestamptz,
        foreign key (case_id, sequence) references events (case_id, sequence),
        foreign key (case_id, last_sequence) references events (case_id, sequence)
      )`);
    await run.query('create unique index system_alarms_one_a_climb on system_alarms (escalation_id) where done_at is null');
    await run.query('create index system_alarms_of_case on system_alarms (case_id)');
    await run.query('create index system_alarms_listed on system_alarms (organisation_id, rehearsal, raised_at, id)');
    await run.query('create index system_alarms_open on system_alarms (organisation_id, rehearsal, raised_at, id) where done_at is null');
    await run.query(`
      create table system_alarm_closings (
        alarm_id text primary key check (alarm_id <> ''),
        case_id text not null,
        covers int not null,
        at timestamptz not null,
        person_id text not null references people,
        done text not null check (done <> ''),
        command text not null constraint system_alarm_closings_one_a_command unique,
        foreign key (case_id, covers) references events (case_id, sequence)
      )`);
    await run.query('create index system_alarm_closings_of_case on system_alarm_closings (case_id)');
    await run.query('create trigger append_only before update or delete on system_alarm_closings for each row execute function refuse_change()');
    await run.query('create trigger append_only_whole before truncate on system_alarm_closings for each statement execute function refuse_change()');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table system_alarm_closings, system_alarms');
  }
}
