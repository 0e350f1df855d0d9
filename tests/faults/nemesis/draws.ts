import { partNames } from '#tests/support/stack/product.js';
import { linkNames } from './links.js';

const mailLinks = ['worker-live to mail'] as const;

/** The watchdog knocks at these by a connection each time: none is left. */
const lasting = linkNames.filter((name) => name !== 'watchdog to temporal' && name !== 'watchdog to api');

/** What can be done, and to what. */
export const catalogue = {
  kill: [...partNames, 'a backend of postgres'],
  stop: partNames,
  cut: linkNames, delay: linkNames, half: linkNames, 'half-open': linkNames, 'answers held': linkNames, 'left for dead': lasting,
  'disk full': ['disk of postgres'],
  'connections taken': ['connections of the role', 'connections of the server'],
  'mail refused': mailLinks, 'mail slow': mailLinks, 'mail answered twice': mailLinks, 'mail answer lost': mailLinks,
  deploy: ['worker-live', 'api'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Kind = keyof typeof catalogue;
/** Every kind there is. */
export const kinds = Object.keys(catalogue) as readonly Kind[];

/** One injury as it is drawn, before anything happened: what, to what, for how many ms, and numbers from 0 to 1 for what else has to be chosen. */
export interface Draw { readonly kind: Kind; readonly target: string; readonly lasts: number; readonly dice: readonly [number, number] }

/** Draws that depend on the seed alone. Of each round every kind comes once, and of its targets each before one comes again: so twenty faults are of every kind, and two hundred of nearly every target. */
export function draws(random: () => number): () => readonly Draw[] {
  const shuffled = <T>(all: readonly T[]): T[] => all.map((each) => ({ each, order: random() })).toSorted((a, b) => a.order - b.order).map(({ each }) => each);
  const deck = <T>(all: readonly T[]): (() => T) => {
    let left: T[] = [];
    return () => {
      if (left.length === 0) left = shuffled(all);
      return left.pop()!;
    };
  };
  const nextKind = deck(kinds);
  const nextTarget = Object.fromEntries(kinds.map((kind) => [kind, deck<string>(catalogue[kind])]));
  const one = (): Draw => {
    const kind = nextKind();
    const target = nextTarget[kind]!();
    // Most are over before anybody gives up waiting; some outlast a command's ten seconds and the lease of a workflow task.
    const lasts = random() < 1 / 8 ? 6_000 + random() * 8_000 : 300 + random() * 3_700;
    return { kind, target, lasts: Math.round(lasts), dice: [random(), random()] };
  };
  return () => {
    const together = random() < 0.25 ? 2 + Math.floor(random() * 2) : 1;
    // What is hurt already is left alone: one target has one injury at a time.
    return Array.from({ length: together }, one).filter(({ target }, index, all) => all.findIndex((other) => other.target === target) === index);
  };
}
