import { endOfLocalDay } from '#libs/domain/local-time.js';
import type { Asking, Pathway } from '#libs/pathway/pathway.js';
import type { TaskState } from '#libs/pathway/state.js';
import { contactsOver, lastDay } from '../contact/cadence.js';
import { disengagements, noLongerComes, withdrawContacts } from '../contact/disengaged.js';
import { endWatch, watch } from '../contact/watch.js';
import { handBack } from './safeguards.js';
import type { TaperStage } from './stages.js';

/** How the course of the taper has ended, and the closing review that it asks for. */
export interface Ending { outcome: string; early: string | null; review: Asking & { key: string } }

/** The last stage is over; or that the person no longer comes was accepted; or nobody here makes the first contact any more. null: the taper goes on. What ended it first stands. */
export function endingOf(pathway: Pathway, stage: TaperStage | null): Ending | null {
  const first = pathway.latest('first-contact');
  if (!stage && first && givenUp(first)) return early(first.status === 'declined' ? 'taper-declined' : 'handed-over', first.closedSequence, first.closedAt!, isGivenUp(first));
  const disengaged = disengagements(pathway).find(({ sequence }) => sequence > (stage?.since ?? 0) && !closedBefore(pathway, stage, sequence));
  if (disengaged) return early('disengagement-accepted', disengaged.sequence, disengaged.at, noLongerComes);
  return stage?.last ? afterTheLast(pathway, stage) : null;
}
const givenUp = ({ status }: TaskState): boolean => ['declined', 'handed-over'].includes(status);
const isGivenUp = ({ status }: TaskState): string => `the first contact is ${status}`;
/** A course that was completed and closed by its review is no longer ended by anything else, also where that review is held again. */
function closedBefore(pathway: Pathway, stage: TaperStage | null, sequence: number): boolean {
  const review = pathway.all('closing-review').find(({ key }) => key === String(stage?.since));
  return review !== undefined && ((held(review) && sequence > review.closedSequence) || (review.reopened > 0 && sequence < review.standsSince));
}
const held = ({ status }: TaskState): boolean => ['completed', 'handed-over'].includes(status);
/** Its last day is over, or every contact of it is behind the person: until then nothing might be open, and the person nobody's. Once the review was asked it stays asked. */
function afterTheLast(pathway: Pathway, stage: TaperStage): Ending | null {
  const stageEnd = lastDay(stage);
  const key = String(stage.since);
  const asked = pathway.all('closing-review').some((review) => review.key === key);
  const over = pathway.reached(endOfLocalDay(stageEnd));
  return over || asked || contactsOver(pathway, stage) ? { outcome: 'stepped-down', early: null, review: { key, anchors: { stageEnd } } } : null;
}
const early = (outcome: string, sequence: number, at: number, because: string): Ending => ({ outcome, early: because, review: { key: String(sequence), when: 'ended-early', anchors: { decision: at } } });

/** What belonged to a course that ended early is not needed. */
export function withdrawCourse(pathway: Pathway): void {
  withdrawContacts(pathway, ['contact', 'first-contact', 'readiness-review', 'welfare-check'], pathway.all('first-contact').filter(givenUp).map((first) => ({ sequence: first.closedSequence, because: isGivenUp(first) })));
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
  watch(pathway, { at: review.closedAt!, sequence: review.closedSequence, outcome: ending.outcome });
}

/** Where the case stands, in a word. */
export function stageName(pathway: Pathway, accepted: boolean, stage: TaperStage | null, ending: Ending | null): string {
  if (ending) return reviewed(pathway, ending) && pathway.nothingOpen ? 'watching' : 'closing';
  if (stage) return `stage-${stage.number}`;
  return accepted ? 'first-contact' : 'handover';
}
