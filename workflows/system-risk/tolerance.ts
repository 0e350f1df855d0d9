import { excursionOf, type Excursion, type Tolerance } from '#libs/domain/tolerance.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { instantIn, type TaskState } from '#libs/pathway/state.js';

const readingsOf = (pathway: Pathway): TaskState[] => pathway.all('indicator-reading').filter(({ status }) => status === 'completed');

/** The excursion that the risk is in by its readings, and the reading that began it; null: it is within tolerance. */
export function excursion(pathway: Pathway): (Excursion & { began: TaskState }) | null {
  const readings = readingsOf(pathway);
  const found = excursionOf(readings.map(({ evidence }) => ({ at: instantIn(evidence, 'readAt')!, value: Number(evidence!['value']) })), pathway.details['indicator'] as unknown as Tolerance, pathway.duration('backInRangeFor'));
  return found && { ...found, began: readings[found.since]! };
}

const inRange = 'the indicator is in range';

/** Beyond tolerance senior leadership is called, decides, and looks again when it said, until the risk is back ([2], example 2, step 5). Answers the stage. */
export function withinTolerance(pathway: Pathway): string {
  const out = excursion(pathway);
  const standing = out && decisionDue(pathway, out.began);
  for (const task of pathway.all('tolerance-decision')) if (task !== standing) pathway.notNeeded(task, inRange);
  return out === null ? 'within-tolerance' : out.backSince === null ? 'beyond-tolerance' : 'coming-back';
}

function decisionDue(pathway: Pathway, { key: began, closedSequence }: TaskState): TaskState {
  const last = pathway.decisions('tolerance-decision').findLast(({ sequence }) => sequence > closedSequence);
  if (!last) {
    // Decided on a reading that was corrected since: the correction is decided on its own.
    const onAnother = pathway.since(2) && pathway.all('tolerance-decision').some(({ key, status }) => key === began && status === 'completed');
    return pathway.ask('tolerance-decision', { comesBack: inRange, key: onAnother ? `${began}.${closedSequence}` : began, calls: true, because: 'the indicator is beyond its tolerance' });
  }
  return pathway.ask('tolerance-decision', { comesBack: inRange, key: `${began}.${last.sequence}`, when: 'again', anchors: { reviewAt: last.reviewAt ?? last.at } });
}
