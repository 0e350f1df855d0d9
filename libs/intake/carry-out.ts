/**
 * A message from its arrival to its answer. It is kept first; then the case and the hub are told, both in ways that may be repeated; and the
 * admission and the answer are written in one transaction at the end. Whoever dies on the way, a resend or the worker's loop begins again
 * at the start and comes to the same answer.
 */
import type { EntityManager } from 'typeorm';
import type { JsonObject } from '#libs/contracts/events.js';
import { CaseUnavailable } from '#libs/pathway/temporal/case-client.js';
import { Message } from '#libs/records/entities/message.js';
import { answerMessage, DATE_OF_BIRTH_DIFFERS, keepMessage, messageOf } from '#libs/records/intake.js';
import { recordAdmission, stayOf } from './admission-of.js';
import { DISCHARGE, findingFor, leaving, onlyUpdates, type Finding, type KnownCase } from './decide.js';
import type { HospitalMessage, Unreadable } from './hospital-message.js';
import { knownOf, type KnownOf } from './known-person.js';
import { readHospitalMessage } from './read-message.js';
import { openHubReview, reviewCaseOf, tellCase, type IntakeParts } from './tell-case.js';

export type IntakeOutcome = 'admission-recorded' | 'admission-updated' | 'departure-recorded' | 'review-opened' | 'quarantined';
/**
 * What the sender hears. `reviewCaseId`: the case of the hub's task for what could not be read; `caseId` is the person's case, or the hub's for
 * a message that could not be understood at all. `pending`: kept, and not yet acted on; the same message again asks again.
 */
export interface IntakeAnswer { messageId: string; outcome: IntakeOutcome; flags: string[]; caseId?: string; admissionId?: string; reviewCaseId?: string; pending?: true }
export interface Arrival { organisation: string; receivedBy: string; bytes: Buffer; receivedAt: Date; answerBy: number }

/** The text of a message that goes on the hub's task; the whole of it is in the record. Bytes of UTF-8 are at most three times this. */
const SHOWN = 10_000;

/**
 * Keeps a message and acts on it. @throws when the record cannot keep it; afterwards what cannot be done now is `pending`.
 * `alarm` hears of faults that a person has to look at, without a word of the message.
 */
export async function receiveMessage(parts: IntakeParts, { organisation, receivedBy, bytes, receivedAt, answerBy }: Arrival, alarm: (error: unknown, messageId: string) => void): Promise<IntakeAnswer> {
  const read = readHospitalMessage(bytes, receivedAt.getTime());
  const kept = await keepMessage(parts.record.manager, {
    organisation, receivedBy, raw: bytes, receivedAt, sendingApplication: read.sender.application, sendingFacility: read.sender.facility, controlId: read.controlId,
  });
  if (kept.answer) return kept.answer as unknown as IntakeAnswer;
  try {
    return await carryOut(parts, kept.messageId, answerBy);
  } catch (error) {
    if (!(error instanceof CaseUnavailable)) alarm(error, kept.messageId);
    const quarantined = read.kind === null || read.patient === null;
    const flags = [...read.flags, ...(kept.controlIdReused ? ['control-id-reused'] : [])];
    return { messageId: kept.messageId, ...(quarantined ? { outcome: 'quarantined' } : await expected(parts.record.manager, organisation, read)), flags, pending: true };
  }
}

/** What will most likely be answered, while a case cannot be asked. */
async function expected(manager: EntityManager, organisation: string, message: HospitalMessage): Promise<Pick<IntakeAnswer, 'outcome' | 'caseId'>> {
  try {
    const told = (await knownOf(manager, organisation, message)).cases.map((known) => ({ known, finding: findingFor(message, known, Date.now()).told.finding }));
    const review = told.find(({ finding }) => finding !== 'departure' && finding !== 'updated');
    if (review) return { outcome: 'review-opened', caseId: review.known.caseId };
    const departure = told.find(({ known, finding }) => finding === 'departure' && known.leftAt === null);
    if (departure) return { outcome: 'departure-recorded', caseId: departure.known.caseId };
    const caseId = told[0] ? { caseId: told[0].known.caseId } : {};
    return { outcome: onlyUpdates(message) || (await stayOf(manager, organisation, message, false)).stay !== null ? 'admission-updated' : 'admission-recorded', ...caseId };
  } catch {
    return { outcome: 'admission-updated' };
  }
}

