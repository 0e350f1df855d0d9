import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { responseTimes, type Measure, type ResponseTimesAsked } from '#libs/reports/response-times.js';
import { freshRecord, type FreshRecord } from '#tests/records/fresh-record.js';
import { reading } from '#tests/records/readers.js';
import { Told } from './told.js';

let record: FreshRecord;
beforeAll(async () => { record = await freshRecord('response-times'); }, 120_000);
afterAll(() => record.close());

const NOW = '2026-11-30T12:00:00.000Z';
const figures = (more: Partial<ResponseTimesAsked> = {}, as = 'riverside-hub', now = NOW) => responseTimes(record.record.manager, reading(as, now), {
  organisations: [as.split('-')[0]!], from: new Date('2026-10-01T00:00:00Z'), to: new Date('2026-12-01T00:00:00Z'), rehearsal: false, by: ['pathway', 'step'], cases: 20, ...more,
});
const figure = async (measure: Measure, step: string, more: Partial<ResponseTimesAsked> = {}, as?: string) => (await figures({ measure, step, ...more }, as))[0];
const write = (story: Told, extra?: { clockOffsetMs?: number }) => story.write(record.record.manager, extra);
/** A task that is called at an instant, acted on so many minutes later and done so many minutes after the call; null: not yet. */
async function late(step: string, called: string, acted: number | null, done: number | null, opening: Partial<ConstructorParameters<typeof Told>[0]> = {}): Promise<Told> {
  const after = (minutes: number): string => new Date(Date.parse(called) + minutes * 60_000).toISOString();
  const story = new Told({ at: '2026-10-01T08:00:00.000Z', ...opening });
  const task = story.opened('2026-10-01T08:00:02.000Z', step);
  story.called(called, task, 1, 'riverside-coordinator');
  if (acted !== null) story.acknowledged(after(acted), task);
  if (done !== null) story.completed(after(done), task);
  return write(story);
}

