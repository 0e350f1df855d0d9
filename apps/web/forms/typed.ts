import { isTyped, nothingTyped, type LocalFields } from '../time/local-fields.js';
import { field, fields, type Form } from '../visit.js';
import { branchesOf, kindOf, settled, type Schema } from './schema.js';

/** What somebody typed, in the shape of the schema: kept as typed, so that a form can be shown again with it whatever is wrong. */
export type Typed =
  | { kind: 'words'; value: string } | { kind: 'ticks'; values: string[] } | { kind: 'instant'; fields: LocalFields } | { kind: 'duration'; amount: string; unit: string }
  | { kind: 'group'; parts: Record<string, Typed> } | { kind: 'list'; items: Typed[] } | { kind: 'either'; which: number | null; branches: Typed[] };

const instantAt = (form: Form, name: string): LocalFields => ({
  day: field(form, `${name}.day`), month: field(form, `${name}.month`), year: field(form, `${name}.year`), time: field(form, `${name}.time`), zone: field(form, `${name}.zone`),
});

/** Reads a form that was made from the schema. Rows of a list in which nothing was typed are left out. `name`: of the field, as in the form. */
export function typedIn(given: Schema, form: Form, name: string): Typed {
  const schema = settled(given);
  switch (kindOf(schema)) {
    case 'instant': case 'date': return { kind: 'instant', fields: instantAt(form, name) };
    case 'duration': return { kind: 'duration', amount: field(form, `${name}.amount`).trim(), unit: field(form, `${name}.unit`) };
    case 'choices': return { kind: 'ticks', values: fields(form, name) };
    case 'group': return { kind: 'group', parts: Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, part]) => [key, typedIn(part, form, `${name}/${key}`)])) };
    case 'list': return { kind: 'list', items: Array.from({ length: rowsOf(form, name) }, (_, index) => typedIn(schema.items ?? {}, form, `${name}/${index}`)).filter((item) => !isEmpty(item)) };
    case 'either': {
      const branches = branchesOf(schema);
      const which = Number(field(form, `${name}?`));
      return { kind: 'either', which: field(form, `${name}?`) !== '' && branches[which] ? which : null, branches: branches.map((branch, index) => typedIn(branch, form, `${name}~${index}`)) };
    }
    default: return { kind: 'words', value: field(form, name) };
  }
}

const MOST_ROWS = 100;
/** How many rows of a list the form had. */
function rowsOf(form: Form, name: string): number {
  const begins = `${name}/`;
  const rows = Object.keys(form).filter((key) => key.startsWith(begins)).map((key) => Number(/^\d+/.exec(key.slice(begins.length))?.[0] ?? -1));
  return Math.min(MOST_ROWS, Math.max(-1, ...rows) + 1);
}

/** Was nothing typed here? A unit that stands there anyway says nothing. */
export function isEmpty(typed: Typed): boolean {
  switch (typed.kind) {
    case 'words': return typed.value.trim() === '';
    case 'ticks': return typed.values.length === 0;
    case 'instant': return !isTyped(typed.fields);
    case 'duration': return typed.amount === '';
    case 'group': return Object.values(typed.parts).every(isEmpty);
    case 'list': return typed.items.every(isEmpty);
    case 'either': return typed.which === null && typed.branches.every(isEmpty);
  }
}

/** A form in which nothing was typed yet. */
export function untouched(given: Schema): Typed {
  const schema = settled(given);
  switch (kindOf(schema)) {
    case 'instant': case 'date': return { kind: 'instant', fields: nothingTyped };
    case 'duration': return { kind: 'duration', amount: '', unit: 'M' };
    case 'choices': return { kind: 'ticks', values: [] };
    case 'group': return { kind: 'group', parts: Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, part]) => [key, untouched(part)])) };
    case 'list': return { kind: 'list', items: [] };
    case 'either': return { kind: 'either', which: null, branches: branchesOf(schema).map(untouched) };
    default: return { kind: 'words', value: '' };
  }
}
