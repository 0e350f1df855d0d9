import { describe, expect, it } from '@jest/globals';
import { fieldErrors } from '#apps/api/http/issues.js';
import type { JsonObject } from '#libs/contracts/events.js';
import { contractOf } from '#libs/contracts/http/pathways/all.js';

/** What an article asks of a start, by the path in the details. `empty`: what is there and says nothing. */
const required: [pathway: string, source: string, ...fields: [path: string, empty?: unknown][]][] = [
  ['case-risk', '[2] example 1', ['leadAgency', ' '], ['category', ''], ['severity', 'likely'], ['immediateAction', ''], ['reviewAt', 'soon']],
  ['system-risk', '[2] example 2', ['description', ''], ['mitigation'], ['mitigation.plan', ''], ['mitigation.actions', []], ['indicator'], ['indicator.tolerance', -1], ['governance', ''], ['reviewAt', ''], ['status', ' ']],
  ['dispute', '[2] example 3', ['description', ''], ['context', ' '], ['impact', ''], ['initiatingAgency', ''], ['route', '']],
  ['restriction', '[3] example 3', ['because', ''], ['alternativesConsidered', ' '], ['until', 'for ever'], ['reviewAt', ''], ['stepDownPlan', '']],
];
const cases = required.flatMap(([pathway, source, ...fields]) => fields.map(([path, empty]): [string, string, string, unknown] => [pathway, path, source, empty]));

/** The details with another value at the path; undefined: without it. */
function changed(details: JsonObject, path: string, value: unknown): JsonObject {
  const copy = structuredClone(details);
  const names = path.split('.');
  const last = names.pop()!;
  const within = names.reduce((of, name) => of[name] as JsonObject, copy);
  if (value === undefined) delete within[last];
  else within[last] = value as never;
  return copy;
}
const wrong = (pathway: string, details: JsonObject): string[] => {
  const result = contractOf(pathway)!.details!.safeParse(details, { reportInput: true });
  return result.success ? [] : fieldErrors(result.error.issues).map(({ pointer }) => pointer);
};

describe('what the articles require of a start', () => {
  it.each(cases)('%s is refused without %s (%s)', (pathway, path, _source, empty) => {
    const { details } = contractOf(pathway)!.example!;
    expect(wrong(pathway, details)).toEqual([]);
    const pointer = [`/${path.replaceAll('.', '/')}`];
    expect(wrong(pathway, changed(details, path, undefined))).toEqual(pointer);
    if (empty !== undefined) expect(wrong(pathway, changed(details, path, empty))).toEqual(pointer);
  });
});
