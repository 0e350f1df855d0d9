import type { z } from 'zod';
import type { FieldError } from './problem.js';

type Issue = z.core.$ZodIssue;
type Path = readonly (string | number | symbol)[];

/** JSON Pointer (RFC 6901). */
export const pointerOf = (path: Path): string => path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const CODES: Partial<Record<Issue['code'], string>> = {
  too_small: 'too-small', too_big: 'too-large', invalid_format: 'wrong-format', invalid_value: 'not-one-of', invalid_union: 'not-one-of', not_multiple_of: 'wrong-number', invalid_key: 'unknown-field', invalid_element: 'wrong-type',
};

const MESSAGES: Record<string, string> = { required: 'must be given', empty: 'must not be empty' };

function codeOf(issue: Issue): string {
  if (issue.code === 'custom') return typeof issue.params?.['code'] === 'string' ? issue.params['code'] : 'invalid';
  if (issue.input === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value')) return 'required';
  if (issue.code === 'invalid_type') return 'wrong-type';
  if (issue.code === 'too_small' && issue.origin === 'string') return 'empty';
  return CODES[issue.code] ?? 'invalid';
}

/** Of several shapes that a value may have, the one that it most nearly has: fewest unknown fields, then fewest gaps. */
function nearest(branches: Issue[][]): Issue[] {
  const weight = (issues: Issue[]) => issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? 10 * issue.keys.length : issue.path.length === 0 && issue.code === 'invalid_type' ? 1000 : 1), 0);
  return branches.toSorted((one, other) => weight(one) - weight(other))[0] ?? [];
}

function expand(issue: Issue, above: Path): FieldError[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ pointer: pointerOf([...path, key]), code: 'unknown-field', message: 'is not a field here' }));
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return nearest(issue.errors).flatMap((each) => expand(each, path));
  const code = codeOf(issue);
  return [{ pointer: pointerOf(path), code, message: MESSAGES[code] ?? issue.message.replace(/^Invalid input: /, '') }];
}

/** What zod found, as the errors of a problem; `above` is where the checked value stands in the body. Each pointer and code once. */
export function fieldErrors(issues: readonly Issue[], above: Path = []): FieldError[] {
  const all = issues.flatMap((issue) => expand(issue, above));
  return all.filter((one, index) => all.findIndex((other) => other.pointer === one.pointer && other.code === one.code) === index).slice(0, 100);
}
