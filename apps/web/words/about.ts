import type { JsonObject } from '#libs/contracts/events.js';
import { optionWords } from './labels.js';

/** By these our own code finds things again. */
const ours = new Set(['sequence', 'messageId', 'tasks']);
const coded = new Set(['trigger', 'finding']);

/** What a task is about, as somebody reads it. */
export function readableAbout(about: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(about).filter(([name]) => !ours.has(name)).map(([name, value]) => {
    // Of a course of contacts: which of them. Everywhere else 'contact' is how one reaches somebody.
    if (name === 'contact' && typeof value === 'number') return ['whichContact', value];
    return [name, coded.has(name) && typeof value === 'string' ? optionWords(value) : value];
  }));
}
