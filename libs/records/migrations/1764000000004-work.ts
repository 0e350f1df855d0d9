import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Projections that lists read: tasks, escalations and their calls; and the notices that calls cause. */
export class Work1764000000004 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      create table tasks (
        id text primary key check (id <> ''),
        case_id text not null references cases,
        organisation_id text not null references organisations,
        pathway text not null,
        rehearsal boolean not null,
        step text not null,
        title text not null,
        status text not null check (status in ('open', 'completed', 'unmet', 'declined', 'not-needed', 'handed-over')),
        owner_role text not null,
        owner_person text,
        opened_at timestamptz not null,
        due_at timestamptz not null,
        completed_at timestamptz,
        ended_at timestamptz,
        acknowledged_until timestamptz,
        late boolean not null,
        recorded_late boolean not null,
        document jsonb not null,
        constraint tasks_open_until_ended check ((status = 'open') = (ended_at is null)),
        constraint tasks_completed_has_instant check ((status = 'completed') = (completed_at is not null)),
        constraint tasks_acknowledged_while_open check (acknowledged_until is null or status = 'open')
      )`);
    await run.query('create index tasks_of_case on tasks (case_id)');
    await run.query('create index tasks_listed on tasks (organisation_id, rehearsal, due_at, id)');
    // One index for each question that a worklist asks.
    await run.query(`create index tasks_open_of_organisation on tasks (organisation_id, rehearsal, due_at, id) where status = 'open'`);
    await run.query(`create index tasks_open_of_person on tasks (owner_person, rehearsal, due_at, id) where status = 'open' and owner_person is not null`);
    await run.query(`create index tasks_open_of_team on tasks (organisation_id, owner_role, rehearsal, due_at, id) where status = 'open' and owner_person is null`);
    await run.query(`
      create table escalations (
        id text primary key check (id <> ''),
        case_id text not null references cases,
        task_id text not null references tasks on delete cascade,
        organisation_id text not null references organisations,
        pathway text not null,
        rehearsal boolean not null,
        step text not null,
        reason text not null check (reason in ('overdue', 'trigger', 'attempt', 'handed-over')),
        status text not null check (status in ('open', 'acknowledged', 'ended')),
        level int not null check (level >= 1),
        raised_at timestamptz not null,
        ended_at timestamptz,
        ended_because text,
        document jsonb not null,
        constraint escalations_ended_whole check ((status = 'ended') = (ended_at is not null) and (ended_at is null) = (ended_because is null))
      )`);
    await run.query('create index escalations_of_case on escalations (case_id)');
    await run.query('create unique index escalations_one_climb_a_task on escalations (task_id) where ended_at is null');
    await run.query('create index escalations_of_task on escalations (task_id)');
    await run.query('create index escalations_listed on escalations (organisation_id, rehearsal, raised_at desc, id desc)');
    await run.query(`create index escalations_running on escalations (organisation_id, rehearsal, raised_at desc, id desc) where status <> 'ended'`);
    await run.query(`
      create table calls (
        case_id text not null,
        sequence int not null,
        escalation_id text not null references escalations on delete cascade,
        task_id text not null references tasks on delete cascade,
        level int not null check (level >= 1),
        role text not null,
        person text,
        due_at timestamptz not null,
        at timestamptz not null,
        asked text not null,
        missed int check (missed >= 1),
        answered int,
        why text,
        primary key (case_id, sequence),
        foreign key (case_id, sequence) references events (case_id, sequence)
      )`);
    await run.query('create index calls_of_escalation on calls (escalation_id, person)');
    await run.query('create index calls_of_task on calls (task_id, person)');
    await run.query('create index calls_to_person on calls (person, escalation_id) where person is not null');
    await run.query(`
      create table notices (
        id bigint generated always as identity primary key,
        case_id text not null,
        rung int not null,
        channel text not null check (channel in ('email')),
        person_id text not null,
        message_id text not null unique,
        status text not null check (status in ('queued', 'accepted', 'delivered', 'failed', 'unknown', 'rehearsed')),
        at timestamptz not null,
        tries int not null default 0 check (tries >= 0),
        last_error text,
        next_try_at timestamptz,
        created_at timestamptz not null default now(),
        constraint notices_never_twice unique (case_id, rung, channel),
        constraint notices_queued_have_a_time check ((status = 'queued') = (next_try_at is not null)),
        foreign key (case_id, rung) references events (case_id, sequence)
      )`);
    await run.query(`create index notices_to_send on notices (next_try_at) where status = 'queued'`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table notices, calls, escalations, tasks');
  }
}
