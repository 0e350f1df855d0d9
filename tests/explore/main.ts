import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { policyOf } from '#libs/policies/released.js';
import { lives } from '#tests/support/pathways/lives/all.js';
import { explore, shortly, type Effort } from './explorer.js';
import { lackedBy, missed, Reached } from './graph.js';
import { dataOf, indexFile, indexOf, keep, kept } from './kept.js';

/**
 * `npm run explore -- --seed 1 --minutes 30`: walks through cases of every pathway at random, by turns, and holds each step against the model (docs/decisions/0034-exploration.md). What it reaches is added to
 * docs/pathways; `--anew` forgets what was reached before. It ends with 0 when every check held and, of a run of 30 minutes or more, every step of every policy was reached.
 */
const { values: given } = parseArgs({ options: { seed: { type: 'string', default: '1' }, minutes: { type: 'string', default: '30' }, pathway: { type: 'string' }, anew: { type: 'boolean', default: false } } });
const [seed, minutes] = [Number(given.seed), Number(given.minutes)];
if (!Number.isSafeInteger(seed) || !(minutes > 0)) throw new Error('--seed is a whole number, --minutes is above zero');
/** Each pathway has its turn about every so often, so that a run that is stopped has seen something of all. */
const TURN_MS = 10_000;
const WHOLE = 30;

const walked = lives.filter(({ pathway }) => given.pathway === undefined || pathway === given.pathway);
if (walked.length === 0) throw new Error(`There is no pathway ${given.pathway}`);
const ends = Date.now() + minutes * 60_000;
const turn = Math.min(TURN_MS, (minutes * 60_000) / walked.length);
const found = walked.map((life) => ({ life, before: given.anew ? undefined : kept(life.pathway), now: new Reached(life.pathway), walks: 0, steps: 0, failure: null as string | null }));
mkdirSync(dirname(dataOf('any')), { recursive: true });

function walks(each: (typeof found)[number], effort: Effort): void {
  const explored = explore(each.life, each.now, effort);
  Object.assign(each, { walks: each.walks + explored.walks, steps: each.steps + explored.steps, failure: explored.failure });
  const { states, edges } = each.now.graph();
  console.error(`${Math.max(0, (ends - Date.now()) / 60_000).toFixed(1)} min left, ${each.life.pathway}: ${each.walks} walks, ${each.steps} steps, ${states.length} states, ${edges.length} edges${each.failure ? ', FAILED' : ''}`);
}

// What npm test would reach comes first, and whole.
for (const each of found) walks(each, { ...shortly, milliseconds: 3_600_000 });
for (let round = 0; Date.now() < ends && found.some(({ failure }) => failure === null); round += 1) {
  for (const each of found.filter(({ failure }) => failure === null)) {
    const milliseconds = Math.min(turn, ends - Date.now());
    if (milliseconds > 0) walks(each, { seed: seed * 10_000 + round, walks: 1_000_000, milliseconds });
  }
}

let bad = false;
console.log(['', 'pathway', 'walks', 'steps', 'states', 'edges', 'new', 'not met again', 'never reached', ''].join(' | ').trim());
console.log('|---|---|---|---|---|---|---|---|');
for (const { life, before, now, walks, steps, failure } of found) {
  const all = new Reached(life.pathway, before);
  all.add(now.graph());
  const graph = all.graph();
  const never = missed(Object.keys(policyOf(life.pathway)!.steps), now.graph());
  const fresh = before ? lackedBy(before, graph) : [];
  console.log(`| ${life.pathway} | ${walks} | ${steps} | ${graph.states.length} | ${graph.edges.length} | ${before ? fresh.length : 'all'} | ${lackedBy(now.graph(), graph).length} | ${never.join(', ') || '-'} |`);
  for (const words of fresh) console.error(`${life.pathway} reached for the first time ${words}`);
  if (failure) console.log(`\n${failure}\n`);
  bad ||= failure !== null || (minutes >= WHOLE && never.length > 0);
  if (!failure) keep(graph);
}
writeFileSync(indexFile, indexOf(lives.flatMap(({ pathway }) => kept(pathway) ?? [])));
process.exitCode = bad ? 1 : 0;
