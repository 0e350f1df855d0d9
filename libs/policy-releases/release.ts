import type { EntityManager } from 'typeorm';
import { DAY } from '#libs/domain/duration.js';
import { draftOf, type Changes } from '#libs/policies/amend.js';
import { policyFaults } from '#libs/policies/sound.js';
import { text } from '#libs/records/stored.js';
import { firstRow, rows } from '#libs/records/transaction.js';
import { policyInForce, releasedVersion, releasesOf } from './in-force.js';

/** A rule of releasing says no: 409 with its name. */
export class ReleaseRefused extends Error {
  constructor(readonly code: string, detail: string) { super(detail); this.name = 'ReleaseRefused'; }
}
function refuse(code: string, detail: string): never {
  throw new ReleaseRefused(code, detail);
}
/** Farther ahead than this nothing is released: a date that is wrong by a year would decide about a year of cases. */
export const RELEASED_AHEAD_MS = 90 * DAY;
/** So many others than its author must have approved it. */
export const APPROVALS = 2;

interface Standing { id: string; organisation: string; pathway: string; version: string; changes: Changes; author: string; draftedAt: Date; status: string }

/** The draft, locked: what is done about it is done one after the other. @throws ReleaseRefused where it is over */
async function standing(manager: EntityManager, id: string): Promise<Standing> {
  const found = await firstRow<Standing>(manager, 'select id, organisation_id as organisation, pathway, version, changes, author, drafted_at as "draftedAt", status from policy_drafts where id = $1 for update', [text(id)]);
  if (!found || found.status !== 'drafted') refuse('draft-over', 'It has been released or withdrawn.');
  return found;
}

/** Somebody answers for it beside its author. `withoutCases`: knowing that there is no recorded case at all by which it could be rehearsed. @throws ReleaseRefused */
export async function approve(manager: EntityManager, id: string, { person, because, withoutCases, at }: { person: string; because: string; withoutCases: boolean; at: Date }): Promise<void> {
  const { author } = await standing(manager, id);
  if (author === person) refuse('own-draft', 'Its author does not approve it: two others do.');
  await rehearsed(manager, id, withoutCases);
  if (!await firstRow(manager, 'insert into policy_approvals (draft_id, person_id, at, because) values ($1, $2, $3, $4) on conflict do nothing returning 1', [id, person, at, because])) refuse('approved-already', 'You have approved it already: another person must.');
}

/** Rehearsed on a case at least; or on none, where the organisation has none but those that were looked at and could not be compared, and whoever approves says that they know. @throws ReleaseRefused */
async function rehearsed(manager: EntityManager, id: string, withoutCases: boolean): Promise<void> {
  const done = await rows<{ lived: number; elsewhere: boolean }>(manager, `
    select (result -> 'summary' ->> 'cases')::int as lived, exists (select 1 from cases where cases.organisation_id = rehearsed.organisation_id and cases.pathway = rehearsed.pathway and not rehearsal
      and opened_at < asked_at and (opened_at < cases_from or opened_at >= cases_to)) as elsewhere
    from policy_rehearsals rehearsed where draft_id = $1 and status = 'done'`, [id]);
  if (done.length === 0) refuse('not-rehearsed', 'It has not been rehearsed on recorded cases, or that has not ended: nobody knows what it would have done.');
  if (done.some(({ lived }) => lived > 0)) return;
  if (done.every(({ elsewhere }) => elsewhere)) refuse('not-rehearsed', 'No case was opened in the time that it was rehearsed on, or none could be compared: rehearse it on a time in which there are cases.');
  if (!withoutCases) refuse('no-cases', 'There is no recorded case to rehearse it on: nobody knows what it would do. Whoever approves it says so (withoutCases), and why.');
}

export async function withdraw(manager: EntityManager, id: string, person: string, because: string, at: Date): Promise<void> {
  await standing(manager, id);
  await end(manager, id, 'withdrawn', person, because, at);
}

/**
 * From that instant on new cases of the organisation start with it, under a version of its own; what runs goes on as it is. It must change what is the newest then: one that was drafted from an older version would undo what was released since.
 * What is released and not in force yet is the newest all the same; whoever drafts after that, from what is in force until then, means to undo it. It takes the place of whatever was released before it and begins later.
 * @throws ReleaseRefused
 */
export async function release(manager: EntityManager, id: string, { person, from, reason, at }: { person: string; from: Date; reason: string; at: Date }): Promise<void> {
  const { organisation, pathway, version, changes, draftedAt } = await standing(manager, id);
  await rows(manager, 'select pg_advisory_xact_lock(hashtextextended($1, 0))', [`handrail policy releases ${pathway}`]);
  const { n } = (await firstRow<{ n: number }>(manager, 'select count(*)::int as n from policy_approvals where draft_id = $1', [id]))!;
  if (n < APPROVALS) refuse('not-approved', `Two people beside its author must have approved it: ${n} ${n === 1 ? 'has' : 'have'}.`);
  const { ref, policy: { version: present } } = (await policyInForce(manager, pathway, organisation, at))!;
  const all = await releasesOf(manager, pathway, organisation, ref.amends?.version ?? present);
  const [last] = all;
  const newest = last?.version ?? present;
  const undoes = last !== undefined && draftedAt.getTime() > Date.parse(last.at) && (await policyInForce(manager, pathway, organisation, new Date(from.getTime() - 1)))!.policy.version === version;
  if (newest !== version && !undoes) refuse('not-the-newest', `It changes version ${version}, and version ${newest} has been released since: draft it anew from that.`);
  // What was drafted before a rule about numbers was there is held to it all the same.
  const faults = policyFaults(draftOf((await releasedVersion(manager, pathway, version, [organisation]))!.policy, changes));
  if (faults.length > 0) refuse('does-not-fit', `No case could live by it: ${faults.join('; ')}.`);
  const earlier = all.find((each) => each.version === version);
  const base = earlier?.base ?? version;
  const { next } = (await firstRow<{ next: number }>(manager, 'select count(*)::int + 1 as next from policy_releases where pathway = $1 and base_version = $2', [pathway, base]))!;
  await rows(manager, 'insert into policy_releases (draft_id, organisation_id, pathway, version, base_version, changes, in_force_from, released_by, released_at, reason) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
    [id, organisation, pathway, `${base}.${next}`, base, JSON.stringify([...earlier?.changes ?? [], changes]), from, person, at, reason]);
  await end(manager, id, 'released', person, reason, at);
}

async function end(manager: EntityManager, id: string, status: 'withdrawn' | 'released', person: string, because: string, at: Date): Promise<void> {
  await rows(manager, 'update policy_drafts set status = $2, ended_at = $3, ended_by = $4, ended_because = $5 where id = $1', [id, status, at, person, because]);
}
