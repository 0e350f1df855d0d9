import type { FieldError } from '#apps/api/http/problem.js';

/** An error as the page shows it: in the summary with a link to its field, and at the field. */
export interface ShownError { text: string; href: string; pointer: string }

/** The id of the field of a JSON Pointer: '/evidence/actions/0/owner' is 'evidence-actions-0-owner'. */
export const idOf = (pointer: string): string => pointer.replace(/^\//, '').replace(/[^\w]+/g, '-');

/**
 * What the API found wrong, in words: `labels` says what the field of a pointer is called on the page; of one that is not on the page the nearest above it is named.
 * The first error of a field is enough.
 */
export function fieldsInWords(errors: readonly FieldError[], labels: Readonly<Record<string, string>>): ShownError[] {
  const shown = errors.map(({ pointer, message }): ShownError => {
    const on = nearest(pointer, labels);
    return { pointer: on ?? pointer, href: on === undefined ? '#maincontent' : `#${idOf(on)}`, text: `${on === undefined ? 'What you sent' : labels[on]} ${message}` };
  });
  return shown.filter((one, index) => shown.findIndex(({ pointer }) => pointer === one.pointer) === index);
}

function nearest(pointer: string, labels: Readonly<Record<string, string>>): string | undefined {
  for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) if (Object.hasOwn(labels, at)) return at;
  return undefined;
}
