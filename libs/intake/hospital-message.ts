/**
 * One message of a hospital as Handrail understands it. What could be read stands in its field, what could not stands in
 * `unreadable` with the text as it came; nothing is guessed silently: `flags` names everything that was odd.
 */

/** The kinds that mean something here: admit, discharge, update, admission cancelled, discharge cancelled, persons merged. */
export const KINDS = ['A01', 'A03', 'A08', 'A11', 'A13', 'A40'] as const;
export type Kind = (typeof KINDS)[number];

/** A field that a person has to look at: `field` as hospitals name it (`PID-7`), `value` as it came, `rule` why it was not used. */
export interface Unreadable { field: string; value: string; rule: string }

/** An identifier that is not an NHS number. `system` is the assigning authority, else the kind of identifier, else the sending place. */
export interface Identifier { system: string; value: string }

export interface HospitalPatient {
  nhsNumber?: string;
  /** YYYY-MM-DD */
  dateOfBirth?: string;
  name?: string;
  identifiers: Identifier[];
}

/** The records of two persons were found to be one: `prior` are the identifiers that are no longer used (MRG-1). */
export interface Merge { patient: HospitalPatient; prior: { nhsNumber?: string; identifiers: Identifier[] } }

/** Instants are RFC 3339 in UTC. */
export interface HospitalMessage {
  /** MSH-9 decides; null: it cannot be read, or is a kind that we do not know. */
  kind: Kind | null;
  /** MSH-9 as it came, for people to read. */
  type: string;
  flags: string[];
  unreadable: Unreadable[];
  sender: { application: string; facility: string };
  controlId: string;
  /** null: nothing in the message says who it is about. */
  patient: HospitalPatient | null;
  /** A40 only; the first is about `patient`. */
  merges: Merge[];
  ward?: string;
  bed?: string;
  visitNumber?: string;
  admittedAt?: string;
  leftAt?: string;
  /** When the hospital expects the person to leave (PV2-9); of a day without a time its beginning. */
  plannedDischargeAt?: string;
  dead: boolean;
  /** Where to, as the hospital names it, when the person went to another hospital. */
  transferredTo?: string;
  /** The whole message as text, one segment a line, safe to show and to store. */
  text: string;
}

/** Longer than any real value: what is longer is not one. */
export const LONGEST_VALUE = 200;

/** The first characters of a value that may be of any length. */
export function shortened(value: string, longest = LONGEST_VALUE): string {
  // Half a surrogate pair at the cut could not be stored.
  return value.length <= longest ? value : `${value.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
