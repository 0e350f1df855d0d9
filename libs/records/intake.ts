import { createHash, randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { JsonObject } from '#libs/contracts/events.js';
import { Admission } from './entities/admission.js';
import { Message } from './entities/message.js';
import { searchable } from './projection/rows.js';
import { firstRow, inTransaction, rows } from './transaction.js';

/** A message as it arrived. MSH-3, MSH-4 and MSH-10 are empty where they cannot be read. */
export interface ArrivedMessage { organisation: string; receivedBy: string; sendingApplication: string; sendingFacility: string; controlId: string; raw: Buffer; receivedAt: Date; format?: 'hl7v2' | 'fhir' }
/** `resent`: the same message came before; `answer` is what was said then, null when its receiver died before it could answer. */
export interface KeptMessage { messageId: string; sha256: string; answer: JsonObject | null; resent: boolean; controlIdReused: boolean; receivedAt: Date }

/** Keeps a message byte for byte, once: a resend is the same sender, control id and bytes. Two at once wait for each other. */
export function keepMessage(manager: EntityManager, arrived: ArrivedMessage): Promise<KeptMessage> {
  const { organisation, receivedBy, raw, receivedAt, format = 'hl7v2' } = arrived;
  const sha256 = createHash('sha256').update(raw).digest();
  const sender = [arrived.sendingApplication, arrived.sendingFacility, arrived.controlId].map((field) => field.replaceAll('\u0000', '\uFFFD'));
  return inTransaction(manager, async (within) => {
    const id = randomUUID();
    const made = await firstRow(within, `
      insert into messages (id, organisation_id, received_by, received_at, sending_application, sending_facility, control_id, raw, sha256, format) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      on conflict do nothing returning id`, [id, organisation, receivedBy, receivedAt, ...sender, raw, sha256, format]);
    interface Row { id: string; answer: JsonObject | null; received_at: Date; reused: boolean }
    // The earliest of an id is the message that the id belongs to.
    const found = await firstRow<Row>(within, `
      select kept.id, kept.answer, kept.received_at, $4::text <> '' and exists (
        select 1 from messages as others where others.organisation_id = $1 and others.sending_application = $2 and others.sending_facility = $3 and others.control_id = $4 and others.sha256 <> $5
          and (others.received_at, others.id) < (kept.received_at, kept.id)) as reused
      from messages as kept where kept.organisation_id = $1 and kept.sending_application = $2 and kept.sending_facility = $3 and kept.control_id = $4 and kept.sha256 = $5`,
    [organisation, ...sender, sha256]);
    if (!found) throw new Error('a message that was kept is not there');
    return { messageId: found.id, sha256: sha256.toString('hex'), answer: found.answer, resent: made === null, controlIdReused: found.reused, receivedAt: found.received_at };
  });
}

export interface MessageAnswer { outcome: string; flags: string[]; fields?: JsonObject; answer: JsonObject; kind?: string; caseId?: string; admissionId?: string; patientId?: string; /** By which names a referral may be spoken of again. */ referral?: string[] }

/** Keeps what was answered. The first answer stays. @returns the answer that every resend will get */
export async function answerMessage(manager: EntityManager, messageId: string, given: MessageAnswer): Promise<JsonObject> {
  const { outcome, flags, fields, answer, kind, caseId, admissionId, patientId, referral = [] } = given;
  await rows(manager, `
    update messages set outcome = $2, flags = $3, fields = $4::jsonb, answer = $5::jsonb, kind = $6, case_id = $7, admission_id = $8, patient_id = $9, referral = $10, answered_at = now() where id = $1 and answer is null`,
  [messageId, outcome, flags, fields ? storableJson(fields) : null, storableJson(answer), kind ?? null, caseId ?? null, admissionId ?? null, patientId ?? null, referral]);
  return (await messageOf(manager, messageId))?.answer ?? answer;
}

/** JSON that jsonb can hold: what a message claimed to be text may hold anything. */
function storableJson(value: JsonObject): string {
  return JSON.stringify(value, (_key, each: unknown) => (typeof each === 'string' ? each.replaceAll('\u0000', '\uFFFD').replace(/\p{Surrogate}/gu, '\uFFFD') : each));
}

/** The case that a referral of this name was given, by the first message that spoke of it; null: it is not known. */
export async function caseOfReferral(manager: EntityManager, organisation: string, names: readonly string[]): Promise<string | null> {
  if (names.length === 0) return null;
  const found = await firstRow<{ case_id: string }>(manager, `
    select case_id from messages where organisation_id = $1 and format = 'fhir' and referral && $2::text[] and case_id is not null order by received_at, id limit 1`, [organisation, names]);
  return found?.case_id ?? null;
}

export function messageOf(manager: EntityManager, messageId: string): Promise<Message | null> {
  return manager.findOneBy(Message, { id: messageId });
}

/** Messages that were kept before an instant and never answered, oldest first: their receiver died. */
export function unansweredMessages(manager: EntityManager, before: Date, limit: number): Promise<Message[]> {
  return manager.createQueryBuilder(Message, 'message').where('message.answer is null and message.receivedAt < :before', { before }).orderBy('message.receivedAt').limit(limit).getMany();
}

/** The flag of an admission whose number is known with another date of birth: not the person of that number, until somebody has looked. */
export const DATE_OF_BIRTH_DIFFERS = 'date-of-birth-differs';

export interface AdmissionSearch { organisation: string; visitNumber?: string; nhsNumber?: string; dateOfBirth?: string; identifiers?: { system: string; value: string }[] }

/**
 * The admission that a message is about: that of its visit number, else the newest of the person's; one that has not ended before one that has.
 * A number with another date of birth than `dateOfBirth` is not the person; without one, an admission that is in doubt comes last.
 */
export async function findAdmission(manager: EntityManager, { organisation, visitNumber, nhsNumber, dateOfBirth, identifiers = [] }: AdmissionSearch): Promise<Admission | null> {
  const born = { dateOfBirth: dateOfBirth ?? null };
  const query = () => manager.createQueryBuilder(Admission, 'admission').where('admission.organisationId = :organisation', { organisation })
    .orderBy(`('${DATE_OF_BIRTH_DIFFERS}' = any(admission.flags))`, 'ASC').addOrderBy(`(admission.status = 'in-hospital')`, 'DESC').addOrderBy('admission.createdAt', 'DESC').addOrderBy('admission.id', 'DESC');
  const numbered = () => query().andWhere('(admission.dateOfBirth <> :dateOfBirth::text) is not true', born);
  if (visitNumber) {
    // Hospitals use visit numbers again: another person's is not it.
    const visit = await query().andWhere('admission.visitNumber = :visitNumber', { visitNumber })
      .andWhere('(admission.nhsNumber is null or :nhsNumber::text is null or admission.nhsNumber = :nhsNumber)', { nhsNumber: nhsNumber ?? null })
      .andWhere('(admission.nhsNumber = :nhsNumber and admission.dateOfBirth <> :dateOfBirth::text) is not true', born).getOne();
    if (visit) return visit;
  }
  if (nhsNumber) {
    const known = await numbered().andWhere('admission.nhsNumber = :nhsNumber', { nhsNumber }).getOne();
    if (known) return known;
  }
  for (const identifier of identifiers) {
    const known = await numbered().andWhere('admission.identifiers @> :identifier::jsonb', { identifier: JSON.stringify([identifier]) }).getOne();
    if (known) return known;
  }
  return null;
}

/** What is known of a person's numbers, whatever their date of birth: an admission that is not in doubt itself, one with that date of birth before any other. */
export async function knownAdmission(manager: EntityManager, { organisation, nhsNumber, dateOfBirth, identifiers = [] }: Omit<AdmissionSearch, 'visitNumber'>): Promise<Admission | null> {
  const query = () => manager.createQueryBuilder(Admission, 'admission').where('admission.organisationId = :organisation', { organisation })
    .andWhere(`admission.dateOfBirth is not null and not '${DATE_OF_BIRTH_DIFFERS}' = any(admission.flags)`).setParameter('dateOfBirth', dateOfBirth ?? null)
    .orderBy('(admission.dateOfBirth is distinct from :dateOfBirth::text)', 'ASC').addOrderBy('admission.createdAt', 'DESC').addOrderBy('admission.id', 'DESC');
  const known = nhsNumber === undefined ? null : await query().andWhere('admission.nhsNumber = :nhsNumber', { nhsNumber }).getOne();
  if (known) return known;
  for (const identifier of identifiers) {
    // The hospital's number of somebody with another NHS number is no word about this person.
    const local = await query().andWhere('admission.identifiers @> :identifier::jsonb', { identifier: JSON.stringify([identifier]) })
      .andWhere('(admission.nhsNumber is null or :nhsNumber::text is null)', { nhsNumber: nhsNumber ?? null }).getOne();
    if (local) return local;
  }
  return null;
}

/** What a message tells of an admission; what is left out stays as it was. Without an id it is a new one. */
export type AdmissionChange = Partial<Omit<Admission, 'search' | 'createdAt' | 'updatedAt'>> & Pick<Admission, 'organisationId'>;

export async function saveAdmission(manager: EntityManager, change: AdmissionChange): Promise<{ id: string; created: boolean }> {
  return inTransaction(manager, async (within) => {
    const before = change.id === undefined ? null : await within.findOne(Admission, { where: { id: change.id }, lock: { mode: 'pessimistic_write' } });
    const after = before ?? within.create(Admission, { id: change.id ?? randomUUID(), status: 'in-hospital', identifiers: [], flags: [] });
    const told = Object.fromEntries(Object.entries(change).filter(([key, value]) => key !== 'id' && value !== undefined));
    Object.assign(after, told, { updatedAt: new Date() });
    after.search = searchable(`${after.name ?? ''} ${after.ward ?? ''}`);
    await within.save(Admission, after);
    return { id: after.id, created: before === null };
  });
}
