import type { JsonObject } from '#libs/contracts/events.js';
import { completeOpen, HOUR, instant, playAll, type Cast, type Say } from './cases.js';
import type { ShownCase } from './client.js';
import type { SamplePerson } from './samples.js';

/** What a taper of the demonstration is about. `hoursAgo`: when the person left. `contacted`: accepted, and the first contact made. `restricted`: handed over with a restriction, which is a case of its own from then on. */
interface Scene { from: 'inpatient' | 'crisis-team' | 'emergency-department'; hoursAgo: number; suicideRisk: 'identified' | 'not-identified' | 'not-assessed'; contacted?: true; restricted?: true }
const scenes: readonly Scene[] = [
  { from: 'inpatient', hoursAgo: 2, suicideRisk: 'not-identified' },
  { from: 'emergency-department', hoursAgo: 52, suicideRisk: 'not-assessed' },
  { from: 'crisis-team', hoursAgo: 20, suicideRisk: 'not-identified', contacted: true, restricted: true },
];

/** Starts tapers: one that waits to be accepted, one whose first contact is late, one that has begun. @returns how many were started */
export function startTapers(cast: Cast, people: readonly SamplePerson[], now: number, say: Say): Promise<number> {
  return playAll(scenes, people, (scene, person) => play(cast, scene, person, now), say);
}

async function play({ crisisTeam, clinicalLead, organisation, owners }: Cast, { from, hoursAgo, suicideRisk, contacted, restricted }: Scene, { nhsNumber, name, dateOfBirth }: SamplePerson, now: number): Promise<string> {
  const begun = await crisisTeam.post<ShownCase>('/v1/cases', {
    pathway: 'step-down-tapering', patient: { nhsNumber, name, dateOfBirth }, organisation, owners,
    details: { crisisTeam: 'Riverside crisis team', dischargedAt: instant(now - hoursAgo * HOUR), from, handover: restricted ? { ...handover, restrictions: [restrictionUntil(now)] } : handover, suicideRisk, safeguarding: { indicators: [] } },
  });
  if (contacted) {
    await completeOpen(clinicalLead, begun.id, 'handover-accepted', { accepted: true });
    await completeOpen(clinicalLead, begun.id, 'first-contact', { contactedAt: instant(now - HOUR), how: 'visit', presentation: 'Tired, hopeful', warningSigns: ['Stops sleeping', 'Does not answer her sister'] });
  }
  return `${name}, from ${from}, ${hoursAgo} h ago; ${contacted ? 'first contact made' : 'not accepted yet'} (case ${begun.id})`;
}

const handover: JsonObject = {
  formulation: 'Low after a loss, better with company', riskHistory: 'One overdose, years ago', currentRisks: 'Alone at night', protectiveFactors: 'Her sister, her garden', medication: 'Sertraline 50 mg',
  crisisPlan: 'Rings her sister, then the crisis line', outOfHours: 'The crisis line', legalStatus: 'Informal', dependants: 'None', accommodation: 'Own flat', restrictions: [],
  contacts: [{ name: 'Her sister', contact: '0300 000 000', mayShare: true }],
};

const restrictionUntil = (now: number): JsonObject => ({
  what: 'Tablets for three days at a time', because: 'The overdose before the crisis', alternativesConsidered: 'A locked box at home: she would hold the key', until: instant(now + 14 * 24 * HOUR), reviewAt: instant(now + 7 * 24 * HOUR), stepDownPlan: 'A week at a time after a fortnight without thoughts of harm',
});
