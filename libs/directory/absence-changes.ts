import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { firstRow, rows } from '#libs/records/transaction.js';
import { activeIn, refuse, stillToCome, wrong } from './change.js';
import type { Cover } from './facts.js';
import { closesCircle, coveredAlready } from './standing-in.js';

/** Leave, and who covers. Each is called inside a change (change.ts). */

export async function takeLeave(manager: EntityManager, person: string, { from, until }: { from: string; until: string }): Promise<string> {
  stillToCome(until);
  const other = await firstRow(manager, 'select 1 from leaves where person_id = $1 and withdrawn_at is null and starts_at < $3 and ends_at > $2', [person, from, until]);
  if (other) refuse('on-leave-already', 'They are on leave for some of that time already.');
  const id = randomUUID();
  await rows(manager, 'insert into leaves (id, person_id, starts_at, ends_at) values ($1, $2, $3, $4)', [id, person, from, until]);
  return id;
}

export async function withdrawLeave(manager: EntityManager, person: string, leave: string): Promise<void> {
  const found = await firstRow<{ withdrawn_at: Date | null }>(manager, 'select withdrawn_at from leaves where id = $1 and person_id = $2', [leave, person]);
  if (!found) wrong('/leave', 'unknown-leave', 'is no leave of theirs');
  if (found.withdrawn_at !== null) refuse('already-withdrawn', 'This leave was withdrawn.');
  await rows(manager, 'update leaves set withdrawn_at = now() where id = $1', [leave]);
}

export interface NewCover { person: string; by: string; roles?: readonly string[] | undefined; from: string; until: string }

/** Asks somebody to cover. It counts when they accept; a circle is refused already now. Who covers belongs to the same organisation: else they would be called about cases that they cannot see. */
export async function offerCover(manager: EntityManager, organisation: string, offeredBy: string, { person, by, roles = [], from, until }: NewCover): Promise<string> {
  stillToCome(until);
  await activeIn(manager, organisation, by, '/by');
  if (person === by) wrong('/by', 'covers-themselves', 'cannot cover for themselves');
  await fits(manager, { person, by, roles, from: Date.parse(from), until: Date.parse(until) });
  const id = randomUUID();
  await rows(manager, `insert into covers (id, person_id, by_id, roles, starts_at, ends_at, status, offered_by) values ($1, $2, $3, $4, $5, $6, 'offered', $7)`, [id, person, by, roles, from, until, offeredBy]);
  return id;
}

/** The one who was asked says yes or no. What became a circle meanwhile is refused now. */
export async function answerCover(manager: EntityManager, id: string, status: 'accepted' | 'declined'): Promise<void> {
  const found = await coverRow(manager, id);
  if (found.status !== 'offered') refuse('not-offered', `This cover was ${found.status}.`);
  if (status === 'accepted') {
    if (found.until! <= Date.now()) refuse('in-the-past', 'The time to cover has passed already.');
    await fits(manager, found);
  }
  await rows(manager, 'update covers set status = $2, decided_at = now() where id = $1', [id, status]);
}

export async function withdrawCover(manager: EntityManager, id: string): Promise<void> {
  const found = await coverRow(manager, id);
  if (found.status !== 'offered' && found.status !== 'accepted') refuse('not-offered', `This cover was ${found.status}.`);
  await rows(manager, `update covers set status = 'withdrawn', decided_at = now() where id = $1`, [id]);
}

/** Who accepted to cover does not any more: nobody answers in their place from now on, and whoever they covered for is called again. */
export async function stepDown(manager: EntityManager, id: string): Promise<void> {
  const found = await coverRow(manager, id);
  if (found.status !== 'accepted') refuse('not-accepted', found.status === 'offered' ? 'This cover was not accepted: decline it.' : `This cover was ${found.status.replace('-', ' ')} already.`);
  if (found.until! <= Date.now()) refuse('in-the-past', 'The time to cover has passed already.');
  await rows(manager, `update covers set status = 'stepped-down', decided_at = now() where id = $1`, [id]);
}

async function coverRow(manager: EntityManager, id: string): Promise<Cover & { status: string }> {
  const [found] = await covers(manager, 'id = $1', [id]);
  if (!found) throw new Error('a cover that was found before is there');
  return found;
}

/** No circle, and nobody else who covers the same at the same time. @throws DirectoryRefusal */
async function fits(manager: EntityManager, wanted: Omit<Cover, 'id'>): Promise<void> {
  const standing = await covers(manager, `status = 'accepted' and ends_at > now()`, []);
  if (closesCircle(standing, wanted)) refuse('cover-in-a-circle', 'Cover would go round in a circle, and nobody would answer.');
  if (coveredAlready(standing, wanted)) refuse('covered-already', 'Somebody covers for them in such a role at that time: withdraw that first.');
}

function covers(manager: EntityManager, where: string, parameters: unknown[]): Promise<(Cover & { status: string })[]> {
  return rows(manager, `select id, person_id as person, by_id as by, roles, round(extract(epoch from starts_at) * 1000)::float8 as from, round(extract(epoch from ends_at) * 1000)::float8 as until, status from covers where ${where}`, parameters);
}
