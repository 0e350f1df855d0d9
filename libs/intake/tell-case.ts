/** The way of a message to a case, and of what nobody could read to the hub. Everything here may be done twice. */
import type { CaseEvent, JsonObject } from '#libs/contracts/events.js';
import type { Command } from '#libs/contracts/commands.js';
import { caseIdOf, hashOf } from '#libs/kin/case-id.js';
import { sendToCase, type Kin } from '#libs/kin/send-to-case.js';
import { startOnce } from '#libs/kin/start-once.js';
import { CaseNotRunning, CaseUnavailable } from '#libs/pathway/temporal/case-client.js';
import { policyInForce } from '#libs/policy-releases/in-force.js';
import { eventsOf, storedVersion } from '#libs/records/stored.js';

export type IntakeParts = Kin;
type HospitalCommand = Extract<Command, { type: 'hospital-message' }>;

export type Told = { events: CaseEvent[] } | { refused: string };

/**
 * Tells a case of a message, once: the id of the command is made from the message's. Answers every event that came of it.
 * @throws CaseUnavailable when nothing is known about what came of it
 */
export async function tellCase(parts: IntakeParts, caseId: string, command: HospitalCommand, receivedAt: string, answerBy: number): Promise<Told> {
  const id = hashOf('hospital-message', command.messageId, caseId);
  const sent = await sendToCase(parts, caseId, { id, actor: { system: 'hospital' }, receivedAt, command }, answerBy);
  if ('refused' in sent) return sent;
  return { events: (await eventsOf(parts.record.manager, caseId)).filter((event) => event.command === id) };
}

/** Which case a message's task of the hub is: always the same one. */
export const reviewCaseOf = (messageId: string): string => caseIdOf('intake-review', messageId);

/** Opens the hub's task for what could not be read. @throws CaseUnavailable */
export async function openHubReview(parts: IntakeParts, messageId: string, organisation: string, details: JsonObject, answerBy: number): Promise<string> {
  const caseId = reviewCaseOf(messageId);
  const { manager } = parts.record;
  if (await storedVersion(manager, caseId)) return caseId;
  const inForce = await policyInForce(manager, 'intake-review', organisation);
  if (!inForce) throw new Error('no policy of intake-review was released');
  try {
    await startOnce(parts, {
      caseId, pathway: 'intake-review', policy: inForce.ref, actor: { system: 'hospital' }, opening: { organisation, rehearsal: false, details },
    }, answerBy);
  } catch (error) {
    throw error instanceof CaseNotRunning ? new CaseUnavailable('the review does not run', { cause: error }) : error;
  }
  return caseId;
}
