import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { CaseUnavailable, Refused, type CaseClient } from '#libs/pathway/temporal/case-client.js';
import type { UnreachedCall } from '#libs/records/entities/unreached-call.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { settleUnreached, takeUnreached, type UnreachedToTell } from '#libs/records/unreached-calls.js';
import { logLine, nameOf, type Log } from '#libs/upkeep/log-line.js';
import { repeat, type Running, type Wait } from '#libs/upkeep/repeat.js';
import { waitAfter } from './retry.js';

export interface UnreachedOptions {
  record: DataSource; cases: Pick<CaseClient, 'command'>;
  /** NOTICE_POLL (or when to look) and NOTICE_RETRY_MAX, in ms. */
  poll: number | Wait; retryMaxMs: number;
  log?: Log;
}

const ANSWER_MS = 10_000;
const AT_ONCE = 20;

/**
 * Tells each case of the calls that reached nobody by any way, so that its ladder goes on at once: again and again, under the same id, until the case has it, is closed, or the task is done.
 */
export function tellUnreached({ record, cases, poll, retryMaxMs, log = logLine }: UnreachedOptions): Running {
  return repeat('unreached', poll, async () => {
    const taken = await takeUnreached(record.manager, { limit: AT_ONCE, leaseMs: 2 * ANSWER_MS });
    await Promise.all(taken.map(async (call) => {
      try {
        await settleUnreached(record.manager, call, await tell(record, cases, call));
      } catch (error) {
        log('warn', 'unreached-not-told', { caseId: call.caseId, rung: call.rung, tries: call.tries, error: nameOf(error) });
        await settleUnreached(record.manager, call, null, new Date(Date.now() + waitAfter(call.tries, retryMaxMs)));
      }
    }));
  }, log);
}

const outcomes: Readonly<Record<string, UnreachedCall['outcome']>> = { 'case-closed': 'case-closed', 'task-already-completed': 'task-done', 'task-not-open': 'task-done', 'not-found': 'task-done' };

/** @throws when nothing is known about what came of it */
async function tell(record: DataSource, cases: Pick<CaseClient, 'command'>, call: UnreachedToTell): Promise<UnreachedCall['outcome']> {
  const { caseId, rung, escalationId, taskId, level, person, extra, known, version } = call;
  if (known) return 'told';
  if (call.caseStatus === 'closed') return 'case-closed';
  if (call.taskStatus !== 'open') return 'task-done';
  const id = createHash('sha256').update(JSON.stringify(['not-reached', caseId, rung])).digest('hex');
  try {
    const { events } = await cases.command(caseId, false, { id, actor: { system: 'notices' }, stored: version, receivedAt: new Date().toISOString(), command: { type: 'not-reached', rung, escalationId, taskId, level, person, extra } }, ANSWER_MS);
    // What is not written here, the case's own recorder writes.
    await writeTail(record.manager, caseId, events);
    return 'told';
  } catch (error) {
    const refused = error instanceof Refused ? outcomes[error.refusal.code] : undefined;
    if (refused) return refused;
    // Any other no is one of this moment: the case cannot tell yet who is called next.
    throw error instanceof Error ? error : new CaseUnavailable('no answer');
  }
}
