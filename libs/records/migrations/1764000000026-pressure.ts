import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is counted of a system and by whom, which levels it spoke for, whom its meetings call, and that an organisation has one case about it open at a time. */
export class Pressure1764000000026 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      create table organisation_claims (
        case_id text primary key,
        pathway text not null,
        organisation_id text not null references organisations,
        claimed_at timestamptz not null default now(),
        released_at timestamptz
      )`);
    await run.query('create unique index organisation_claims_one_open_case on organisation_claims (pathway, organisation_id) where released_at is null');
    await run.query(`
      create table indicator_sources (
        id text primary key,
        organisation_id text not null references organisations,
        name text not null check (name <> ''),
        indicators text[] not null check (cardinality(indicators) > 0),
        created_at timestamptz not null default now(),
        created_by text not null references people,
        ended_at timestamptz
      )`);
    // Apart from what the directory's changes are written down with.
    await run.query('create table indicator_secrets (source_id text primary key references indicator_sources, sealed text not null)');
    await run.query(`
      create table indicator_messages (
        source_id text not null references indicator_sources,
        message_id text not null check (message_id <> ''),
        body_hash text not null,
        received_at timestamptz not null default now(),
        primary key (source_id, message_id)
      )`);
    await run.query(`
      create table indicator_readings (
        id bigint generated always as identity primary key,
        organisation_id text not null references organisations,
        indicator text not null,
        value double precision not null,
        at timestamptz not null,
        received_at timestamptz not null default now(),
        source_id text references indicator_sources
      )`);
    await run.query('create index indicator_readings_latest on indicator_readings (organisation_id, indicator, at desc, id desc)');
    await run.query(`
      create table level_proposals (
        id bigint generated always as identity primary key,
        organisation_id text not null references organisations,
        level int not null check (level between 1 and 4),
        because text not null,
        at timestamptz not null,
        told_at timestamptz,
        answer text
      )`);
    await run.query('create index level_proposals_latest on level_proposals (organisation_id, id desc)');
    await run.query(`
      create table system_participants (
        id text primary key,
        organisation_id text not null references organisations,
        person_id text not null references people,
        service text not null check (service <> ''),
        since timestamptz not null default now(),
        until timestamptz
      )`);
    await run.query('create unique index system_participants_once on system_participants (organisation_id, person_id) where until is null');
    for (const table of ['indicator_sources', 'system_participants']) {
      await run.query(`create trigger note_change after insert or update or delete on ${table} for each row execute function note_directory_change('id')`);
    }
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table system_participants, level_proposals, indicator_readings, indicator_messages, indicator_secrets, indicator_sources, organisation_claims');
  }
}
