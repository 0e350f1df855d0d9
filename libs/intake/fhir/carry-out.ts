/**
 * A FHIR message from its arrival to its answer, as with HL7: kept first, then acted on in ways that may be repeated, and answered once. Whoever dies on the way, a resend or the worker's loop
 * begins again at the start and comes to the same answer.
 */
import type { JsonObject } from '#libs/contracts/events.js';
import { CaseUnavailable } from '#libs/pathway/temporal/case-client.js';
import type { Message } from '#libs/records/entities/message.js';
import { answerMessage, caseOfReferral, keepMessage, messageOf } from '#libs/records/intake.js';
import type { Arrival } from '../carry-out.js';
import type { Unreadable } from '../hospital-message.js';
import { openHubReview, reviewCaseOf, tellCase, type IntakeParts } from '../tell-case.js';
import { openReferral } from './open-referral.js';
import { readFhirMessage, type FhirMessage } from './read-message.js';

/**
 * `referral-opened`: its case has begun. `referral-told`: whoever has its case reads it. `review-opened`: kept, and somebody of the hub reads it, since it cannot be used as it stands (`because`, the
 * name of the rule). `caseId` is the referral's case, `reviewCaseId` the hub's.
 */
export interface ReferralAnswer { messageId: string; outcome: 'referral-opened' | 'referral-told' | 'review-opened'; because: string | null; flags: string[]; caseId?: string; reviewCaseId?: string; pending?: true }
export interface AnsweredReferral { answer: ReferralAnswer; message: FhirMessage; receivedAt: Date }

const SHOWN = 10_000;

/** Keeps a message and acts on it. @throws when the record cannot keep it; afterwards what cannot be done now is `pending` */
export async function receiveReferral(parts: IntakeParts, { organisation, receivedBy, bytes, receivedAt, answerBy }: Arrival, alarm: (error: unknown, messageId: string) => void): Promise<AnsweredReferral> {
  const message = await readFhirMessage(bytes);
  // The time to act is counted from here: the first message after a start waits for the definitions to be read.
  const until = Date.now() + answerBy - receivedAt.getTime();
  const kept = await keepMessage(parts.record.manager, {
    organisation, receivedBy, raw: bytes, receivedAt, sendingApplication: message.sender.application, sendingFacility: message.sender.facility, controlId: message.controlId, format: 'fhir',
  });
  const answered = (answer: ReferralAnswer): AnsweredReferral => ({ answer, message, receivedAt: kept.receivedAt });
  if (kept.answer) return answered(kept.answer as unknown as ReferralAnswer);
  try {
    return answered(await carryOutReferral(parts, kept.messageId, until));
  } catch (error) {
    if (!(error instanceof CaseUnavailable)) alarm(error, kept.messageId);
    return answered({ messageId: kept.messageId, outcome: 'review-opened', because: null, flags: message.flags, pending: true });
  }
}

interface Acted { outcome: ReferralAnswer['outcome']; because: string | null; flags: string[]; unreadable: Unreadable[]; caseId?: string; patientId?: string }

/** Acts on a message that was kept, as far as it is not answered yet. @throws CaseUnavailable, and whatever the record throws */
export async function carryOutReferral(parts: IntakeParts, messageId: string, answerBy: number): Promise<ReferralAnswer> {
  const { record: { manager } } = parts;
  const kept = await messageOf(manager, messageId);
  if (!kept) throw new Error('a message that was kept is not there');
  if (kept.answer) return kept.answer as unknown as ReferralAnswer;
  const message = await readFhirMessage(kept.raw);
  const acted = await act(parts, kept, message, answerBy);
  const reviewed = acted.outcome === 'review-opened' || acted.unreadable.length > 0;
  if (reviewed) await openHubReview(parts, messageId, kept.organisationId, reviewDetails(kept, message, acted), answerBy);
  const answer: ReferralAnswer = { messageId, outcome: acted.outcome, because: acted.because, flags: [...new Set(acted.flags)], ...(acted.caseId === undefined ? {} : { caseId: acted.caseId }), ...(reviewed ? { reviewCaseId: reviewCaseOf(messageId) } : {}) };
  return await answerMessage(manager, messageId, {
    outcome: answer.outcome, flags: answer.flags, answer: answer as unknown as JsonObject, kind: message.event, referral: message.referral,
    ...(acted.caseId === undefined ? {} : { caseId: acted.caseId }), ...(acted.patientId === undefined ? {} : { patientId: acted.patientId }),
  }) as unknown as ReferralAnswer;
}

async function act(parts: IntakeParts, kept: Message, message: FhirMessage, answerBy: number): Promise<Acted> {
  const acted: Acted = { outcome: 'review-opened', because: message.unusable, flags: [...message.flags], unreadable: [...message.unreadable] };
  if (message.unusable !== null) return acted;
  if (message.dead) return { ...acted, because: 'person-died', flags: [...acted.flags, 'dead'] };
  const known = await caseOfReferral(parts.record.manager, kept.organisationId, message.referral);
  if (known) return tell(parts, kept, message, known, message.asks === 'cancel' ? 'referral-cancelled' : message.asks === 'update' ? 'referral-updated' : 'referral-again', acted, answerBy);
  if (message.asks === 'cancel') return { ...acted, because: 'referral-not-known' };
  if (message.asks === 'update') acted.flags.push('referral-not-known');
  if (message.patient === null) return { ...acted, because: 'person-not-known' };
  const opened = await openReferral(parts, kept, message, answerBy);
  if ('alreadyOpen' in opened) return tell(parts, kept, message, opened.alreadyOpen, 'referral-again', acted, answerBy);
  return 'caseId' in opened ? { ...acted, outcome: 'referral-opened', ...opened } : { ...acted, because: opened.because };
}

/** Somebody who has the case reads it; a case that has closed, or was ended and waits for what is left of it, is no longer told anything, and the hub reads it. */
async function tell(parts: IntakeParts, kept: Message, message: FhirMessage, caseId: string, finding: string, acted: Acted, answerBy: number): Promise<Acted> {
  const command = { type: 'hospital-message' as const, messageId: kept.id, messageType: message.event, finding, flags: acted.flags };
  const came = await tellCase(parts, caseId, command, kept.receivedAt.toISOString(), answerBy);
  return 'refused' in came ? { ...acted, because: ['case-closed', 'case-ended'].includes(came.refused) ? 'referral-not-current' : came.refused } : { ...acted, outcome: 'referral-told', caseId };
}

/** The hub's task: the message as people can read it, and what could not be used. */
function reviewDetails(kept: Message, message: FhirMessage, { because, flags, unreadable, caseId }: Acted): JsonObject {
  const shown = message.text.slice(0, SHOWN).replace(/[\uD800-\uDBFF]$/, '');
  return {
    messageId: kept.id, kind: message.event || 'FHIR', receivedAt: kept.receivedAt.toISOString(), sender: `${message.sender.application} ${message.sender.facility}`.trim(), controlId: message.controlId,
    flags: [...new Set([...flags, ...(because === null ? [] : [because])])], unreadable: unreadable.slice(0, 40).map((each) => ({ ...each })), text: shown, bytes: kept.raw.length,
    ...(shown.length < message.text.length && { cut: true }), ...(caseId !== undefined && { aboutCase: caseId }),
  };
}
