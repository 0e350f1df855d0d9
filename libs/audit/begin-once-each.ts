import type { Actor, JsonObject } from '#libs/contracts/events.js';
import type { Kin } from '#libs/kin/send-to-case.js';
import { startOnce } from '#libs/kin/start-once.js';
import type { Policy } from '#libs/policies/policy.js';
import { policyInForce } from '#libs/policy-releases/in-force.js';
import { storedVersion } from '#libs/records/stored.js';
import { rows } from '#libs/records/transaction.js';
import { governanceOwners } from './owners.js';

const WITHIN_MS = 30_000;

/** A case that governance begins by itself. `found`: what there is to look at in an organisation; null: nothing, and no case begins. */
export interface Governed<Found> {
  pathway: string;
  /** Who asks for it; the clock, unless somebody does. */
  actor?: Actor;
  caseOf: (organisation: string) => string;
  found: (organisation: string) => Promise<Found | null>;
  details: (organisation: string, found: Found, policy: Policy) => Promise<JsonObject> | JsonObject;
}

/** Begins it in each organisation that has something to look at and somebody who answers for it, once, however many ask; `only`: in that one. Answers the ids of those that it began. @throws CaseUnavailable: asked again with the next pass */
export async function beginOnceEach<Found>(kin: Kin, now: Date, { pathway, actor = { system: 'clock' }, caseOf, found, details }: Governed<Found>, log: (organisation: string, why: string) => void, only?: string): Promise<string[]> {
  const { record: { manager } } = kin;
  const begun: string[] = [];
  for (const { id: organisation } of await rows<{ id: string }>(manager, 'select id from organisations where active and ($1::text is null or id = $1) order by id', [only ?? null])) {
    const caseId = caseOf(organisation);
    if (await storedVersion(manager, caseId)) continue;
    const looked = await found(organisation);
    if (looked === null) continue;
    const owners = await governanceOwners(manager, organisation, now);
    if (!owners) { log(organisation, 'nobody answers for it'); continue; }
    const { policy, ref } = (await policyInForce(manager, pathway, organisation, now))!;
    await startOnce(kin, { caseId, pathway, policy: ref, actor, opening: { organisation, rehearsal: false, owners, details: await details(organisation, looked, policy) } }, Date.now() + WITHIN_MS);
    begun.push(caseId);
  }
  return begun;
}

/** Begins it in one organisation, out of turn, because somebody asks; asked for again it is the same one. @returns its case; null: there is nothing to look at, or nobody answers for it */
export async function beginNow<Found>(kin: Kin, now: Date, governed: Governed<Found>, organisation: string): Promise<string | null> {
  await beginOnceEach(kin, now, governed, () => undefined, organisation);
  const caseId = governed.caseOf(organisation);
  return await storedVersion(kin.record.manager, caseId) ? caseId : null;
}
