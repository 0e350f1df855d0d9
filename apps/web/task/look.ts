import { Permission } from '#apps/api/access/permission.js';
import { notThere, Problem } from '#apps/api/http/problem.js';
import type { JsonObject } from '#libs/contracts/events.js';
import { isDecisionStep } from '#libs/contracts/http/evidence.js';
import type { CaseView, EscalationView, TaskView } from '#libs/contracts/views.js';
import { rightOf } from '#libs/policies/decision-rights.js';
import { decidersOf } from '#libs/security/decision-rights.js';
import { positionsOf, type Position } from '#libs/pathway/positions.js';
import { eventsOf, taskFacts, type TaskFacts } from '#libs/records/stored.js';
import type { Schema } from '../forms/schema.js';
import { casesCalled } from '../supervision/looked-at.js';
import { read, type Visit } from '../visit.js';
import type { Offered } from './actions.js';

/** A task with what a page of it shows: its case, where its climb stands, and what the person may do. */
export interface Look {
  task: TaskView & { needs: JsonObject }; of: CaseView; needs: Schema; escalations: EscalationView[]; position: Position | null; decision: boolean;
  /** Is what the task asks for theirs to say; and may they answer a call for it. */
  may: { complete: boolean; answer: boolean; decide: boolean };
  /** What the locality asks to be thought of here, and who may decide it where it is a decision. */
  prompts: readonly string[]; deciders: string | null;
  /** What those cases are called that the task names, or that were told of. */
  cases: Map<string, string>;
  /** The case's own present. */
  now: number;
}

/** @throws Problem 404 where the task is not there, or not theirs to see */
export async function lookAt(visit: Visit, id: string): Promise<Look> {
  const task = await read<TaskView & { needs: JsonObject }>(visit, `/v1/tasks/${encodeURIComponent(id)}`);
  const [of, events, facts] = await Promise.all([read<CaseView>(visit, `/v1/cases/${encodeURIComponent(task.caseId)}`), eventsOf(visit.manager, task.caseId), taskFacts(visit.manager, id)]);
  if (!facts) throw notThere();
  const decision = isDecisionStep(task.step);
  const { locality } = facts.case;
  return {
    cases: await casesCalled(visit, task.about as JsonObject | undefined, task.evidence as JsonObject | undefined), prompts: rightOf(task.step, locality)?.prompts ?? [], deciders: decidersOf(task.step, locality),
    task, of, needs: task.needs as Schema, escalations: of.escalations.filter(({ taskId }) => taskId === task.id), decision, now: Date.parse(of.clock.now), position: positionsOf(task.caseId, events).find(({ taskId }) => taskId === task.id) ?? null,
    may: { complete: await may(visit, decision ? 'decide' : 'complete', facts), answer: await may(visit, 'attempt', facts), decide: decision && await may(visit, 'decide', facts) },
  };
}

async function may(visit: Visit, action: 'complete' | 'attempt' | 'decide', facts: TaskFacts): Promise<boolean> {
  try {
    await new Permission(visit.manager.dataSource).check(visit.caller, action, { on: 'task', case: facts.case, task: facts });
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}

export const offeredOf = ({ task, decision }: Look): Offered => ({ step: task.step, pathway: task.pathway, status: task.status, owned: task.owner.person !== null, decision });
