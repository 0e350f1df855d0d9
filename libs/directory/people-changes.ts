import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Grade } from '#libs/policies/decision-rights.js';
import { firstRow, rows } from '#libs/records/transaction.js';
import { activeIn, refuse, wrong } from './change.js';

/** Changes of people, what they hold and the teams they are in. Each is called inside a change (change.ts). */

export interface NewPerson { organisation: string; name: string; issuer: string; subject?: string | undefined; team?: string | undefined }

/** Somebody new. `subject`: how the caller's own issuer names them, so that they can sign in. @returns their id */
export async function addPerson(manager: EntityManager, { organisation, name, issuer, subject, team }: NewPerson): Promise<string> {
  const id = randomUUID();
  await rows(manager, 'insert into people (id, organisation_id, name) values ($1, $2, $3)', [id, organisation, name]);
  if (subject !== undefined) {
    const known = await firstRow(manager, 'insert into identities (issuer, subject, person_id) values ($1, $2, $3) on conflict do nothing returning 1', [issuer, subject, id]);
    if (!known) refuse('subject-taken', 'Somebody is known by this subject already.');
  }
  if (team !== undefined) await joinTeam(manager, await teamIn(manager, organisation, team, '/team'), { person: id });
  return id;
}

export interface NewRole { role: string; scope?: { kind: 'case' | 'team' | 'organisation' | 'system'; id?: string | undefined } | undefined; position?: number | undefined; from?: string | undefined; until?: string | undefined }

/** A role for somebody, last in its order where no position is given: from now on where nothing else is said, and once at a time, so that it ends when it is ended. */
export async function giveRole(manager: EntityManager, { id: person, organisation, by }: { id: string; organisation: string; by: string }, { role, scope, position, from = new Date().toISOString(), until }: NewRole): Promise<void> {
  await activeIn(manager, organisation, person, '');
  const kind = scope?.kind ?? 'organisation';
  const of = kind === 'team' || kind === 'case' ? scope?.id ?? null : null;
  if (kind === 'team') await teamIn(manager, organisation, of!, '/scope/id');
  if (kind === 'case' && !await firstRow(manager, 'select 1 from cases where id = $1 and organisation_id = $2', [of, organisation])) wrong('/scope/id', 'unknown-case', 'is no case of the organisation');
  if (kind === 'system') await holdsEverywhere(manager, by, role);
  const holder = kind === 'system' ? null : organisation;
  const held = await firstRow(manager, `
    select 1 from person_roles where organisation_id is not distinct from $1 and scope = $2 and scope_id is not distinct from $3 and role = $4 and person_id = $5
      and (active_until is null or active_until > $6) and (active_from is null or $7::timestamptz is null or active_from < $7)`, [holder, kind, of, role, person, from, until ?? null]);
  if (held) refuse('held-already', 'They hold this role already at that time.');
  await rows(manager, `
    insert into person_roles (organisation_id, scope, scope_id, role, person_id, position, active_from, active_until)
    select $1::text, $2, $3::text, $4, $5, coalesce($6::int, (select coalesce(max(position), 0) + 1 from person_roles where organisation_id is not distinct from $1 and scope = $2 and scope_id is not distinct from $3 and role = $4)), $7, $8`, [holder, kind, of, role, person, position ?? null, from, until ?? null]);
}

/** A role that is held everywhere shows every organisation's cases: only who directs or leads escalations everywhere gives one, and who holds it gives it on (the first is put in by whoever runs the product). */
async function holdsEverywhere(manager: EntityManager, by: string, role: string): Promise<void> {
  const held = await firstRow(manager, `
    select 1 from person_roles where person_id = $1 and scope = 'system' and role in ('director', 'escalation-lead', $2) and (active_from is null or active_from <= now()) and (active_until is null or active_until > now())`, [by, role]);
  if (!held) wrong('/scope/kind', 'not-everywhere', 'is given only by somebody who holds it everywhere, or directs or leads escalations everywhere');
}

/** They hold it no longer: from now on, or another instant. */
export async function endRole(manager: EntityManager, { id: person, organisation }: { id: string; organisation: string }, holding: string, until: string = new Date().toISOString()): Promise<void> {
  const id = /^\d{1,18}$/.test(holding) ? holding : '0';
  const found = await firstRow<{ active_from: Date | null; active_until: Date | null }>(manager, 'select active_from, active_until from person_roles where id = $1 and person_id = $2', [id, person]);
  if (!found) wrong('/holding', 'unknown-holding', 'is no role of theirs');
  if (found.active_until !== null && found.active_until.getTime() <= Date.now()) refuse('ended-already', 'They do not hold it any more.');
  if (found.active_from !== null && found.active_from.toISOString() >= until) wrong('/until', 'ends-before-it-begins', 'must be later than the beginning');
  await rows(manager, 'update person_roles set active_until = $2 where id = $1', [id, until]);
  await stillLookedAfter(manager, organisation, person, until);
}

