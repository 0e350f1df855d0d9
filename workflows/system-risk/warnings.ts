import { standsStill } from '#libs/domain/tolerance.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { said, type TaskState } from '#libs/pathway/state.js';

/**
 * A risk that is discussed and not managed ([2], example 2: unchanged ratings and repeated agenda items; escalation shifts to executive level when risks remain unresolved). Each warning is a task of the
 * director's, and comes again after as many more.
 */
export function warnings(pathway: Pathway, reviews: readonly TaskState[]): void {
  const held = reviews.filter(({ status }) => status === 'completed');
  const same = (what: string, number: string): TaskState[] => standsStill(held.map(({ evidence }) => plainly(said(evidence, what))), Number(pathway.number(number))).map((index) => held[index]!);
  const wanted = [
    ...same('rating', 'unchangedReviews').map((review) => warn(pathway, `rating ${review.key}`, `its rating is what it was ${pathway.number('unchangedReviews')} reviews ago`)),
    ...same('agendaItem', 'repeatedAgenda').map((review) => warn(pathway, `agenda ${review.key}`, `it was the same agenda item at ${pathway.number('repeatedAgenda')} meetings in a row`)),
    ...stalled(pathway, held).map((action) => warn(pathway, `action ${action.id}`, `an action is still open after ${pathway.number('stalledReviews')} reviews`, action.id)),
  ];
  for (const task of pathway.all('risk-stands-still')) if (!wanted.includes(task)) pathway.notNeeded(task, 'it has moved');
}

function warn(pathway: Pathway, key: string, because: string, taskId?: string): TaskState {
  return pathway.ask('risk-stands-still', { key, because, ...(taskId === undefined ? {} : { about: { taskId } }) });
}

/** Actions that so many reviews have seen open. */
function stalled(pathway: Pathway, held: readonly TaskState[]): TaskState[] {
  return pathway.all('action').filter((action) => action.status === 'open' && held.filter(({ closedSequence }) => closedSequence > action.standsSince).length >= Number(pathway.number('stalledReviews')));
}

const plainly = (words: string): string => words.trim().toLowerCase().replaceAll(/\s+/g, ' ');
