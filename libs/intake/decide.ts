/**
 * What a message means, given what is known of its person: which finding is told to the case, and what is odd about that.
 * Pure; the case's own rules decide what follows from a finding (gate open or shut, a review).
 */
import { NAME_NOT_KNOWN } from '#libs/domain/name-not-known.js';
import type { HospitalMessage, HospitalPatient, Unreadable } from './hospital-message.js';
import { sameName } from './person.js';
import { AHEAD } from './read-message.js';

/** What is told to a case; libs/contracts/events.ts, 'hospital-message'. */
export type FindingName = 'departure' | 'dead' | 'transferred' | 'admission-cancelled' | 'discharge-cancelled' | 'merged' | 'readmitted' | 'admitted' | 'updated';
export interface Finding { finding: FindingName; occurredAt?: string }

/** The pathway that waits for a departure, and counts a return from it. On the others the person is at home, or on the way there. */
export const DISCHARGE = 'minimum-safe-discharge';

/** An open case of the person. Instants are RFC 3339; `leftAt`: when the person left hospital, of a taper the discharge that it follows; `watch`: for how long after leaving a return is counted, in ms (the case's policy). */
export interface KnownCase { caseId: string; pathway: string; openedAt: string; leftAt: string | null; watch: number }
/** `dateOfBirth` null, or `name` NAME_NOT_KNOWN: somebody of whom we were told the number only. */
export interface KnownPerson { dateOfBirth: string | null; name: string }

const text = (at: number): string => new Date(at).toISOString();

export interface Agreement { same: boolean; flags: string[]; unreadable: Unreadable[] }

/**
 * Is the person of the message the one that we know? An NHS number and a date of birth that agree are the person; a name that differs is
 * only flagged. A number that we know with another date of birth, or that comes without one, is for a person to look at; where we know
 * the number only, there is nothing to disagree with.
 */
export function agreement(patient: HospitalPatient, known: KnownPerson): Agreement {
  const flags = patient.name === undefined || known.name === NAME_NOT_KNOWN || sameName(patient.name, known.name) ? [] : ['name-differs'];
  if (patient.dateOfBirth !== undefined && (known.dateOfBirth === null || patient.dateOfBirth === known.dateOfBirth)) return { same: true, flags, unreadable: [] };
  const rule = patient.dateOfBirth === undefined ? 'date-of-birth-missing' : 'date-of-birth-differs';
  return { same: false, flags: [rule, ...flags], unreadable: [{ field: 'PID-7', value: patient.dateOfBirth ?? '', rule }] };
}

/**
 * The instant of leaving: the one that the message gives, unless it cannot be; then the receipt, and the message keeps the other. Where the message
 * gives none, the event's own time stands in as far as it can be; it is no leaving time that could be wrong.
 */
export function leaving(message: HospitalMessage, receivedAt: number, known: { admittedAt?: string; caseOpenedAt?: string }): { at: string; flags: string[] } {
  if (message.leftAt === undefined) return { at: text(receivedAt), flags: ['leaving-time-missing'] };
  const left = Date.parse(message.leftAt);
  const admittedAt = message.admittedAt ?? known.admittedAt;
  if (message.flags.includes('leaving-time-missing')) {
    const possible = left <= receivedAt + AHEAD && left >= Math.max(Date.parse(admittedAt ?? message.leftAt), Date.parse(known.caseOpenedAt ?? message.leftAt));
    return { at: possible ? message.leftAt : text(receivedAt), flags: ['leaving-time-missing'] };
  }
  const flags = [
    ...(left > receivedAt + AHEAD ? ['leaving-time-in-the-future'] : []),
    ...(admittedAt !== undefined && before(left, Date.parse(admittedAt)) ? ['leaving-before-admission'] : []),
    ...(known.caseOpenedAt !== undefined && before(left, Date.parse(known.caseOpenedAt)) ? ['leaving-before-case'] : []),
  ];
  return { at: flags.length > 0 ? text(receivedAt) : message.leftAt, flags };
}

/** Does a time lie before another one? One in whole minutes, or seconds, may mean any instant of them. */
function before(time: number, start: number): boolean {
  const unit = [60_000, 1_000].find((each) => time % each === 0) ?? 1;
  return time < start - (start % unit);
}

/** What the case is told. Death goes before everything, since nobody may ring that home. */
export function findingFor(message: HospitalMessage, known: KnownCase, receivedAt: number, admittedAt?: string): { told: Finding; flags: string[] } {
  const plain = (finding: FindingName) => ({ told: { finding }, flags: [] });
  if (message.dead) return plain('dead');
  switch (message.kind) {
    case 'A11': return plain('admission-cancelled');
    case 'A13': return plain('discharge-cancelled');
    case 'A40': return plain('merged');
    default:
  }
  if (message.transferredTo !== undefined) return plain('transferred');
  if (known.pathway !== DISCHARGE) {
    if (message.kind !== 'A01') return plain('updated');
    const occurredAt = admission(message, receivedAt);
    // After the discharge that a taper follows it is a return, however long the taper is.
    return { told: { finding: known.leftAt !== null && occurredAt >= known.leftAt ? 'readmitted' : 'admitted', occurredAt }, flags: [] };
  }
  if (message.kind === 'A03') {
    const { at, flags } = leaving(message, receivedAt, { caseOpenedAt: known.openedAt, ...(admittedAt !== undefined && { admittedAt }) });
    return { told: { finding: 'departure', occurredAt: at }, flags };
  }
  if (message.kind === 'A01' && known.leftAt !== null) return backInHospital(message, known.leftAt, known.watch, receivedAt);
  return plain('updated');
}

/** The instant of an admission: the message's own, unless it gives none or one that cannot be; then the receipt. */
function admission({ admittedAt }: HospitalMessage, receivedAt: number): string {
  return admittedAt === undefined || Date.parse(admittedAt) > receivedAt + AHEAD ? text(receivedAt) : admittedAt;
}

/** An admission after leaving is a return to hospital when it lies within the seven days. */
function backInHospital(message: HospitalMessage, leftAt: string, watch: number, receivedAt: number): { told: Finding; flags: string[] } {
  const left = Date.parse(leftAt);
  const said = message.admittedAt === undefined ? receivedAt : Date.parse(message.admittedAt);
  // An admission of before the leaving is the old stay told again, or a wrong time: somebody looks, and the receipt counts.
  const flags = said < left ? ['admitted-before-leaving'] : [];
  const occurred = said < left || said > receivedAt + AHEAD ? receivedAt : said;
  return occurred - left <= watch ? { told: { finding: 'readmitted', occurredAt: text(occurred) }, flags } : { told: { finding: 'updated' }, flags: ['readmitted-after-watch'] };
}

/** Does it answer `admission-updated` whatever became of the admission? */
export function onlyUpdates(message: HospitalMessage): boolean {
  return message.kind === 'A03' || message.kind === 'A11' || message.kind === 'A13' || message.kind === 'A40' || message.dead || message.transferredTo !== undefined;
}
