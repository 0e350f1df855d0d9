import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { demonstrate } from '#apps/demo/demonstrate.js';
import { samples } from '#apps/demo/samples.js';
import { apiHouse, type ApiHouse } from './api-house.js';

let house: ApiHouse;
beforeAll(async () => { house = await apiHouse('demo'); }, 600_000);
afterAll(async () => { await house.leave(); });

async function run(folder: string): Promise<string> {
  const said: string[] = [];
  await demonstrate({ url: house.url, tokenOf: (who) => Promise.resolve(who), folder, now: Date.now(), say: (line) => { said.push(line); } });
  return said.join('\n');
}

test('without samples: messages and people of our own, some cases on time, some late, and what did not run by name', async () => {
  const said = await run('/nowhere');
  expect(said).toContain('Not run: /nowhere/hl7v2-adt is not there.');
  expect(said).toContain('Not run: /nowhere/synthea/patients.csv is not there.');
  for (const kind of ['A01', 'A03', 'A08', 'A11', 'A13', 'A40']) expect(said).toMatch(new RegExp(`^  ${kind} +admission-`, 'm'));
  expect(said).toMatch(/leaves in 26 h/);
  expect(said).toMatch(/planned 20 h ago: late/);
  expect(said).toMatch(/says that the person left: departure-recorded/);
  const [, started, open, overdue] = /(\d+) cases started\. The worklist of the organisation now has (\d+) open tasks, (\d+) of them overdue/.exec(said)?.map(Number) ?? [];
  expect(said).toMatch(/two-falls-in-a-week, 80 h ago: late/);
  expect(said).toMatch(/from emergency-department, 52 h ago; not accepted yet/);
  expect(said).toMatch(/stepped up; a crisis since: of the repeat-crisis cohort/);
  expect(said).toMatch(/Beds for rehabilitation; beyond tolerance: with senior leadership/);
  expect(said).toMatch(/Two days’ tablets at once; owned and assessed/);
  expect(started).toBe(26);
  expect(said).toMatch(/Who visits at weekends; the lead says what holds meanwhile/);
  expect(said).toMatch(/told without people \(trace [0-9a-f-]{36}\)/);
  expect(said).toMatch(/prepared from that decision up to the moment before it \(question [0-9a-f-]{36}\)/);
  expect(said).toMatch(/audited out of turn \(case [0-9a-f-]{36}\)/);
  expect(said).toMatch(/asked of the coordinator on a rehearsal \(question [0-9a-f-]{36}\)/);
  expect(said).toMatch(/referred 6 h ago, urgent; waits for triage/);
  expect(said).toMatch(/referred by a FHIR message just now/);
  expect(open).toBeGreaterThan(15);
  expect(overdue).toBeGreaterThan(0);
  expect(house.alarms).toEqual([]);
}, 60_000);

test('again, on top of itself: open cases are said to be open', async () => {
  expect(await run('/nowhere')).toMatch(/Ida Marlowe: has an open case already \([0-9a-f-]{36}\)/);
}, 60_000);

const { folder, missing } = samples();
(missing.length === 0 ? test : test.skip)('with samples: their messages and their people', async () => {
  const said = await run(folder);
  expect(said).not.toContain('Not run');
  expect(said).toMatch(/ADT-A03-01\.hl7 +admission-updated/);
  expect(said).toMatch(/26 cases started/);
}, 60_000);
