import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cases and their events: the ledger that all else is read from. */
export class Cases1764000000003 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      create table cases (
        id text primary key check (id <> ''),
        organisation_id text not null references organisations,
        pathway text not null,
        policy_id text not null,
        policy_version text not null,
        revision int not null,
        patient_id text references patients,
        admission_id text,
        rehearsal boolean not null,
        version int not null check (version >= 1),
        hash text not null check (hash ~ '^[0-9a-f]{64}$'),
        status text not null check (status in ('open', 'watching', 'closed')),
        stage text,
        clinical_lead text,
        coordinator text,
        escalation_owner text,
        opened_at timestamptz not null,
        closed_at timestamptz,
        outcome jsonb,
        watch_until timestamptz,
        open_tasks int not null check (open_tasks >= 0),
        next_due_at timestamptz,
        ward text,
        search text not null,
        clock_offset_ms bigint not null default 0 check (clock_offset_ms >= 0),
        summary jsonb not null,
        document jsonb not null,
        constraint cases_closed_has_instant check ((status = 'closed') = (closed_at is not null)),
        constraint cases_next_due_of_open_tasks check ((open_tasks = 0) = (next_due_at is null)),
        constraint cases_live_keeps_real_time check (rehearsal or clock_offset_ms = 0)
      )`);
    await run.query('create index cases_listed on cases (organisation_id, rehearsal, opened_at desc, id desc)');
    await run.query(`create index cases_running on cases (rehearsal, id) where status <> 'closed'`);
    await run.query('create index cases_by_patient on cases (patient_id) where patient_id is not null');
    await run.query('create index cases_by_admission on cases (admission_id) where admission_id is not null');
    await run.query(`
      create table events (
        case_id text not null references cases,
        sequence int not null check (sequence >= 1),
        at timestamptz not null,
        kind text not null check (kind <> ''),
        actor jsonb not null check (jsonb_typeof(actor) = 'object'),
        command text,
        data jsonb not null check (jsonb_typeof(data) = 'object'),
        primary key (case_id, sequence)
      )`);
    await run.query(`
      create function refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
      end $$`);
    for (const table of ['events', 'patient_searches']) {
      await run.query(`create trigger append_only before update or delete on ${table} for each row execute function refuse_change()`);
      await run.query(`create trigger append_only_whole before truncate on ${table} for each statement execute function refuse_change()`);
    }
    await run.query(`
      create table record_halts (
        case_id text primary key references cases,
        at timestamptz not null default now(),
        kind text not null check (kind in ('diverged', 'projection')),
        sequence int not null,
        detail text not null
      )`);
    await run.query(`
      create table case_organisations (
        case_id text not null references cases,
        organisation_id text not null references organisations,
        lead boolean not null,
        primary key (case_id, organisation_id)
      )`);
    await run.query('create unique index case_organisations_one_lead on case_organisations (case_id) where lead');
    await run.query('create index case_organisations_as_guest on case_organisations (organisation_id, case_id) where not lead');
    await run.query(`
      create table case_claims (
        case_id text not null,
        patient_id text not null references patients,
        pathway text not null,
        organisation_id text references organisations,
        claimed_at timestamptz not null default now(),
        released_at timestamptz,
        primary key (case_id, patient_id)
      )`);
    await run.query('create unique index case_claims_one_open_case on case_claims (pathway, patient_id) where released_at is null');
    // Documents are read and written whole with every command: lz4 where the server has it costs a fifth of the time.
    await run.query(`
      do $$ begin
        alter table cases alter column document set compression lz4;
      exception when feature_not_supported then null;
      end $$`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table case_claims, case_organisations, record_halts, events, cases');
    await run.query('drop trigger append_only on patient_searches');
    await run.query('drop trigger append_only_whole on patient_searches');
    await run.query('drop function refuse_change');
  }
}
