import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { candidatesOf } from '#libs/audit/candidates.js';
import type { JsonObject } from '#libs/contracts/events.js';
import { freshRecord, type FreshRecord } from '#tests/records/fresh-record.js';
import { Told } from '#tests/reports/told.js';

let record: FreshRecord;
beforeAll(async () => { record = await freshRecord('candidates'); }, 120_000);
afterAll(() => record.close());

const may = { name: '2026-05', from: Date.parse('2026-04-30T23:00:00Z'), to: Date.parse('2026-05-31T23:00:00Z'), auditFrom: Date.parse('2026-06-01T08:00:00Z') };
const inMay = '2026-05-12T10:00:00.000Z';
const candidates = () => candidatesOf(record.record.manager, 'riverside', may);

/** A case in which this was decided, or this task completed, in May. */
async function decided(pathway: string, kind: string, outcome: string, at = inMay, opened = inMay): Promise<string> {
  const story = new Told({ at: opened, pathway });
  const task = story.opened(at, kind);
  story.at_(at).add('decision-recorded', { taskId: task, step: kind, decision: { kind, outcome } as unknown as JsonObject } as never);
  return (await story.write(record.record.manager)).caseId;
}
async function completed(pathway: string, step: string, evidence: JsonObject = {}): Promise<string> {
  const story = new Told({ at: '2026-02-12T10:00:00.000Z', pathway });
  const task = story.opened('2026-02-12T10:00:02.000Z', step);
  story.at_(inMay).add('task-completed', { taskId: task, step, evidence, completedAt: inMay, late: false, recordedLate: false });
  return (await story.write(record.record.manager)).caseId;
}
const highRisk = async (caseId: string): Promise<boolean | null> => (await candidates()).find((each) => each.caseId === caseId)?.highRisk ?? null;

describe('a high-risk decision', () => {
  it.each([
    ['step-up', 'threshold-decision', 'step-up'], ['step-up', 'threshold-decision', 'not-met'], ['step-up', 'mdt-review', 'step-up'], ['step-up', 'welfare-decision', 'accept-disengagement'], ['step-down-tapering', 'step-up-review', 'hold'],
    ['step-down-tapering', 'readiness-review', 'step-up'], ['minimum-safe-discharge', 'risk-decision', 'go-with-risk'], ['rapid-falls-review', 'declined-decision', 'accept'],
  ])('of %s is its %s, %s', async (pathway, kind, outcome) => {
    expect(await highRisk(await decided(pathway, kind, outcome))).toBe(true);
  });

  it.each([['step-up', 'mdt-review', 'hold'], ['step-down-tapering', 'readiness-review', 'step-down'], ['minimum-safe-discharge', 'risk-decision', 'stay'], ['rapid-falls-review', 'declined-decision', 'offer-again']])('of %s is not its %s, %s', async (pathway, kind, outcome) => {
    expect(await highRisk(await decided(pathway, kind, outcome))).toBe(false);
  });

  it('is a restriction that is imposed, or goes on, or is past its limit, and a safeguarding referral; not one that is stepped down', async () => {
    expect(await highRisk((await new Told({ at: inMay, pathway: 'restriction' }).write(record.record.manager)).caseId)).toBe(true);
    for (const decision of ['continue', 'modify']) expect(await highRisk(await completed('step-down-tapering', 'restriction-review', { decision }))).toBe(true);
    expect(await highRisk(await completed('restriction', 'limit-passed', { done: 'rang' }))).toBe(true);
    expect(await highRisk(await completed('step-down-tapering', 'safeguarding-referral'))).toBe(true);
    expect(await highRisk(await completed('restriction', 'restriction-review', { decision: 'step-down' }))).toBeNull();
  });

  it('counts in the month in which it was taken, whenever its case began', async () => {
    expect(await highRisk(await decided('step-up', 'threshold-decision', 'step-up', inMay, '2026-03-01T10:00:00.000Z'))).toBe(true);
    expect(await highRisk(await decided('step-up', 'threshold-decision', 'step-up', '2026-06-02T10:00:00.000Z', '2026-05-30T10:00:00.000Z'))).toBe(false);
    expect(await highRisk(await decided('step-up', 'threshold-decision', 'step-up', '2026-03-02T10:00:00.000Z', '2026-03-01T10:00:00.000Z'))).toBeNull();
  });
});
