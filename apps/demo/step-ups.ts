import type { JsonObject } from '#libs/contracts/events.js';
import { completeOpen, HOUR, instant, playAll, type Cast, type Say } from './cases.js';
import type { ShownCase } from './client.js';
import type { SamplePerson } from './samples.js';

/** What a step-up of the demonstration has come to. `crisis`: told of since, so that the person is of the repeat-crisis cohort; `link`: a partner may raise it again. */
interface Scene { decided?: 'step-up' | 'not-met'; crisis?: true; link?: true; script: JsonObject }
const scenes: readonly Scene[] = [
  { link: true, script: { whatChanged: 'Has hardly slept for a week and no longer opens the door', currentRisks: 'Says that neighbours watch her' } },
  { decided: 'step-up', crisis: true, script: { whatChanged: 'Stopped the medicine, paces at night', currentRisks: 'Has left the gas on', protectiveFactors: 'A neighbour looks in', alreadyTried: 'Two calls' } },
  { decided: 'not-met', script: { whatChanged: 'Missed one appointment', currentRisks: 'None new', protectiveFactors: 'In touch with his brother', safeguarding: { routes: ['adult-safeguarding'] }, alreadyTried: 'A call, answered' } },
];

/** Raises step-ups: one that waits for its decision, one with a plan and a crisis since, one that was not stepped up. @returns how many were started */
export function startStepUps(cast: Cast, people: readonly SamplePerson[], now: number, say: Say): Promise<number> {
  return playAll(scenes, people, (scene, person) => play(cast, scene, person, now), say);
}

async function play({ hub, coordinator, clinicalLead, organisation, owners }: Cast, { decided, crisis, link, script }: Scene, { nhsNumber, name, dateOfBirth }: SamplePerson, now: number): Promise<string> {
  const begun = await hub.post<ShownCase>('/v1/cases', { pathway: 'step-up', patient: { nhsNumber, name, dateOfBirth }, organisation, owners, details: script });
  const on = (path: string): string => `/v1/cases/${begun.id}/${path}`;
  if (decided) await clinicalLead.post(on('decisions'), { ...weighed, kind: 'threshold-decision', outcome: decided, ...(decided === 'step-up' ? { plan: plan(now) } : { rejection: { reason: 'He is in touch, and wants to come', whatWouldChange: 'A second appointment that he misses' } }) });
  if (crisis) {
    await completeOpen(coordinator, begun.id, 'contact', { contactedAt: instant(now), how: 'A visit', warningSigns: [{ sign: 'Leaves the gas on', seen: true }, { sign: 'Goes out at night', seen: false }], note: 'Tired, and let the nurse in' });
    await coordinator.post(on('triggers'), { kind: 'crisis', occurredAt: instant(now), note: 'Rang the crisis line twice' });
    const start = { patient: { nhsNumber, name, dateOfBirth }, organisation, owners };
    await hub.post('/v1/cases', { ...start, pathway: 'case-risk', details: { title: 'Gas left on at night', category: 'home', description: 'Twice in a week', severity: 'major', immediateAction: 'A neighbour has the key', leadAgency: 'Riverside', reviewAt: instant(now + 5 * 24 * HOUR) } });
    await hub.post('/v1/cases', { ...start, pathway: 'restriction', details: { what: 'The gas is cut off', because: 'It was left on twice', alternativesConsidered: 'A gas alarm; it comes next week', until: instant(now + 14 * 24 * HOUR), reviewAt: instant(now + 5 * 24 * HOUR), stepDownPlan: 'When the alarm is there' } });
  }
  if (link) await coordinator.post(on('raising-links'), { name: 'A housing officer', organisation: 'Northgate Housing', knownAs: 'Your tenant in flat 3' });
  return `${name}, ${decided === 'step-up' ? 'stepped up' : decided === 'not-met' ? 'not stepped up' : 'waits for the decision'}${crisis ? '; a crisis since: of the repeat-crisis cohort' : ''}${link ? '; a housing officer has a link' : ''} (case ${begun.id})`;
}

const weighed: JsonObject = {
  question: 'Does this person need more now?', options: [{ option: 'Leave it', doNothing: true, rejectedBecause: 'It was weighed' }, { option: 'As decided below' }], chosen: 'As decided below', riskAccepted: 'Some, for a while', proportionateBecause: 'It is looked at again soon',
  personsView: 'Was asked, and agrees', actions: [], safetyNet: [{ if: 'It gets worse', call: 'The crisis line', respondWithin: 'PT1H' }],
};
const plan = (now: number): JsonObject => ({
  formulation: 'Relapse begins as it did two years ago', highRisk: true, cadence: { every: 'P1D', for: 'P1W' }, urgentReview: { by: instant(now + 20 * HOUR), with: 'The consultant' }, medicationLiaison: { with: 'The GP', about: 'What was stopped' },
  crisisInterface: { notNeededBecause: 'They saw her last night' }, outOfHours: 'The crisis line knows of it', mdtAt: instant(now + 5 * 24 * HOUR), warningSigns: ['Leaves the gas on', 'Goes out at night'],
});
