import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Connection } from '@temporalio/client';
import type { Client as Database } from 'pg';
import { checkoutFolder } from '#apps/local/data-folder.js';
import type { LocalMail } from '#apps/local/mail.js';
import { withClient } from '#apps/local/postgres.js';
import type { CaseEvent } from '#libs/contracts/events.js';
import type { CaseView } from '#libs/contracts/views.js';
import type { Policy } from '#libs/policies/policy.js';
import { chainFrom } from '#tests/support/temporal/histories.js';
import type { Sender } from '../generator/sender.js';
import type { FaultStack } from '../nemesis/stack.js';
import { failingReplays } from './replays.js';
import type { AlarmSeen, CaseEvidence, Evidence, MailSeen, NoticeSeen } from './evidence.js';

type Asking = Pick<Evidence, 'log' | 'reads' | 'injuries' | 'watchdog' | 'frozenAt'>;

/** Reads everything once the run is over and nothing hurts: the record, the API, Temporal's histories, the mailbox. @param settledAt what was due by then must have happened */
export async function gather(stack: FaultStack, sender: Sender, settledAt: number, asking: Asking, say: (line: string) => void): Promise<Evidence> {
  const connection = await Connection.connect({ address: stack.temporalAddress });
  try {
    return await withClient(stack.recordUrl, async (database) => {
      const events = await eventsOf(database);
      const policies = (await sender.read('director', '/v1/policies'))['items'] as unknown as Policy[];
      const cases: CaseEvidence[] = [];
      for (const [id, own] of events) cases.push(await caseEvidence(stack, sender, connection, id, own));
      say(`${cases.length} cases are read; each is replayed`);
      const failing = await failingReplays(stack, connection, cases, say);
      return {
        ...asking, cases: cases.map((each) => ({ ...each, failedReplay: failing.get(each.id) ?? null })), settledAt, policies: new Map(policies.map((policy) => [`${policy.pathway} ${policy.version}`, policy])),
        listed: { tasks: await idsOf(sender, '/v1/tasks?status=open'), cases: [...await idsOf(sender, '/v1/cases?status=open')] },
        notices: await noticesOf(database), mails: mailsIn(stack.mailFolder), alarms: await alarmsOf(database), rebuilt: await rebuilt(stack, database),
        halted: await linesOf(database, `select case_id || ' ' || kind || ' ' || detail as line from record_halts`), refusals: await linesOf(database, `select case_id || ' ' || status || ' ' || code as line from refusals where case_id is not null`),
        ended: stack.product.lines.filter((line) => / stopped \(/.test(line)),
      };
    });
  } finally {
    await connection.close();
  }
}

/** Live cases about somebody: what the clients began. Cases that the product began by itself (governance) are as good. */
async function eventsOf(database: Database): Promise<Map<string, CaseEvent[]>> {
  const { rows } = await database.query<{ case_id: string; sequence: number; at: Date; kind: string; actor: object; command: string | null; data: object }>(
    'select events.* from events join cases on cases.id = events.case_id where not cases.rehearsal order by case_id, sequence');
  const found = new Map<string, CaseEvent[]>();
  for (const { case_id: id, sequence, at, kind, actor, command, data } of rows) {
    found.set(id, [...found.get(id) ?? [], { sequence, at: at.toISOString(), kind, actor, ...(command ? { command } : {}), data } as unknown as CaseEvent]);
  }
  return found;
}

async function caseEvidence({ namespace }: FaultStack, sender: Sender, connection: Connection, id: string, events: readonly CaseEvent[]): Promise<CaseEvidence> {
  const view = await sender.read('director', `/v1/cases/${id}`) as unknown as CaseView;
  const { items } = await sender.read('director', `/v1/cases/${id}/events`) as unknown as { items: unknown[] };
  const { workflowExecutionInfo: info } = await connection.workflowService.describeWorkflowExecution({ namespace, execution: { workflowId: id } });
  const accepted = new Map<string, number>();
  const firstRunId = info!.firstRunId!;
  for (const { history } of await chainFrom(connection, namespace, id, firstRunId)) {
    for (const { workflowExecutionUpdateAcceptedEventAttributes: update } of history.events ?? []) {
      if (update?.protocolInstanceId) accepted.set(update.protocolInstanceId, (accepted.get(update.protocolInstanceId) ?? 0) + 1);
    }
  }
  return { id, view, events, told: items.length, workflow: STATES[Number(info?.status)] ?? 'UNKNOWN', accepted, firstRunId, failedReplay: null };
}
const STATES = ['UNSPECIFIED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELED', 'TERMINATED', 'CONTINUED_AS_NEW', 'TIMED_OUT'];

/** Every id of a list, page by page, as its readers get it. */
async function idsOf(sender: Sender, path: string): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor = ''; ;) {
    const { items, next } = await sender.read('director', `${path}&limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`) as unknown as { items: { id: string }[]; next: string | null };
    ids.push(...items.map(({ id }) => id));
    if (next === null) return ids;
    cursor = next;
  }
}

