import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { Client } from '#tests/support/http/client.js';
import type { Product } from '#tests/support/stack/product.js';
import { caseCost, type CaseCost } from './case-history.js';
import { Completions, steps } from './completions.js';
import { Control } from './control.js';
import { plainClient, serversOf } from './servers.js';
import { Starts, type StartTime } from './starts.js';
import { percentile, ratios, spread, type Spread } from './statistics.js';
import { toTheEnd } from './to-the-end.js';

/**
 * `npm run bench`: what the product costs, beside the least that the same servers could do it for, in one run. Never a test: ratios are to be read, not asserted.
 * It ends with 0 when everything was measured and nothing was missing afterwards.
 */
const { values: given } = parseArgs({ options: { rounds: { type: 'string', default: '3' }, cases: { type: 'string', default: '15' }, starts: { type: 'string', default: '2' } } });
const count = (name: keyof typeof given): number => {
  const number = Number(given[name]);
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} is a number of at least 1`);
  return number;
};
const rounds = count('rounds');
const casesPerRound = count('cases');
const startsWanted = count('starts');

interface Round { readonly ours: number[]; readonly control: number[] }

const tell = (line: string): void => console.error(line);
let last: Product | undefined;
let control: Control | undefined;

interface StartTimes { readonly first: readonly StartTime[]; readonly second: readonly StartTime[] }

async function startTimes(): Promise<StartTimes & { product: Product }> {
  const first: StartTime[] = [];
  const second: StartTime[] = [];
  for (let start = 1; ; start += 1) {
    const empty = await Starts.first((product) => { last = product; });
    const again = await empty.second();
    first.push(empty.time);
    second.push(again.time);
    tell(`start ${start}: first ${seconds(empty.time.ready)}, second ${seconds(again.time.ready)}`);
    if (start === startsWanted) return { first, second, product: again.product };
    await again.product.remove();
  }
}

/** The six tasks of a case and as many updates of a control workflow, by turns, so that both meet the same machine. */
async function inTurns(completions: Completions, bare: Control, round: Round, oursFirst: boolean): Promise<void> {
  const discharge = await completions.case();
  const workflow = await bare.workflow();
  for (const step of steps) {
    if (!oursFirst) round.control.push(await bare.update(workflow));
    round.ours.push(await completions.complete(discharge, step));
    if (oursFirst) round.control.push(await bare.update(workflow));
  }
}

async function measured(completions: Completions, bare: Control, cases: number): Promise<Round> {
  const round: Round = { ours: [], control: [] };
  for (let index = 0; index < cases; index += 1) await inTurns(completions, bare, round, index % 2 === 0);
  return round;
}

const milliseconds = (value: number): string => value.toFixed(1);
const seconds = (value: number): string => `${(value / 1_000).toFixed(1)} s`;
const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`;
const spreadOf = (given: Spread, show: (value: number) => string): string => `${show(given.min)} / ${show(given.median)} / ${show(given.max)}`;

function report(all: readonly Round[], starts: StartTimes, cost: CaseCost): string {
  const lines = [row('', 'product', 'control', 'ratio: min / median / max of the rounds'), '|---|---|---|---|'];
  for (const [name, share] of [['p50', 0.5], ['p99', 0.99]] as const) {
    const ours = all.map((round) => percentile(round.ours, share));
    const bare = all.map((round) => percentile(round.control, share));
    lines.push(row(`completing a task over HTTP, ${name}, ms`, milliseconds(percentile(ours, 0.5)), milliseconds(percentile(bare, 0.5)), spreadOf(spread(ratios(ours, bare)), (value) => value.toFixed(2))));
  }
  const pooled = [all.flatMap(({ ours }) => ours), all.flatMap(({ control: bare }) => bare)] as const;
  const [ours99, bare99] = pooled.map((values) => percentile(values, 0.99)) as [number, number];
  lines.push(row(`the same, p99 of all ${pooled[0].length} together, ms`, milliseconds(ours99), milliseconds(bare99), (ours99 / bare99).toFixed(2)));
  lines.push('', row('Temporal history', ''), '|---|---|');
  for (const { step, events, deadlineMoved } of cost.steps) lines.push(row(`events for \`${step}\` on time${deadlineMoved ? ', the next deadline moves' : ''}`, String(events)));
  lines.push(row('events of a whole case (started, four standards, confirmed, departed)', `${cost.events}, of which ${cost.atStart} at the start`), row('bytes of that history', String(cost.bytes)));
  lines.push('', row('`npm start`, binaries cached', 'until it says ready', 'until a first case stands'), '|---|---|---|');
  for (const [name, times] of [['first, empty data', starts.first], ['second, same data', starts.second]] as const) {
    lines.push(row(name, ...[times.map(({ ready }) => ready), times.map(({ firstCase }) => firstCase)].map((values) => values.map(seconds).join(', '))));
  }
  return lines.join('\n');
}

async function run(): Promise<string> {
  const began = Date.now();
  const { product, ...starts } = await startTimes();
  const servers = serversOf(product.folder);
  const client = await plainClient(servers);
  try {
    const completions = new Completions(new Client(product));
    const bare = await Control.start(servers, client);
    control = bare;
    tell('warming up');
    await measured(completions, bare, Math.max(5, Math.ceil(casesPerRound / 2)));
    const all: Round[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const now = await measured(completions, bare, casesPerRound);
      all.push(now);
      tell(`round ${round}: product p50 ${milliseconds(percentile(now.ours, 0.5))} ms, control p50 ${milliseconds(percentile(now.control, 0.5))} ms, of ${now.ours.length} each`);
    }
    const cost = await caseCost(client, completions);
    await completions.check(servers);
    await bare.check();
    const machine = `${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(1)} at the end, ${rounds} rounds of ${casesPerRound} cases, ${Math.round((Date.now() - began) / 1_000)} s in all`;
    return `${machine}\n\n${report(all, starts, cost)}`;
  } finally {
    await client.connection.close();
  }
}

async function clearUp(): Promise<void> {
  await control?.stop();
  await last?.remove();
}

await toTheEnd(async () => { console.log(await run()); }, clearUp);
