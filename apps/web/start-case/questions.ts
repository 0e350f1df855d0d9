import type { z } from 'zod';
import { owners, patientOfStart } from '#libs/contracts/http/cases.js';
import { standalone } from '#libs/contracts/http/evidence.js';
import { contracts } from '#libs/contracts/http/pathways/all.js';
import type { Schema } from '../forms/schema.js';

/** What a start asks, made of the schemas that check it; names of fields are pointers into what is sent. */
export type Step = 'pathway' | 'person' | 'known' | 'details' | 'handover' | 'owners' | 'check';
export const started = contracts.flatMap(({ pathway, details }) => (details ? [{ pathway, details: standalone(details) as Schema }] : []));

const schemaOf = (request: z.ZodType): Schema => standalone(request) as Schema;
const { identifiers: _, ...person } = schemaOf(patientOfStart).properties!;
const patient: Schema = { ...schemaOf(patientOfStart), properties: Object.fromEntries(['nhsNumber', 'name', 'dateOfBirth', 'needs', 'contacts'].map((name) => [name, person[name]!])), required: ['nhsNumber'] };
/** That nothing is on a list is said, not guessed: 'none' stands beside the list, and is sent as an empty one. */
const NONE = 'there-are-none';
const orNone = (list: Schema): Schema => ({ anyOf: [{ ...list, minItems: 1 }, { const: NONE }] });

function detailsOf(details: Schema): Schema {
  const handover = details.properties?.['handover'];
  if (!handover) return details;
  const parts = Object.entries(handover.properties ?? {}).map(([name, part]) => [name, part.type === 'array' ? orNone(part) : part]);
  return { ...details, properties: { ...details.properties, handover: { ...handover, properties: Object.fromEntries(parts) as Record<string, Schema>, required: [] } } };
}

/** Is the pathway about no person? */
export const aboutNobody = (pathway: string): boolean => contracts.find((each) => each.pathway === pathway)?.subject === 'system';

/** Everything that a start on this pathway asks. */
export function questionsOf(pathway: string, { admission }: { admission: boolean }): Schema {
  const details = started.find((each) => each.pathway === pathway)?.details ?? { type: 'object', properties: {} };
  const all = { ...(admission || aboutNobody(pathway) ? {} : { patient }), details: detailsOf(details), owners: schemaOf(owners) };
  return { type: 'object', properties: all, required: Object.keys(all) };
}

const handedOver = ['/details/handover', '/details/incompleteBecause'];
const below = (pointer: string, above: string): boolean => pointer === above || pointer.startsWith(`${above}/`) || pointer.startsWith(`${above}.`) || pointer.startsWith(`${above}~`) || pointer.startsWith(`${above}?`);
/** The step on which a field stands. */
export function stepOf(pointer: string): Step {
  if (below(pointer, '/pathway')) return 'pathway';
  if (below(pointer, '/owners')) return 'owners';
  if (handedOver.some((above) => below(pointer, above))) return 'handover';
  return below(pointer, '/details') ? 'details' : 'person';
}

/** The pages of a start in their order. `long`: everything on one, for the practised. */
export function stepsOf({ pathway, admission, known, long }: { pathway: string; admission: boolean; known: boolean; long: boolean }): Step[] {
  const handover = pathway === 'step-down-tapering' ? ['handover' as const] : [];
  if (aboutNobody(pathway)) return long ? ['pathway', 'check'] : ['pathway', 'details', 'owners', 'check'];
  if (long) return ['pathway', 'person', ...(known ? ['known' as const] : []), 'check'];
  return ['pathway', 'person', ...(known ? ['known' as const] : []), 'details', ...handover, 'owners', 'check'].filter((step) => !admission || step !== 'known') as Step[];
}

/** What the form says, as the API takes it. */
export function startBody(value: Record<string, unknown>): Record<string, unknown> {
  const details = value['details'] as Record<string, unknown> | undefined;
  const handover = details?.['handover'] as Record<string, unknown> | undefined;
  if (!details || !('crisisTeam' in details || handover)) return value;
  const lists = Object.fromEntries(Object.entries(handover ?? {}).map(([name, said]) => [name, said === NONE ? [] : said]));
  return { ...value, details: { ...details, handover: lists } };
}
