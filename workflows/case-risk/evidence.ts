import { crossings } from '#libs/domain/consequence.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { wrongField } from '#libs/pathway/refusal.js';
import { instantIn, said, type TaskState } from '#libs/pathway/state.js';
import { actionsOf, dueAfter } from '../agreed-actions.js';
import { lookedAtWithin } from '../next-look.js';

/** The next review is within a week; what is done fits how it stands: a risk that became worse has an action, or why not. */
export function checkRisk(pathway: Pathway, task: TaskState, evidence: JsonObject): void {
  for (const name of task.step === 'risk-assessment' ? ['reviewAt'] : task.step === 'risk-review' ? ['nextAt'] : []) {
    const next = instantIn(evidence, name);
    if (next !== null && next <= pathway.present) wrongField(`/evidence/${name}`, 'in-the-past', 'The next review is at a time to come.');
    lookedAtWithin(pathway, 'reviewEvery', next, `/evidence/${name}`, 'A risk is reviewed');
  }
  if (task.step !== 'risk-review') return;
  dueAfter(evidence, instantIn(evidence, 'heldAt')!);
  const before = pathway.all('risk-assessment', 'risk-review').filter(({ status }) => status === 'completed').toSorted((a, b) => a.closedSequence - b.closedSequence).at(-1)?.evidence ?? pathway.details;
  const worse = crossings([said(before, 'severity'), said(evidence, 'severity')], 'negligible').includes(1);
  if (worse && actionsOf(evidence).length === 0 && evidence['noActionBecause'] === undefined) wrongField('/evidence/actions', 'no-action', 'It became worse: say what is done about it, or noActionBecause.');
}