async function noticesOf(database: Database): Promise<NoticeSeen[]> {
  const { rows } = await database.query<NoticeSeen>(
    'select case_id as "caseId", rung, task_id as "taskId", notices.person_id as person, kind, notices.channel, notices.status, sent_as as "sentAs", address, last_error as why, (extract(epoch from notices.created_at) * 1000)::float8 as "createdAt" from notices join cases on cases.id = notices.case_id left join contact_methods on contact_methods.id = method_id where not cases.rehearsal');
  return rows;
}
async function alarmsOf(database: Database): Promise<AlarmSeen[]> {
  const { rows } = await database.query<{ kind: string; subject: string; says: string; since: Date; raised_at: Date; over_at: Date | null }>('select kind, subject, says, since, raised_at, over_at from watchdog_alarms order by raised_at');
  return rows.map(({ since, raised_at: raisedAt, over_at: overAt, ...alarm }) => ({ ...alarm, since: since.getTime(), raisedAt: raisedAt.getTime(), overAt: overAt?.getTime() ?? null }));
}
/** Mails of notices: what the watchdog and the staff are told by mail tells of no call. */
function mailsIn(folder: string): MailSeen[] {
  return readdirSync(folder).filter((file) => file.endsWith('.json')).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as LocalMail)
    .filter(({ subject, messageId }) => !subject.startsWith('Handrail watchdog') && !messageId?.startsWith('<staff.')).map(({ to, messageId = '' }) => ({ to, messageId: /^<([^@]+)@/.exec(messageId)?.[1] ?? messageId }));
}

const linesOf = async (database: Database, statement: string): Promise<string[]> => (await database.query<{ line: string }>(statement)).rows.map(({ line }) => line);

const projections = { tasks: 'id', escalations: 'id', calls: 'case_id, sequence', cases: 'id' };
async function rowsOf(database: Database): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  for (const [table, key] of Object.entries(projections)) {
    const { rows } = await database.query<Record<string, unknown>>(`select * from ${table} order by ${key}`);
    // `changed` says that a case was written anew, which a rebuild does.
    for (const { changed: _, ...row } of rows) all.set(`${table} ${key.split(', ').map((column) => String(row[column])).join(' ')}`, JSON.stringify(row));
  }
  return all;
}
/** Runs `npm run rebuild` as an operator does, and says which rows came out otherwise. */
async function rebuilt(stack: FaultStack, database: Database): Promise<string[]> {
  const before = await rowsOf(database);
  const { DATABASE_OWNER_URL: _owner, ...env } = process.env;
  const faults = await promisify(execFile)(process.execPath, ['--enable-source-maps', join(checkoutFolder(), 'dist', 'apps', 'rebuild', 'main.js')], { env: { ...env, HANDRAIL_DATA: stack.product.folder, DATABASE_URL: stack.recordUrl, DATABASE_OWNER_URL: stack.recordUrl } })
    .then(() => [], (error: { stderr?: string }) => [`the rebuild failed: ${String(error.stderr).slice(0, 500)}`]);
  const after = await rowsOf(database);
  return [...faults, ...[...before.keys()].filter((row) => !after.has(row)).map((row) => `${row} stands, and no event makes it`), ...[...after].filter(([row, text]) => before.get(row) !== text).map(([row, text]) => `${row} was ${before.get(row) ?? 'not there'}, and the events make it ${text}`.slice(0, 600))];
}
