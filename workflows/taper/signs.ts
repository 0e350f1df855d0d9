import type { JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import type { TaskState } from '#libs/pathway/state.js';
import { said } from '#libs/pathway/state.js';
import { stood } from '../every-pathway.js';
import { handedOver } from './handover.js';
import { contactsMade } from './stages.js';

/** Somebody looked: a warning sign was told, or a contact was made, at which some signs were seen or none. */
interface Look { sequence: number; signs: string[] }

/** The signs that were seen at a contact. */
export function signsSeen(contact: TaskState): string[] {
  const signs = contact.evidence?.['warningSigns'];
  return Array.isArray(signs) ? (signs as JsonObject[]).filter(({ seen }) => seen === true).map((sign) => said(sign, 'sign')) : [];
}

/**
 * A trigger at any time steps the case up again. One sighting of a sign that stands in the person's own plan is enough, and so is any while there is no
 * plan; another sign is answered, and seen twice running reviewed.
 */
export function answerSigns(pathway: Pathway): void {
  const looks: Look[] = [
    ...pathway.triggers('warning-sign').map(({ sequence, sign = '' }) => ({ sequence, signs: [sign] })), ...contactsMade(pathway).map((contact) => ({ sequence: contact.closedSequence, signs: signsSeen(contact) })),
  ].toSorted((a, b) => a.sequence - b.sequence);
  looks.forEach((look, index) => {
    if (look.signs.length === 0 || answered(pathway, look.sequence)) return;
    const before = looks[index - 1]?.signs ?? [];
    const plan = ownPlan(pathway);
    const review = plan.length === 0 || look.signs.some((sign) => [...plan, ...before].some((known) => same(sign, known)));
    answer(pathway, look.sequence, 'warning-sign', review, { signs: look.signs });
  });
}

/** Back in crisis: always reviewed. */
export function answerReturns(pathway: Pathway): void {
  for (const { sequence } of returns(pathway)) if (!answered(pathway, sequence)) answer(pathway, sequence, 're-presentation', true, {});
}

/** A crisis is answered at once, somebody sees the person (welfare.ts), and it is reviewed. */
export function answerCrises(pathway: Pathway): void {
  for (const { sequence } of pathway.triggers('crisis')) {
    const asking = { key: String(sequence), because: 'crisis', about: { trigger: 'crisis', sequence }, calls: true };
    pathway.ask('crisis-response', asking);
    if (!stood(pathway.all('step-up-review'), sequence)) pathway.ask('step-up-review', asking);
  }
}

/** One step-up review at a time. What is seen while one waits is answered beside it, so that nothing is swallowed. */
function answer(pathway: Pathway, sequence: number, kind: string, review: boolean, about: JsonObject): void {
  const asking = { key: String(sequence), because: kind, about: { trigger: kind, sequence, ...about }, calls: true };
  if (review && !pathway.open('step-up-review')) pathway.ask('step-up-review', asking);
  else pathway.ask('trigger-response', { ...asking, when: kind });
}
const answered = (pathway: Pathway, sequence: number): boolean => pathway.all('step-up-review', 'trigger-response').some(({ key }) => key === String(sequence));

/** After each step-up review it is talked over what is learned. */
export function supervise(pathway: Pathway): void {
  for (const { sequence } of pathway.decisions('step-up-review')) pathway.ask('supervision-review', { key: String(sequence) });
}

/** Returns to hospital or crisis care, as somebody told, or as a message of the hospital was answered. Told in both ways it is one. */
export function returns(pathway: Pathway): { sequence: number }[] {
  const day = 24 * 3_600_000;
  const told = pathway.triggers('re-presentation');
  const messages = pathway.all('hospital-message-review').filter((review) => review.evidence?.['readmitted'] === true).flatMap((review) => {
    const message = pathway.state.messages.find(({ messageId }) => messageId === review.key);
    const at = message?.occurredAt ?? message?.at ?? 0;
    return told.some(({ occurredAt }) => Math.abs(occurredAt - at) < day) ? [] : [{ sequence: review.closedSequence }];
  });
  return [...told, ...messages];
}

/** The signs that the person named: at the first contact, with the triggers that were communicated, in the crisis plan. */
function ownPlan(pathway: Pathway): string[] {
  const { first, completed } = handedOver(pathway);
  const listed = [...pathway.all('first-contact').map(({ evidence }) => evidence?.['warningSigns']), ...pathway.all('triggers-communicated').map(({ evidence }) => evidence?.['triggers'])];
  return [...listed.flatMap((list) => (Array.isArray(list) ? list.map(String) : [])), said(first, 'crisisPlan'), said(completed, 'crisisPlan')].filter((text) => text.trim() !== '');
}

/** People write one thing in more words or fewer. */
function same(one: string, other: string): boolean {
  const [a, b] = [plainly(one), plainly(other)];
  return a.includes(b) || b.includes(a);
}
const plainly = (text: string): string => text.trim().toLowerCase().replaceAll(/\s+/g, ' ');
