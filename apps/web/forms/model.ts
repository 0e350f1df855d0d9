import { shownCases } from '../supervision/looked-at.js';
import { hasDoubleHour, todayFields } from '../time/local-fields.js';
import { idOf, type ShownError } from './errors.js';
import { branchesOf, kindOf, settled, type Kind, type Schema } from './schema.js';
import { untouched, type Typed } from './typed.js';
import { branchWords, choiceWords, fieldWords, rowWords } from './words.js';

/** A field as a page shows it. */
export interface Field {
  kind: Kind; name: string; id: string; pointer: string; label: string; hint?: string; optional: boolean; typed: Typed; error?: string;
  /** choice, choices: what can be chosen; person: by whom, and what stands there before (`choose`). */
  options?: { value: string; text: string }[]; choose?: string;
  /** case: which one it is about, and where that is; null: it is not theirs to see. */
  about?: { href: string | null; text: string };
  /** group: what is in it; list: its rows, the last of them empty unless they are `given`; either: each shape with what it asks. */
  fields?: Field[]; rows?: Field[][]; rowLabel?: string; given?: boolean; branches?: { value: string; text: string; fields: Field[] }[];
  /** instant: ask which of two hours is meant. */
  askZone?: boolean;
}
export interface FormContext { step: string; people: readonly { value: string; text: string }[]; errors: readonly ShownError[]; now: number; cases?: ReadonlyMap<string, string> | undefined }

/** Instants of something that has been done: mostly today. */
const DONE = /^(visitedAt|contactedAt|seenAt|leftAt|sentAt|referredAt|discussedAt|occurredAt|at)$/;

/** The fields of a schema, filled with what was typed. @param name of the field in the form, which differs from its pointer within a choice of shapes */
export function fieldsOf(given: Schema, typed: Typed, context: FormContext, pointer: string, name = pointer): Field[] {
  const schema = settled(given);
  if (kindOf(schema) !== 'group') return [fieldOf(schema, typed, context, { key: pointer.slice(pointer.lastIndexOf('/') + 1), pointer, name, optional: false })];
  return Object.entries(schema.properties ?? {}).filter(([, part]) => kindOf(settled(part)) !== 'fixed').map(([key, part]) => fieldOf(part, typed.kind === 'group' ? typed.parts[key] ?? untouched(part) : untouched(part), context, {
    key, pointer: `${pointer}/${key}`, name: `${name}/${key}`, optional: !(schema.required?.includes(key) ?? false),
  }));
}

interface At { key: string; pointer: string; name: string; optional: boolean }

function fieldOf(given: Schema, typed: Typed, context: FormContext, { key, pointer, name, optional }: At): Field {
  const schema = settled(given);
  const kind = kindOf(schema);
  const { label, hint } = fieldWords(context.step, key, pointer);
  const error = context.errors.find((each) => each.pointer === pointer)?.text;
  const base: Field = { kind, name, id: idOf(name), pointer, label, optional, typed, ...(hint === undefined ? {} : { hint }), ...(error === undefined ? {} : { error }) };
  const words = (values: readonly (string | number)[]) => values.map((value) => ({ value: String(value), text: choiceWords(context.step, String(value)) }));
  switch (kind) {
    case 'choice': return { ...base, options: words(schema.enum ?? []) };
    case 'choices': return { ...base, options: words(schema.items?.enum ?? []) };
    case 'yes-no': return { ...base, options: [{ value: 'true', text: 'Yes' }, { value: 'false', text: 'No' }] };
    case 'person': return { ...base, options: [...context.people] };
    case 'case': return { ...base, about: shownCases([{ caseId: typed.kind === 'words' ? typed.value : '' }], context.cases)[0]! };
    case 'group': return { ...base, fields: fieldsOf(schema, typed, context, pointer, name) };
    case 'list': {
      const items = typed.kind === 'list' ? typed.items : [];
      // Each is about a case that was named: nobody adds one.
      const given = Object.values(schema.items?.properties ?? {}).some((part) => kindOf(part) === 'case');
      const rows = given ? items : [...items, untouched(schema.items ?? {})].slice(0, Math.max(items.length, schema.maxItems ?? 100));
      return { ...base, given, rowLabel: rowWords(key), rows: rows.map((item, index) => fieldsOf(schema.items ?? {}, item, context, `${pointer}/${index}`, `${name}/${index}`)) };
    }
    case 'either': return { ...base, branches: branchesOf(schema).map((branch, index) => ({
      value: String(index), text: branchWords(context.step, key, branch),
      fields: branch.const !== undefined ? [] : fieldsOf(branch, typed.kind === 'either' ? typed.branches[index]! : untouched(branch), context, pointer, `${name}~${index}`),
    })) };
    case 'instant': return { ...base, askZone: typed.kind === 'instant' && (typed.fields.zone !== '' || hasDoubleHour(typed.fields)) };
    default: return base;
  }
}

/** A fresh form: what was done was mostly done today. */
export function fresh(given: Schema, now: number): Typed {
  const fill = (typed: Typed, key: string): Typed => {
    if (typed.kind === 'instant' && DONE.test(key)) return { kind: 'instant', fields: todayFields(now) };
    if (typed.kind === 'group') return { kind: 'group', parts: Object.fromEntries(Object.entries(typed.parts).map(([name, part]) => [name, fill(part, name)])) };
    return typed;
  };
  return fill(untouched(given), '');
}

/** What errors need to know of the field at a pointer: within a choice of shapes that of the shape that was chosen. */
export interface Indexed { label: string; id: string; kind: Kind }
export function indexOf(all: readonly Field[], after = ''): Record<string, Indexed> {
  const index: Record<string, Indexed> = {};
  const add = (more: Record<string, Indexed>): void => { for (const [pointer, each] of Object.entries(more)) index[pointer] ??= each; };
  for (const { pointer, label, id, kind, typed, fields = [], rows = [], branches = [] } of all) {
    add({ [pointer]: { label: `${label}${after}`, id, kind } });
    add(indexOf(fields, after));
    for (const [row, inIt] of rows.entries()) add(indexOf(inIt, ` (${row + 1})`));
    if (typed.kind === 'either' && typed.which !== null) add(indexOf(branches[typed.which]?.fields ?? [], after));
  }
  return index;
}
