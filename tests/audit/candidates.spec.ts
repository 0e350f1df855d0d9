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

const stratum = async (caseId: string): Promise<string | null> => (await candidates()).find((each) => each.caseId === caseId)?.stratum ?? null;

describe('what a sample is drawn from', () => {
  it('is told apart by team and where it works, else by where the organisation is', async () => {
    const of = (coordinator: string) => new Told({ at: inMay, owners: { clinicalLead: 'riverside-clinical-lead', coordinator, escalationOwner: 'riverside-escalation-owner' } }).write(record.record.manager);
    const stories = [await of('riverside-coordinator'), await of('riverside-coordinator-2'), await of('riverside-hub')];
    await record.owner.query(`insert into teams (id, organisation_id, name, locality) values ('east', 'riverside', 'East', 'Hilltop'), ('west', 'riverside', 'West', null)`);
    await record.owner.query(`insert into team_members (person_id, team_id) values ('riverside-coordinator', 'east'), ('riverside-coordinator-2', 'west')`);
    await record.owner.query(`update organisations set locality = 'riverside' where id = 'riverside'`);
    const found = await Promise.all(stories.map(({ caseId }) => stratum(caseId)));
    await record.owner.query('delete from team_members');
    await record.owner.query(`update organisations set locality = null where id = 'riverside'`);
    expect(found).toEqual(['Hilltop / east', 'riverside / west', 'riverside']);
  });

  it('has risks and disputes, of a person or of a system, as long as they stand, each kind apart', async () => {
    const risk = async (pathway: string, patient: null | undefined, at: string, closes?: string): Promise<string> => {
      const story = new Told({ at, pathway, ...(patient === null ? { patient } : {}) });
      if (closes) story.at_(closes).close('resolved');
      return (await story.write(record.record.manager)).caseId;
    };
    const long = '2026-01-12T10:00:00.000Z';
    expect([await stratum(await risk('system-risk', null, long)), await stratum(await risk('dispute', null, long, inMay)), await stratum(await risk('case-risk', undefined, long))]).toEqual(['system-risk', 'dispute', 'case-risk']);
    expect([await stratum(await risk('dispute', null, long, '2026-04-12T10:00:00.000Z')), await stratum(await risk('system-risk', null, '2026-06-12T10:00:00.000Z'))]).toEqual([null, null]);
    // Governance does not look at itself, nor at pressure.
    expect([await stratum(await risk('monthly-audit', null, inMay)), await stratum(await risk('system-pressure', null, inMay))]).toEqual([null, null]);
  });

  it('has the repeat-crisis cohort, whenever its cases began', async () => {
    const story = new Told({ at: '2026-02-12T10:00:00.000Z', pathway: 'step-down-tapering' });
    for (const at of ['2026-05-12T10:00:00.000Z', '2026-05-14T10:00:00.000Z']) story.trigger(at, 'crisis', at);
    expect(await stratum((await story.write(record.record.manager)).caseId)).toBe('repeat-crisis cohort');
    expect(await stratum((await new Told({ at: '2026-02-12T10:00:00.000Z', pathway: 'step-down-tapering' }).write(record.record.manager)).caseId)).toBeNull();
  });
});

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
