import type { Pathway } from '#libs/pathway/pathway.js';
import type { TaskState } from '#libs/pathway/state.js';

/**
 * Whose the risk is: whoever is named says so, and anew when somebody else is named. Who says that it is not theirs, or lets it lie, brings it to the operational lead, who names another or says why it
 * stays ([2], example 1: when ownership is disputed or inactive). Answers the asking that stands.
 * `comesBack`: after which ends of the risk it all stands again.
 */
export function ownership(pathway: Pathway, comesBack: readonly string[]): TaskState {
  const since = pathway.state.ownerSince?.['clinical-lead'];
  const settlings: TaskState[] = [];
  let owned = pathway.ask('risk-owned', { comesBack, key: since === undefined ? '1' : String(since), calls: true });
  while (owned.status === 'unmet') {
    const settling = settle(pathway, `disputed ${owned.key}`, 'whoever was named says that it is not theirs', comesBack);
    settlings.push(settling);
    // Withdrawn with the risk it settles nothing.
    if (pathway.since(2) ? settling.status !== 'completed' : settling.status === 'open') break;
    owned = pathway.ask('risk-owned', { comesBack, key: `${owned.key}.${settling.closedSequence}`, calls: true, because: 'its ownership was settled' });
  }
  for (const task of pathway.all('risk-owned')) if (task !== owned && task.status === 'open') pathway.notNeeded(task, 'it was asked anew');
  for (const task of [owned, ...pathway.all('risk-assessment', 'risk-review')]) {
    if (task.status === 'open' && pathway.reached(task.dueAt + pathway.duration('idleAfter'))) settlings.push(settle(pathway, `idle ${task.id}`, `its owner has left it overdue for ${pathway.number('idleAfter')}`, comesBack));
  }
  for (const task of pathway.all('ownership-settled')) if (!settlings.includes(task)) pathway.notNeeded(task, owns);
  return owned;
}

const owns = 'somebody owns it';
const settle = (pathway: Pathway, key: string, because: string, comesBack: readonly string[]): TaskState => pathway.ask('ownership-settled', { comesBack: [owns, ...comesBack], key, because, calls: true });
