import type { JsonObject } from '#libs/contracts/events.js';
import { completeOpen, HOUR, instant, playAll, type Cast, type Say } from './cases.js';
import type { ShownCase } from './client.js';
import type { SamplePerson } from './samples.js';

/** What a falls review of the demonstration is about. `hoursAgo`: when it happened. `held`: the review is done, and left an action. */
interface Scene { kind: 'two-falls-in-a-week' | 'head-injury' | 'new-confusion'; hoursAgo: number; where: string; note: string; held?: true }
const scenes: readonly Scene[] = [
  { kind: 'head-injury', hoursAgo: 0.5, where: 'at home, the stairs', note: 'slipped on the last step' },
  { kind: 'two-falls-in-a-week', hoursAgo: 80, where: 'at home, the bathroom', note: 'told by the daughter three days later' },
  { kind: 'new-confusion', hoursAgo: 30, where: 'at home', note: 'does not know the day', held: true },
];

/** Starts falls reviews: one that has just begun, one that is late from the start, one that was held. @returns how many were started */
export function startFallsReviews(cast: Cast, people: readonly SamplePerson[], now: number, say: Say): Promise<number> {
  return playAll(scenes, people, (scene, person) => play(cast, scene, person, now), say);
}

async function play({ hub, coordinator, clinicalLead, organisation, owners }: Cast, { kind, hoursAgo, where, note, held }: Scene, { nhsNumber, name, dateOfBirth }: SamplePerson, now: number): Promise<string> {
  const occurredAt = instant(now - hoursAgo * HOUR);
  const trigger = { kind, occurredAt, where, note, ...(kind === 'two-falls-in-a-week' ? { earlierAt: instant(now - (hoursAgo + 48) * HOUR) } : {}) };
  const begun = await hub.post<ShownCase>('/v1/cases', { pathway: 'rapid-falls-review', patient: { nhsNumber, name, dateOfBirth }, organisation, owners, details: { trigger, livesAlone: true } });
  if (held) {
    await completeOpen(clinicalLead, begun.id, 'urgent-clinical-check', { route: 'ucr', redFlags: [], antithrombotic: 'no', by: 'Urgent community response', findings: 'Signs of a urine infection', adviceGivenTo: 'her husband', someoneWithThem: true });
    await completeOpen(coordinator, begun.id, 'review-held', record(now, owners.coordinator));
  }
  return `${name}, ${kind}, ${hoursAgo < 1 ? 'just now' : `${hoursAgo} h ago`}${hoursAgo > 72 ? ': late' : ''}${held ? '; reviewed, an action is open' : ''} (case ${begun.id})`;
}

const record = (now: number, owner: string): JsonObject => ({
  medicationActions: 'Night sedation stopped', equipmentChanges: { noneBecause: 'All in place' }, hydrationAndNutrition: 'Drinks too little: a jug by the chair', homeSafetyPlan: 'Rugs taken up',
  cognition: 'Better than yesterday', lyingStandingBloodPressure: '128/70 lying, 118/66 standing', personsView: 'Wants to be at home', safeguarding: { considered: true, concern: false, rationale: 'Nothing seen or heard' },
  actions: [{ title: 'Grab rail beside the bath', owner, dueAt: instant(now + 48 * HOUR), completionCheck: 'Seen in place at the next visit' }],
});
