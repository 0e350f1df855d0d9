import fc from 'fast-check';

export type Schema = { [key: string]: unknown } & {
  $ref?: string; anyOf?: Schema[]; oneOf?: Schema[]; allOf?: Schema[]; const?: unknown; enum?: unknown[]; type?: string | string[]; format?: string; pattern?: string; minLength?: number; maxLength?: number;
  minimum?: number; maximum?: number; items?: Schema; minItems?: number; maxItems?: number; properties?: Record<string, Schema>; required?: string[]; additionalProperties?: boolean | Schema;
};

/** Values at the edges of what a field could be. */
export const odd: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  null, true, false, 0, -1, 1.5, 1e308, -0, 2 ** 60, '', ' ', '\u0000', 'a\u0000b', '\ud800', '\ufeff', '\u202e', 'x'.repeat(12_000), [], [[]], {}, { a: {} }, '2026-02-30T25:00:00Z', '9999-12-31T23:59:59Z',
  '0000-01-01T00:00:00Z', 'P999999999W', 'PT0S', '-PT1H', '999 000 0018', '../../etc/passwd', "'; drop table cases; --", '%00', '${7*7}', 'constructor', '__proto__', '😀', 'ﷺ'.repeat(300), '\\', '"', '\r\n',
);

const instants = fc.oneof(
  fc.integer({ min: -48, max: 48 }).map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString()),
  fc.constantFrom('2026-10-25T01:30:00+01:00', '2026-03-29T01:30:00Z', '1900-01-01T00:00:00Z', '2199-12-31T23:59:59.999Z', '2024-02-29T12:00:00-11:30', '1899-12-31T23:59:59Z'),
);

const durations = fc.constantFrom('PT30M', 'PT1H', 'PT4H', 'P1D', 'P2W', 'PT0.5S', 'P12W', 'PT72H', 'P13W', 'P999999999W');

/** Values that a JSON Schema of the document allows. `pool`: what is really there, by the name of the field or parameter. */
export function fromSchema(schema: Schema, components: Record<string, Schema>, pool: Record<string, string[]>, name = ''): fc.Arbitrary<unknown> {
  const inner = (each: Schema, as = name) => fromSchema(each, components, pool, as);
  if (schema.$ref !== undefined) return inner(components[schema.$ref.split('/').at(-1)!]!);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((each) => inner(each)));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'boolean': return fc.boolean();
    case 'integer': return fc.integer({ min: schema.minimum ?? -10, max: Math.min(schema.maximum ?? 300, 1e6) });
    case 'number': return fc.double({ min: schema.minimum ?? -10, max: schema.maximum ?? 300, noNaN: true });
    case 'array': return fc.array(inner(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: Math.min(schema.maxItems ?? 4, Math.max(4, schema.minItems ?? 0)) });
    case 'object': return objectOf(schema, inner);
    case 'string': return stringOf(schema, pool[name] ?? []);
    default: return fc.jsonValue({ maxDepth: 2 });
  }
}

function objectOf(schema: Schema, inner: (each: Schema, as?: string) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const { properties = {}, required = [] } = schema;
  if (Object.keys(properties).length === 0) {
    return schema.additionalProperties === false ? fc.constant({}) : fc.dictionary(fc.string({ minLength: 1, maxLength: 12 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });
  }
  return fc.record(Object.fromEntries(Object.entries(properties).map(([key, each]) => [key, inner(each, key)])), { requiredKeys: required.filter((key) => key in properties) });
}

function stringOf({ format, pattern, minLength = 0, maxLength = 60 }: Schema, known: string[]): fc.Arbitrary<string> {
  const own = format === 'date-time' ? instants : format === 'duration' ? durations
    : format === 'date' ? fc.date({ min: new Date('1900-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }).map((day) => day.toISOString().slice(0, 10))
      : pattern !== undefined ? fc.stringMatching(new RegExp(pattern))
        : fc.string({ minLength: Math.max(minLength, 1), maxLength: Math.min(maxLength, 60), unit: 'grapheme' });
  return known.length > 0 ? fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: own }) : own;
}

/** One thing somewhere in a value made wrong: a field gone, one too many, or of another kind. */
export function mutated(value: unknown): fc.Arbitrary<unknown> {
  if (Array.isArray(value)) {
    return fc.oneof(odd, fc.constant([...value, ...value]), ...value.map((each, index) => mutated(each).map((changed) => value.with(index, changed))));
  }
  if (typeof value !== 'object' || value === null) return odd;
  const entries = Object.entries(value);
  const set = (key: string, changed: unknown) => Object.fromEntries([...entries.filter(([each]) => each !== key), [key, changed]]);
  return fc.oneof(
    fc.tuple(fc.constantFrom('colour', 'constructor', 'toString', ' ', 'id', '\u0000'), odd).map(([key, extra]) => set(key, extra)),
    ...entries.map(([key]) => fc.constant(Object.fromEntries(entries.filter(([each]) => each !== key)))),
    ...entries.map(([key, each]) => mutated(each).map((changed) => set(key, changed))),
  );
}
