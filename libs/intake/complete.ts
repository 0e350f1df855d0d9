import { CaseUnavailable } from '#libs/pathway/temporal/case-client.js';
import { unansweredMessages } from '#libs/records/intake.js';
import { carryOut } from './carry-out.js';
import { carryOutReferral } from './fhir/carry-out.js';
import type { IntakeParts } from './tell-case.js';

/**
 * Finishes messages that were kept and never answered, oldest first: their receiver died, or a case could not be asked. Call it again and again.
 * @returns how many were answered now
 */
export async function completeIntake(parts: IntakeParts, { olderThanMs = 10_000, limit = 50, waitMs = 10_000, alarm }: { olderThanMs?: number; limit?: number; waitMs?: number; alarm: (error: unknown, messageId: string) => void }): Promise<number> {
  let done = 0;
  for (const { id, format } of await unansweredMessages(parts.record.manager, new Date(Date.now() - olderThanMs), limit)) {
    try {
      await (format === 'fhir' ? carryOutReferral : carryOut)(parts, id, Date.now() + waitMs);
      done += 1;
    } catch (error) {
      // The next one may be about a case that answers.
      if (!(error instanceof CaseUnavailable)) alarm(error, id);
    }
  }
  return done;
}
