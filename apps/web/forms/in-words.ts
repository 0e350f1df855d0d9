import { isDuration } from '#libs/domain/duration.js';
import { durationWords, exactWords } from '../time/in-words.js';
import { plainWords } from '../words/labels.js';
import { choiceWords, fieldWords } from './words.js';
import { branchesOf, type Schema } from './schema.js';

/** What was recorded, for reading: a label with a text, or with more such lines below it. */
export interface Line { label: string; text?: string; lines?: Line[] }

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/;

/** The schemas that a key may have somewhere in this one. */
function under(schema: Schema | undefined, key: string): Schema | undefined {
  if (!schema) return undefined;
  const own = schema.properties?.[key];
  if (own) return own;
  for (const branch of branchesOf(schema)) {
    const found = under(branch, key);
    if (found) return found;
  }
  return undefined;
}

function textOf(value: unknown, key: string, step: string, schema: Schema | undefined, nameOf: (id: string) => string | undefined): string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value !== 'string') return String(value);
  if (INSTANT.test(value) && !Number.isNaN(Date.parse(value))) return exactWords(Date.parse(value));
  if (schema?.enum ?? schema?.const) return choiceWords(step, value);
  if (value.startsWith('P') && isDuration(value)) return durationWords(value);
  // A word of the product, not of a person.
  if (/^[a-z0-9]+(-[a-z0-9]+)+$/.test(value) && schema === undefined && nameOf(value) === undefined) return plainWords(value);
  return key === 'owner' || key === 'to' ? nameOf(value) ?? value : key === 'caseId' ? nameOf(value) ?? 'A case that is not yours to see' : value;
}

/** An object that was recorded (evidence, what a task is about), line by line, by the words of its step. `nameOf`: what somebody is called. */
export function linesOf(value: unknown, step: string, schema: Schema | undefined, nameOf: (id: string) => string | undefined = () => undefined): Line[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([key, inner]): Line => {
    const { label } = fieldWords(step, key);
    const of = under(schema, key);
    if (Array.isArray(inner)) {
      if (inner.length === 0) return { label, text: 'None' };
      if (inner.every((each) => typeof each !== 'object' || each === null)) return { label, text: inner.map((each) => textOf(each, key, step, of?.items, nameOf)).join('\n') };
      return { label, lines: inner.map((each, index): Line => ({ label: `${index + 1}`, lines: linesOf(each, step, of?.items ?? itemsOf(of), nameOf) })) };
    }
    if (typeof inner === 'object' && inner !== null) return { label, lines: linesOf(inner, step, of, nameOf) };
    return { label, text: textOf(inner, key, step, of, nameOf) };
  });
}

const itemsOf = (schema: Schema | undefined): Schema | undefined => (schema ? branchesOf(schema).find((branch) => branch.items)?.items : undefined);

/** The same as plain text, for a note. */
export const asText = (lines: readonly Line[], indent = ''): string => lines.map(({ label, text, lines: inner }) => (inner ? `${indent}${label}:\n${asText(inner, `${indent}  `)}` : `${indent}${label}: ${text ?? ''}`)).join('\n');
