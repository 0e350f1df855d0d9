import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { atLocal, localTime } from '#libs/domain/local-time.js';
import { Client } from '#tests/support/http/client.js';
import { Product } from '#tests/support/stack/product.js';
import { Control } from './control.js';
import { Deadlines } from './deadlines.js';
import { plainClient, serversOf } from './servers.js';
import { percentile } from './statistics.js';
import { toTheEnd } from './to-the-end.js';

/**
 * `npm run bench:deadlines`: how long it takes from a deadline to the accepted mail, one at a time and with many in the same second, beside bare Temporal timers with one activity each, in one run. Never a test.
 * It ends with 0 when every deadline had its one call and its mail, and every bare timer its row.
 */
const { values: given } = parseArgs({ options: { tasks: { type: 'string', default: '1000' }, alone: { type: 'string', default: '40' }, clients: { type: 'string', default: '8' } } });
const count = (name: keyof typeof given): number => {
  const number = Number(given[name]);
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} is a number of at least 1`);
  return number;
};
const [tasks, alone, clients] = [count('tasks'), count('alone'), count('clients')];

/** What a case tells its people when it opens, and what is gathered for a minute after that, has gone by then. */
const SETTLED_MS = 130_000;
const BARE_STARTED_MS = 45_000;
const APART_MS = 1_000;
const LONGEST_MS = 300_000;
const clock = (instant: number): string => new Date(instant).toISOString().slice(11, 19);
const tell = (line: string): void => console.error(`${clock(Date.now())} ${line}`);
/** When ladders begin to call in the morning, what waited is called: then it begins after that. */
function settledAfter(soonest: number, end: number): number {
  const opening = ['08:00', '09:00'].map((time) => atLocal(localTime(soonest).date, time).at).find((opens) => opens > soonest - SETTLED_MS && opens < end);
  return opening === undefined ? soonest : opening + SETTLED_MS;
}
const series = <Value>(length: number, of: (index: number) => Value): Value[] => Array.from({ length }, (_, index) => of(index));

interface Figure { readonly name: string; readonly ours: readonly number[]; readonly recorded: readonly number[]; readonly bare: readonly number[] }
const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`;
const ms = (value: number): string => value.toFixed(0);

function report(figures: readonly Figure[]): string {
  const lines = [row('from a deadline, ms', 'to the accepted mail', 'to the call in the record', 'bare timer and activity', 'ratio'), '|---|---|---|---|---|'];
  for (const { name, ours, recorded, bare } of figures) {
    for (const [share, value] of [['p50', 0.5], ['p99', 0.99]] as const) {
      const [our, call, least] = [ours, recorded, bare].map((values) => percentile(values, value)) as [number, number, number];
      lines.push(row(`${name}, ${share} of ${ours.length}`, ms(our), ms(call), ms(least), (our / least).toFixed(2)));
    }
  }
  return lines.join('\n');
}

let product: Product | undefined;
let control: Control | undefined;

async function run(): Promise<string> {
  const began = Date.now();
  product = await Product.start();
  const servers = serversOf(product.folder);
  const plain = await plainClient(servers);
  try {
    const deadlines = new Deadlines(new Client(product), servers);
    control = await Control.start(servers, plain);

    // How fast cases are started here says when all of them will be.
    const tried = Date.now();
    await deadlines.open(series(4 * clients, () => tried + 3_600_000), clients);
    const each = (Date.now() - tried) / (4 * clients);
    const soonest = Math.ceil((Date.now() + each * (alone + tasks) * 1.4 + SETTLED_MS) / 1_000) * 1_000;
    const start = settledAfter(soonest, soonest + 2 * alone * APART_MS + 120_000);
    const [ourTurns, bareTurns] = [series(alone, (index) => start + index * 2 * APART_MS), series(alone, (index) => start + (index * 2 + 1) * APART_MS)];
    const stormAt = bareTurns.at(-1)! + 30_000;
    tell(`${alone} cases and ${alone} bare timers due by turns from ${clock(start)}, ${tasks} cases at ${clock(stormAt)}`);
    const storm = await deadlines.open(series(tasks, () => stormAt), clients);
    const single = await deadlines.open(ourTurns, clients);
    await control.deadlines(bareTurns, clients);
    if (Date.now() > start - SETTLED_MS) throw new Error('the cases were not started in time: the machine is slower than it was at the beginning');

    const alonePassed = await deadlines.passed(single, LONGEST_MS);
    const aloneBare = await control.passed(bareTurns, LONGEST_MS);
    tell('one at a time: measured');
    const stormPassed = await deadlines.passed(storm, LONGEST_MS);
    tell('at once: measured');
    const bareAt = Date.now() + BARE_STARTED_MS;
    await control.deadlines(series(tasks, () => bareAt), clients);
    if (Date.now() > bareAt) throw new Error('the bare timers were not started in time');
    const stormBare = await control.passed(series(tasks, () => bareAt), LONGEST_MS);
    await control.check();
    const figures = [{ name: 'alone', ours: alonePassed.accepted, recorded: alonePassed.recorded, bare: aloneBare }, { name: `${tasks} at once`, ours: stormPassed.accepted, recorded: stormPassed.recorded, bare: stormBare }];
    return `${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(1)} at the end, ${Math.round((Date.now() - began) / 1_000)} s in all\n\n${report(figures)}`;
  } finally {
    await plain.connection.close();
  }
}

async function clearUp(): Promise<void> {
  await control?.stop();
  await product?.remove();
}

await toTheEnd(async () => { console.log(await run()); }, clearUp);
