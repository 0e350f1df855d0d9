import { localTime } from '#libs/domain/local-time.js';
import type { Json, JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { said, type TaskState } from '#libs/pathway/state.js';
import { handedOver } from '../contact/handed-over.js';
import { reviewsOf } from '../restrictions.js';

/** A restriction that was handed over is a case of its own from then on: in the register, reviewed past the end of the taper. Tapers of before policy 4 review theirs themselves. `closed`: the closing review that stands. */
export function restrictions(pathway: Pathway, closed: TaskState | undefined): void {
  if (!('restriction-not-begun' in pathway.policy.steps)) return reviewed(pathway, told(pathway), closed);
  // What was reviewed here before the taper was moved to this policy stays here.
  const reviewedHere = ({ key }: { key: string }): boolean => pathway.all('restriction-review').some((review) => review.key === key);
  reviewed(pathway, told(pathway).filter(reviewedHere), closed);
  for (const { restriction } of told(pathway).filter((each) => !reviewedHere(each))) begin(pathway, restriction);
}

/** One that was said again is the same case; one that could not begin is somebody's to begin by hand. */
function begin(pathway: Pathway, restriction: JsonObject): void {
  const key = `restriction ${said(restriction, 'until')} ${said(restriction, 'reviewAt')} ${said(restriction, 'what')}`;
  const { status, code } = pathway.begin(key, { pathway: 'restriction', details: restriction, because: 'it was handed over with the person' });
  if (status === 'refused') pathway.ask('restriction-not-begun', { key, calls: true, because: code!, about: { restriction: said(restriction, 'what') } });
}

/** What a closing review handed back is reviewed again when the taper is taken up again. */
function reviewed(pathway: Pathway, ones: { key: string; restriction: JsonObject }[], closed: TaskState | undefined): void {
  const takenUp = (review: TaskState, next: string): boolean =>
    review.endedBecause?.startsWith(handedBack) === true && (!closed || pathway.all('restriction-review').some(({ key }) => key === next));
  const standing = ones.flatMap(({ key, restriction }) => reviewsOf(pathway, key, restriction, takenUp));
  for (const review of pathway.all('restriction-review')) if (!standing.includes(review)) pathway.notNeeded(review, 'what it followed from was taken back');
}

/** The restrictions in force as they were handed over, at first and when what was missing came; one that was said again is one. */
function told(pathway: Pathway): { key: string; restriction: JsonObject }[] {
  const { first, completed, completedBy } = handedOver(pathway);
  const numbered = (given: Json | undefined, since: string): { key: string; restriction: JsonObject }[] => (Array.isArray(given) ? (given as JsonObject[]).map((restriction, index) => ({ key: `${since}${index + 1}`, restriction })) : []);
  const [early, late] = [numbered(first['restrictions'], ''), numbered(completed['restrictions'], `${completedBy?.closedSequence}.`)];
  const alike = (one: JsonObject, other: JsonObject): boolean => ['what', 'until', 'reviewAt'].every((part) => one[part] === other[part]);
  return [...early, ...late.filter(({ restriction }) => !early.some((each) => alike(each.restriction, restriction)))];
}

const handedBack = 'in force, handed back to';
/** Those that are reviewed here go to whom the person is handed back to, with their review date. */
export function handBack(pathway: Pathway, closing: TaskState): void {
  const to = said(closing.evidence, 'handedBackTo') || 'whoever took over the closing review';
  for (const review of pathway.all('restriction-review')) pathway.endTask(review, 'handed-over', `${handedBack} ${to}; to be reviewed on ${localTime(review.dueAt).date}`);
}
