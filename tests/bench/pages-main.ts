import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { openRecord } from '#libs/records/database.js';
import { beginSession } from '#libs/records/sessions.js';
import { onServer } from '#apps/local/databases.js';
import type { FreshDatabase } from '#tests/support/stack/fresh-database.js';
import { stack, stackEnded } from '#tests/support/stack/stack.js';
import { ApiProcess } from './crowd/api-process.js';
import { OVERLOADED } from './crowd/fill.js';
import { grown, peopled } from './crowd/record.js';
import { everyOpened, type Known, type Opened } from './pages.js';
import { processorMsOf } from './processors.js';
import { percentile } from './statistics.js';
import { toTheEnd } from './to-the-end.js';

/**
 * `npm run bench:pages`: the server's time of every page, with 10,000 open cases and 100,000 open tasks in a real record, beside a control in the same run: one index scan of 50 whole rows of that record, by turns with the pages.
 * `--keep` leaves the record where it is and says its name; `--record NAME` measures that one again, while the servers stand (HANDRAIL_TEST_LINGER). Never a test: ratios are to be read. It ends with 0 when the record holds what was asked for and every page answered.
 */
const { values: given } = parseArgs({ options: { cases: { type: 'string', default: '10000' }, tasks: { type: 'string', default: '100000' }, turns: { type: 'string', default: '60' }, only: { type: 'string', default: '' }, keep: { type: 'boolean', default: false }, record: { type: 'string', default: '' } } });
const [cases, openTasks, turns] = [given.cases, given.tasks, given.turns].map(Number) as [number, number, number];
if (![cases, openTasks, turns].every((number) => Number.isInteger(number) && number > 0)) throw new Error('--cases, --tasks and --turns are numbers of at least 1');

const ISSUER = 'http://issuer.example';
/** Turns of each page before it is measured. */
const WARM = 15;
const sessions = { idleMs: 36_000_000, longestMs: 36_000_000 };
const tell = (line: string): void => console.error(line);

let database: FreshDatabase | undefined;
let api: ApiProcess | undefined;
let control: pg.Client | undefined;

async function filled(of: FreshDatabase): Promise<void> {
  await peopled(of, ISSUER);
  const made = await grown(of, { cases, openTasks }, tell);
  tell(`${made.cases} cases, ${made.openTasks} open tasks of which ${made.climbing} climb, ${made.events} events`);
}

/** Ids of what pages are opened for, spread over the record. */
async function known(client: pg.Client): Promise<Known> {
  const ids = async (sql: string): Promise<string[]> => (await client.query<{ id: string }>(sql)).rows.map(({ id }) => id);
  return {
    tasks: await ids(`select id from tasks where status = 'open' and owner_person = '${OVERLOADED}' order by md5(id) limit 200`), cases: await ids(`select id from cases where coordinator = '${OVERLOADED}' order by md5(id) limit 200`),
    escalations: await ids(`select id from escalations where status <> 'ended' order by md5(id) limit 200`),
  };
}

/** Fifty whole rows in the order of an index: the least that any list costs. */
async function controlTurn(client: pg.Client): Promise<number> {
  const began = performance.now();
  const { rowCount } = await client.query(`select id, case_id, organisation_id, pathway, rehearsal, due_at, document from tasks where organisation_id = $1 and rehearsal = false and status = 'open' order by due_at, id limit 50`, ['riverside']);
  if (rowCount !== 50) throw new Error('the control read something else');
  return performance.now() - began;
}

/** `processor`: of the API and of its connections to PostgreSQL together, ms a page. What a busy machine adds by letting them wait is not in it. */
interface Measured { of: Opened; ours: number[]; bare: number[]; bytes: number; processor: number }

const spentBy = new Map<number, number>();
async function processorMs(): Promise<number> {
  const { rows: backends } = await control!.query<{ pid: number }>(`select pid from pg_stat_activity where application_name in ('handrail-api', 'handrail-reports') and datname = current_database()`);
  // A connection that is not needed is closed: what it used until then stays.
  for (const { pid } of backends) spentBy.set(pid, Math.max(processorMsOf(pid), spentBy.get(pid) ?? 0));
  return api!.processorMs() + [...spentBy.values()].reduce((sum, ms) => sum + ms, 0);
}

