import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { Figure } from './figure.js';
import { figures } from './figures/all.js';
import { ran, report, type Ran } from './runs.js';
import { madeSmaller, sizeNames, sizesOf } from './sizes.js';
import { toTheEnd } from './to-the-end.js';

/**
 * `npm run bench -- --rounds 1`: every figure beside its control in the same run, each on servers of its own. `--only NAME,NAME` measures some; `--full` at the sizes that the aims speak of; each size by its own option.
 * Never a test: ratios are to be read, not asserted. It ends with 0 when everything was measured and nothing was missing afterwards, whatever came of the aims.
 */
const { values: given } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, only: { type: 'string', default: '' }, full: { type: 'boolean', default: false }, ...Object.fromEntries(sizeNames.map((name) => [name, { type: 'string' } as const])) },
}) as { values: { rounds: string; only: string; full: boolean } & Record<string, string | boolean> };
const rounds = Number(given.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds is a number of at least 1');
const sizes = sizesOf(given);
const wanted = given.only.split(',').filter(Boolean);
const unknown = wanted.find((name) => !(name in figures));
if (unknown !== undefined) throw new Error(`--only is one or more of ${Object.keys(figures).join(', ')}; not ${unknown}`);

const began = Date.now();
const tell = (line: string): void => console.error(`${String(Math.round((Date.now() - began) / 1_000)).padStart(5)} s  ${line}`);
/** One round at the usual sizes ends within 20 minutes whatever the machine: what has had no time by then says so. */
const endAt = rounds === 1 && !sizes.full ? began + 19 * 60_000 : Infinity;
const limitMs = (): number => Math.min((sizes.full ? 90 : 10) * 60_000 * rounds, endAt - Date.now());
const all: Ran[] = [];
let last: Figure | undefined;

function told(): string {
  const smaller = madeSmaller(sizes);
  return [
    `${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(1)} at the end, rounds: ${rounds}, ${Math.round((Date.now() - began) / 1_000)} s in all`, ...(smaller.length === 0 ? [] : [`Made smaller than the aims speak of (--full has them whole): ${smaller.join('; ')}`]), '', report(all),
  ].join('\n');
}

// What a figure that was broken off had under way may still fail when its connections are gone: the others go on, and the status says it.
for (const what of ['uncaughtException', 'unhandledRejection'] as const) process.on(what, (error: unknown) => { tell(`outside of any figure: ${error instanceof Error ? error.message : String(error)}`); process.exitCode = 1; });

await toTheEnd(async () => {
  for (const [name, make] of Object.entries(figures)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const one = await ran(make(sizes, tell), { rounds, limitMs: limitMs(), tell, begun: (figure) => { last = figure; } });
    last = undefined;
    all.push(one);
    console.error(`\n${report([one])}\n`);
    if (one.failed !== null) process.exitCode = 1;
  }
  console.log(told());
}, async () => { await last?.close(); });
