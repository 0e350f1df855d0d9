import type { EntityManager } from 'typeorm';
import { rows } from '#libs/records/transaction.js';
import type { Finding, Looked } from '../alarms/finding.js';
import { judged, type Patience } from './patience.js';

const time = (at: number): string => new Date(at).toISOString();

/** Kinds of worker that must be heard of. A worker that ends in order takes its heartbeat with it: of what is not there the silence counts from when we began to watch. */
export async function lookForWorkers(manager: EntityManager, kinds: readonly string[], now: number, watchingSince: number, { workerMs }: Patience): Promise<Looked> {
  const beats = await rows<{ kind: string; at: Date }>(manager, 'select kind, max(at) as at from heartbeats group by kind');
  const silent = (kind: string, since: number): Finding => ({ kind: 'worker-silent', subject: kind, since, says: `No ${kind} worker has been heard of.` });
  const heard = kinds.flatMap((kind) => beats.filter((beat) => beat.kind === kind).map(({ at }) => silent(kind, at.getTime())));
  const never = kinds.filter((kind) => !beats.some((beat) => beat.kind === kind)).map((kind) => silent(kind, watchingSince));
  const { findings, early } = judged(heard, now, watchingSince, workerMs);
  return now - watchingSince >= workerMs ? { kinds: ['worker-silent'], findings: [...findings, ...never] } : { kinds: ['worker-silent'], findings, early: [...early, ...never] };
}

/** Beyond this a command that nobody recorded proves nothing any more: whoever sent it has given up. */
const STALE_COMMAND = '1 hour';

/**
 * Does what cases do still reach the record? PostgreSQL alone shows it where a command was sent and the record stands still since: nothing that was sent after it was recorded either. A single
 * command that its caller gave up (sent into an outage, never repeated) proves nothing once another one is recorded. Rungs that are not recorded are found as missing calls.
 */
export async function lookForLag(manager: EntityManager, now: number, watchingSince: number, { recordMs }: Patience): Promise<Looked> {
  const [found] = await rows<{ sent: number; since: Date | null }>(manager, `
    select count(*)::int as sent, min(sent.created_at) as since from commands as sent left join cases on cases.id = sent.case_id
    where sent.status = 'sent' and sent.type <> 'advance' and cases.rehearsal is not true and sent.created_at > clock_timestamp() - interval '${STALE_COMMAND}'
      and not exists (select 1 from commands as done where done.status = 'done' and done.done_at > sent.created_at and done.created_at > clock_timestamp() - 2 * interval '${STALE_COMMAND}' and coalesce(done.http_status, 200) < 300)`);
  const since = found?.since?.getTime();
  const behind: Finding[] = since === undefined ? [] : [{ kind: 'record-behind', subject: '', since, says: `The record stands still: ${found!.sent} command(s) were sent and none is recorded since.` }];
  return { kinds: ['record-behind'], ...judged(behind, now, watchingSince, recordMs) };
}

/** Cases whose record takes or shows no more events: what it says of them is old. */
export async function lookForHalts(manager: EntityManager, now: number, watchingSince: number, { recordMs }: Patience): Promise<Looked> {
  const halts = await rows<{ case_id: string; at: Date; kind: string; sequence: number }>(manager, 'select case_id, at, kind, sequence from record_halts order by at limit 1000');
  return {
    kinds: ['record-halted'],
    ...judged(halts.map(({ case_id: id, at, kind, sequence }): Finding => ({ kind: 'record-halted', subject: id, since: at.getTime(), says: `Case ${id}: its record stopped at event ${sequence} (${kind}).` })), now, watchingSince, recordMs),
  };
}

/** Calls are recorded, and the notices of them do not go out. One that the mail server puts off again and again counts too: nobody was told. */
export async function lookForNotices(manager: EntityManager, now: number, watchingSince: number, { noticeMs }: Patience): Promise<Looked> {
  const [found] = await rows<{ waiting: number; since: Date | null }>(manager, `
    select count(*)::int as waiting, min(created_at) as since from notices where status = 'queued' and created_at < clock_timestamp() - make_interval(secs => $1 / 1000.0)`, [noticeMs]);
  const since = found?.since?.getTime();
  const waiting: Finding[] = since === undefined ? [] : [{ kind: 'notices-waiting', subject: '', since, says: `${found!.waiting} notice(s) of calls wait to be sent, the oldest since ${time(since)}.` }];
  return { kinds: ['notices-waiting'], ...judged(waiting, now, watchingSince, noticeMs) };
}
