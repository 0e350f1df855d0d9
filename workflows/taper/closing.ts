import { endOfLocalDay } from '#libs/domain/local-time.js';
import type { Outcome } from '#libs/contracts/events.js';
import type { Asking, Pathway } from '#libs/pathway/pathway.js';
import { text, type TaskState } from '#libs/pathway/state.js';
import { done } from './handover.js';
import { returns } from './signs.js';
import { disengagements, lastDay, type Stage } from './stages.js';
import { handBack } from './safeguards.js';
import { ofTrigger } from './sights.js';

/** How the course of the taper has ended, and the closing review that it asks for. */
export interface Ending { outcome: string; early: string | null; review: Asking & { key: string } }

/** The last stage is over; or that the person no longer comes was accepted; or nobody here makes the first contact any more. null: the taper goes on. What ended it first stands. */
export function endingOf(pathway: Pathway, stage: Stage | null): Ending | null {
  const first = pathway.latest('first-contact');
  if (!stage && first && givenUp(first)) return early(first.status === 'declined' ? 'taper-declined' : 'handed-over', first.closedSequence, first.closedAt!, isGivenUp(first));
  const disengaged = disengagements(pathway).find(({ sequence }) => sequence > (stage?.since ?? 0) && !closedBefore(pathway, stage, sequence));
  if (disengaged) return early('disengagement-accepted', disengaged.sequence, disengaged.at, noLongerComes);
  return stage?.last ? afterTheLast(pathway, stage) : null;
}
const noLongerComes = 'that the person no longer comes was accepted';
const givenUp = ({ status }: TaskState): boolean => ['declined', 'handed-over'].includes(status);
const isGivenUp = ({ status }: TaskState): string => `the first contact is ${status}`;
/** A course that was completed and closed by its review is no longer ended by anything else, also where that review is held again. */
function closedBefore(pathway: Pathway, stage: Stage | null, sequence: number): boolean {
  const review = pathway.all('closing-review').find(({ key }) => key === String(stage?.since));
  return review !== undefined && ((held(review) && sequence > review.closedSequence) || (review.reopened > 0 && sequence < review.standsSince));
}
const held = ({ status }: TaskState): boolean => ['completed', 'handed-over'].includes(status);
function afterTheLast(pathway: Pathway, stage: Stage): Ending | null {
  const stageEnd = lastDay(stage);
  return pathway.reached(endOfLocalDay(stageEnd)) ? { outcome: 'stepped-down', early: null, review: { key: String(stage.since), anchors: { stageEnd } } } : null;
}
const early = (outcome: string, sequence: number, at: number, because: string): Ending => ({ outcome, early: because, review: { key: String(sequence), when: 'ended-early', anchors: { decision: at } } });

/** What belonged to a course that ended early is not needed: contacts, and what stands for them. What a trigger opened, a crisis, a sign, a non-attendance, is answered all the same. */
export function withdrawCourse(pathway: Pathway): void {
  const ends = [...disengagements(pathway).map(({ sequence }) => ({ sequence, because: noLongerComes })), ...pathway.all('first-contact').filter(givenUp).map((first) => ({ sequence: first.closedSequence, because: isGivenUp(first) }))];
  for (const task of pathway.all('contact', 'first-contact', 'readiness-review', 'welfare-check')) {
    const end = ends.find(({ sequence }) => task.standsSince < sequence);
    if (end && !ofTrigger(task)) pathway.notNeeded(task, end.because);
  }
}

/** The closing review of this ending, once it was held or handed over. */
export function reviewed(pathway: Pathway, ending: Ending | null): TaskState | undefined {
  return pathway.all('closing-review').find((review) => review.key === ending?.review.key && held(review));
}

/** 7. Closed by a review; a re-presentation within thirty days of it, or until the last task is done, is recorded. Stepped up meanwhile, the taper goes on. */
export function closing(pathway: Pathway, ending: Ending | null): void {
  for (const review of pathway.all('closing-review')) if (review.key !== ending?.review.key) pathway.notNeeded(review, ending ? 'another closing review takes its place' : 'the taper was taken up again');
  const review = ending && pathway.ask('closing-review', ending.review);
  if (!review || review.status === 'open') return endWatch(pathway, ending ? 'the closing review is to be held again' : 'the taper was taken up again');
  for (const task of pathway.all('contact', 'readiness-review')) pathway.notNeeded(task, 'the closing review was held');
  handBack(pathway, review);
  watch(pathway, ending, review);
}

function watch(pathway: Pathway, ending: Ending, review: TaskState): void {
  const until = review.closedAt! + pathway.duration('watch');
  if (pathway.state.watch?.until !== until) pathway.record('watch-started', { until: text(until) });
  if (!pathway.nothingOpen) return;
  if (pathway.state.watch!.endedBecause === undefined && !pathway.reached(until)) return;
  endWatch(pathway, 'its time is over');
  pathway.close({ outcome: ending.outcome, basis: basisOf(pathway, review.closedSequence), rePresentations: returns(pathway).length });
}

function endWatch(pathway: Pathway, because: string): void {
  if (pathway.state.watch && pathway.state.watch.endedBecause === undefined) pathway.record('watch-ended', { because });
}

const tellsOfThePerson = ['welfare-check', 'crisis-response', 'trigger-response', 'contact'];
/** What the outcome rests on: what was heard since the closing review. Silence is recorded as silence, not as safety. */
function basisOf(pathway: Pathway, since: number): NonNullable<Outcome['basis']> {
  if (pathway.state.messages.some(({ sequence }) => sequence > since)) return 'hospital-messages';
  const asked = pathway.state.triggers.some(({ sequence }) => sequence > since) || pathway.all(...tellsOfThePerson).some((task) => done(task) && task.closedSequence > since);
  return asked ? 'asked' : 'nothing-heard';
}

/** Where the case stands, in a word. */
export function stageName(pathway: Pathway, accepted: boolean, stage: Stage | null, ending: Ending | null): string {
  if (ending) return reviewed(pathway, ending) && pathway.nothingOpen ? 'watching' : 'closing';
  if (stage) return `stage-${stage.number}`;
  return accepted ? 'first-contact' : 'handover';
}
