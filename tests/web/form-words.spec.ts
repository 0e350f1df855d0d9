import { describe, expect, it } from '@jest/globals';
import { needsOf, stepsWithEvidence } from '#libs/contracts/http/evidence.js';
import { hasWords } from '#apps/web/forms/words.js';
import { fieldsOf, type Field } from '#apps/web/forms/model.js';
import { branchesOf, type Schema } from '#apps/web/forms/schema.js';
import { typedIn, untouched, type Typed } from '#apps/web/forms/typed.js';
import { valueOf } from '#apps/web/forms/value.js';
import { taskActions } from '#apps/web/task/actions.js';

const every = [...stepsWithEvidence().map(({ pathway, step }) => ({ step, schema: needsOf(pathway, step) as Schema })), ...taskActions.map(({ name, schema }) => ({ step: name, schema }))];

function keys(schema: Schema): string[] {
  return [...Object.entries(schema.properties ?? {}).flatMap(([key, part]) => [key, ...keys(part)]), ...(schema.items ? keys(schema.items) : []), ...branchesOf(schema).flatMap(keys)];
}
const context = { step: 'x', people: [], errors: [], now: 0 };
const deep = (fields: readonly Field[]): Field[] => fields.flatMap((field) => [field, ...deep(field.fields ?? []), ...deep((field.rows ?? []).flat()), ...deep((field.branches ?? []).flatMap((branch) => branch.fields))]);

describe('forms made from schemas', () => {
  it('have words for every field of every step, and of everything that can be said of a task', () => {
    expect(every.flatMap(({ step, schema }) => keys(schema).filter((key) => !hasWords(step, key)).map((key) => `${step}/${key}`))).toEqual([]);
  });

  it.each(every.map(({ step, schema }) => [step, schema] as const))('%s: no two fields share a name or an id', (_step, schema) => {
    const fields = deep(fieldsOf(schema, untouched(schema), context, '/evidence'));
    expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
  });

  it.each(every.map(({ step, schema }) => [step, schema] as const))('%s: what is typed comes back as it was typed', (_step, schema) => {
    const filled = fill(schema);
    const form = formOf(schema, filled, '/evidence');
    expect(typedIn(schema, form, '/evidence')).toEqual(filled);
    expect(valueOf(schema, filled, '/evidence').errors).toEqual([]);
  });
});

/** Something in every field; of several shapes the last. */
function fill(schema: Schema): Typed {
  const typed = untouched(schema);
  switch (typed.kind) {
    case 'words': return { kind: 'words', value: schema.implied ? '' : schema.enum?.[0]?.toString() ?? (schema.type === 'boolean' || schema.const === true ? 'true' : 'a line') };
    case 'ticks': return { kind: 'ticks', values: (schema.items?.enum ?? []).map(String) };
    case 'instant': return { kind: 'instant', fields: { day: '1', month: '12', year: '2026', time: '09:30', zone: '' } };
    case 'duration': return { kind: 'duration', amount: '4', unit: 'H' };
    case 'group': return { kind: 'group', parts: Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, part]) => [key, fill(part)])) };
    case 'list': return { kind: 'list', items: [fill(schema.items ?? {}), fill(schema.items ?? {})] };
    case 'either': return { kind: 'either', which: typed.branches.length - 1, branches: branchesOf(schema).map(fill) };
  }
}

/** What a browser sends of it. */
function formOf(schema: Schema, typed: Typed, name: string): Record<string, string | string[]> {
  switch (typed.kind) {
    case 'words': return { [name]: typed.value };
    case 'ticks': return { [name]: typed.values };
    case 'instant': return Object.fromEntries(Object.entries(typed.fields).map(([part, value]) => [`${name}.${part}`, value]));
    case 'duration': return { [`${name}.amount`]: typed.amount, [`${name}.unit`]: typed.unit };
    case 'group': return Object.assign({}, ...Object.entries(typed.parts).map(([key, part]) => formOf(schema.properties?.[key] ?? {}, part, `${name}/${key}`)));
    case 'list': return Object.assign({}, ...typed.items.map((item, index) => formOf(schema.items ?? {}, item, `${name}/${index}`)));
    case 'either': return Object.assign({ [`${name}?`]: String(typed.which) }, ...typed.branches.map((branch, index) => formOf(branchesOf(schema)[index]!, branch, `${name}~${index}`)));
  }
}
