import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { firstRow, rows } from '#libs/records/transaction.js';
import { activeIn, refuse, stillToCome, wrong } from './change.js';
import { teamIn } from './people-changes.js';
import type { RotaRule } from './rota.js';

/** Changes of rotas. Each is called inside a change (change.ts). */

export interface NewRota { organisation: string; role: string; team?: string | undefined; name: string; rules: readonly RotaRule[] }

export async function addRota(manager: EntityManager, { organisation, role, team, name, rules }: NewRota): Promise<string> {
  if (team !== undefined) await teamIn(manager, organisation, team, '/scope/id');
  await peopleOf(manager, organisation, rules);
  const id = randomUUID();
  const made = await firstRow(manager, `
    insert into rotas (id, organisation_id, role, scope, scope_id, name, rules) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning 1`,
  [id, organisation, role, team === undefined ? 'organisation' : 'team', team ?? null, name, JSON.stringify(rules)]);
  if (!made) refuse('rota-there-already', 'There is a rota for this role already: change its rules, or end it.');
  return id;
}

export async function changeRules(manager: EntityManager, rota: { id: string; organisation: string }, rules: readonly RotaRule[]): Promise<void> {
  await stillRuns(manager, rota.id);
  await peopleOf(manager, rota.organisation, rules);
  await rows(manager, 'update rotas set rules = $2 where id = $1', [rota.id, JSON.stringify(rules)]);
}

export async function endRota(manager: EntityManager, id: string): Promise<void> {
  if (!await firstRow(manager, 'update rotas set active = false where id = $1 and active returning 1', [id])) refuse('ended-already', 'This rota has ended.');
}

/** Somebody else for one shift. Two at once would be two answers. */
export async function override(manager: EntityManager, rota: { id: string; organisation: string }, { person, from, until }: { person: string; from: string; until: string }): Promise<string> {
  await stillRuns(manager, rota.id);
  stillToCome(until);
  await activeIn(manager, rota.organisation, person, '/person');
  if (await firstRow(manager, 'select 1 from rota_overrides where rota_id = $1 and withdrawn_at is null and starts_at < $3 and ends_at > $2', [rota.id, from, until])) refuse('overridden-already', 'Somebody else was put in for some of that time: withdraw that first.');
  const id = randomUUID();
  await rows(manager, 'insert into rota_overrides (id, rota_id, person_id, starts_at, ends_at) values ($1, $2, $3, $4, $5)', [id, rota.id, person, from, until]);
  return id;
}

export async function withdrawOverride(manager: EntityManager, rota: string, id: string): Promise<void> {
  const found = await firstRow<{ withdrawn_at: Date | null }>(manager, 'select withdrawn_at from rota_overrides where id = $1 and rota_id = $2', [id, rota]);
  if (!found) wrong('/override', 'unknown-override', 'is no override of this rota');
  if (found.withdrawn_at !== null) refuse('already-withdrawn', 'This override was withdrawn.');
  await rows(manager, 'update rota_overrides set withdrawn_at = now() where id = $1', [id]);
}

/** What has ended calls nobody: a change of it would be one that nobody notices. @throws DirectoryRefusal 409 */
async function stillRuns(manager: EntityManager, id: string): Promise<void> {
  if (!await firstRow(manager, 'select 1 from rotas where id = $1 and active', [id])) refuse('ended-already', 'This rota has ended: make another.');
}

/** Everybody in the rules is there. @throws DirectoryRefusal 422 with a pointer to whoever is not */
async function peopleOf(manager: EntityManager, organisation: string, rules: readonly RotaRule[]): Promise<void> {
  for (const [index, { rotation }] of rules.entries()) for (const [place, person] of rotation.people.entries()) await activeIn(manager, organisation, person, `/rules/${index}/rotation/people/${place}`);
}
