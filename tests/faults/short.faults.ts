import { beforeAll, describe, expect, it } from '@jest/globals';
import { checks } from './checker/all.js';
import { putIn } from './checker/put-in.js';
import { blind, report, violations } from './report.js';
import { faultRun, type Outcome } from './run.js';

const seed = Number(process.env['HANDRAIL_SEED'] ?? 1);
const cases = Number(process.env['HANDRAIL_FAULT_CASES'] ?? 200);
const faults = Number(process.env['HANDRAIL_FAULTS'] ?? 20);

let outcome: Outcome;
beforeAll(async () => {
  const said: string[] = [];
  outcome = await faultRun({ seed, cases, faults, say: (line) => said.push(line) });
  console.log(`seed ${seed}: ${report(outcome)}\n\n${said.join('\n')}`);
}, 900_000);

it('loses nothing, doubles nothing, is silent about nothing while parts are killed, stopped and cut off under hundreds of cases', () => {
  expect(violations(outcome)).toEqual([]);
  expect(blind(outcome)).toEqual([]);
  const { injuries } = outcome.evidence;
  expect(injuries.length).toBeGreaterThanOrEqual(faults);
  expect(injuries.filter(({ hit }) => hit > 0).length).toBeGreaterThan(injuries.length / 2);
});

describe('each check bites: a fault put into what was seen', () => {
  it.each(putIn)('$what', ({ check, into }) => {
    const before = outcome.checks.find(({ name }) => name === check)!.wrong.length;
    expect(checks.find(({ name }) => name === check)!.check(into(outcome.evidence)).wrong.length).toBeGreaterThan(before);
  });
});
