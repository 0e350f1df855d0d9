import { parseArgs } from 'node:util';
import { blind, neverHit, report, violations } from './report.js';
import { faultRun } from './run.js';

/**
 * `npm run faults -- --seed 1 --cases 2000 --faults 200`: people work on cases of all three pathways while parts are killed, stopped and cut off, and then everything is looked at.
 * It ends with 0 when nothing was lost, doubled, silent or wrong, every check had something to look at, and (from 100 faults on) each kind of injury hit something.
 */
const { values: given } = parseArgs({ options: { seed: { type: 'string', default: '1' }, cases: { type: 'string', default: '2000' }, faults: { type: 'string', default: '200' } } });
const count = (name: keyof typeof given): number => {
  const number = Number(given[name]);
  if (!Number.isInteger(number) || number < 0) throw new Error(`--${name} is a whole number`);
  return number;
};
const LONG = 100;
const began = Date.now();
const say = (line: string): void => console.error(`${String(Math.round((Date.now() - began) / 1_000)).padStart(5)} s  ${line}`);
const [seed, cases, faults] = [count('seed'), count('cases'), count('faults')];

const outcome = await faultRun({ seed, cases, faults, say });
console.log(`seed ${seed}: ${report(outcome)}`);
const [missed, unseen] = [neverHit(outcome), blind(outcome)];
if (missed.length > 0) console.log(`\nnever happened, or hit nothing: ${missed.join(', ')}`);
if (unseen.length > 0) console.log(`\nlooked at nothing: ${unseen.join('; ')}`);
process.exitCode = violations(outcome).length > 0 || unseen.length > 0 || (faults >= LONG && missed.length > 0) ? 1 : 0;
