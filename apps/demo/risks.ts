import type { JsonObject } from '#libs/contracts/events.js';
import { completeOpen, HOUR, instant, playAll, type Cast, type Say } from './cases.js';
import type { ShownCase } from './client.js';
import type { SamplePerson } from './samples.js';

const DAY = 24 * HOUR;
/** A risk of a person. `managed`: owned, assessed and with its route. */
interface Scene { details: JsonObject; managed?: true }
const scenes: readonly Scene[] = [
  { details: { title: 'Falls on the stairs at night', category: 'falls', description: 'Twice found on the landing', severity: 'moderate', immediateAction: 'A light on the landing tonight', leadAgency: 'Riverside' } },
  { managed: true, details: { title: 'Two days’ tablets at once', category: 'medication', description: 'Twice this month', severity: 'major', immediateAction: 'Her sister keeps the box until Friday', leadAgency: 'Riverside' } },
];

/** Puts risks on the registers: one of a person that nobody owns yet, one that is as bad as the leads must know, one of the system that is reckoned from the record, one beyond its tolerance. @returns how many */
export async function startRisks(cast: Cast, people: readonly SamplePerson[], now: number, say: Say): Promise<number> {
  const ofPeople = await playAll(scenes, people, (scene, person) => ofAPerson(cast, scene, person, now), say);
  for (const beyond of [false, true]) say(`  ${await ofTheSystem(cast, beyond, now)}`);
  return ofPeople + 2;
}

async function ofAPerson({ hub, coordinator, clinicalLead, organisation, owners }: Cast, { details, managed }: Scene, { nhsNumber, name, dateOfBirth }: SamplePerson, now: number): Promise<string> {
  const { title, category, severity } = details;
  const { id } = await hub.post<ShownCase>('/v1/cases', { pathway: 'case-risk', patient: { nhsNumber, name, dateOfBirth }, organisation, owners, details: { ...details, reviewAt: instant(now + 5 * DAY) } });
  if (managed) {
    await completeOpen(clinicalLead, id, 'risk-owned', { accepted: true });
    await completeOpen(clinicalLead, id, 'risk-assessment', { category: category!, severity: severity!, consequence: 'An overdose that nobody meant', immediateAction: 'A weekly box that her sister fills', plan: 'Seen twice a week', personsView: 'Agrees', reviewAt: instant(now + 6 * DAY) });
    await completeOpen(coordinator, id, 'risk-route', { route: ['Her clinical lead', 'The duty lead'], outOfHours: 'The crisis line' });
  }
  return `${name}: ${typeof title === 'string' ? title : ''}; ${managed ? 'owned and assessed' : 'not owned yet'} (case ${id})`;
}

async function ofTheSystem({ hub, coordinator, organisation, owners }: Cast, beyond: boolean, now: number): Promise<string> {
  const title = beyond ? 'Beds for rehabilitation' : 'First visits at weekends';
  const { id } = await hub.post<ShownCase>('/v1/cases', {
    pathway: 'system-risk', organisation, owners, details: {
      title, description: beyond ? 'People wait in hospital for a bed in the community' : 'Nobody covers when two people are away', status: 'Watched every week', rating: beyond ? 'major' : 'moderate', governance: 'Place board', reviewAt: instant(now + 20 * DAY),
      mitigation: { plan: beyond ? 'Two more beds from another provider' : 'A shared weekend list', actions: [{ title: beyond ? 'Agree the price of two beds' : 'Agree the list', owner: owners.coordinator, dueAt: instant(now + 9 * DAY), completionCheck: 'Both sides have it in writing' }] },
      indicator: beyond ? { name: 'People who wait for a bed', range: 'at-most', tolerance: 6 } : { name: 'First visits missed in a week', computed: 'missed-first-visits', range: 'at-most', tolerance: 2 },
    },
  });
  if (beyond) await completeOpen(coordinator, id, 'indicator-reading', { value: 11, readAt: instant(now), note: 'Counted at the morning meeting' });
  return `${title}; ${beyond ? 'beyond tolerance: with senior leadership' : 'read from the record'} (case ${id})`;
}
