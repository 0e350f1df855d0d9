import { endOfLocalDay } from '#libs/domain/local-time.js';
import type { Outcome } from '#libs/contracts/events.js';
import type { Asking, Pathway } from '#libs/pathway/pathway.js';
import { text, type TaskState } from '#libs/pathway/state.js';
import { done } from './handover.js';
import { returns } from './signs.js';
import { disengagements, lastDay, type Stage } from './stages.js';
import { handBack } from './safeguards.js';

/** How the course of the taper has ended, and the closing review that it asks for. */
export interface Ending { outcome: string; early: string | null; review: Asking & { key: string } }

/** The last stage is over; or that the person no longer comes was accepted; or nobody here makes the first contact any more. null: the taper goes on. */
export function endingOf(pathway: Pathway, stage: Stage | null): Ending | null {
  const disengaged = disengagements(pathway).at(-1);
  if (disengaged && disengaged.sequence > (stage?.since ?? 0)) return early('disengagement-accepted', disengaged.sequence, disengaged.at, 'that the person no longer comes was accepted');
  if (stage) return stage.last ? afterTheLast(pathway, stage) : null;
  const first = pathway.latest('first-contact');
  if (!first || !['declined', 'handed-over'].includes(first.status)) return null;
  return early(first.status === 'declined' ? 'taper-declined' : 'handed-over', first.closedSequence, first.closedAt!, `the first contact is ${first.status}`);
}
function afterTheLast(pathway: Pathway, stage: Stage): Ending | null {
  const stageEnd = lastDay(stage);
  return pathway.reached(endOfLocalDay(stageEnd)) ? { outcome: 'stepped-down', early: null, review: { key: String(stage.since), anchors: { stageEnd } } } : null;
}
const early = (outcome: string, sequence: number, at: number, because: string): Ending => ({ outcome, early: because, review: { key: String(sequence), when: 'ended-early', anchors: { decision: at } } });

/** What belongs to the course that ended early, and was asked before, is not needed. What comes after is answered. */
export function withdrawCourse(pathway: Pathway, ending: Ending): void {
  for (const task of pathway.all('contact', 'first-contact', 'readiness-review', 'welfare-check', 'step-up-review')) {
    if (task.standsSince < Number(ending.review.key)) pathway.notNeeded(task, ending.early ?? ending.outcome);
  }
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
  const closed = ending !== null && pathway.all('closing-review').some(({ key, status }) => key === ending.review.key && status !== 'open');
  if (ending) return closed && pathway.nothingOpen ? 'watching' : 'closing';
  if (stage) return `stage-${stage.number}`;
  return accepted ? 'first-contact' : 'handover';
}
