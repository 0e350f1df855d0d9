import type { JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { beginningOf, instantIn, said, type TaskState } from '#libs/pathway/state.js';
import { stood } from '../every-pathway.js';
import { contactsMade } from './cadence.js';
import { ownPlan, plainly, same } from './own-plan.js';

/** Somebody looked: a warning sign was told, or a contact was made, at which some signs were seen or none. `signs` is null where only a note says which. */
interface Look { at: number; sequence: number; contact: TaskState | null; signs: string[] | null }

/** The signs that were seen at a contact. */
export function signsSeen(contact: TaskState): string[] {
  const signs = contact.evidence?.['warningSigns'];
  return Array.isArray(signs) ? (signs as JsonObject[]).filter(({ seen }) => seen === true).map((sign) => said(sign, 'sign')) : [];
}

/**
 * A trigger at any time steps the case up again, by the decision that the pathway has for it (`review`). One sighting of a sign that stands in the person's own plan is enough, and so is any while there is no
 * plan; another sign is answered, and seen twice running reviewed. What only a note tells of is reviewed: whoever reads the note decides.
 */
export function answerSigns(pathway: Pathway, review: string): void {
  const looks: Look[] = [
    ...pathway.triggers('warning-sign').map(({ at, sequence, sign }) => ({ at, sequence, contact: null, signs: sign ? [sign] : null })),
    ...contactsMade(pathway).map((contact) => ({ at: instantIn(contact.evidence, 'contactedAt')!, sequence: contact.closedSequence, contact, signs: signsSeen(contact) })),
  ].toSorted((a, b) => a.at - b.at || a.sequence - b.sequence);
  looks.forEach((look, index) => {
    const signs = look.signs?.filter((sign) => !answeredAt(pathway, review, look, sign)) ?? null;
    if (signs ? signs.length === 0 : answered(pathway, review, String(look.sequence))) return;
    const plan = ownPlan(pathway);
    const known = (sign: string): boolean => plan.length === 0 || plan.some((each) => same(sign, each)) || running(looks.slice(0, index).toReversed(), sign) || running(looks.slice(index + 1), sign);
    answerByReview(pathway, review, { key: keyOf(look, signs ?? []), sequence: look.sequence, kind: 'warning-sign', about: signs ? { signs } : {}, reviewed: signs?.some(known) ?? true });
  });
}

/** Was the sign seen at the next look that can tell? A contact that did not see it ends the run; one that is told of ends none. */
function running(looks: Look[], sign: string): boolean {
  for (const { contact, signs } of looks) {
    if (signs?.some((each) => same(sign, each))) return true;
    if (contact) return false;
  }
  return false;
}

/** Recorded again as it was, a contact is answered already: its key has its signs. */
const keyOf = ({ contact, sequence }: Look, signs: string[]): string => (contact ? [contact.sequence, ...signs.map(inKey)].join('\n') : String(sequence));
const answeredAt = (pathway: Pathway, review: string, look: Look, sign: string): boolean => (look.contact
  ? answers(pathway, review).some(({ key }) => { const [sequence, ...signs] = key.split('\n'); return sequence === String(look.contact!.sequence) && signs.includes(inKey(sign)); })
  : answered(pathway, review, String(look.sequence)));
const inKey = (sign: string): string => beginningOf(plainly(sign), 80);

/** Back in crisis: always reviewed, once. Told of again after the hospital's message was answered, it is answered there. */
export function answerReturns(pathway: Pathway, review: string): void {
  const heard = heardReturns(pathway);
  for (const { sequence, at } of returns(pathway)) {
    if (answered(pathway, review, String(sequence))) continue;
    const told = heard.some((each) => withinADay(each.at, at) && answered(pathway, review, String(each.sequence)));
    if (told) pathway.notNeeded(pathway.ask('trigger-response', { key: String(sequence), when: 're-presentation', about: { trigger: 're-presentation', sequence } }), 'the hospital has told of this return: it is answered there');
    else answerByReview(pathway, review, { key: String(sequence), sequence, kind: 're-presentation', about: {}, reviewed: true });
  }
}

/** A crisis is answered at once, somebody sees the person (welfare.ts), and it is reviewed. */
export function answerCrises(pathway: Pathway, review: string): void {
  for (const { sequence } of pathway.triggers('crisis')) {
    const asking = { key: String(sequence), because: 'crisis', about: { trigger: 'crisis', sequence }, calls: true };
    pathway.ask('crisis-response', asking);
    if (!stood(pathway.all(review), sequence)) pathway.ask(review, asking);
  }
}

export interface Seen { key: string; sequence: number; kind: string; about: JsonObject; reviewed: boolean }
/** One review at a time. What is seen while one waits is answered beside it, so that nothing is swallowed. */
export function answerByReview(pathway: Pathway, review: string, { key, sequence, kind, about, reviewed }: Seen): void {
  const asking = { key, because: kind, about: { trigger: kind, sequence, ...about }, calls: true };
  if (answered(pathway, review, key)) return;
  if (reviewed && !pathway.open(review)) pathway.ask(review, asking);
  else pathway.ask('trigger-response', { ...asking, when: kind });
}
const answers = (pathway: Pathway, review: string): TaskState[] => pathway.all(review, 'trigger-response');
const answered = (pathway: Pathway, review: string, key: string): boolean => answers(pathway, review).some((task) => task.key === key);

/** After each decision whether to step up it is talked over what is learned. */
export function supervise(pathway: Pathway, review: string): void {
  for (const { sequence } of pathway.decisions(review)) pathway.ask('supervision-review', { key: String(sequence) });
}

/** Returns to hospital or crisis care, as somebody told, or as a message of the hospital was answered. Told in both ways within a day it is one. */
export function returns(pathway: Pathway): { sequence: number; at: number }[] {
  const told = pathway.triggers('re-presentation').map(({ sequence, occurredAt }) => ({ sequence, at: occurredAt }));
  return [...told, ...heardReturns(pathway).filter(({ at }) => !told.some((each) => withinADay(each.at, at)))];
}
function heardReturns(pathway: Pathway): { sequence: number; at: number }[] {
  return pathway.all('hospital-message-review').filter((review) => review.evidence?.['readmitted'] === true).map((review) => {
    const message = pathway.state.messages.find(({ messageId }) => messageId === review.key);
    return { sequence: review.closedSequence, at: message?.occurredAt ?? message?.at ?? 0 };
  });
}
const withinADay = (one: number, other: number): boolean => Math.abs(one - other) < 24 * 3_600_000;
