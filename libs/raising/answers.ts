import type { EntityManager } from 'typeorm';
import type { CaseEvent, JsonObject } from '#libs/contracts/events.js';
import { eventsOf } from '#libs/records/stored.js';
import { rows } from '#libs/records/transaction.js';

/** What became of something that was raised. `decideBy`: until when somebody has to decide; `reason`, `whatWouldChange`: of a no. */
export interface AnswerToRaising { raisedAt: string; state: 'waiting' | 'stepped-up' | 'not-met' | 'ended'; decideBy?: string; decidedAt?: string; reason?: string; whatWouldChange?: string }

/** Keeps that something was raised by a link. */
export async function keepRaising(manager: EntityManager, { updateId, linkId, caseId, sequence, raisedAt }: { updateId: string; linkId: string; caseId: string; sequence: number; raisedAt: string }): Promise<void> {
  await rows(manager, 'insert into raisings (update_id, link_id, case_id, sequence, raised_at) values ($1, $2, $3, $4, $5) on conflict (update_id) do nothing', [updateId, linkId, caseId, sequence, raisedAt]);
}

/** What was raised by a link, the latest first, each with its answer: that there is a plan is said, not what is in it. */
export async function answersByLink(manager: EntityManager, linkId: string): Promise<AnswerToRaising[]> {
  const raised = await rows<{ case_id: string; sequence: number; raised_at: Date }>(manager, 'select case_id, sequence, raised_at from raisings where link_id = $1 order by raised_at desc, update_id limit 20', [linkId]);
  const events = new Map(await Promise.all([...new Set(raised.map(({ case_id: id }) => id))].map(async (id) => [id, await eventsOf(manager, id)] as const)));
  return raised.map(({ case_id: id, sequence, raised_at: at }) => ({ raisedAt: at.toISOString(), ...answerOf(events.get(id)!, sequence) }));
}

function answerOf(events: readonly CaseEvent[], raised: number): Omit<AnswerToRaising, 'raisedAt'> {
  const decided = events.find((event) => event.kind === 'decision-recorded' && event.sequence > raised && event.data.step === 'threshold-decision');
  if (decided?.kind === 'decision-recorded') {
    const { outcome, rejection } = decided.data.decision;
    const { reason, whatWouldChange } = (rejection ?? {}) as JsonObject;
    return { state: outcome === 'step-up' ? 'stepped-up' : 'not-met', decidedAt: decided.at, ...(typeof reason === 'string' ? { reason } : {}), ...(typeof whatWouldChange === 'string' ? { whatWouldChange } : {}) };
  }
  if (events.some(({ kind }) => kind === 'case-closed' || kind === 'case-ended')) return { state: 'ended' };
  const asked = events.findLast((event) => event.kind === 'task-opened' && event.data.step === 'threshold-decision');
  return { state: 'waiting', ...(asked?.kind === 'task-opened' ? { decideBy: asked.data.dueAt } : {}) };
}
