import type { Command } from '#libs/contracts/commands.js';
import type { DecisionAction, JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from './pathway.js';
import { refuse, wrongField } from './refusal.js';
import type { Session } from './session.js';
import { instant, text, type TaskState } from './state.js';

/** Records a decision: it completes the case's open task of its step, its actions become tasks, and what follows from it follows. */
export function decide(session: Session, pathway: Pathway, { taskId, decision }: Extract<Command, { type: 'decide' }>): void {
  const task = taskFor(session, decision.kind, taskId);
  const { outcomes } = session.protocol.decisions[task.step]!;
  if (!outcomes.includes(decision.outcome)) wrongField('/outcome', 'unknown-outcome', `The outcome is one of: ${outcomes.join(', ')}.`);
  const actions = (decision['actions'] ?? []) as unknown as DecisionAction[];
  actions.forEach((action, index) => { if (instant(action.dueAt) <= session.now) wrongField(`/actions/${index}/dueAt`, 'in-the-past', 'An action is due at a time to come.'); });
  for (const name of ['unmetDueAt', 'plannedDischargeAt', 'reviewAt'] as const) {
    const at = decision[name];
    if (typeof at === 'string' && instant(at) <= session.now) wrongField(`/${name}`, 'in-the-past', 'It must be a time to come.');
  }
  const covered = session.protocol.covers(pathway, decision);
  session.append('decision-recorded', { taskId: task.id, step: task.step, decision: decision as JsonObject, ...(covered.length > 0 ? { covered } : {}) });
  const recorded = session.state.decisions.at(-1)!;
  session.append('task-completed', {
    taskId: task.id, step: task.step, evidence: { decision: decision.kind, outcome: decision.outcome }, completedAt: text(session.now), late: session.now > task.dueAt, recordedLate: session.now > task.dueAt,
  });
  session.asSystem('protocol', () => {
    actions.forEach((action, index) => pathway.action(action, `${recorded.sequence}.${index + 1}`));
    session.protocol.decided(pathway, recorded);
  });
}

function taskFor(session: Session, kind: string, taskId: string | undefined): TaskState {
  const open = session.state.tasks.filter((task) => task.status === 'open' && session.protocol.decisions[task.step]?.kind === kind);
  if (open.length === 0) refuse('nothing-to-decide', 'Nothing of this kind waits for a decision.');
  if (taskId !== undefined) return open.find((task) => task.id === taskId) ?? refuse('nothing-to-decide', 'That task does not wait for this decision.');
  if (open.length > 1) wrongField('/taskId', 'required', 'Several tasks wait for such a decision: say which.');
  return open[0]!;
}
