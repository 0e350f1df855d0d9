import type { MigrationInterface, QueryRunner } from 'typeorm';

const ROLES = `'hub', 'coordinator', 'clinical-lead', 'escalation-owner', 'escalation-lead', 'director', 'crisis-team', 'auditor'`;
/** Tables whose changes are written down, and the column that says whom or what a row is about. */
const audited: Readonly<Record<string, string>> = {
  people: 'id', person_roles: 'person_id', contact_methods: 'person_id', teams: 'id', team_members: 'person_id', leaves: 'person_id', covers: 'person_id', rotas: 'id', rota_overrides: 'rota_id',
};

/** Teams, roles by scope, verified contact methods, leave, cover, rotas; and an audit that no change of them can pass by. */
export class DirectoryOfDuty1764000000011 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await this.rolesByScope(run);
    await this.verifiedMethods(run);
    await this.teamsAndLeave(run);
    await this.rotas(run);
    await this.reassignments(run);
    await this.audit(run);
  }

  /** A role may be held in one case, for a team's cases, in an organisation or everywhere, and by the same person at several times. */
  private async rolesByScope(run: QueryRunner): Promise<void> {
    await run.query('alter table person_roles drop constraint person_roles_pkey, drop constraint person_roles_one_holder_a_position, drop constraint person_roles_role_check');
    await run.query(`
      alter table person_roles alter column organisation_id drop not null,
        add column id bigint generated always as identity primary key,
        add column scope text not null default 'organisation' check (scope in ('case', 'team', 'organisation', 'system')),
        add column scope_id text,
        add constraint person_roles_role_check check (role in (${ROLES}, 'duty')),
        add constraint person_roles_scope_whole check ((scope = 'system') = (organisation_id is null) and (scope in ('case', 'team')) = (scope_id is not null)),
        add constraint person_roles_said_once unique nulls not distinct (organisation_id, role, person_id, scope, scope_id, active_from)`);
    await run.query('create index person_roles_by_role on person_roles (role, organisation_id)');
  }

  /** What stood before was put in by whoever runs the product, and calls went there: it counts as verified. */
  private async verifiedMethods(run: QueryRunner): Promise<void> {
    await run.query('alter table contact_methods drop constraint contact_methods_pkey, drop constraint contact_methods_channel_check');
    await run.query(`
      alter table contact_methods add column id bigint generated always as identity primary key, add column verified_at timestamptz,
        add constraint contact_methods_channel_check check (channel in ('email', 'sms')),
        add constraint contact_methods_in_order unique (person_id, position), add constraint contact_methods_once unique (person_id, channel, address)`);
    await run.query('update contact_methods set verified_at = now()');
    await run.query(`
      create table contact_codes (
        method_id bigint primary key references contact_methods on delete cascade,
        code text,
        code_hash text not null,
        expires_at timestamptz not null,
        sent_at timestamptz,
        wrong int not null default 0 check (wrong >= 0),
        tries int not null default 0 check (tries >= 0),
        next_try_at timestamptz,
        constraint contact_codes_forgotten_when_sent check ((sent_at is null) or (code is null))
      )`);
  }

  private async teamsAndLeave(run: QueryRunner): Promise<void> {
    await run.query(`
      create table teams (
        id text primary key check (id <> ''),
        organisation_id text not null references organisations,
        name text not null check (name <> ''),
        lead_id text references people,
        active boolean not null default true
      )`);
    await run.query(`
      create table team_members (
        id bigint generated always as identity primary key,
        team_id text not null references teams,
        person_id text not null references people,
        active_from timestamptz,
        active_until timestamptz,
        constraint team_members_span check (active_until > active_from),
        constraint team_members_said_once unique nulls not distinct (team_id, person_id, active_from)
      )`);
    await run.query('create index team_members_by_person on team_members (person_id)');
    await run.query(`
      create table leaves (
        id text primary key,
        person_id text not null references people,
        starts_at timestamptz not null,
        ends_at timestamptz not null,
        withdrawn_at timestamptz,
        constraint leaves_span check (ends_at > starts_at)
      )`);
    await run.query('create index leaves_by_person on leaves (person_id, ends_at)');
    await run.query(`
      create table covers (
        id text primary key,
        person_id text not null references people,
        by_id text not null references people,
        roles text[] not null default '{}',
        starts_at timestamptz not null,
        ends_at timestamptz not null,
        status text not null check (status in ('offered', 'accepted', 'declined', 'withdrawn')),
        offered_by text not null references people,
        offered_at timestamptz not null default now(),
        decided_at timestamptz,
        constraint covers_span check (ends_at > starts_at),
        constraint covers_another check (person_id <> by_id),
        constraint covers_decided_whole check ((status = 'offered') = (decided_at is null))
      )`);
    await run.query(`create index covers_of_person on covers (person_id, ends_at) where status = 'accepted'`);
    await run.query('create index covers_by_person on covers (by_id, ends_at)');
  }

  private async rotas(run: QueryRunner): Promise<void> {
    await run.query(`
      create table rotas (
        id text primary key,
        organisation_id text references organisations,
        role text not null check (role in (${ROLES}, 'duty')),
        scope text not null check (scope in ('team', 'organisation', 'system')),
        scope_id text,
        name text not null check (name <> ''),
        rules jsonb not null check (jsonb_typeof(rules) = 'array'),
        active boolean not null default true,
        constraint rotas_scope_whole check ((scope = 'system') = (organisation_id is null) and (scope = 'team') = (scope_id is not null))
      )`);
    // Two rotas of one role would be two answers.
    await run.query('create unique index rotas_one_a_role on rotas (role, scope, coalesce(organisation_id, \'\'), coalesce(scope_id, \'\')) where active');
    await run.query(`
      create table rota_overrides (
        id text primary key,
        rota_id text not null references rotas,
        person_id text not null references people,
        starts_at timestamptz not null,
        ends_at timestamptz not null,
        withdrawn_at timestamptz,
        constraint rota_overrides_span check (ends_at > starts_at)
      )`);
    await run.query('create index rota_overrides_of_rota on rota_overrides (rota_id, ends_at)');
  }

  /** One command for everything that somebody leaves behind: what it still has to do stands here until it is done. */
  private async reassignments(run: QueryRunner): Promise<void> {
    await run.query(`
      create table reassignments (
        id text primary key,
        person_id text not null references people,
        to_id text not null references people,
        by_id text not null references people,
        reason text not null check (reason <> ''),
        at timestamptz not null default now(),
        done_at timestamptz
      )`);
    await run.query(`
      create table reassignment_items (
        reassignment_id text not null references reassignments,
        position int not null check (position >= 1),
        case_id text not null references cases,
        role text,
        task_id text,
        status text not null default 'waiting' check (status in ('waiting', 'done', 'refused')),
        refused_because text,
        primary key (reassignment_id, position),
        constraint reassignment_items_one_thing check ((role is null) <> (task_id is null)),
        constraint reassignment_items_refused_whole check ((status = 'refused') = (refused_because is not null))
      )`);
    // What somebody who left still has is asked for by person.
    for (const owner of ['clinical_lead', 'coordinator', 'escalation_owner']) await run.query(`create index cases_open_of_${owner} on cases (${owner}) where status <> 'closed' and ${owner} is not null`);
  }

  private async audit(run: QueryRunner): Promise<void> {
    await run.query(`
      create table directory_changes (
        id bigint generated always as identity primary key,
        at timestamptz not null default clock_timestamp(),
        actor jsonb not null check (jsonb_typeof(actor) = 'object'),
        what text not null,
        subject text not null,
        organisation_id text,
        before jsonb,
        after jsonb,
        reason text not null check (reason <> ''),
        constraint directory_changes_changed check (before is distinct from after)
      )`);
    await run.query('create index directory_changes_listed on directory_changes (organisation_id, id desc)');
    await run.query('create index directory_changes_of_subject on directory_changes (subject, id desc)');
    await run.query('create trigger append_only before update or delete on directory_changes for each row execute function refuse_change()');
    await run.query('create trigger append_only_whole before truncate on directory_changes for each statement execute function refuse_change()');
    await run.query(`
      create function note_directory_change() returns trigger language plpgsql as $$
      declare
        actor jsonb := nullif(current_setting('handrail.actor', true), '')::jsonb;
        reason text := nullif(current_setting('handrail.reason', true), '');
        was jsonb := case when tg_op = 'INSERT' then null else to_jsonb(old) end;
        is_now jsonb := case when tg_op = 'DELETE' then null else to_jsonb(new) end;
        row jsonb := coalesce(is_now, was);
      begin
        if was is not distinct from is_now then return null; end if;
        if actor is null or reason is null then
          -- Only the owner of the schema may change the directory by hand, and that is written down too.
          if not exists (select 1 from pg_class join pg_roles on pg_roles.oid = relowner where pg_class.oid = tg_relid and rolname = current_user) and not exists (select 1 from pg_roles where rolname = current_user and rolsuper) then
            raise exception 'a change of % needs who and why', tg_table_name using errcode = 'insufficient_privilege';
          end if;
          actor := jsonb_build_object('system', current_user);
          reason := coalesce(reason, 'by hand');
        end if;
        insert into directory_changes (actor, what, subject, organisation_id, before, after, reason) values (actor, tg_table_name, row ->> tg_argv[0],
          coalesce(row ->> 'organisation_id', (select organisation_id from people where id = row ->> 'person_id'), (select organisation_id from teams where id = row ->> 'team_id'), (select organisation_id from rotas where id = row ->> 'rota_id')),
          was, is_now, reason);
        return null;
      end $$`);
    for (const [table, subject] of Object.entries(audited)) await run.query(`create trigger note_change after insert or update or delete on ${table} for each row execute function note_directory_change('${subject}')`);
  }

  async down(run: QueryRunner): Promise<void> {
    for (const table of Object.keys(audited)) await run.query(`drop trigger note_change on ${table}`);
    await run.query('drop function note_directory_change');
    await run.query('drop index cases_open_of_clinical_lead, cases_open_of_coordinator, cases_open_of_escalation_owner');
    await run.query('drop table directory_changes, reassignment_items, reassignments, rota_overrides, rotas, covers, leaves, team_members, teams, contact_codes');
    await run.query(`delete from contact_methods where channel <> 'email'`);
    await run.query('alter table contact_methods drop constraint contact_methods_pkey, drop constraint contact_methods_channel_check, drop constraint contact_methods_in_order, drop constraint contact_methods_once');
    await run.query(`alter table contact_methods drop column id, drop column verified_at, add primary key (person_id, channel, position), add constraint contact_methods_channel_check check (channel in ('email'))`);
    await run.query(`delete from person_roles where scope <> 'organisation' or role = 'duty'`);
    await run.query('delete from person_roles as later using person_roles as first where later.organisation_id = first.organisation_id and later.role = first.role and (later.person_id = first.person_id or later.position = first.position) and later.id > first.id');
    await run.query('drop index person_roles_by_role');
    await run.query(`
      alter table person_roles drop constraint person_roles_said_once, drop constraint person_roles_scope_whole, drop constraint person_roles_role_check, drop constraint person_roles_pkey, drop column id, drop column scope,
        drop column scope_id, alter column organisation_id set not null, add constraint person_roles_role_check check (role in (${ROLES})),
        add primary key (organisation_id, role, person_id), add constraint person_roles_one_holder_a_position unique (organisation_id, role, position)`);
  }
}
