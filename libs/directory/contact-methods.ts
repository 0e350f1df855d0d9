import { createHash, randomInt } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { firstRow, rows } from '#libs/records/transaction.js';
import { DirectoryRefusal, refuse, wrong } from './change.js';

/** A code is good for this long, and for so many wrong ones. */
const GOOD_FOR_MS = 15 * 60_000;
const WRONG_AT_MOST = 5;
const MOST_METHODS = 10;

const hashOf = (method: string, code: string): string => createHash('sha256').update(`${method} ${code}`).digest('hex');
const known = (id: string): string => (/^\d{1,18}$/.test(id) ? id : '0');

/** A way to reach somebody, last in their order; nothing but its code is sent there until that has come back. */
export async function addMethod(manager: EntityManager, person: string, { channel, address }: { channel: 'email' | 'sms'; address: string }): Promise<void> {
  const { count } = (await firstRow<{ count: number }>(manager, 'select count(*)::int as count from contact_methods where person_id = $1', [person]))!;
  if (count >= MOST_METHODS) refuse('enough-methods', `Nobody needs more than ${MOST_METHODS} ways to be reached.`);
  // One mailbox, however it is written: it would be called twice.
  if (await firstRow(manager, 'select 1 from contact_methods where person_id = $1 and channel = $2 and lower(address) = lower($3)', [person, channel, address])) refuse('method-there-already', 'They can be reached there already.');
  const made = (await firstRow<{ id: string }>(manager, `
    insert into contact_methods (person_id, channel, position, address) values ($1, $2, (select coalesce(max(position), 0) + 1 from contact_methods where person_id = $1), $3) returning id`, [person, channel, address]))!;
  await newCode(manager, made.id);
}

/** Another code, in the place of the last. */
export async function sendCodeAgain(manager: EntityManager, person: string, method: string): Promise<void> {
  if ((await methodOf(manager, person, method)).verified_at !== null) refuse('verified-already', 'This method is verified.');
  await newCode(manager, method);
}

async function newCode(manager: EntityManager, method: string): Promise<void> {
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  await rows(manager, `
    insert into contact_codes (method_id, code, code_hash, expires_at, next_try_at) values ($1, $2, $3, $4, now())
    on conflict (method_id) do update set code = excluded.code, code_hash = excluded.code_hash, expires_at = excluded.expires_at, next_try_at = excluded.next_try_at, sent_at = null, wrong = 0, tries = 0`,
  [method, code, hashOf(method, code), new Date(Date.now() + GOOD_FOR_MS)]);
}

/** The code came back: from now on they are called there. @throws WrongCode, which is to be counted */
export async function verifyMethod(manager: EntityManager, person: string, method: string, code: string): Promise<void> {
  const { verified_at: verified } = await methodOf(manager, person, method);
  if (verified !== null) refuse('verified-already', 'This method is verified.');
  const sent = await firstRow<{ code_hash: string; expires_at: Date; wrong: number }>(manager, 'select code_hash, expires_at, wrong from contact_codes where method_id = $1 for update', [known(method)]);
  if (!sent || sent.expires_at.getTime() <= Date.now()) refuse('code-expired', 'This code is too old: ask for another.');
  if (sent.wrong >= WRONG_AT_MOST) refuse('code-used-up', 'Too many wrong codes: ask for another.');
  if (hashOf(known(method), code) !== sent.code_hash) throw new WrongCode(known(method));
  await rows(manager, 'update contact_methods set verified_at = now() where id = $1', [method]);
  await rows(manager, 'delete from contact_codes where method_id = $1', [method]);
}

/** Counted where it is caught: the change itself is given up with all that it did. */
export class WrongCode extends DirectoryRefusal {
  constructor(readonly method: string) { super(422, 'wrong-code', 'is not the code that was sent', '/code'); }
}
export async function countWrongCode(manager: EntityManager, { method }: WrongCode): Promise<void> {
  await rows(manager, 'update contact_codes set wrong = wrong + 1 where method_id = $1', [method]);
}

/** The order in which somebody wants to be reached: all of their methods, each once. */
export async function orderMethods(manager: EntityManager, person: string, methods: readonly string[]): Promise<void> {
  const own = (await rows<{ id: string }>(manager, 'select id from contact_methods where person_id = $1', [person])).map(({ id }) => id);
  if (own.length !== methods.length || new Set(methods).size !== methods.length || !methods.every((id) => own.includes(id))) wrong('/methods', 'not-their-methods', 'must be all of their methods, each once');
  // Behind all places of before, since no two may have the same place at any time; the audit tells each move once.
  await rows(manager, 'update contact_methods set position = place + (select max(position) from contact_methods where person_id = $1) from unnest($2::bigint[]) with ordinality as wanted (id, place) where contact_methods.id = wanted.id and person_id = $1', [person, methods]);
}

export async function removeMethod(manager: EntityManager, person: string, method: string): Promise<void> {
  await methodOf(manager, person, method);
  await rows(manager, 'delete from contact_methods where id = $1', [method]);
}

async function methodOf(manager: EntityManager, person: string, method: string): Promise<{ verified_at: Date | null }> {
  const found = await firstRow<{ verified_at: Date | null }>(manager, 'select verified_at from contact_methods where id = $1 and person_id = $2', [known(method), person]);
  if (!found) wrong('/method', 'unknown-method', 'is no contact method of theirs');
  return found;
}

export interface CodeToSend { methodId: string; code: string; channel: string; address: string; name: string; tries: number; expiresAt: Date }

/** Codes that wait to be sent on a channel, for `leaseMs`: who dies with them leaves them to the next. What is too old is forgotten. */
export async function takeCodes(manager: EntityManager, { channel, limit, leaseMs }: { channel: string; limit: number; leaseMs: number }): Promise<CodeToSend[]> {
  await rows(manager, 'update contact_codes set code = null, next_try_at = null where code is not null and expires_at <= now()');
  return rows(manager, `
    with due as (
      select method_id from contact_codes join contact_methods on contact_methods.id = method_id where code is not null and next_try_at <= now() and channel = $1 order by next_try_at limit $2 for update of contact_codes skip locked
    ), taken as (
      update contact_codes set tries = tries + 1, next_try_at = now() + make_interval(secs => $3::float8 / 1000) from due where due.method_id = contact_codes.method_id returning contact_codes.*
    )
    select taken.method_id as "methodId", taken.code, channel, address, people.name, taken.tries, taken.expires_at as "expiresAt"
    from taken join contact_methods on contact_methods.id = taken.method_id join people on people.id = contact_methods.person_id`, [channel, limit, leaseMs]);
}

/** The code is on its way, and is in nobody's table any more. Another that was asked for meanwhile stays. */
export async function codeSent(manager: EntityManager, { methodId, code }: CodeToSend): Promise<void> {
  await rows(manager, 'update contact_codes set code = null, sent_at = now(), next_try_at = null where method_id = $1 and code = $2', [methodId, code]);
}
export async function codeNotSent(manager: EntityManager, { methodId, code }: CodeToSend, nextTryAt: Date | null): Promise<void> {
  await rows(manager, 'update contact_codes set next_try_at = $3, code = case when $3::timestamptz is null then null else code end where method_id = $1 and code = $2', [methodId, code, nextTryAt]);
}
