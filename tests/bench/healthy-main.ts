import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { withClient } from '#apps/local/postgres.js';
import type { LocalPerson } from '#apps/local/issuer.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { TaskView } from '#libs/contracts/views.js';
import { Client, inHours } from '#tests/support/http/client.js';
import { CaseOverHttp } from '#tests/support/http/case-over-http.js';
import { DischargeCase } from '#tests/support/http/discharge-case.js';
import { seeded } from '#tests/support/http/seeded.js';
import { Product } from '#tests/support/stack/product.js';
import { at } from './in-parallel.js';
import { serversOf } from './servers.js';
import { toTheEnd } from './to-the-end.js';

/**
 * `npm run bench:watchdog`: a whole product with a watchdog as patient as it is shipped, and people who work: cases are started, late and on time, tasks completed, tried, acknowledged, handed on, calls climb. It ends with 1 when the
 * watchdog raised an alarm, of which every one was false, or the product answered with a fault.
 */
const { values: given } = parseArgs({ options: { minutes: { type: 'string', default: '10' }, cases: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } } });
const [minutes, cases, seed] = [given.minutes, given.cases, given.seed].map(Number) as [number, number, number];
if (![minutes, cases, seed].every((number) => Number.isInteger(number) && number > 0)) throw new Error('--minutes, --cases and --seed are numbers of at least 1');

const random = seeded(seed);
const oneOf = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
const answers = new Map<string, number>();
const count = (what: string): void => { answers.set(what, (answers.get(what) ?? 0) + 1); };

/** Late at once, soon, or in good time. */
function begun(client: Client): Promise<CaseOverHttp> {
  if (random() < 0.6) return DischargeCase.start(client, { plannedDischargeAt: inHours(oneOf([-2, -1, 0.05, 3, 30])) }, { rehearsal: false });
  const hoursAgo = oneOf([1, 25, 71.95, 73]);
  const trigger = oneOf<JsonObject>([{ kind: 'head-injury' }, { kind: 'two-falls-in-a-week', earlierAt: inHours(-hoursAgo - 24) }]);
  return CaseOverHttp.of(client, 'rapid-falls-review', { trigger: { ...trigger, occurredAt: inHours(-hoursAgo), where: 'kitchen', note: 'slipped' } }, { rehearsal: false });
}

/** Something that people do with a case; what rules refuse is as good as what they allow. */
async function something(client: Client, of: CaseOverHttp): Promise<void> {
  const { body } = await client.get('hub', `/v1/cases/${of.id}`);
  const tasks = (body['tasks'] as unknown as TaskView[]).filter(({ status }) => status === 'open');
  if (tasks.length === 0) return;
  const task = oneOf(tasks);
  const who: LocalPerson = task.owner.role === 'clinical-lead' ? 'clinical-lead' : task.owner.role === 'hub' ? 'hub' : 'coordinator';
  const evidence = of instanceof DischargeCase ? of.evidence()[task.step] : undefined;
  const [name, path, said] = oneOf([
    ...(evidence ? Array.from({ length: 3 }, () => ['complete', `/v1/tasks/${task.id}/complete`, { evidence }] as const) : []),
    ['attempt', `/v1/tasks/${task.id}/attempt`, { at: inHours(0), tried: 'rang', why: 'no reply' }], ['acknowledge', `/v1/tasks/${task.id}/acknowledge`, { for: oneOf(['PT1M', 'PT20M']), note: 'on it' }],
    ['assign', `/v1/tasks/${task.id}/assign`, { to: oneOf(['riverside-coordinator', 'riverside-director']), reason: 'to share the work' }], ['trigger', `/v1/cases/${of.id}/triggers`, { kind: 'safety-flag', occurredAt: inHours(0), note: 'seen' }],
    ['note', `/v1/cases/${of.id}/notes`, { text: 'looked at' }],
  ] as const);
  const { status } = await client.post(who, path, said);
  count(status < 300 ? `${name}: done` : status < 500 ? `${name}: refused` : `${name}: fault ${status}`);
}

let product: Product | undefined;

async function run(): Promise<boolean> {
  product = await Product.start();
  const client = new Client(product);
  const servers = serversOf(product.folder);
  const asked = async <Row extends object>(sql: string): Promise<Row[]> => (await withClient(servers.databaseUrl('handrail'), (admin) => admin.query<Row>(sql))).rows;
  const began = Date.now();
  const [end, opened] = [began + minutes * 60_000, [] as CaseOverHttp[]];
  // All cases by two thirds of the time; beside each something is done.
  const everyMs = (end - began) * 2 / 3 / cases;
  for (let turn = 0; Date.now() < end; turn += 1) {
    if (opened.length < cases) opened.push(await begun(client));
    await something(client, oneOf(opened));
    await at(began + turn * everyMs);
  }
  const alarms = await asked<{ kind: string; subject: string; says: string; since: Date; over_at: Date | null }>('select kind, subject, says, since, over_at from watchdog_alarms order by since');
  const [made] = await asked<{ calls: number; accepted: number; events: number }>(`select (select count(*)::int from calls) as calls, (select count(*)::int from notices where status = 'accepted') as accepted, (select count(*)::int from events) as events`);
  const faults = [...answers].filter(([what]) => what.includes('fault'));
  console.log(`${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(1)} at the end; ${minutes} minutes, ${opened.length} cases, ${made?.events} events, ${made?.calls} calls, ${made?.accepted} notices accepted`);
  console.log([...answers].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([what, times]) => `${what} ${times}`).join(', '));
  console.log(alarms.length === 0 ? 'no alarm' : `${alarms.length} alarms:\n${alarms.map(({ kind, subject, says, since, over_at: over }) => `${since.toISOString()} ${kind} ${subject} ${says}${over ? ` (over ${over.toISOString()})` : ''}`).join('\n')}`);
  return alarms.length === 0 && faults.length === 0 && opened.length === cases;
}

await toTheEnd(async () => { if (!await run()) process.exitCode = 1; }, async () => { await product?.remove(); });
