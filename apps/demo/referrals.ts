import { randomUUID } from 'node:crypto';
import type { JsonObject } from '#libs/contracts/events.js';
import { exampleReferral } from '#libs/intake/fhir/example-referral.js';
import { completeOpen, HOUR, instant, playAll, type Cast, type Say } from './cases.js';
import type { ShownCase } from './client.js';
import type { SamplePerson } from './samples.js';

/** What a referral of the demonstration is about. `hoursAgo`: when it was received. `message`: it comes as a FHIR message; `redirected`: triaged, and the redirect is still to be done. */
interface Scene { hoursAgo: number; urgency: 'routine' | 'urgent'; reason: string; facts: JsonObject; whole?: true; message?: true; redirected?: true }
const plain = { dangerNow: false, inHospital: false, leftCrisisCare: false, underOurCare: false, livesElsewhere: false };
const scenes: readonly Scene[] = [
  { hoursAgo: 3, urgency: 'routine', reason: 'Low since the spring; has stopped going out', facts: { ...plain, severeOrComplex: true }, whole: true },
  { hoursAgo: 6, urgency: 'urgent', reason: 'Says that she will not see the weekend', facts: { dangerNow: true }, whole: true },
  { hoursAgo: 1, urgency: 'routine', reason: 'Worries about everything since the move', facts: {}, message: true },
  { hoursAgo: 20, urgency: 'routine', reason: 'Worries about his work', facts: { ...plain, mildToModerate: true }, whole: true, redirected: true },
];
const dataset = { currentRisks: 'Alone at night', protectiveFactors: 'Her dog, her neighbour', safeguarding: 'None known', personsView: 'Wants to talk to somebody', reachedBy: 'Mobile, after noon' };

/** Referrals at the front door: one with everything, an urgent one that is late, one that came as a message and lacks nearly all, one that is redirected. @returns how many */
export function startReferrals(cast: Cast, people: readonly SamplePerson[], now: number, say: Say): Promise<number> {
  return playAll(scenes, people, (scene, person) => play(cast, scene, person, now), say);
}

async function play({ hub, clinicalLead, organisation, owners }: Cast, { hoursAgo, urgency, reason, facts, whole, message, redirected }: Scene, { nhsNumber, name, given, family, dateOfBirth }: SamplePerson, now: number): Promise<string> {
  const receivedAt = instant(now - hoursAgo * HOUR);
  if (message) {
    await hub.refer(exampleReferral({ bundleId: randomUUID(), referralId: randomUUID(), authoredOn: receivedAt, person: { nhsNumber, family, given, dateOfBirth }, text: reason }));
    return `${name}, referred by a FHIR message just now; most of the minimum dataset is missing`;
  }
  const begun = await hub.post<ShownCase>('/v1/cases', {
    pathway: 'front-door', patient: { nhsNumber, name, dateOfBirth }, organisation, owners,
    details: { receivedAt, referredBy: { name: 'Dr Dora Reed', organisation: 'Elm Surgery', contact: '01632 960002' }, urgency, dataset: { reason, ...(whole ? dataset : {}) }, facts },
  });
  if (redirected) await completeOpen(clinicalLead, begun.id, 'triage-huddle', { outcome: 'redirect', present: ['Triage huddle of the morning'], to: { service: 'talking-therapies' }, rule: 'mild-to-moderate' });
  return `${name}, referred ${hoursAgo} h ago, ${urgency}; ${redirected ? 'redirected, the person is still to be told' : 'waits for triage'} (case ${begun.id})`;
}
