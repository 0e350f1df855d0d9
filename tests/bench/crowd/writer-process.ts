import type { CaseEvent } from '#libs/contracts/events.js';
import { openRecord } from '#libs/records/database.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { rows } from '#libs/records/transaction.js';

/** What it is told in its environment. */
export interface WriterSurroundings { databaseUrl: string; perSecond: number }
/** What it says when it was told to end. */
export interface Wrote { written: number; failed: number; seconds: number }

// Writes into open cases at an even pace, as the recorder does, in a process of its own: attempts at their tasks. It says `ready`, and at SIGTERM what it has written.
const { databaseUrl, perSecond } = JSON.parse(process.env['WRITER'] ?? '{}') as WriterSurroundings;
const record = await openRecord(databaseUrl, { poolSize: 6, applicationName: 'bench writer' });
const cases = await rows<{ id: string; version: number; task: string; step: string }>(record.manager, `
  select cases.id, version, open.id as task, open.step from cases cross join lateral (select id, step from tasks where tasks.case_id = cases.id and status = 'open' limit 1) as open where cases.status = 'open' order by md5(cases.id) limit 5000`);
const wrote: Wrote = { written: 0, failed: 0, seconds: 0 };
let next = 0;
const underWay = new Set<Promise<void>>();
function one(): void {
  // A case at a time: the next in turn is not under way any more by the time that it comes again.
  const of = cases[next++ % cases.length]!;
  const at = new Date().toISOString();
  const event: CaseEvent = { sequence: of.version + 1, at, kind: 'task-attempted', actor: { system: 'bench' }, data: { taskId: of.task, step: of.step, at, tried: 'rang', why: 'no reply' } };
  const writing: Promise<void> = writeTail(record.manager, of.id, [event]).then(() => { of.version += 1; wrote.written += 1; }, () => { wrote.failed += 1; }).finally(() => { underWay.delete(writing); });
  underWay.add(writing);
}
const began = Date.now();
let begun = 0;
const pace = setInterval(() => { for (; begun < (Date.now() - began) / 1_000 * perSecond; begun += 1) one(); }, 20);
process.once('disconnect', () => process.exit(1));
process.once('SIGTERM', () => {
  clearInterval(pace);
  void Promise.all(underWay).then(async () => {
    await record.destroy();
    process.send?.({ ...wrote, seconds: (Date.now() - began) / 1_000 }, () => process.disconnect());
  });
});
process.send?.('ready');
