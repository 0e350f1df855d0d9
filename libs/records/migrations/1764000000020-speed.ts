import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What pages ask often, each with an index of its own. Indexes are made beside whoever reads and writes, which no transaction can do: what was left half-made by an earlier try is made anew.
 */
export class Speed1764000000020 implements MigrationInterface {
  readonly transaction = false;

  async up(run: QueryRunner): Promise<void> {
    // Since when nobody has said anything about a climb: read with every list of escalations. null: written by an earlier release; it then counts from when it was raised.
    await run.query('alter table escalations add column if not exists silent_since timestamptz');
    await run.query(`
      update escalations set silent_since = greatest(raised_at, (escalations.document #>> '{outcomes,-1,at}')::timestamptz, (tasks.document #>> '{acknowledgement,at}')::timestamptz, (tasks.document #>> '{attempts,-1,at}')::timestamptz)
      from tasks where tasks.id = escalations.task_id and escalations.status <> 'ended' and escalations.silent_since is null`);
    await this.callsThatGoOn(run);
    // An index waits for whoever looked before it, and nobody waits for that.
    await run.query(`set lock_timeout = '10min'`);
    try {
      for (const [name, on] of Object.entries(indexes)) {
        await run.query(`drop index if exists ${name}`);
        await run.query(`create index concurrently ${name} on ${on}`);
      }
    } finally {
      await run.query('reset lock_timeout');
    }
  }

  /** Is the climb of a call still under way: what somebody is called for now is found without looking through everything that they ever were called for. */
  private async callsThatGoOn(run: QueryRunner): Promise<void> {
    await run.query('alter table calls add column if not exists running boolean not null default false');
    await run.query(`
      create or replace function note_running_call() returns trigger language plpgsql as $$
      begin
        new.running := not exists (select 1 from escalations where id = new.escalation_id and ended_at is not null);
        return new;
      end $$`);
    // After the statement that ends a climb, so that calls which the same statement writes are seen too.
    await run.query(`
      create or replace function note_ended_climb() returns trigger language plpgsql as $$
      begin
        update calls set running = false where escalation_id = new.id and running;
        return null;
      end $$`);
    await run.query('create or replace trigger calls_running before insert on calls for each row execute function note_running_call()');
    await run.query('create or replace trigger escalations_ended after insert or update on escalations for each row when (new.ended_at is not null) execute function note_ended_climb()');
    await run.query('update calls set running = true from escalations where escalations.id = calls.escalation_id and escalations.ended_at is null and not calls.running');
  }

  async down(run: QueryRunner): Promise<void> {
    for (const name of Object.keys(indexes)) await run.query(`drop index if exists ${name}`);
    await run.query('drop trigger escalations_ended on escalations');
    await run.query('drop trigger calls_running on calls');
    await run.query('drop function note_ended_climb(), note_running_call()');
    await run.query('alter table calls drop column running');
    await run.query('alter table escalations drop column silent_since');
  }
}

const indexes = {
  // The board: longest silent first.
  escalations_by_silence: `escalations (organisation_id, rehearsal, (coalesce(silent_since, raised_at)), id) where status <> 'ended'`,
  // What somebody is called for now, the latest first.
  calls_running_to_person: `calls (person, at) include (task_id, escalation_id) where running and person is not null`,
  // In whose place a rota may stand: who is named with whom by cases that go on.
  cases_named: `cases (organisation_id, rehearsal, clinical_lead, coordinator, escalation_owner) where status <> 'closed'`,
  // Who is to leave within a day.
  admissions_leaving: `admissions (organisation_id, planned_discharge_at, id) where status = 'in-hospital'`,
} as const;