describe('from the call to the first act, and from its beginning to its end', () => {
  it('of ten climbs, reckoned by hand: half were answered within 5 minutes, nine within 40', async () => {
    for (const [index, minutes] of [1, 2, 3, 4, 5, 10, 20, 30, 40, 90].entries()) await late('ten-climbs', `2026-11-0${index % 9 + 1}T10:00:00.000Z`, minutes, minutes * 2);
    expect(await figure('mtta', 'ten-climbs')).toMatchObject({ n: 10, p50: 'PT5M', p90: 'PT40M', worst: 'PT1H30M', worstOpen: false, open: 0, openLongest: null, without: 0, casesInAll: 10 });
    expect(await figure('mttr', 'ten-climbs')).toMatchObject({ n: 10, p50: 'PT10M', p90: 'PT1H20M', worst: 'PT3H', without: 0 });
  });

  it('names the cases behind a figure, the longest first, as many as were asked for', async () => {
    const [quick, slow] = [await late('named', '2026-11-01T10:00:00.000Z', 3, null), await late('named', '2026-11-02T10:00:00.000Z', 50, null)];
    expect((await figure('mtta', 'named'))!.cases).toEqual([{ caseId: slow.caseId, taskId: expect.any(String), took: 'PT50M', open: false }, { caseId: quick.caseId, taskId: expect.any(String), took: 'PT3M', open: false }]);
    const one = await figure('mtta', 'named', { cases: 1 });
    expect([one!.cases.map(({ caseId }) => caseId), one!.casesInAll]).toEqual([[slow.caseId], 2]);
    expect((await figure('mtta', 'named', { cases: 0 }))!.cases).toEqual([]);
  });

  it('counts those apart that nobody has answered, and lets them weigh as long as they have waited', async () => {
    for (const minutes of [1, 2, 3]) await late('unanswered', '2026-11-29T12:00:00.000Z', minutes, null);
    for (let index = 0; index < 2; index += 1) await late('unanswered', '2026-11-29T12:00:00.000Z', null, null);
    // 2 of 5 still wait after a day: three in five are over by 3 minutes; by when nine in ten will be, nobody knows.
    expect(await figure('mtta', 'unanswered')).toMatchObject({ n: 3, open: 2, p50: 'PT3M', p90: null, worst: 'PT24H', worstOpen: true, openLongest: 'PT24H' });
    expect(await figure('mttr', 'unanswered')).toMatchObject({ n: 0, open: 5, p50: null, worst: 'PT24H', worstOpen: true });
  });

  it('begins with the first call that reached somebody, whoever acted, and not with an act of the system', async () => {
    const story = new Told({ at: '2026-11-01T08:00:00.000Z' });
    const task = story.opened('2026-11-01T08:00:02.000Z', 'second-rung');
    story.called('2026-11-01T09:00:00.000Z', task, 1, null);
    const { rung, escalationId } = story.called('2026-11-01T09:10:00.000Z', task, 2, 'riverside-clinical-lead');
    story.at_('2026-11-01T09:11:00.000Z').add('rung-not-reached', { rung, escalationId, taskId: task, step: 'second-rung', level: 2, person: 'riverside-clinical-lead' }, { system: 'sender' });
    story.called('2026-11-01T09:20:00.000Z', task, 3, 'riverside-director');
    story.at_('2026-11-01T09:30:00.000Z').add('climbed', { taskId: task, step: 'second-rung', toLevel: 4, at: '2026-11-01T09:30:00.000Z', reason: 'r', because: 'trigger', again: false }, { system: 'protocol' });
    story.attempted('2026-11-01T09:50:00.000Z', task, { person: 'riverside-hub' });
    await write(story);
    expect(await figure('mtta', 'second-rung')).toMatchObject({ n: 1, worst: 'PT30M' });
    expect(await figure('mttr', 'second-rung')).toMatchObject({ n: 0, open: 1 });
  });

  it('is without a measure where the climb ended and nobody had to act, or another took its place', async () => {
    const needless = new Told({ at: '2026-11-01T08:00:00.000Z' });
    const task = needless.opened('2026-11-01T08:00:02.000Z', 'needless');
    needless.called('2026-11-01T09:00:00.000Z', task, 1, 'riverside-coordinator');
    needless.at_('2026-11-01T09:30:00.000Z').add('task-ended', { taskId: task, step: 'needless', status: 'not-needed', because: 'died' }, { person: 'riverside-hub' });
    const other = needless.opened('2026-11-02T08:00:02.000Z', 'needless');
    needless.called('2026-11-02T09:00:00.000Z', other, 1, 'riverside-coordinator');
    needless.at_('2026-11-02T09:15:00.000Z').add('ladder-changed', { taskId: other, step: 'needless', ladder: 'urgent', because: 'left' }, { system: 'protocol' });
    await write(needless);
    expect(await figure('mtta', 'needless')).toMatchObject({ n: 0, open: 0, without: 2, p50: null, worst: null });
    expect(await figure('mttr', 'needless')).toMatchObject({ n: 1, without: 1, worst: 'PT30M', cases: [{ took: 'PT30M', open: false }, { took: null, open: false }], casesInAll: 1 });
  });

  it('is of the month that the clock on the wall showed, on both sides of its change', async () => {
    // 23:30 on 31 October is GMT; 00:30 BST on 1 October was still September in universal time.
    await late('month', '2026-09-30T23:30:00.000Z', 1, null, { at: '2026-09-30T08:00:00.000Z' });
    await late('month', '2026-10-31T23:30:00.000Z', 2, null);
    await late('month', '2026-11-01T00:30:00.000Z', 3, null);
    // The hour that comes twice: called at the first 01:50, answered at the second 01:10.
    await late('month', '2026-10-25T00:50:00.000Z', 20, null);
    const months = await figures({ measure: 'mtta', step: 'month', by: ['month'], from: new Date('2026-09-01T00:00:00Z') });
    expect(months.toSorted((a, b) => (a.month! < b.month! ? -1 : 1)).map(({ month, n, worst }) => [month, n, worst])).toEqual([['2026-10', 3, 'PT20M'], ['2026-11', 1, 'PT3M']]);
  });

  it('keeps teams apart: the coordinator’s at that time', async () => {
    for (const [id, name] of [['east', 'East'], ['west', '=West']]) await record.owner.query(`insert into teams (id, organisation_id, name, lead_id) values ($1, 'riverside', $2, 'riverside-director')`, [id, name]);
    await record.owner.query(`insert into team_members (person_id, team_id, active_from, active_until) values ('riverside-coordinator', 'east', null, '2026-11-10'), ('riverside-coordinator', 'west', '2026-11-10', null)`);
    await late('teams', '2026-11-09T10:00:00.000Z', 1, null);
    await late('teams', '2026-11-11T10:00:00.000Z', 2, null);
    await late('teams', '2026-11-11T11:00:00.000Z', 5, null, { owners: { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator-2', escalationOwner: 'riverside-escalation-owner' } });
    const teams = await figures({ measure: 'mtta', step: 'teams', by: ['team'] });
    expect(new Map(teams.map(({ team, worst }) => [team?.name ?? null, worst]))).toEqual(new Map([['=West', 'PT2M'], ['East', 'PT1M'], [null, 'PT5M']]));
  });
});

describe('from a trigger to what it asked for', () => {
  it('counts from what was seen, and from when it was told, each task that it opened under its own step', async () => {
    const story = new Told({ at: '2026-11-01T08:00:00.000Z', pathway: 'rapid-falls-review', details: { trigger: { kind: 'head-injury', occurredAt: '2026-11-01T06:00:00.000Z' } } });
    const first = story.responding('2026-11-01T08:00:02.000Z', 'urgent-check', 'head-injury');
    story.completed('2026-11-01T09:00:00.000Z', first);
    const sequence = story.trigger('2026-11-03T10:00:00.000Z', 'new-confusion', '2026-11-03T09:30:00.000Z');
    const second = story.responding('2026-11-03T10:00:01.000Z', 'urgent-check', 'new-confusion', sequence);
    story.responding('2026-11-03T10:00:02.000Z', 'review', 'new-confusion', sequence);
    story.completed('2026-11-03T10:10:00.000Z', second);
    await write(story);
    // 06:00 to 09:00 and 09:30 to 10:10; told at 08:00:01 with the start, and at 10:00.
    expect(await figure('trigger-to-response', 'urgent-check')).toMatchObject({ n: 2, p50: 'PT40M', p90: 'PT3H', worst: 'PT3H', casesInAll: 1 });
    expect(await figure('recorded-to-response', 'urgent-check')).toMatchObject({ n: 2, p50: 'PT10M', worst: 'PT59M59S' });
    expect(await figure('trigger-to-response', 'review')).toMatchObject({ n: 0, open: 1, worst: 'PT650H30M', worstOpen: true, cases: [{ caseId: story.caseId, open: true }] });
  });

  it('counts those apart that ended otherwise, and what no trigger opened not at all', async () => {
    const story = new Told({ at: '2026-11-01T08:00:00.000Z' });
    const sequence = story.trigger('2026-11-01T09:00:00.000Z', 'safety-flag', '2026-11-01T09:00:00.000Z');
    story.end(story.responding('2026-11-01T09:00:01.000Z', 'ended', 'safety-flag', sequence));
    story.completed('2026-11-01T10:00:00.000Z', story.opened('2026-11-01T09:30:00.000Z', 'ordinary'));
    await write(story);
    expect(await figure('trigger-to-response', 'ended')).toMatchObject({ n: 0, open: 0, without: 1, cases: [{ took: null }] });
    expect(await figure('trigger-to-response', 'ordinary')).toBeUndefined();
  });
});

describe('whose figures they are', () => {
  it('those of the cases that an organisation sees; rehearsals apart, by their own clocks', async () => {
    await late('seen', '2026-11-01T10:00:00.000Z', 1, null);
    await late('seen', '2026-11-01T10:00:00.000Z', 7, null, { organisation: 'hillview', owners: { clinicalLead: 'hillview-hub', coordinator: 'riverside-coordinator', escalationOwner: 'hillview-hub' } });
    await late('seen', '2026-11-01T10:00:00.000Z', 9, null, { organisation: 'hillview', owners: { clinicalLead: 'hillview-hub', coordinator: 'hillview-hub', escalationOwner: 'hillview-hub' } });
    expect(await figure('mtta', 'seen')).toMatchObject({ n: 2, worst: 'PT7M' });
    expect(await figure('mtta', 'seen', {}, 'hillview-hub')).toMatchObject({ n: 2, worst: 'PT9M', p50: 'PT7M' });
    const rehearsed = new Told({ at: '2026-11-01T08:00:00.000Z', rehearsal: true });
    rehearsed.called('2026-11-01T09:00:00.000Z', rehearsed.opened('2026-11-01T08:00:02.000Z', 'seen'), 1, 'riverside-coordinator');
    await write(rehearsed, { clockOffsetMs: 3_600_000 });
    expect(await figure('mtta', 'seen', { rehearsal: true })).toMatchObject({ n: 0, open: 1, worst: 'PT700H' });
    expect(await figure('mtta', 'seen')).toMatchObject({ n: 2 });
  });

  it('begins with `from` and ends before `to`', async () => {
    for (const called of ['2026-11-05T00:00:00.000Z', '2026-11-06T00:00:00.000Z']) await late('edges', called, 1, null);
    expect(await figure('mtta', 'edges', { from: new Date('2026-11-05T00:00:00Z'), to: new Date('2026-11-06T00:00:00Z') })).toMatchObject({ n: 1 });
    expect(await figure('mtta', 'edges', { from: new Date('2026-11-05T00:00:00.001Z') })).toMatchObject({ n: 1 });
  });
});
