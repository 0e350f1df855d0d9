import type { Pathway } from '#libs/pathway/pathway.js';
import { said } from '#libs/pathway/state.js';
import { handedOver } from './handed-over.js';

/** The signs that the person named: at the first contact, with the triggers that were communicated, in the crisis plan as it was handed over and as it was reviewed; and those that the plan of a step-up names. */
export function ownPlan(pathway: Pathway): string[] {
  const { first, completed } = handedOver(pathway);
  const listed = [...pathway.all('first-contact').map(({ evidence }) => evidence?.['warningSigns']), ...pathway.all('triggers-communicated').map(({ evidence }) => evidence?.['triggers'])];
  const reviewed = pathway.latest('crisis-plan-reviewed')?.evidence?.['plan'];
  return [...[...listed, typeof reviewed === 'string' ? [reviewed] : reviewed].flatMap((list) => (Array.isArray(list) ? list.map(String) : [])), said(first, 'crisisPlan'), said(completed, 'crisisPlan'), ...pathway.state.decisions.findLast(({ plan }) => plan)?.plan?.signs ?? []].filter((text) => text.trim() !== '');
}

/** People write one thing in more words or fewer. */
export function same(one: string, other: string): boolean {
  const [a, b] = [plainly(one), plainly(other)];
  return a.includes(b) || b.includes(a);
}
export const plainly = (text: string): string => text.trim().toLowerCase().replaceAll(/\s+/g, ' ');
