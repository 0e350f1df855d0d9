import { addLocalDays, atLocal, localTime } from '#libs/domain/local-time.js';
import type { Pace } from '#libs/domain/pace.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { Asking, Pathway } from '#libs/pathway/pathway.js';
import type { TaskState } from '#libs/pathway/state.js';
import { done } from '../every-pathway.js';

/** A pace under way. `since`: the event that it started with, `at` that instant; `from`: whose local day its contacts are counted from; `because`: what ended the pace before it. */
export interface Stage extends Pace { number: number; since: number; at: number; from: number; because: string }

/** Noon of the local day that lies so many days after the stage's first: right across both changes of the clocks. */
const noon = (stage: Stage, days: number): number => atLocal(addLocalDays(localTime(stage.from).date, days), '12:00').at;
export const lastDay = (stage: Stage): number => noon(stage, stage.days);

/** What of the drawing is the pathway's own: what is told with each contact, and how the nth one is asked. */
export interface Drawing { about: JsonObject; asking?: (nth: number) => Asking }

/** The stage drawn into contacts. */
export function draw(pathway: Pathway, stage: Stage, drawing: Drawing): void {
  for (let nth = drawn(pathway, stage).length + 1; nth <= planned(stage); nth += 1) contact(pathway, stage, drawing, nth);
}
/** Until somebody with the authority decides what follows, contacts go on as often, one at a time. */
export function goOn(pathway: Pathway, stage: Stage, drawing: Drawing, review: TaskState): void {
  if (review.status !== 'open' || !pathway.reached(review.dueAt)) return;
  const made = drawn(pathway, stage);
  let last = made.length > planned(stage) ? made.at(-1)! : contact(pathway, stage, drawing, planned(stage) + 1);
  for (let nth = Math.max(made.length, planned(stage) + 1) + 1; pathway.reached(last.dueAt); nth += 1) last = contact(pathway, stage, drawing, nth);
}
const planned = ({ days, every }: Pace): number => Math.floor(days / every);
const drawn = (pathway: Pathway, { since }: Stage): TaskState[] => pathway.all('contact').filter(({ key }) => key.startsWith(`${since}.`));
const contact = (pathway: Pathway, stage: Stage, { about, asking }: Drawing, nth: number): TaskState =>
  pathway.ask('contact', { key: `${stage.since}.${nth}`, anchors: { window: noon(stage, nth * stage.every) }, about: { ...about, contact: nth }, ...asking?.(nth) });

/** Every contact that the stage plans was drawn, and none of them is open any more. */
export function contactsOver(pathway: Pathway, stage: Stage): boolean {
  const own = drawn(pathway, stage);
  return own.length >= planned(stage) && own.every(({ status }) => status !== 'open');
}

/** What another stage had planned and is not yet due is not needed, nor is its review (a step); what is overdue stands. */
export function withdrawOthers(pathway: Pathway, stage: Stage, review: string): void {
  for (const task of pathway.all('contact', review)) {
    if (task.key.split('.')[0] === String(stage.since)) continue;
    if (task.step === review || task.dueAt > stage.at) pathway.notNeeded(task, stage.because);
  }
}

export const contactsMade = (pathway: Pathway): TaskState[] => pathway.all('contact').filter(done);
