import type { CaseStart } from '#libs/contracts/commands.js';
import { CaseNotRunning } from '#libs/pathway/temporal/case-client.js';
import { storedVersion } from '#libs/records/stored.js';
import { keepTail, leftUntil, type Kin } from './send-to-case.js';

/**
 * Starts a case that a part of the system asks for, and writes its opening. Its id is always the same one, so that a start that is tried again, or by two at once, is one case.
 * @throws Refused, CaseUnavailable, CaseNotRunning where it neither runs nor is in the record
 */
export async function startOnce(kin: Kin, start: CaseStart, answerBy: number): Promise<void> {
  const { caseId, opening: { rehearsal } } = start;
  try {
    await keepTail(kin, caseId, rehearsal, await kin.cases.start(start, leftUntil(answerBy)));
  } catch (error) {
    // Begun, lived and closed between two tries: the record has it all.
    if (!(error instanceof CaseNotRunning) || !(await storedVersion(kin.record.manager, caseId))) throw error;
  }
}
