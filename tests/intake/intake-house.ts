import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { CaseEvent, JsonObject } from '#libs/contracts/events.js';
import { seedDemonstration } from '#libs/directory/demonstration.js';
import { zoneLead } from '#libs/domain/local-time.js';
import { exampleMessage, hl7Time, type ExampleMessage, type ExamplePerson } from '#libs/intake/example-messages.js';
import { receiveMessage, type IntakeAnswer } from '#libs/intake/carry-out.js';
import { completeIntake } from '#libs/intake/complete.js';
import { policyOf } from '#libs/policies/released.js';
import { claimCase } from '#libs/records/claims.js';
import { openRecord } from '#libs/records/database.js';
import { resolvePatient } from '#libs/records/patients.js';
import { eventsOf } from '#libs/records/stored.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { stack } from '#tests/support/stack/stack.js';
import { CasesInMemory } from './cases-in-memory.js';

const HOUR = 3_600_000;

interface Beginning { admissionId?: string; identifiers?: { system: string; value: string }[]; pathway?: string }

export interface House {
  record: DataSource; cases: CasesInMemory;
  /** Faults that somebody would have to look at. */
  alarms: unknown[];
  send(message: string | Buffer, by?: { organisation: string; receivedBy: string }): Promise<IntakeAnswer>;
  /** A case of the person, a discharge planned for an hour from now unless another pathway is asked for; without a date of birth, by the number alone. */
  startCase(person: ExamplePerson, more?: Beginning): Promise<string>;
  events(caseId: string): Promise<CaseEvent[]>;
  endCase(caseId: string, because: string): Promise<void>;
  complete(): Promise<number>;
  leave(): Promise<void>;
}

/** The intake on a database of its own, with the case engine in this process in place of the server. */
export async function intakeHouse(name: string): Promise<House> {
  const database = await (await stack()).migratedDatabase(name);
  const record = await openRecord(database.applicationUrl, { poolSize: 20, applicationName: name });
  const owner = await openRecord(database.ownerUrl, { poolSize: 1, applicationName: name });
  await seedDemonstration(owner.manager, 'http://issuer.test');
  await owner.destroy();
  const cases = new CasesInMemory();
  const alarms: unknown[] = [];
  const alarm = (error: unknown) => { alarms.push(error); };
  const parts = { record, cases };
  const hub = { organisation: 'riverside', receivedBy: 'riverside-hub' };
  return {
    record, cases, alarms,
    send: (message, by = hub) => {
      const receivedAt = new Date();
      return receiveMessage(parts, { ...by, bytes: Buffer.from(message), receivedAt, answerBy: receivedAt.getTime() + 10_000 }, alarm);
    },
    startCase: (person, more = {}) => startCase(record, cases, person, more),
    events: (caseId) => eventsOf(record.manager, caseId),
    endCase: async (caseId, because) => {
      const at = new Date().toISOString();
      const { events } = await cases.command(caseId, false, { id: randomUUID(), actor: { person: 'riverside-hub' }, stored: (await eventsOf(record.manager, caseId)).length, receivedAt: at, command: { type: 'end', because, at, note: 'n' } });
      await writeTail(record.manager, caseId, events);
    },
    complete: () => completeIntake(parts, { olderThanMs: 0, alarm }),
    leave: async () => {
      if (record.isInitialized) await record.destroy();
      await database.drop();
    },
  };
}

/** What cases of each pathway begin with. */
const detailsOf = (pathway: string): JsonObject => {
  const inHours = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();
  if (pathway === 'rapid-falls-review') return { trigger: { kind: 'head-injury', occurredAt: inHours(-2), where: 'kitchen', note: 'slipped' } };
  if (pathway === 'step-down-tapering') {
    return { crisisTeam: 'North', dischargedAt: inHours(-24), from: 'crisis-team', handover: { restrictions: [], contacts: [] }, suicideRisk: 'not-identified', safeguarding: { indicators: [] } };
  }
  return { ward: 'Ward 7', plannedDischargeAt: inHours(1), dischargePathway: 1, destination: 'own-home' };
};

async function startCase(record: DataSource, cases: CasesInMemory, person: ExamplePerson, { admissionId, identifiers, pathway = 'minimum-safe-discharge' }: Beginning): Promise<string> {
  const caseId = randomUUID();
  const born = person.dateOfBirth;
  const named = born === '' ? {} : { name: `${person.given} ${person.family}`, dateOfBirth: `${born.slice(0, 4)}-${born.slice(4, 6)}-${born.slice(6)}` };
  const told = { ...named, ...(person.nhsNumber !== undefined && { nhsNumber: person.nhsNumber }), ...(identifiers && { identifiers }) };
  const found = await resolvePatient(record.manager, told);
  if (!found.ok) throw new Error(found.code);
  await claimCase(record.manager, { caseId, pathway, patientId: found.patient.id, rehearsal: false });
  const policy = policyOf(pathway)!;
  const tail = await cases.start({
    caseId, pathway, policy: { id: policy.id, version: policy.version }, actor: { person: 'riverside-hub' },
    opening: {
      organisation: 'riverside', rehearsal: false, details: detailsOf(pathway), patient: found.patient, owners: { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' },
      ...(admissionId !== undefined && { admissionId }),
    },
  });
  await writeTail(record.manager, caseId, tail.events);
  return caseId;
}

let made = 0;

/** An instant with its zone, as HL7 writes it: in the hour that the clocks show twice, a time without one is another instant, and flagged. */
export const zonedTime = (at: number): string => `${hl7Time(at)}${zoneLead(at) === 0 ? '+0000' : '+0100'}`;

/** A message about the person with a control id of its own: admitted yesterday, left (A03) when it says so. */
export function about(person: ExamplePerson, kind: string, changes: Partial<ExampleMessage> = {}): string {
  made += 1;
  const { stay, ...rest } = changes;
  return exampleMessage({
    kind, controlId: `T-${made}`, person, ...rest,
    stay: { ward: 'Ward 7', bed: '4', visitNumber: `V-${person.nhsNumber ?? person.hospitalNumber}`, admittedAt: zonedTime(Date.now() - 24 * HOUR), ...(kind === 'A03' && { leftAt: zonedTime(Date.now()) }), ...stay },
  });
}
