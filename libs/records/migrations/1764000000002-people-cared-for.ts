import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The register of patients, who looked them up, and what hospitals tell of them. */
export class PeopleCaredFor1764000000002 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      create table patients (
        id text primary key check (id <> ''),
        nhs_number text check (nhs_number ~ '^[0-9]{10}$'),
        name text not null check (name <> ''),
        date_of_birth text check (date_of_birth ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
        rehearsal boolean not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        constraint patients_one_a_number unique (nhs_number, rehearsal)
      )`);
    await run.query(`
      create table patient_identifiers (
        system text not null,
        value text not null,
        rehearsal boolean not null,
        patient_id text not null references patients,
        primary key (system, value, rehearsal)
      )`);
    await run.query('create index patient_identifiers_by_patient on patient_identifiers (patient_id)');
    await run.query(`
      create table patient_searches (
        id bigint generated always as identity primary key,
        at timestamptz not null,
        person_id text not null references people,
        nhs_number text not null,
        patient_id text references patients
      )`);
    await run.query(`
      create table messages (
        id text primary key check (id <> ''),
        organisation_id text not null references organisations,
        received_by text not null references people,
        received_at timestamptz not null,
        sending_application text not null,
        sending_facility text not null,
        control_id text not null,
        raw bytea not null,
        sha256 bytea not null check (length(sha256) = 32),
        kind text,
        outcome text check (outcome in ('admission-recorded', 'admission-updated', 'departure-recorded', 'review-opened', 'quarantined')),
        flags text[] not null default '{}',
        fields jsonb,
        answer jsonb,
        patient_id text references patients,
        admission_id text,
        case_id text,
        answered_at timestamptz,
        constraint messages_kept_once unique (organisation_id, sending_application, sending_facility, control_id, sha256),
        constraint messages_answered_whole check ((answer is null) = (answered_at is null) and (answer is null) = (outcome is null))
      )`);
    await run.query('create index messages_unanswered on messages (received_at) where answer is null');
    await run.query(`
      create table admissions (
        id text primary key check (id <> ''),
        organisation_id text not null references organisations,
        status text not null check (status in ('in-hospital', 'left', 'cancelled', 'died')),
        patient_id text references patients,
        nhs_number text check (nhs_number ~ '^[0-9]{10}$'),
        name text,
        date_of_birth text,
        identifiers jsonb not null default '[]' check (jsonb_typeof(identifiers) = 'array'),
        visit_number text,
        ward text,
        bed text,
        admitted_at timestamptz,
        planned_discharge_at timestamptz,
        left_at timestamptz,
        flags text[] not null default '{}',
        last_message_id text references messages,
        search text not null default '',
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      )`);
    await run.query('alter table messages add foreign key (admission_id) references admissions');
    await run.query('create index admissions_listed on admissions (organisation_id, status, created_at, id)');
    await run.query('create index admissions_by_visit on admissions (organisation_id, visit_number) where visit_number is not null');
    await run.query('create index admissions_by_number on admissions (nhs_number) where nhs_number is not null');
    await run.query('create index admissions_by_patient on admissions (patient_id) where patient_id is not null');
    await run.query('create index admissions_by_identifier on admissions using gin (identifiers jsonb_path_ops)');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('alter table messages drop column admission_id');
    await run.query('drop table admissions, messages, patient_searches, patient_identifiers, patients');
  }
}
