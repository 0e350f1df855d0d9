import type { CaseEvent, Json, JsonObject } from '#libs/contracts/events.js';
import { isDuration } from '#libs/domain/duration.js';
import { storyOf, type TraceStory } from './story.js';

/** What stands for what in a case that is told without people: instants moved, staff by who plays them, words of ours kept, and for every other text what a person has reviewed. `fields`: names of properties in our schemas; what else is a key was typed by somebody. */
export interface Names { shiftMs: number; people: ReadonlyMap<string, string>; ours: ReadonlySet<string>; fields: ReadonlySet<string>; reviewed: ReadonlyMap<string, string> }

const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
/** Longer ones may be somebody's number. */
const LONGEST_NUMBER = 9_999;

/**
 * Makes any value of a case one in which nobody is: nothing passes but what is known to be harmless. A text that no reviewer has seen, or that they left out, becomes 'Not told', numbered, so that what was the same stays the same.
 */
export class Nameless {
  private readonly untold = new Map<string, string>();
  constructor(private readonly names: Names) {}

  value<Value>(given: Value): Value { return this.walked(given as Json) as Value; }

  private walked(given: Json): Json {
    if (typeof given === 'string') return this.text(given);
    if (typeof given === 'number') return Number.isInteger(given) && Math.abs(given) > LONGEST_NUMBER ? 0 : given;
    if (Array.isArray(given)) return given.map((each) => this.walked(each));
    if (typeof given === 'object' && given !== null) return Object.fromEntries(Object.entries(given).map(([name, each]) => [this.names.fields.has(name) ? name : this.text(name), this.walked(each as Json)]));
    return given;
  }

  text(given: string): string {
    const { shiftMs, people, ours, reviewed } = this.names;
    if (INSTANT.test(given)) return new Date(Date.parse(given) + shiftMs).toISOString();
    if (DATE.test(given)) return new Date(Date.parse(`${given}T00:00:00Z`) + shiftMs).toISOString().slice(0, 10);
    const person = people.get(given);
    if (person !== undefined) return person;
    if (given === '' || isDuration(given) || TIME.test(given) || ours.has(given)) return given;
    const told = reviewed.get(given) ?? this.untold.get(given) ?? `Not told (${this.untold.size + 1})`;
    if (!reviewed.has(given)) this.untold.set(given, told);
    return told;
  }
}

/** For each text of a case what a reviewer has released in its place: by its id in the story. An item that has other texts now than its draft had (a rule of what is withheld changed) has other ids: it tells nothing. */
export function reviewedTexts(events: readonly CaseEvent[], draft: TraceStory, released: TraceStory): Map<string, string> {
  const instead = new Map(released.items.flatMap(({ texts }) => texts.map(({ id, text }) => [id, text] as const)));
  const drafted = itemSizes(draft);
  const told = storyOf(events, undefined, { shiftMs: 0, scrub: (text) => text });
  const whole = itemSizes(told);
  return new Map(told.items.flatMap(({ texts }) => texts).flatMap(({ id, text }) => { const said = instead.get(id); return said === undefined || drafted.get(itemOf(id)) !== whole.get(itemOf(id)) ? [] : [[text, said] as const]; }));
}
const itemOf = (id: string): string => id.slice(0, id.lastIndexOf('.'));
function itemSizes({ items }: TraceStory): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { id } of items.flatMap(({ texts }) => texts)) sizes.set(itemOf(id), (sizes.get(itemOf(id)) ?? 0) + 1);
  return sizes;
}

/** Every value that a schema allows by name: words of ours. */
export function wordsOf(schema: unknown, into = new Set<string>()): Set<string> {
  if (Array.isArray(schema)) for (const each of schema) wordsOf(each, into);
  else if (typeof schema === 'object' && schema !== null) {
    const { enum: all, const: only } = schema as JsonObject;
    for (const each of [...(Array.isArray(all) ? all : []), only]) if (typeof each === 'string') into.add(each);
    for (const each of Object.values(schema)) wordsOf(each, into);
  }
  return into;
}

/** The name of every property that a schema has. */
export function fieldsOf(schema: unknown, into = new Set<string>()): Set<string> {
  if (Array.isArray(schema)) for (const each of schema) fieldsOf(each, into);
  else if (typeof schema === 'object' && schema !== null) {
    const { properties } = schema as JsonObject;
    if (typeof properties === 'object' && properties !== null) for (const name of Object.keys(properties)) into.add(name);
    for (const each of Object.values(schema)) fieldsOf(each, into);
  }
  return into;
}
