import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { withClient } from '#apps/local/postgres.js';
import { serversOf } from '#tests/bench/servers.js';
import { toTheEnd } from '#tests/bench/to-the-end.js';
import { Client } from '#tests/support/http/client.js';
import { Product } from '#tests/support/stack/product.js';
import { Crowd } from './soak/crowd.js';
import { lagOf } from './soak/lag.js';
import { usageByPart } from './soak/parts.js';
import { trendOf, type Reading } from './soak/trend.js';

/**
 * `npm run soak -- --minutes 60`: measures for a minute how much a whole product on this machine carries to its end, then asks a third of it and reads every 10 s what each part uses and how far behind it is.
 * It ends with 0 when nothing was refused and memory, file handles, connections and lag were flat (trend.ts says what that is). Linux only.
 */
const { values: given } = parseArgs({ options: { minutes: { type: 'string', default: '60' }, clients: { type: 'string', default: '8' } } });
const [minutes, clients] = [Number(given.minutes), Number(given.clients)];
if (!(minutes >= 2) || !Number.isInteger(clients) || clients < 1) throw new Error('--minutes is at least 2, --clients a whole number of at least 1');
const EVERY_MS = 10_000;
const LIMIT_MS = 60_000;
/** What matters, by the unit of what is read. At a third of what it carries nothing that is due waits for longer than a minute. */
const bounds = { MB: { grain: 5 }, handles: { grain: 5 }, connections: { grain: 2 }, s: { grain: 2, ceiling: 60 } };
type Unit = keyof typeof bounds;

let product: Product | undefined;
const series = new Map<string, { unit: Unit; readings: Reading[] }>();
function read(name: string, unit: Unit, value: number): void {
  const known = series.get(name) ?? { unit, readings: [] };
  series.set(name, known);
  known.readings.push({ at: Date.now(), value });
}

async function run(): Promise<void> {
  product = await Product.start();
  const { data, folder } = product;
  const crowd = new Crowd(new Client(product));
  const limit = await crowd.flatOut(clients, LIMIT_MS);
  const rate = limit / 3;
  console.error(`${limit.toFixed(1)} rounds a minute are the limit; ${rate.toFixed(1)} are asked for ${minutes} minutes`);
  const before = crowd.rounds;
  const unready = await withClient(serversOf(folder).databaseUrl('handrail'), async (admin) => {
    const found: string[] = [];
    const sample = async (): Promise<void> => {
      for (const [part, { memory, files }] of usageByPart(data)) {
        read(`memory of ${part}`, 'MB', memory);
        read(`handles of ${part}`, 'handles', files);
      }
      const { connections, record, notices, calls } = await lagOf(admin);
      read('connections of the database', 'connections', connections);
      read('oldest command that is not recorded', 's', record);
      read('oldest notice that is due', 's', notices);
      read('latest call after its due instant', 's', calls);
      const { status } = await fetch(`${product!.url}/healthz/ready`);
      if (status !== 200) found.push(new Date().toISOString());
    };
    const load = crowd.atRate(rate, minutes * 60_000);
    const ends = Date.now() + minutes * 60_000;
    for (let next = Date.now(); next < ends; next += EVERY_MS) {
      await new Promise((resolve) => { setTimeout(resolve, Math.max(0, next - Date.now())); });
      await sample();
      const samples = series.get('connections of the database')!.readings.length;
      if (samples % 6 === 0) console.error(`${((ends - Date.now()) / 60_000).toFixed(1)} min left, ${crowd.rounds - before} rounds, ${crowd.failed.length} failed, API ${series.get('memory of api')!.readings.at(-1)!.value.toFixed(0)} MB`);
    }
    await load;
    return found;
  });
  const trends = [...series].map(([name, { unit, readings }]) => ({ name, unit, ...trendOf(readings, bounds[unit]), last: readings.at(-1)!.value }));
  const number = (value: number): string => value.toFixed(Math.abs(value) < 10 ? 1 : 0);
  console.log([
    `${minutes} minutes at ${rate.toFixed(1)} rounds a minute (limit ${limit.toFixed(1)} with ${clients} clients), ${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(1)} at the end`, '', '| | mean | highest | last | an hour more | noise | flat |', '|---|---|---|---|---|---|---|',
    ...trends.map(({ name, unit, mean, highest, last, perHour, noise, flat }) => `| ${name}, ${unit} | ${number(mean)} | ${number(highest)} | ${number(last)} | ${number(perHour)} | ${number(noise)} | ${flat ? 'yes' : '**no**'} |`),
    '', `${crowd.rounds - before} rounds, ${crowd.failed.length} failed, not ready ${unready.length} times`,
  ].join('\n'));
  for (const failure of crowd.failed.slice(0, 5)) console.log(String(failure));
  if (crowd.failed.length + unready.length > 0 || trends.some(({ flat }) => !flat)) process.exitCode = 1;
}

await toTheEnd(run, async () => { await product?.remove(); });