/** While the message was acted on another one made its number known with another date of birth: the hub has to hear of it first. */
class KnownMeanwhile extends Error {}

/** Acts on a message that was kept, as far as it is not answered yet. @throws CaseUnavailable, and whatever the record throws */
export async function carryOut(parts: IntakeParts, messageId: string, answerBy: number): Promise<IntakeAnswer> {
  try {
    return await carryOutOnce(parts, messageId, answerBy);
  } catch (error) {
    if (!(error instanceof KnownMeanwhile)) throw error;
    return carryOutOnce(parts, messageId, answerBy);
  }
}

async function carryOutOnce(parts: IntakeParts, messageId: string, answerBy: number): Promise<IntakeAnswer> {
  const { record: { manager } } = parts;
  const kept = await messageOf(manager, messageId);
  if (!kept) throw new Error('a message that was kept is not there');
  if (kept.answer) return kept.answer as unknown as IntakeAnswer;
  const receivedAt = kept.receivedAt.getTime();
  const message = readHospitalMessage(kept.raw, receivedAt);
  const quarantined = message.kind === null || message.patient === null;
  const acted = quarantined ? nothing(message) : await act(parts, kept, message, answerBy);
  const unreadable = [...message.unreadable, ...acted.unreadable];
  if (quarantined || unreadable.length > 0) {
    await openHubReview(parts, messageId, kept.organisationId, reviewDetails(kept, message, acted, unreadable), answerBy);
  }
  return answered(parts, kept, message, { ...acted, reviewed: quarantined || unreadable.length > 0 });
}

interface Acted { outcome: IntakeOutcome | null; flags: string[]; unreadable: Unreadable[]; caseId?: string; patientId: string | null }
const nothing = (message: HospitalMessage): Acted => ({ outcome: 'quarantined', flags: message.flags, unreadable: [], patientId: null });

/** Tells every open case of the person. The case's own events say what came of it. */
async function act(parts: IntakeParts, kept: Message, message: HospitalMessage, answerBy: number): Promise<Acted> {
  const { record: { manager } } = parts;
  const receivedAt = kept.receivedAt.getTime();
  const known = withoutEcho(await knownOf(manager, kept.organisationId, message), message);
  const { stay, ...doubt } = await stayOf(manager, kept.organisationId, message, known.patientId !== null);
  const admittedAt = stay?.admittedAt?.toISOString();
  const acted: Acted = { outcome: null, flags: [...message.flags, ...known.flags, ...doubt.flags], unreadable: [...known.unreadable], patientId: known.patientId };
  acted.unreadable.push(...doubt.unreadable.filter(({ rule }) => !known.unreadable.some((each) => each.rule === rule)));
  if (!known.cases.some(({ pathway }) => pathway === DISCHARGE) && message.kind === 'A03') acted.flags.push(...leaving(message, receivedAt, admittedAt === undefined ? {} : { admittedAt }).flags);
  for (const one of known.cases) {
    const { told, flags } = findingFor(message, one, receivedAt, admittedAt);
    acted.flags.push(...flags);
    await tell(parts, kept, message, one, told, acted, answerBy);
  }
  return acted;
}

/** A date of birth that could not be read is also one that is missing: once is enough. */
function withoutEcho(known: KnownOf, message: HospitalMessage): KnownOf {
  if (!message.unreadable.some(({ field }) => field === 'PID-7')) return known;
  return { ...known, flags: known.flags.filter((flag) => flag !== 'date-of-birth-missing'), unreadable: known.unreadable.filter(({ rule }) => rule !== 'date-of-birth-missing') };
}

async function tell(parts: IntakeParts, kept: Message, message: HospitalMessage, one: KnownCase, told: Finding, acted: Acted, answerBy: number): Promise<void> {
  const command = { type: 'hospital-message' as const, messageId: kept.id, messageType: message.kind ?? message.type, finding: told.finding, flags: [...new Set(acted.flags)], ...(told.occurredAt !== undefined && { occurredAt: told.occurredAt }) };
  const came = await tellCase(parts, one.caseId, command, kept.receivedAt.toISOString(), answerBy);
  if ('refused' in came) {
    acted.flags.push(came.refused);
    // A closed case is no longer told of anything. Any other no is ours to explain, by a person.
    if (came.refused !== 'case-closed') acted.unreadable.push({ field: 'MSH-9', value: message.type, rule: `refused-${came.refused}` });
    return;
  }
  acted.caseId ??= one.caseId;
  const opened = came.events.some((event) => event.kind === 'task-opened' && event.data.step === 'hospital-message-review');
  const outcome = opened ? 'review-opened' : came.events.some((event) => event.kind === 'left') ? 'departure-recorded' : null;
  // Of several cases the answer names the one where the most came of it: a review, else a departure, else the first that was told.
  if (outcome !== null && acted.outcome !== outcome && acted.outcome !== 'review-opened') Object.assign(acted, { outcome, caseId: one.caseId });
  if (outcome === null && told.finding === 'departure') acted.flags.push(one.leftAt === null ? 'departure-not-recorded' : 'departure-already-recorded');
}

