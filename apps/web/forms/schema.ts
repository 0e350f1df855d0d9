/** What forms need to know of a JSON Schema as the API tells it (`Task.needs`). */
export interface Schema {
  type?: string; const?: unknown; enum?: readonly (string | number)[]; format?: string; pattern?: string; maxLength?: number; minItems?: number; maxItems?: number;
  properties?: Readonly<Record<string, Schema>>; required?: readonly string[]; items?: Schema; anyOf?: readonly Schema[]; oneOf?: readonly Schema[]; additionalProperties?: unknown;
  /** Said by choosing the shape that it stands in. */
  implied?: true;
}

/** How a value is asked for. */
export type Kind = 'line' | 'text' | 'instant' | 'date' | 'duration' | 'number' | 'yes' | 'yes-no' | 'choice' | 'choices' | 'lines' | 'person' | 'case' | 'group' | 'list' | 'either' | 'fixed';

/** Ids of the product are asked for as somebody to choose: 200 characters are what an id may have at most. */
export const ID_LENGTH = 200;
/** From this length on there is room for sentences. */
const LINE_LENGTH = 500;

/** The shapes that a value may have, without those that a form cannot offer (objects of any field); yes and no are two shapes. */
export function branchesOf({ anyOf, oneOf }: Schema): readonly Schema[] {
  const all = (anyOf ?? oneOf ?? []).flatMap((branch): Schema[] => (branch.type === 'boolean' && branch.const === undefined ? [{ type: 'boolean', const: true }, { type: 'boolean', const: false }] : [branch]));
  return all.filter((branch) => branch.type !== 'object' || branch.properties !== undefined).map(withImplied);
}

/** What a shape says of itself by being chosen ('none is needed') is not asked again. */
function withImplied(branch: Schema): Schema {
  if (!branch.properties || !Object.values(branch.properties).some((part) => part.const === true)) return branch;
  return { ...branch, properties: Object.fromEntries(Object.entries(branch.properties).map(([key, part]) => [key, part.const === true ? { ...part, implied: true as const } : part])) };
}

/** A choice of one is no choice; one of several fixed words or numbers is a choice of them. */
export function settled(schema: Schema): Schema {
  const branches = branchesOf(schema);
  const fixed = branches.flatMap((each) => (typeof each.const === 'string' || typeof each.const === 'number' ? [each.const] : []));
  if (fixed.length > 1 && fixed.length === branches.length) return { enum: fixed };
  return branches.length === 1 ? settled(branches[0]!) : schema;
}

export function kindOf(schema: Schema): Kind {
  if (schema.anyOf ?? schema.oneOf) return 'either';
  if (schema.implied) return 'fixed';
  if (schema.const === true) return 'yes';
  if (schema.const !== undefined) return 'fixed';
  if (schema.enum) return 'choice';
  if (schema.type === 'boolean') return 'yes-no';
  if (schema.type === 'integer' || schema.type === 'number') return 'number';
  if (schema.type === 'object') return 'group';
  if (schema.type === 'array') return schema.items?.enum ? 'choices' : schema.items?.type === 'object' ? 'list' : 'lines';
  if (schema.format === 'date-time') return 'instant';
  if (schema.format === 'date') return 'date';
  if (schema.format === 'duration') return 'duration';
  if (schema.format === 'case-id') return 'case';
  if (schema.maxLength === ID_LENGTH) return 'person';
  // What has a pattern is a number or a code.
  if (schema.pattern !== undefined) return 'line';
  return schema.maxLength !== undefined && schema.maxLength <= LINE_LENGTH ? 'line' : 'text';
}
