/** Messages of our own about invented people, one of each kind: for tests and demonstrations where no samples are at hand. */
import { localTime } from '#libs/domain/clocks.js';
import { KINDS } from './hospital-message.js';

export interface ExamplePerson { nhsNumber?: string; hospitalNumber?: string; family: string; given: string; dateOfBirth: string }
export interface ExampleStay { ward?: string; bed?: string; visitNumber?: string; admittedAt?: string; leftAt?: string; disposition?: string; destination?: string }
export interface ExampleMessage {
  /** One of KINDS, or what a hospital should not have sent. */
  kind: string;
  controlId: string;
  person: ExamplePerson;
  stay?: ExampleStay;
  /** MSH-3, MSH-4, MSH-18, EVN-1, EVN-6, PID-30 and MRG-1 where they are not the plain ones. */
  application?: string; facility?: string; characterSet?: string; event?: string; occurredAt?: string; dead?: string; prior?: string;
}

/** The message as a hospital sends it: HL7 v2.4, segments end with CR. Times are as given: HL7's own text. */
export function exampleMessage(message: ExampleMessage): string {
  const { kind, controlId, person, stay = {} } = message;
  const identifiers = [
    ...(person.nhsNumber !== undefined ? [`${person.nhsNumber}^^^NHS^NH`] : []),
    ...(person.hospitalNumber !== undefined ? [`${person.hospitalNumber}^^^RIVERSIDE^MR`] : []),
  ].join('~');
  const sent = stay.leftAt ?? stay.admittedAt ?? '20261101090000';
  const visit = fields('PV1', {
    1: '1', 2: 'I', 3: `${stay.ward ?? 'Ward 7'}^^${stay.bed ?? '4'}`, 19: stay.visitNumber ?? '', 36: stay.disposition ?? '', 37: stay.destination ?? '',
    44: stay.admittedAt ?? '', 45: stay.leftAt ?? '',
  });
  return [
    fields('MSH', { 2: message.application ?? 'PAS', 3: message.facility ?? 'RIVERSIDE', 4: 'HANDRAIL', 5: 'COMMUNITY', 6: sent, 8: `ADT^${kind}`, 9: controlId, 10: 'P', 11: '2.4', 17: message.characterSet ?? '' }).replace('MSH|', 'MSH|^~\\&'),
    fields('EVN', { 1: message.event ?? kind, 2: sent, 6: message.occurredAt ?? '' }),
    fields('PID', { 1: '1', 3: identifiers, 5: `${person.family}^${person.given}`, 7: person.dateOfBirth, 8: 'F', 30: message.dead ?? '' }),
    ...(kind === 'A40' ? [fields('MRG', { 1: message.prior ?? 'OLD-1^^^RIVERSIDE^MR' })] : []),
    visit,
  ].join('\r') + '\r';
}

/** One message of each kind about one person: admitted yesterday, left just now, and what hospitals send besides. */
export function oneOfEachKind(person: ExamplePerson, now: number, visitNumber: string): { name: string; text: string }[] {
  const stay = { visitNumber, admittedAt: hl7Time(now - 86_400_000), ward: 'Ward 7', bed: '12' };
  return KINDS.map((kind) => ({
    name: `${kind}`,
    text: exampleMessage({ kind, controlId: `${visitNumber}-${kind}`, person, stay: { ...stay, ...((kind === 'A03' || kind === 'A13') && { leftAt: hl7Time(now - 600_000) }) } }),
  }));
}

/** An instant (epoch ms) as HL7 writes it without a zone: the wall clock in Europe/London, to the minute. */
export function hl7Time(at: number): string {
  const { date, hour, minute } = localTime(at);
  return `${date.replaceAll('-', '')}${String(hour).padStart(2, '0')}${String(minute).padStart(2, '0')}`;
}

function fields(name: string, values: Readonly<Record<number, string>>): string {
  const last = Math.max(...Object.keys(values).filter((key) => values[Number(key)] !== '').map(Number));
  return [name, ...Array.from({ length: last }, (_, index) => values[index + 1] ?? '')].join('|');
}
