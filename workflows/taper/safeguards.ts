import { localTime } from '#libs/domain/local-time.js';
import type { Json, JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { said, type TaskState } from '#libs/pathway/state.js';
import { handedOver } from '../contact/handed-over.js';
import { reviewsOf } from '../restrictions.js';

/** What a closing review handed back is reviewed again when the taper is taken up again. `closed`: the closing review that stands. */
export function restrictions(pathway: Pathway, closed: TaskState | undefined): void {
  const takenUp = (review: TaskState, next: string): boolean =>
    review.endedBecause?.startsWith(handedBack) === true && (!closed || pathway.all('restriction-review').some(({ key }) => key === next));
  const standing = told(pathway).flatMap(({ key, restriction }) => reviewsOf(pathway, key, restriction, takenUp));
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
/** Those in force go to whom the person is handed back to, with their review date. */
export function handBack(pathway: Pathway, closing: TaskState): void {
  const to = said(closing.evidence, 'handedBackTo') || 'whoever took over the closing review';
  for (const review of pathway.all('restriction-review')) pathway.endTask(review, 'handed-over', `${handedBack} ${to}; to be reviewed on ${localTime(review.dueAt).date}`);
}
