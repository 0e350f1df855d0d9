import type { DataSource } from 'typeorm';
import type { CaseStart } from '#libs/contracts/commands.js';
import type { CaseEvent } from '#libs/contracts/events.js';
import { CaseNotRunning, CaseUnavailable, type CaseClient } from '#libs/pathway/temporal/case-client.js';
import { eventsOf, haltedCases, storedVersion } from '#libs/records/stored.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { firstRow } from '#libs/records/transaction.js';

/** Why a case is not brought back. Nothing was changed. */
export class NotRevived extends Error {
  constructor(readonly reason: string) { super(reason); this.name = 'NotRevived'; }
}

const START_MS = 30_000;

/**
 * Brings a case back whose workflow is gone: a run is started from its recorded events, and what fell due meanwhile happens at once, each with its own instant. The way back when Temporal's
 * own store was lost or put back to an older state; a case is never reset in Temporal, which would undo what people did.
 * @returns the case's version before and after
 * @throws NotRevived when there is nothing to bring back, or no safe way; CaseUnavailable when Temporal does not answer: then try again
 */
export async function reviveCase({ record, cases }: { record: DataSource; cases: CaseClient }, caseId: string): Promise<{ before: number; after: number }> {
  const { manager } = record;
  const stored = await storedVersion(manager, caseId);
  if (!stored) throw new NotRevived('the record has no such case');
  if (stored.rehearsal && !await neverBegan(record, caseId, stored.version)) throw new NotRevived('a rehearsal is not brought back: its clock was lost with its workflow');
  if (stored.status === 'closed') throw new NotRevived('the case is closed; what is learned late is reported as a trigger');
  if ((await haltedCases(manager)).some((halted) => halted.caseId === caseId && halted.kind === 'diverged')) throw new NotRevived('its record was stopped because two different events claim one place: somebody has to look first');
  await refuseWhileRunning(cases, caseId, stored.version, stored.rehearsal);

  const events = await eventsOf(manager, caseId);
  const tail = await cases.start(startOf(caseId, events), START_MS);
  await writeTail(manager, caseId, tail.events);
  return { before: stored.version, after: tail.version };
}

/** A rehearsal that was prepared from a decision trace, of which nothing is recorded but what it was to begin with: whoever started it went away before. Its clock is still to begin. */
async function neverBegan(record: DataSource, caseId: string, version: number): Promise<boolean> {
  return await firstRow(record.manager, 'select 1 from scenario_rehearsals where case_id = $1 and jsonb_array_length(prepared) = $2', [caseId, version]) !== null;
}

async function refuseWhileRunning(cases: CaseClient, caseId: string, recorded: number, rehearsal: boolean): Promise<void> {
  if (!(await cases.running(caseId, rehearsal))) return;
  try {
    const { version } = await cases.tail(caseId, rehearsal, recorded);
    throw new NotRevived(version >= recorded
      ? 'its workflow is running and knows everything that the record knows'
      : `its workflow is running, but knows ${version} of ${recorded} events: terminate that run in Temporal first (workflow id ${caseId}), then revive`);
  } catch (error) {
    // One that does not replay runs, and never answers again.
    if (error instanceof CaseUnavailable) throw new NotRevived(`its workflow is running and does not answer (${error.reason}): try again; where the worker's log says that it does not replay (TMPRL1100), terminate that run in Temporal first (workflow id ${caseId}), then revive`);
    // It ended between the two questions.
    if (!(error instanceof CaseNotRunning)) throw error;
  }
}

/** The start as it was, with everything that has happened since. */
export function startOf(caseId: string, events: readonly CaseEvent[]): CaseStart {
  const [first] = events;
  if (first?.kind !== 'case-opened') throw new NotRevived('its first recorded event is not its opening');
  const { pathway, policy, revision: _revision, ...opening } = first.data;
  return { caseId, pathway, policy, actor: first.actor, ...(first.command === undefined ? {} : { command: first.command }), opening, revived: [...events] };
}
