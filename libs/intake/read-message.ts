import type { Hl7Message, Hl7Segment } from '@medplum/core';
import { destination, endedByDeath } from './discharge-codes.js';
import { KINDS, LONGEST_VALUE, shortened, type HospitalMessage, type Kind, type Merge, type Unreadable } from './hospital-message.js';
import { messageText } from './message-text.js';
import { markedDead, readIdentifiers, readPerson } from './person.js';
import { parsed, raw, value } from './segments.js';
import { readTime } from './times.js';

/** Clocks of two machines may differ by this much before a time counts as lying ahead (api.md, Conventions). */
export const AHEAD = 60_000;

/**
 * Reads the bytes of one HL7 v2 message, received at `receivedAt` (epoch ms). Never throws: what cannot be read is said in
 * `unreadable`; a message whose kind or person cannot be read has `kind` or `patient` null.
 */
export function readHospitalMessage(bytes: Uint8Array, receivedAt: number): HospitalMessage {
  let text = '';
  try {
    const { shown, text: written, flags, unreadable } = messageText(bytes);
    text = shown;
    const message = parsed(written);
    if (message !== undefined) return understood(message, text, [...flags], [...unreadable], receivedAt);
  } catch {
    // Below: whatever it was, a person reads it.
  }
  return {
    kind: null, type: '', flags: ['not-hl7'], unreadable: [{ field: 'MSH', value: shortened(text), rule: 'not-hl7' }], sender: { application: '', facility: '' },
    controlId: '', patient: null, merges: [], dead: false, text,
  };
}

function understood(message: Hl7Message, text: string, flags: string[], unreadable: Unreadable[], receivedAt: number): HospitalMessage {
  const header = message.getSegment('MSH');
  const pid = message.getSegment('PID');
  const visit = message.getSegment('PV1');
  const facility = shortened(value(header, 4));
  const trouble = (field: string, came: string, rule: string) => {
    flags.push(rule);
    unreadable.push({ field, value: shortened(came), rule });
  };

  const kind = readKind(message, header, trouble);
  const person = readPerson(pid, facility, receivedAt);
  flags.push(...person.flags);
  unreadable.push(...person.unreadable);
  if (person.patient === null) trouble('PID', pid?.toString() ?? '', 'person-unreadable');
  const merges = kind === 'A40' ? readMerges(message, facility, receivedAt, flags, unreadable) : [];

  const stay = readStay(visit, message.getSegment('EVN'), kind, receivedAt, flags, trouble);
  const plan = readPlan(message.getSegment('PV2'), flags);
  const wentTo = [value(visit, 37), value(visit, 37, 1, 0, 1)] as const;
  const place = destination(...wentTo);
  const dead = markedDead(pid) || endedByDeath(value(visit, 36), value(visit, 36, 2)) || place === 'died';
  if (dead) flags.push('dead');
  if (place === 'other-hospital') flags.push('transferred');

  return {
    kind, type: shortened(raw(header, 9)), flags: [...new Set(flags)], unreadable, sender: { application: shortened(value(header, 3)), facility },
    controlId: shortened(raw(header, 10)), patient: person.patient, merges, dead, text, ...stay, ...readPlace(visit), ...plan,
    ...(place === 'other-hospital' && { transferredTo: shortened(wentTo.filter((each) => each !== '').join(' ')) }),
  };
}

/** MSH-9 decides. EVN-1, which old systems copy from the admission, is only compared. */
function readKind(message: Hl7Message, header: Hl7Segment | undefined, trouble: (field: string, came: string, rule: string) => void): Kind | null {
  const [type, event] = [value(header, 9).toUpperCase(), value(header, 9, 2).toUpperCase()];
  const kind = type === 'ADT' ? KINDS.find((each) => each === event) : undefined;
  if (kind === undefined) {
    trouble('MSH-9', raw(header, 9), type === 'ADT' && /^[A-Z]\d\d$/.test(event) ? 'kind-unknown' : 'kind-unreadable');
    return null;
  }
  return kind;
}

/** A plan that cannot be read is only flagged: nothing rests on it. */
function readPlan(more: Hl7Segment | undefined, flags: string[]): Pick<HospitalMessage, 'plannedDischargeAt'> {
  const came = value(more, 9);
  const read = came === '' ? undefined : readTime(came);
  if (read?.ok === false) flags.push('expected-discharge-unreadable');
  return read?.ok ? { plannedDischargeAt: read.at } : {};
}

type Stay = Pick<HospitalMessage, 'admittedAt' | 'leftAt'>;

/** The times of the stay, and what is odd about the event's own. */
function readStay(visit: Hl7Segment | undefined, event: Hl7Segment | undefined, kind: Kind | null, receivedAt: number, flags: string[], trouble: (field: string, came: string, rule: string) => void): Stay {
  const said = value(event, 1).toUpperCase();
  if (kind !== null && said !== '' && said !== kind) flags.push('evn-1-disagrees');
  const time = (segment: Hl7Segment | undefined, field: number, name: string): string | undefined => {
    const came = value(segment, field);
    if (came === '') return undefined;
    const read = readTime(came);
    if (!read.ok) {
      trouble(name, came, read.rule);
      return undefined;
    }
    flags.push(...read.flags);
    if (Date.parse(read.at) > receivedAt + AHEAD) flags.push('time-in-the-future');
    return read.at;
  };
  const admittedAt = time(visit, 44, 'PV1-44');
  const discharged = time(visit, 45, 'PV1-45');
  const recorded = time(event, 2, 'EVN-2');
  const occurred = time(event, 6, 'EVN-6');
  // A discharge that names no time of its own happened when the event did, at the latest when it was recorded.
  if (kind === 'A03' && discharged === undefined) flags.push('leaving-time-missing');
  const leftAt = kind === 'A03' ? (discharged ?? occurred ?? recorded) : discharged;
  return { ...(admittedAt !== undefined && { admittedAt }), ...(leftAt !== undefined && { leftAt }) };
}

/** PV1-3: ward, room and bed; PV1-19: the number of the visit. */
function readPlace(visit: Hl7Segment | undefined): Pick<HospitalMessage, 'ward' | 'bed' | 'visitNumber'> {
  const [ward, bed, number] = [value(visit, 3), value(visit, 3, 3), value(visit, 19)];
  return {
    ...(ward !== '' && { ward: shortened(ward, 100) }), ...(bed !== '' && { bed: shortened(bed, 100) }),
    ...(number !== '' && number.length <= LONGEST_VALUE && { visitNumber: number }),
  };
}

/** A40: every PID with the MRG that follows it. */
function readMerges(message: Hl7Message, facility: string, receivedAt: number, flags: string[], unreadable: Unreadable[]): Merge[] {
  const merges: Merge[] = [];
  let pid: Hl7Segment | undefined;
  const priors = message.getAllSegments('MRG');
  const pids = message.getAllSegments('PID');
  for (const [index, prior] of priors.entries()) {
    pid = pids[index] ?? pid;
    const person = readPerson(pid, facility, receivedAt);
    const { nhsNumber, identifiers, ...rest } = readIdentifiers(prior, 1, 'MRG-1', facility);
    flags.push(...rest.flags);
    unreadable.push(...rest.unreadable);
    if (index > 0) {
      flags.push(...person.flags);
      unreadable.push(...person.unreadable);
    }
    if (person.patient !== null) merges.push({ patient: person.patient, prior: { identifiers, ...(nhsNumber !== undefined && { nhsNumber }) } });
  }
  if (merges.length > 1) flags.push('several-persons');
  if (priors.length === 0) flags.push('merge-names-nobody');
  return merges;
}
