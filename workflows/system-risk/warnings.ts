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
    ...stalled(pathway, held).map(({ action, key }) => warn(pathway, key, `an action is still open after ${pathway.number('stalledReviews')} reviews`, action.id)),
  ];
  for (const task of pathway.all('risk-stands-still')) if (!wanted.includes(task)) pathway.notNeeded(task, moved);
}

const moved = 'it has moved';
/** Why everything of a risk is withdrawn that is no longer ours, by how its last review ended. It stands again where that is taken back. */
export const overBecause = { closed: 'governance has closed the risk', handedOver: 'it was handed over' };

function warn(pathway: Pathway, key: string, because: string, taskId?: string): TaskState {
  return pathway.ask('risk-stands-still', { comesBack: [moved, ...Object.values(overBecause)], key, because, ...(taskId === undefined ? {} : { about: { taskId } }) });
}

/** Actions that so many reviews have seen open, once for each time that it was so many. */
function stalled(pathway: Pathway, held: readonly TaskState[]): { action: TaskState; key: string }[] {
  return pathway.all('action').filter(({ status }) => status === 'open').flatMap((action) => {
    const times = Math.floor(held.filter(({ closedSequence }) => closedSequence > action.standsSince).length / Number(pathway.number('stalledReviews')));
    if (!pathway.since(2)) return times > 0 ? [{ action, key: `action ${action.id}` }] : [];
    return Array.from({ length: times }, (_, time) => ({ action, key: `action ${action.id} ${action.standsSince} ${time + 1}` }));
  });
}

const plainly = (words: string): string => words.trim().toLowerCase().replaceAll(/\s+/g, ' ');
