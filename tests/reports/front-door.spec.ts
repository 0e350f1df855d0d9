import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { frontDoor, frontDoorCsv, type FrontDoorAsked } from '#libs/reports/front-door.js';
import { freshRecord, type FreshRecord } from '#tests/records/fresh-record.js';
import { reading } from '#tests/records/readers.js';
import { Told } from './told.js';

let record: FreshRecord;
beforeAll(async () => { record = await freshRecord('front-door-report'); }, 120_000);
afterAll(() => record.close());

const figures = (more: Partial<FrontDoorAsked> = {}, as = 'riverside-hub') => frontDoor(record.record.manager, reading(as, '2026-11-30T12:00:00.000Z'), {
  organisations: [as.split('-')[0]!], from: new Date('2026-10-01T00:00:00Z'), to: new Date('2026-12-01T00:00:00Z'), rehearsal: false, by: ['urgency'], cases: 20, ...more,
});
const day = (hour: number, date = '2026-11-02'): string => `${date}T${String(hour).padStart(2, '0')}:00:00.000Z`;

interface Life { urgency?: string; received?: string; triage?: [step: string, outcome: string, at: string, more?: object][]; crises?: string[]; ends?: string; organisation?: string; rehearsal?: boolean }
/** A referral received at 08:00, triaged at these instants, with crises at those. */
async function referral({ urgency = 'routine', received = day(8), triage = [], crises = [], ends, organisation, rehearsal = false }: Life): Promise<string> {
  const owner = organisation === undefined ? {} : { organisation, owners: { clinicalLead: `${organisation}-hub`, coordinator: `${organisation}-hub`, escalationOwner: `${organisation}-hub` } };
  const story = new Told({ at: received, pathway: 'front-door', rehearsal, details: { receivedAt: received, urgency }, ...owner });
  const happenings: [string, () => void][] = [
    ...triage.map(([step, outcome, at, more = {}]): [string, () => void] => [at, () => {
      const task = story.task(step, { key: at });
      story.at_(at).add('task-completed', { taskId: task, step, evidence: { outcome, ...more } as never, completedAt: at, late: false, recordedLate: false });
    }]),
    ...crises.map((at): [string, () => void] => [at, () => { story.trigger(at, 'crisis', at); }]),
    ...(ends === undefined ? [] : [[ends, () => { story.at_(ends).close('withdrawn'); }] as [string, () => void]]),
  ];
  for (const [, happens] of happenings.toSorted(([one], [other]) => (one < other ? -1 : 1))) happens();
  await story.write(record.record.manager);
  return story.caseId;
}

describe('what the front door came to', () => {
  let crisis = '';
  beforeAll(async () => {
    await referral({ triage: [['triage-huddle', 'assign', day(10)]] });
    await referral({ triage: [['triage-huddle', 'redirect', day(12), { departure: 'she asked for it' }]] });
    // Asked somebody first, then somebody senior, who redirected; the crisis came before that.
    crisis = await referral({ triage: [['triage-huddle', 'clarify', day(9)], ['triage-huddle', 'senior-oversight', day(11)], ['senior-oversight', 'redirect', day(16)]], crises: [day(15), day(17)] });
    // Assigned, refused by the service, redirected: triaged at the first decision, redirected by the last.
    await referral({ triage: [['triage-huddle', 'assign', day(9)], ['triage-huddle', 'redirect', day(20)]] });
    await referral({ received: day(12, '2026-11-29') });
    await referral({ ends: day(18), crises: [day(9)] });
    await referral({ urgency: 'urgent', received: day(8, '2026-10-25'), triage: [['triage-huddle', 'assign', day(11, '2026-10-25')]] });
    await referral({ organisation: 'hillview', triage: [['triage-huddle', 'assign', day(9)]] });
    await referral({ rehearsal: true, triage: [['triage-huddle', 'assign', day(9)]] });
  });

  it('is told apart by urgency: time to triage, with those who still wait weighing as long as they have waited', async () => {
    const [routine, urgent] = await figures();
    expect(routine).toMatchObject({ urgency: 'routine', referrals: 6, n: 4, open: 1, without: 1, p50: 'PT4H', p90: null, worst: 'PT24H', worstOpen: true, openLongest: 'PT24H' });
    expect(urgent).toMatchObject({ urgency: 'urgent', referrals: 1, n: 1, p50: 'PT3H', redirectRate: 0 });
  });

  it('redirects by what was decided last, of those that were decided; departures from a rule are counted', async () => {
    expect((await figures())[0]).toMatchObject({ assigned: 1, redirected: 3, redirectRate: 0.75, departures: 1 });
  });

  it('crises that came before anybody had decided, and in how many referrals; the cases behind come first', async () => {
    const [routine] = await figures();
    expect(routine).toMatchObject({ crises: 2, withCrisis: 2 });
    expect(routine!.cases.slice(0, 2).map(({ caseId, crises }) => [caseId === crisis, crises])).toEqual(expect.arrayContaining([[true, 1]]));
    expect((await figures({ cases: 1 }))[0]!.cases).toHaveLength(1);
  });

  it('by the month in which they were received, on the local calendar', async () => {
    expect((await figures({ by: ['month'] })).map(({ month, referrals }) => [month, referrals])).toEqual([['2026-10', 1], ['2026-11', 6]]);
  });

  it('is each organisation’s own, without rehearsals, and only those received in the stretch', async () => {
    expect((await figures({}, 'hillview-hub')).map(({ referrals }) => referrals)).toEqual([1]);
    expect((await figures({ rehearsal: true })).map(({ referrals }) => referrals)).toEqual([1]);
    expect(await figures({ from: new Date('2026-12-01T00:00:00Z'), to: new Date('2026-12-02T00:00:00Z') })).toEqual([]);
  });

  it('has every figure in its file', async () => {
    const [row] = parse(frontDoorCsv(await figures(), ['urgency']), { columns: true }) as Record<string, string>[];
    expect(row).toMatchObject({ urgency: 'routine', referrals: '6', p50: 'PT4H', redirectRate: '0.75', crises: '2' });
    expect(row!['cases']!.split(' ')).toHaveLength(6);
  });
});
