import type { FieldError } from '#apps/api/http/problem.js';

/** An error as the page shows it: in the summary with a link to its field, and at the field. */
export interface ShownError { text: string; href: string; pointer: string }
/** What a field is called on the page; where its id is not made of its pointer, that too. */
export type Called = string | { label: string; id: string; kind?: string };

/** The id of the field of a JSON Pointer: '/evidence/actions/0/owner' is 'evidence-actions-0-owner'. */
export const idOf = (pointer: string): string => pointer.replace(/^\//, '').replace(/[^\w]+/g, '-') || 'form';

/**
 * What the API found wrong, in words. `called` says what the field of a pointer is called on the page; of one that is not on the page the nearest above it is named.
 * The first error of a field is enough.
 */
export function fieldsInWords(errors: readonly FieldError[], called: Readonly<Record<string, Called>>): ShownError[] {
  const shown = errors.map(({ pointer, code, message }): ShownError => {
    const on = nearest(pointer, called);
    const of = on === undefined ? undefined : called[on];
    const { label, id, kind } = of === undefined ? { label: 'What you sent', id: 'maincontent', kind: undefined } : typeof of === 'string' ? { label: of, id: idOf(on!), kind: undefined } : of;
    return { pointer: on ?? pointer, href: `#${id}`, text: joined(label, wordsOf(code, message, kind)) };
  });
  return shown.filter((one, index) => shown.findIndex(({ pointer }) => pointer === one.pointer) === index);
}

/** A rule of the case speaks in whole sentences; what a schema says follows the field's name. */
const joined = (label: string, said: string): string => (/^\p{Lu}/u.test(said) ? `${label}: ${said}` : `${label} ${said}`);

const CHOSEN = new Set(['choice', 'choices', 'yes-no', 'person', 'either']);

function wordsOf(code: string, message: string, kind: string | undefined): string {
  if (kind === 'yes' && /^(required|not-one-of|wrong-type|invalid)$/.test(code)) return 'must be ticked before this can be recorded';
  if (kind !== undefined && CHOSEN.has(kind) && /^(required|not-one-of|too-small|wrong-type|invalid)$/.test(code)) return 'must be chosen';
  if (code === 'required' || code === 'empty') return /must (be given|not be empty|say something)/.test(message) ? 'must be filled in' : message;
  if (code === 'too-small' && kind === 'list') return 'must have at least one';
  if (code === 'too-large') return 'is too long';
  if (code === 'in-the-future') return 'must not lie in the future';
  return message;
}

function nearest(pointer: string, called: Readonly<Record<string, Called>>): string | undefined {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
    if (Object.hasOwn(called, at)) return at;
    if (at === '') return undefined;
  }
}
