import type { Pathway } from '#libs/pathway/pathway.js';
import type { TaskState } from '#libs/pathway/state.js';
import { stood } from '../every-pathway.js';

/**
 * A plan that nobody understood is no plan: not understood is an attempt, and means that somebody visits to explain it. A plan that is written anew is
 * shared anew.
 */
export function shareSafetyNet(pathway: Pathway, written: TaskState): void {
  const stands = written.status === 'completed';
  for (const task of pathway.all('safety-net-shared', 'visit-to-explain')) {
    if (!stands || task.sequence < written.closedSequence) pathway.notNeeded(task, 'the plan is written anew');
  }
  if (!stands) return;
  const shared = pathway.ask('safety-net-shared', { key: String(written.closedSequence), anchors: { written: written.completedAt! } });
  const visits = (): TaskState[] => pathway.all('visit-to-explain').filter((visit) => visit.sequence > shared.sequence);
  for (const attempt of shared.attempts) {
    if (shared.status === 'open' && !stood(visits(), attempt.sequence)) pathway.ask('visit-to-explain', { key: String(attempt.sequence), because: 'the safety-net plan was not understood', calls: true });
  }
  if (visits().some((visit) => visit.status === 'completed')) pathway.notNeeded(shared, explained);
  for (const visit of visits()) if (shared.status !== 'open') pathway.notNeeded(visit, `sharing the plan is ${shared.status}`);
}

export const explained = 'a visit explained the plan';