async function measure(of: Opened, session: (who: string) => Promise<string>): Promise<Measured> {
  const measured: Measured = { of, ours: [], bare: [], bytes: 0, processor: 0 };
  let spent = 0;
  for (let turn = -WARM; turn < turns; turn += 1) {
    if (turn === 0) spent = await processorMs();
    const bare = await controlTurn(control!);
    const path = of.path(turn + WARM);
    const answer = await api!.get(path, await session(of.who(turn + WARM)));
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${answer.text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').slice(0, 400)}`);
    if (turn < 0) continue;
    measured.ours.push(answer.ms);
    measured.bare.push(bare);
    measured.bytes = Math.max(measured.bytes, answer.bytes);
  }
  measured.processor = (await processorMs() - spent) / turns;
  const [p50, p95] = [percentile(measured.ours, 0.5), percentile(measured.ours, 0.95)];
  tell(`${of.name}: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, processor ${measured.processor.toFixed(1)} ms${of.within !== null && p95 > of.within ? `  (more than ${of.within})` : ''}`);
  return measured;
}

function report(all: readonly Measured[]): string {
  const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`;
  const bare = all.flatMap((each) => each.bare);
  const [bare50, bare95] = [percentile(bare, 0.5), percentile(bare, 0.95)];
  return [
    `control, one index scan of 50 whole rows: p50 ${bare50.toFixed(2)} ms, p95 ${bare95.toFixed(2)} ms`, '',
    row('page', 'p50, ms', 'p95, ms', 'promised', 'processor, ms a page', 'p50 : control', 'p95 : control', 'kB'), '|---|---|---|---|---|---|---|---|',
    ...all.map(({ of, ours, bytes, processor }) => {
      const [p50, p95] = [percentile(ours, 0.5), percentile(ours, 0.95)];
      return row(of.name, p50.toFixed(1), p95.toFixed(1), of.within === null ? '' : `${of.within}${p95 > of.within ? ' **not kept**' : ''}`, processor.toFixed(1), (p50 / bare50).toFixed(1), (p95 / bare95).toFixed(1), (bytes / 1_024).toFixed(0));
    }),
  ].join('\n');
}

async function run(): Promise<string> {
  const began = Date.now();
  const servers = await stack();
  const applicationUrl = given.record ? onServer(servers.applicationUrl, { database: given.record }) : (database = await servers.freshDatabase('bench_pages')).applicationUrl;
  if (database) await filled(database);
  tell(`filled in ${Math.round((Date.now() - began) / 1_000)} s`);
  control = new pg.Client(applicationUrl);
  await control.connect();
  const counted = (await control.query<{ cases: number; tasks: number; climbs: number; calls: number; events: number }>(`
    select (select count(*)::int from cases where status = 'open') as cases, (select count(*)::int from tasks where status = 'open') as tasks, (select count(*)::int from escalations where status <> 'ended') as climbs, (select count(*)::int from calls) as calls,
      (select count(*)::int from events) as events`)).rows[0]!;
  if (counted.cases < cases * 0.99 || counted.tasks < openTasks * 0.97) throw new Error(`the record holds ${counted.cases} open cases and ${counted.tasks} open tasks`);
  api = await ApiProcess.start({ databaseUrl: applicationUrl, temporalAddress: servers.temporalAddress, issuer: ISSUER });
  const record = await openRecord(applicationUrl, { poolSize: 1, applicationName: 'bench sessions' });
  const signedIn = new Map<string, Promise<string>>();
  const session = (who: string): Promise<string> => {
    const found = signedIn.get(who) ?? beginSession(record.manager, { issuer: ISSUER, subject: who === OVERLOADED ? 'coordinator' : who }, new Date(), sessions);
    signedIn.set(who, found);
    return found;
  };
  const all: Measured[] = [];
  for (const of of everyOpened(await known(control), Date.now())) if (of.name.includes(given.only)) all.push(await measure(of, session));
  await record.destroy();
  return `${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(1)} at the end; ${counted.cases} open cases, ${counted.tasks} open tasks, ${counted.climbs} climbs, ${counted.calls} calls, ${counted.events} events; ${turns} of each page by turns with the control, ${Math.round((Date.now() - began) / 1_000)} s in all\n\n${report(all)}`;
}

async function clearUp(): Promise<void> {
  await api?.stop();
  await control?.end();
  if (given.keep && database) tell(`kept: --record ${database.name}`);
  else await database?.drop();
  if (!given.keep && !given.record) await stackEnded();
}

await toTheEnd(async () => { console.log(await run()); }, clearUp);