/** Somebody must be able to put a directory right again: the last who may change it does not go. @throws DirectoryRefusal 409, where they are of those who may and nobody else is at that instant */
async function stillLookedAfter(manager: EntityManager, organisation: string, person: string, at: string): Promise<void> {
  const keeping = `role in ('director', 'escalation-lead') and scope in ('organisation', 'system') and (person_roles.organisation_id is null or person_roles.organisation_id = $1)`;
  const { of, left } = (await firstRow<{ of: boolean; left: boolean }>(manager, `
    select exists (select 1 from person_roles where ${keeping} and person_id = $2) as of, exists (select 1 from person_roles join people on people.id = person_id and people.active
      where ${keeping} and (active_from is null or active_from <= $3) and (active_until is null or active_until > $3)) as left`, [organisation, person, at]))!;
  if (of && !left) refuse('last-to-look-after-it', 'Nobody else could change this directory any more: give somebody else the role of a director or escalation lead first.');
}

/** Of which grade they are: a locality may ask for one of whoever decides. */
export async function setGrade(manager: EntityManager, person: string, grade: Grade): Promise<void> {
  if (!await firstRow(manager, 'update people set grade = $2 where id = $1 and grade is distinct from $2 returning 1', [person, grade])) refuse('grade-unchanged', 'They are of this grade already.');
}

/** Whoever leaves is not called any more, and covers for nobody: whoever they covered for is called again. What they had comes to their team's lead (left-behind.ts). */
export async function setActive(manager: EntityManager, { id: person, organisation }: { id: string; organisation: string }, active: boolean): Promise<void> {
  const changed = await firstRow(manager, 'update people set active = $2 where id = $1 and active <> $2 returning 1', [person, active]);
  if (!changed) refuse(active ? 'already-active' : 'already-inactive', active ? 'They are active.' : 'They are not active any more.');
  if (active) return;
  await stillLookedAfter(manager, organisation, person, new Date().toISOString());
  await rows(manager, `update covers set status = 'withdrawn', decided_at = now() where by_id = $1 and status in ('offered', 'accepted') and ends_at > now()`, [person]);
}

export async function addTeam(manager: EntityManager, { organisation, name, lead, locality }: { organisation: string; name: string; lead?: string | undefined; locality?: string | undefined }): Promise<string> {
  if (lead !== undefined) await activeIn(manager, organisation, lead, '/lead');
  const id = randomUUID();
  await rows(manager, 'insert into teams (id, organisation_id, name, lead_id, locality) values ($1, $2, $3, $4, $5)', [id, organisation, name, lead ?? null, locality ?? null]);
  return id;
}

export async function setLead(manager: EntityManager, team: { id: string; organisation: string }, lead: string): Promise<void> {
  await activeIn(manager, team.organisation, lead, '/lead');
  await rows(manager, 'update teams set lead_id = $2 where id = $1', [team.id, lead]);
}

/** Where it works. Its cases begin with the organisation's policies all the same. */
export async function setLocality(manager: EntityManager, team: string, locality: string): Promise<void> {
  if (!await firstRow(manager, 'update teams set locality = $2 where id = $1 and locality is distinct from $2 returning 1', [team, locality])) refuse('locality-unchanged', 'It works there already.');
}

/** Nobody is in two teams at once: a case is its coordinator's team's. */
export async function joinTeam(manager: EntityManager, team: string, { person, from, until }: { person: string; from?: string | undefined; until?: string | undefined }): Promise<void> {
  const other = await firstRow(manager, `
    select 1 from team_members where person_id = $1 and (active_until is null or active_until > coalesce($2::timestamptz, '-infinity')) and (active_from is null or $3::timestamptz is null or active_from < $3)`, [person, from ?? null, until ?? null]);
  if (other) refuse('in-a-team-already', 'They are in a team at that time: end that first.');
  await rows(manager, 'insert into team_members (team_id, person_id, active_from, active_until) values ($1, $2, $3, $4)', [team, person, from ?? null, until ?? null]);
}

export async function leaveTeam(manager: EntityManager, team: string, person: string, until: string = new Date().toISOString()): Promise<void> {
  const ended = await firstRow(manager, `
    update team_members set active_until = $3 where team_id = $1 and person_id = $2 and (active_until is null or active_until > $3) and (active_from is null or active_from < $3) returning 1`, [team, person, until]);
  if (!ended) refuse('not-in-the-team', 'They are not in this team then.');
}

/** @throws DirectoryRefusal 422 at `pointer` where there is no such team in the organisation */
export async function teamIn(manager: EntityManager, organisation: string, team: string, pointer: string): Promise<string> {
  if (!await firstRow(manager, 'select 1 from teams where id = $1 and organisation_id = $2 and active', [team, organisation])) wrong(pointer, 'unknown-team', 'is no team of the organisation');
  return team;
}