/** The hub's task: the message as people can read it, and each field that could not be used. */
function reviewDetails(kept: Message, message: HospitalMessage, { flags, caseId }: Acted, unreadable: Unreadable[]): JsonObject {
  const shown = message.text.slice(0, SHOWN).replace(/[\uD800-\uDBFF]$/, '');
  return {
    messageId: kept.id, kind: message.kind ?? message.type, receivedAt: kept.receivedAt.toISOString(), sender: `${message.sender.application} ${message.sender.facility}`.trim(), controlId: message.controlId,
    flags: [...new Set(flags)], unreadable: unreadable.slice(0, 40).map((each) => ({ ...each })), text: shown, bytes: kept.raw.length,
    ...(shown.length < message.text.length && { cut: true }), ...(caseId !== undefined && { aboutCase: caseId }),
  };
}

/**
 * Does the control id belong to another message? It belongs to the first that is answered with it, and before that to the first that arrived: of
 * messages that arrive together, all but one are flagged. Holds the id until the transaction ends.
 */
async function controlIdReused(manager: EntityManager, { id, organisationId, sendingApplication, sendingFacility, controlId, receivedAt }: Message): Promise<boolean> {
  if (controlId === '') return false;
  const sender = [organisationId, sendingApplication, sendingFacility, controlId];
  await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`control id ${JSON.stringify(sender)}`]);
  return manager.createQueryBuilder(Message, 'other')
    .where({ organisationId, sendingApplication, sendingFacility, controlId })
    .andWhere(`other.id <> :id and ((other.answer is not null and not 'control-id-reused' = any(other.flags)) or (other.answer is null and (other.receivedAt, other.id) < (:receivedAt, :id)))`, { id, receivedAt })
    .getExists();
}

/** Admission and answer, together. Of two who come to it at once the first one's answer stands. */
function answered({ record }: IntakeParts, kept: Message, message: HospitalMessage, acted: Acted & { reviewed: boolean }): Promise<IntakeAnswer> {
  const receivedAt = kept.receivedAt.getTime();
  return record.transaction(async (manager) => {
    await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`message ${kept.id}`]);
    const before = await messageOf(manager, kept.id);
    if (before?.answer) return before.answer as unknown as IntakeAnswer;
    const flags = [...acted.flags, ...((await controlIdReused(manager, kept)) ? ['control-id-reused'] : [])];
    const admission = await recordAdmission(manager, { messageId: kept.id, organisation: kept.organisationId, message, receivedAt, patientId: acted.patientId, flags: [...new Set(flags)] });
    if (admission.flags.includes(DATE_OF_BIRTH_DIFFERS) && !acted.flags.includes(DATE_OF_BIRTH_DIFFERS)) throw new KnownMeanwhile();
    const outcome = acted.outcome ?? (admission.created && !onlyUpdates(message) ? 'admission-recorded' : 'admission-updated');
    const caseId = outcome === 'quarantined' ? reviewCaseOf(kept.id) : acted.caseId;
    const answer: IntakeAnswer = {
      messageId: kept.id, outcome, flags: [...new Set([...flags, ...admission.flags])], ...(caseId !== undefined && { caseId }), ...(admission.id !== undefined && { admissionId: admission.id }),
      ...(acted.reviewed && { reviewCaseId: reviewCaseOf(kept.id) }),
    };
    const { text: _text, ...fields } = message;
    return await answerMessage(manager, kept.id, {
      outcome, flags: answer.flags, fields: fields as unknown as JsonObject, answer: answer as unknown as JsonObject, ...(message.kind !== null && { kind: message.kind }),
      ...(acted.patientId !== null && { patientId: acted.patientId }), ...(caseId !== undefined && { caseId }), ...(admission.id !== undefined && { admissionId: admission.id }),
    }) as unknown as IntakeAnswer;
  });
}
