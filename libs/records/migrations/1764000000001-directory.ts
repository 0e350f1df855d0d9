import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Organisations, people, their roles, identities and ways to be reached. */
export class Directory1764000000001 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      create table organisations (
        id text primary key check (id <> ''),
        name text not null check (name <> ''),
        active boolean not null default true
      )`);
    await run.query(`
      create table people (
        id text primary key check (id <> ''),
        organisation_id text not null references organisations,
        name text not null check (name <> ''),
        active boolean not null default true,
        created_at timestamptz not null default now()
      )`);
    await run.query('create index people_by_organisation on people (organisation_id, id)');
    await run.query(`
      create table person_roles (
        organisation_id text not null references organisations,
        role text not null check (role in ('hub', 'coordinator', 'clinical-lead', 'escalation-owner', 'escalation-lead', 'director', 'crisis-team', 'auditor')),
        person_id text not null references people,
        position int not null check (position >= 1),
        active_from timestamptz,
        active_until timestamptz,
        primary key (organisation_id, role, person_id),
        constraint person_roles_one_holder_a_position unique (organisation_id, role, position),
        constraint person_roles_active_span check (active_until > active_from)
      )`);
    await run.query('create index person_roles_by_person on person_roles (person_id)');
    await run.query(`
      create table identities (
        issuer text not null check (issuer <> ''),
        subject text not null check (subject <> ''),
        person_id text not null references people,
        primary key (issuer, subject)
      )`);
    await run.query(`
      create table contact_methods (
        person_id text not null references people,
        channel text not null check (channel in ('email')),
        position int not null check (position >= 1),
        address text not null check (address <> ''),
        primary key (person_id, channel, position)
      )`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table contact_methods, identities, person_roles, people, organisations');
  }
}
