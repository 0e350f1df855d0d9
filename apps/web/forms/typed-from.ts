import { dateFields, localFields } from '../time/local-fields.js';
import { branchesOf, kindOf, settled, type Schema } from './schema.js';
import { untouched, type Typed } from './typed.js';

const UNITS: readonly (readonly [RegExp, string])[] = [[/^PT(\d+)M$/, 'M'], [/^PT(\d+)H$/, 'H'], [/^P(\d+)D$/, 'D'], [/^P(\d+)W$/, 'W']];
const words = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : typeof value === 'boolean' ? String(value) : '');

/** A value as a form holds it: what is known already, before anybody types. What does not fit the schema is left untouched. */
export function typedFrom(given: Schema, value: unknown, now: number): Typed {
  const schema = settled(given);
  if (value === undefined || value === null) return untouched(schema);
  switch (kindOf(schema)) {
    case 'instant': return { kind: 'instant', fields: localFields(Date.parse(words(value))) };
    case 'date': return { kind: 'instant', fields: dateFields(words(value)) };
    case 'duration': {
      for (const [pattern, unit] of UNITS) { const amount = pattern.exec(words(value))?.[1]; if (amount) return { kind: 'duration', amount, unit }; }
      return untouched(schema);
    }
    case 'choices': return { kind: 'ticks', values: Array.isArray(value) ? value.map(words) : [] };
    case 'lines': return { kind: 'words', value: Array.isArray(value) ? value.map(words).join('\n') : '' };
    case 'group': return { kind: 'group', parts: Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, part]) => [key, typedFrom(part, (value as Record<string, unknown>)[key], now)])) };
    case 'list': return { kind: 'list', items: Array.isArray(value) ? value.map((each) => typedFrom(schema.items ?? {}, each, now)) : [] };
    case 'either': {
      const branches = branchesOf(schema);
      const which = branches.findIndex((branch) => fits(branch, value));
      return { kind: 'either', which: which < 0 ? null : which, branches: branches.map((branch, index) => (index === which ? typedFrom(branch, value, now) : untouched(branch))) };
    }
    default: return { kind: 'words', value: words(value) };
  }
}

function fits(branch: Schema, value: unknown): boolean {
  if (branch.const !== undefined) return branch.const === value;
  if (branch.type === 'array') return Array.isArray(value);
  if (branch.type === 'object') return typeof value === 'object' && !Array.isArray(value) && Object.keys(value as object).every((key) => Object.hasOwn(branch.properties ?? {}, key)) && Object.entries(branch.properties ?? {}).every(([key, part]) => part.const === undefined || part.const === (value as Record<string, unknown>)[key]);
  return typeof value === branch.type;
}
