import type { JsonObject, PatientIdentity } from '#libs/contracts/events.js';
import type { PatientView } from '#libs/contracts/views.js';
import { NAME_NOT_KNOWN } from '#libs/domain/name-not-known.js';

/** Stands in place of what is not for the reader. */
export const WITHHELD = '[withheld]';
const titles = new Set(['mr', 'mrs', 'ms', 'miss', 'mx', 'dr', 'prof', 'sir', 'the', 'and', 'née', 'nee']);
const months = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];
/** Anything of the shape of an NHS number, or of a telephone number: nobody who reads without identity needs either. */
const numbers = /(?<!\d)\d{3}[\s\u00A0-]?\d{3}[\s\u00A0-]?\d{4}(?!\d)/gu;
const telephones = /(?<![\d+])(?:\+|0)\d(?:[\s\u00A0()-]{0,2}\d){8,13}(?!\d)/gu;
const addresses = /[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+/gu;

/** Takes what could name the person out of a text, or out of all texts in a value. */
export interface Withholding { text: (given: string) => string; value: <Value>(given: Value) => Value; event: (data: JsonObject) => JsonObject }

/** What names people who are no part of the staff, wherever it stands. */
const named = new Set(['patient', 'contacts', 'reportedBy', 'raised', 'needs', 'identifiers', 'nhsNumber', 'dateOfBirth']);
/** What an event says in ids and words of the pathway. A task's key is none of them: it may be made of what somebody typed. */
const structural = new Set([
  'taskId', 'escalationId', 'messageId', 'admissionId', 'step', 'kind', 'role', 'person', 'pathway', 'policy', 'owner', 'owners', 'organisation', 'ladder', 'status', 'gate', 'stage', 'due', 'finding', 'when',
  'from', 'clock',
]);

/**
 * For a reader without identity. `identities`: every identity that the case was ever told. Where it was told none (a message that nobody could read), or a number without a name, any text could name
 * somebody, and all of it is withheld. Too much is withheld rather than too little: a name that is also a word goes.
 */
export function withholding(identities: readonly PatientIdentity[]): Withholding {
  const terms = [...new Set(identities.flatMap(termsOf))].sort((a, b) => b.length - a.length);
  const names = terms.length > 0 ? new RegExp(`(?<![\\p{L}\\p{N}])(?:${terms.map(escaped).join('|')})(?![\\p{L}\\p{N}])`, 'giu') : null;
  const births = identities.flatMap(({ dateOfBirth }) => (dateOfBirth ? birthForms(dateOfBirth) : []));
  const nameless = identities.every(({ name }) => name === NAME_NOT_KNOWN);
  const born = births.length > 0 ? new RegExp(`(?<!\\d)(?:${births.join('|')})(?!\\d)`, 'giu') : null;
  const text = (given: string): string => {
    if (nameless) return WITHHELD;
    const plain = given.replace(addresses, WITHHELD).replace(numbers, WITHHELD).replace(telephones, WITHHELD);
    const birthless = born ? plain.replace(born, WITHHELD) : plain;
    return names ? birthless.replace(names, WITHHELD) : birthless;
  };
  const deep = (given: unknown): unknown => {
    if (typeof given === 'string') return isInstant(given) ? given : text(given);
    if (Array.isArray(given)) return given.map(deep);
    if (typeof given !== 'object' || given === null) return given;
    return Object.fromEntries(Object.entries(given).map(([key, each]) => [key, named.has(key) && each !== null ? hidden(each) : deep(each)]));
  };
  return {
    text, value: <Value>(given: Value) => deep(given) as Value,
    event: (data) => Object.fromEntries(Object.entries(data).map(([key, each]) => {
      if (structural.has(key)) return [key, each];
      // The identity before a correction stands under this name; elsewhere it is an instant or a person's id.
      return [key, named.has(key) || (key === 'before' && typeof each === 'object') ? hidden(each) as JsonObject[string] : deep(each) as JsonObject[string]];
    })),
  };
}

const isInstant = (text: string): boolean => /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text);
function hidden(given: unknown): unknown {
  return Array.isArray(given) ? [] : typeof given === 'object' && given !== null && 'id' in given ? { id: given.id, withheld: true } : WITHHELD;
}

/** A patient as a reader without identity sees them: somebody, the same one in every case. */
export function withheldPatient({ id }: { id: string }): PatientView {
  return { id, name: null, dateOfBirth: null, withheld: true };
}

function escaped(term: string): string {
  return term.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/gu, '\\s+');
}

function termsOf({ name, identifiers = [], contacts = [] }: PatientIdentity): string[] {
  return [...(name === NAME_NOT_KNOWN ? [] : partsOf(name)), ...identifiers.map(({ value }) => value), ...contacts.flatMap((contact) => ['name', 'contact'].flatMap((key) => {
    const given = contact[key];
    return typeof given === 'string' ? [given, ...(key === 'name' ? partsOf(given) : [])] : [];
  }))].map((term) => term.trim()).filter((term) => term.length >= 2);
}
function partsOf(name: string): string[] {
  return [name, ...name.split(/[\s,.'’()-]+/u), ...name.split(/[\s,]+/u)].filter((part) => part.length >= 2 && !titles.has(part.toLowerCase()));
}

/** The ways in which people write a date. */
function birthForms(iso: string): string[] {
  const [year, month, day] = iso.split('-');
  if (!year || !month || !day) return [];
  const [d, m, y] = [`0?${Number(day)}`, `0?${Number(month)}`, `(?:${year}|${year.slice(2)})`];
  const word = months[Number(month) - 1] ?? month;
  const name = `(?:${word}|${word.slice(0, 3)})`;
  return [`${year}[-./ ]?${month}[-./ ]?${day}`, `${d}[-./ ]${m}[-./ ]${y}`, `${m}[-./ ]${d}[-./ ]${y}`, `${d}(?:st|nd|rd|th)?(?: of)? ${name},? ${y}`, `${name} ${d}(?:st|nd|rd|th)?,? ${y}`];
}
