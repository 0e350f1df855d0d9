/** What one part of the system tells a case, and a case another. Everything here may be done twice. */
import type { DataSource } from 'typeorm';
import type { CommandEnvelope, Tail } from '#libs/contracts/commands.js';
import { CaseNotRunning, CaseUnavailable, Refused, type CaseClient } from '#libs/pathway/temporal/case-client.js';
import { RecordGap } from '#libs/records/record-errors.js';
import { storedVersion } from '#libs/records/stored.js';
import { writeTail } from '#libs/records/tail-writer.js';

export interface Kin { record: DataSource; cases: CaseClient }
export type Sent = { kept: true } | { refused: string };

export function leftUntil(answerBy: number): number {
  const left = answerBy - Date.now();
  if (left <= 0) throw new CaseUnavailable('there was no time left');
  return left;
}

/**
 * Sends a command to a case, and writes what came of it. One that is closed, or that nobody knows, has refused it.
 * @throws CaseUnavailable when nothing is known about what came of it
 */
export async function sendToCase({ record, cases }: Kin, caseId: string, envelope: Omit<CommandEnvelope, 'stored'>, answerBy: number): Promise<Sent> {
  const stored = await storedVersion(record.manager, caseId);
  if (!stored || stored.status === 'closed') return { refused: 'case-closed' };
  try {
    const tail = await cases.command(caseId, stored.rehearsal, { ...envelope, stored: stored.version }, leftUntil(answerBy));
    await keepTail({ record, cases }, caseId, stored.rehearsal, tail);
  } catch (error) {
    if (error instanceof Refused) return { refused: error.refusal.code };
    if (!(error instanceof CaseNotRunning)) throw error;
    // Closed between two looks, or an open case without its workflow, which the reconciler reports.
    if ((await storedVersion(record.manager, caseId))?.status === 'closed') return { refused: 'case-closed' };
    throw new CaseUnavailable('the case does not run', { cause: error });
  }
  return { kept: true };
}

/** Writes a tail; what is missing before it is asked for. A tail above its bounds is written by the case's own recorder, in a while. */
export async function keepTail({ record, cases }: Kin, caseId: string, rehearsal: boolean, tail: Tail): Promise<void> {
  let { events, version } = tail;
  for (let tries = 0; tries < 5; tries += 1) {
    try {
      if ((await writeTail(record.manager, caseId, events)).stored >= version) return;
      ({ events } = await cases.tail(caseId, rehearsal, (await storedVersion(record.manager, caseId))?.version ?? 0));
    } catch (error) {
      if (!(error instanceof RecordGap)) throw error;
      ({ events } = await cases.tail(caseId, rehearsal, error.stored));
    }
  }
  throw new CaseUnavailable('the record is behind the case');
}
