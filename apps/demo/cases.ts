import type { JsonObject } from '#libs/contracts/events.js';
import { exampleMessage, hl7Time } from '#libs/intake/example-messages.js';
import { SaidNo, type Client, type ShownCase, type ShownPage, type ShownTask } from './client.js';
import type { SamplePerson } from './samples.js';

export interface Cast { hub: Client; coordinator: Client; clinicalLead: Client; crisisTeam: Client; organisation: string; owners: { clinicalLead: string; coordinator: string; escalationOwner: string } }
export type Say = (line: string) => void;

export const HOUR = 3_600_000;
export const instant = (at: number): string => new Date(at).toISOString();

/** What a case of the demonstration is about. `hours`: how far off the planned discharge is. */
interface Scene { hours: number; ward: string; dischargePathway: 0 | 1 | 2 | 3; done: string[]; left?: true; admitted?: true; livesAlone?: boolean }
const everyStandard = ['first-visit-booked', 'medicines-reconciled', 'equipment-in-place', 'red-flag-instructions-given'];
const scenes: readonly Scene[] = [
  { hours: 26, ward: 'Ward 7', dischargePathway: 1, done: [] },
  { hours: 30, ward: 'Ward 7', dischargePathway: 1, done: ['medicines-reconciled', 'equipment-in-place'], admitted: true },
  { hours: 4, ward: 'Ward 3', dischargePathway: 1, done: [...everyStandard, 'standards-confirmed'], livesAlone: true },
  { hours: -3, ward: 'Ward 3', dischargePathway: 1, done: ['equipment-in-place'] },
  { hours: -20, ward: 'Elm Unit', dischargePathway: 1, done: [], livesAlone: true },
  { hours: 2, ward: 'Elm Unit', dischargePathway: 1, done: ['medicines-reconciled'], left: true },
];

/** Starts a handful of cases, some on time, some late. */
export function startCases(cast: Cast, people: readonly SamplePerson[], now: number, say: Say): Promise<number> {
  return playAll(scenes, people, (scene, person, index) => play(cast, scene, person, index, now), say);
}

/** Each scene with a person of its own; what the rules refuse (a case that is open from the last time) is said. @returns how many were started */
export async function playAll<S>(all: readonly S[], people: readonly SamplePerson[], playOne: (scene: S, person: SamplePerson, index: number) => Promise<string>, say: Say): Promise<number> {
  let started = 0;
  for (const [index, scene] of all.entries()) {
    const person = people[index];
    if (!person) return started;
    try {
      say(`  ${await playOne(scene, person, index)}`);
      started += 1;
    } catch (error) {
      if (!(error instanceof SaidNo) || error.status >= 500) throw error;
      say(`  ${person.name}: ${error.code === 'case-already-open' ? `has an open case already (${error.told.caseId ?? ''})` : error.message}`);
    }
  }
  return started;
}

async function play(cast: Cast, scene: Scene, person: SamplePerson, index: number, now: number): Promise<string> {
  const plannedDischargeAt = now + scene.hours * HOUR;
  const who: JsonObject = scene.admitted ? { admissionId: await admit(cast, person, index, now, scene.ward) } : { patient: { nhsNumber: person.nhsNumber, name: person.name, dateOfBirth: person.dateOfBirth } };
  const begun = await cast.hub.post<ShownCase>('/v1/cases', {
    pathway: 'minimum-safe-discharge', ...who, organisation: cast.organisation, owners: cast.owners,
    details: { ward: scene.ward, plannedDischargeAt: instant(plannedDischargeAt), dischargePathway: scene.dischargePathway, destination: 'own-home', livesAlone: scene.livesAlone ?? false },
  });
  for (const step of scene.done) await complete(cast, begun.id, step, plannedDischargeAt);
  const left = scene.left ? await leave(cast, person, index, now, scene.ward) : '';
  const when = scene.hours < 0 ? `planned ${-scene.hours} h ago: late` : `leaves in ${scene.hours} h`;
  return `${person.name}, ${scene.ward}, ${when}; ${scene.done.length === 0 ? 'nothing done yet' : `done: ${scene.done.join(', ')}`}${left} (case ${begun.id})`;
}

/** Completes the open task of a step. */
export async function completeOpen(by: Client, caseId: string, step: string, evidence: JsonObject): Promise<void> {
  const { items: [task] } = await by.get<ShownPage<ShownTask>>(`/v1/tasks?caseId=${caseId}&step=${step}&status=open`);
  if (task) await by.post(`/v1/tasks/${task.id}/complete`, { evidence });
}

/** Completes the open task of a step as its owner would. */
async function complete(cast: Cast, caseId: string, step: string, plannedDischargeAt: number): Promise<void> {
  const evidence: Record<string, JsonObject> = {
    'first-visit-booked': { visitAt: instant(plannedDischargeAt + 20 * HOUR), until: instant(plannedDischargeAt + 22 * HOUR), provider: 'Riverside district nurses' },
    'medicines-reconciled': { changes: 'Bisoprolol started; ibuprofen stopped', supplied: true },
    'equipment-in-place': { items: ['walking frame', 'commode'] },
    'red-flag-instructions-given': { givenTo: ['person'], understood: true, how: 'Said back in her own words' },
    'standards-confirmed': { confirmed: true },
  };
  await completeOpen(step === 'medicines-reconciled' ? cast.clinicalLead : cast.coordinator, caseId, step, evidence[step] ?? {});
}

function message(kind: string, person: SamplePerson, index: number, ward: string, now: number, left?: number): Buffer {
  const stay = { ward, bed: String(index + 1), visitNumber: `DEMO-${person.nhsNumber}`, admittedAt: hl7Time(now - 96 * HOUR), ...(left !== undefined && { leftAt: hl7Time(left) }) };
  const told = { nhsNumber: person.nhsNumber, hospitalNumber: `D${person.nhsNumber.slice(-6)}`, family: person.family, given: person.given, dateOfBirth: person.dateOfBirth.replaceAll('-', '') };
  return Buffer.from(exampleMessage({ kind, controlId: `DEMO-${kind}-${person.nhsNumber}-${now}`, person: told, stay }));
}

/** The hospital admits somebody. @returns the admission that a case can be started from */
export async function admit(cast: Pick<Cast, 'hub'>, person: SamplePerson, index: number, now: number, ward: string): Promise<string> {
  const { admissionId } = await cast.hub.send(message('A01', person, index, ward, now));
  if (admissionId === undefined) throw new Error(`the admission of ${person.name} was not recorded`);
  return admissionId;
}

async function leave(cast: Cast, person: SamplePerson, index: number, now: number, ward: string): Promise<string> {
  const { outcome } = await cast.hub.send(message('A03', person, index, ward, now, now));
  return `; the hospital says that the person left: ${outcome}`;
}
