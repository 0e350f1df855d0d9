/** The way of a message to a case, and of what nobody could read to the hub. Everything here may be done twice. */
import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { CaseEvent, JsonObject } from '#libs/contracts/events.js';
import type { Command, Tail } from '#libs/contracts/commands.js';
import { localityOf } from '#libs/directory/people.js';
import { CaseNotRunning, CaseUnavailable, Refused, type CaseClient } from '#libs/pathway/temporal/case-client.js';
import { policyOf } from '#libs/policies/released.js';
import { RecordGap } from '#libs/records/record-errors.js';
import { eventsOf, storedVersion } from '#libs/records/stored.js';
import { writeTail } from '#libs/records/tail-writer.js';

export interface IntakeParts { record: DataSource; cases: CaseClient }
type HospitalCommand = Extract<Command, { type: 'hospital-message' }>;

const hash = (...parts: string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');
const wait = (answerBy: number): number => {
  const left = answerBy - Date.now();
  if (left <= 0) throw new CaseUnavailable('there was no time left');
  return left;
};

export type Told = { events: CaseEvent[] } | { refused: string };

/**
 * Tells a case of a message, once: the id of the command is made from the message's. Answers every event that came of it.
 * @throws CaseUnavailable when nothing is known about what came of it
 */
export async function tellCase({ record, cases }: IntakeParts, caseId: string, command: HospitalCommand, receivedAt: string, answerBy: number): Promise<Told> {
  const id = hash('hospital-message', command.messageId, caseId);
  const stored = await storedVersion(record.manager, caseId);
  if (!stored || stored.status === 'closed') return { refused: 'case-closed' };
  try {
    const tail = await cases.command(caseId, false, { id, actor: { system: 'hospital' }, stored: stored.version, receivedAt, command }, wait(answerBy));
    await keep({ record, cases }, caseId, tail);
  } catch (error) {
    if (error instanceof Refused) return { refused: error.refusal.code };
    if (!(error instanceof CaseNotRunning)) throw error;
    // Closed between two looks, or an open case without its workflow, which the reconciler reports.
    if ((await storedVersion(record.manager, caseId))?.status === 'closed') return { refused: 'case-closed' };
    throw new CaseUnavailable('the case does not run', { cause: error });
  }
  return { events: (await eventsOf(record.manager, caseId)).filter((event) => event.command === id) };
}

/** Which case a message's task of the hub is: always the same one. */
export function reviewCaseOf(messageId: string): string {
  const digits = hash('intake-review', messageId);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}

/** Opens the hub's task for what could not be read. @throws CaseUnavailable */
export async function openHubReview({ record, cases }: IntakeParts, messageId: string, organisation: string, details: JsonObject, answerBy: number): Promise<string> {
  const caseId = reviewCaseOf(messageId);
  if (await storedVersion(record.manager, caseId)) return caseId;
  const policy = policyOf('intake-review', await localityOf(record.manager, organisation));
  if (!policy) throw new Error('no policy of intake-review was released');
  try {
    const tail = await cases.start({
      caseId, pathway: 'intake-review', policy: { id: policy.id, version: policy.version }, actor: { system: 'hospital' }, opening: { organisation, rehearsal: false, details },
    }, wait(answerBy));
    await keep({ record, cases }, caseId, tail);
  } catch (error) {
    // Started, reviewed and closed meanwhile: the record has it.
    if (!(error instanceof CaseNotRunning) || !(await storedVersion(record.manager, caseId))) throw error instanceof CaseNotRunning ? new CaseUnavailable('the review does not run', { cause: error }) : error;
  }
  return caseId;
}

/** Writes a tail; what is missing before it is asked for. A tail above its bounds is written by the case's own recorder, in a while. */
async function keep({ record, cases }: IntakeParts, caseId: string, tail: Tail): Promise<void> {
  let { events, version } = tail;
  for (let tries = 0; tries < 5; tries += 1) {
    try {
      if ((await writeTail(record.manager, caseId, events)).stored >= version) return;
      ({ events } = await cases.tail(caseId, false, (await storedVersion(record.manager, caseId))?.version ?? 0));
    } catch (error) {
      if (!(error instanceof RecordGap)) throw error;
      ({ events } = await cases.tail(caseId, false, error.stored));
    }
  }
  throw new CaseUnavailable('the record is behind the case');
}
