import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import pg from 'pg';
import { Told } from '#tests/reports/told.js';
import { ApiServer, type Answer } from './support/api-server.js';
import { Discharge, said } from './support/discharge.js';

let api: ApiServer;
const period = 'from=2026-10-01T00:00:00Z&to=2026-12-01T00:00:00Z';
const get = (as: string, path: string, accept?: string): Promise<Answer> => api.send('GET', `/v1/reports/${path}`, { as, ...(accept === undefined ? {} : { headers: { accept } }) });
const told = async (step: string, called: string, acted: string | null, opening: object = {}): Promise<Told> => {
  const story = new Told({ at: '2026-10-01T08:00:00.000Z', ...opening });
  const task = story.opened('2026-10-01T08:00:02.000Z', step);
  story.called(called, task, 1, 'riverside-coordinator');
  if (acted !== null) story.acknowledged(acted, task);
  return story.write(api.record.manager);
};
beforeAll(async () => {
  api = await ApiServer.start('api-reports');
  const owner = new pg.Client({ connectionString: api.database.ownerUrl });
  await owner.connect();
  await owner.query(`insert into teams (id, organisation_id, name, lead_id) values ('evil', 'riverside', '=cmd(), "quoted"', 'riverside-director')`);
  await owner.query(`insert into team_members (person_id, team_id) values ('riverside-coordinator', 'evil')`);
  await owner.end();
  await told('departure', '2026-10-05T10:00:00.000Z', '2026-10-05T10:10:00.000Z');
  await told('departure', '2026-11-05T10:00:00.000Z', '2026-11-05T12:00:00.000Z');
  await told('safety-call', '2026-11-06T10:00:00.000Z', null);
  await told('departure', '2026-11-07T10:00:00.000Z', '2026-11-07T10:01:00.000Z', { organisation: 'hillview', owners: { clinicalLead: 'hillview-hub', coordinator: 'hillview-hub', escalationOwner: 'hillview-hub' } });
}, 120_000);
afterAll(() => api.stop());

describe('who may read reports', () => {
  it.each(['hub', 'coordinator', 'clinical-lead', 'escalation-owner', 'escalation-lead', 'director', 'crisis-team', 'auditor'])('%s reads those of the organisation', async (as) => {
    const load = await get(as, `alarm-load?${period}`);
    expect([...said(load), load.body['organisations']]).toEqual([200, undefined, ['riverside']]);
    expect(load.body.items.map((each) => [(each['person'] as { id: string }).id, each['calls']])).toEqual([['riverside-coordinator', 1], ['riverside-coordinator', 1], ['riverside-coordinator', 1]]);
    const times = await get(as, `response-times?${period}&measure=mtta&by=step`);
    expect(times.body.items.map((each) => [each.step, each['n'], each['open']])).toEqual([['departure', 2, 0], ['safety-call', 0, 1]]);
  });

  it('another organisation reads its own, nobody another’s, and nobody without a token', async () => {
    expect((await get('other-hub', `response-times?${period}&measure=mtta&by=step`)).body.items).toMatchObject([{ step: 'departure', n: 1, worst: 'PT1M' }]);
    for (const report of ['alarm-load', 'response-times']) {
      expect(said(await get('hub', `${report}?organisation=hillview`))).toEqual([404, 'not-found']);
      expect(said(await get('hub', `${report}?organisation=riverside`))).toEqual([200, undefined]);
      expect((await api.send('GET', `/v1/reports/${report}`)).status).toBe(401);
    }
  });
});

describe('what may be asked of them', () => {
  it.each([
    ['from=2026-01-01T00:00:00Z&to=2027-01-03T00:00:00Z', '/to too-long'], ['from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z', '/to ends-before-it-begins'], ['from=2199-01-01T00:00:00Z', '/to ends-before-it-begins'], ['from=2020-01-01T00:00:00Z', '/to too-long'],
    ['from=yesterday', '/from not-an-instant'], ['limit=201', '/limit out-of-range'], ['limit=0', '/limit out-of-range'], ['cursor=xx', '/cursor unknown-cursor'], ['cursor=WzFd', '/cursor unknown-cursor'], ['colour=red', '/colour unknown-parameter'],
  ])('not ?%s', async (query, error) => {
    for (const report of ['alarm-load', 'response-times']) {
      const { status, body } = await get('hub', `${report}?${query}`);
      expect([report, status, body.errors.map(({ pointer, code }) => `${pointer} ${code}`)]).toEqual([report, 422, [error]]);
    }
  });
  it.each([['by=colour', '/by not-one-of'], ['by=', '/by not-one-of'], ['measure=speed', '/measure not-one-of'], ['cases=1001', '/cases out-of-range'], ['format=pdf', '/format not-one-of'], ['format=csv&limit=5', '/limit not-with-csv']])('nor response-times?%s', async (query, error) => {
    const { status, body } = await get('hub', `response-times?${query}`);
    expect([status, body.errors.map(({ pointer, code }) => `${pointer} ${code}`)]).toEqual([422, [error]]);
  });

  it('a whole year, and by itself the 28 days before now', async () => {
    expect((await get('hub', 'response-times?from=2026-01-01T00:00:00Z&to=2027-01-02T00:00:00Z')).status).toBe(200);
    const { from, to } = (await get('hub', 'alarm-load')).body as unknown as { from: string; to: string };
    expect(Date.parse(to) - Date.parse(from)).toBe(28 * 86_400_000);
    expect(Math.abs(Date.now() - Date.parse(to))).toBeLessThan(60_000);
  });

  it('page after page: every row once', async () => {
    for (const report of [`response-times?${period}`, `alarm-load?${period}`]) {
      // What is open grows from one look to the next.
      const rows = ({ body }: Answer) => body.items.map(({ from, person, measure, step, month, n, calls }) => ({ from, person, measure, step, month, n, calls }));
      const whole = rows(await get('hub', report));
      const found: typeof whole = [];
      for (let next: string | null = ''; next !== null;) {
        const page: Answer = await get('hub', `${report}&limit=1${next === '' ? '' : `&cursor=${next}`}`);
        found.push(...rows(page));
        next = page.body.next;
      }
      expect(found).toEqual(whole);
      expect(whole.length).toBeGreaterThan(2);
    }
  });
});

describe('what they say', () => {
  it('per pathway, step, team and month: the figures, and the cases behind them', async () => {
    const { items } = (await get('hub', `response-times?${period}&measure=mtta`)).body;
    expect(items.map((each) => [each['pathway'], each.step, (each['team'] as { name: string }).name, each['month'], each['n'], each['p50'], each['worst']])).toEqual([
      ['minimum-safe-discharge', 'departure', '=cmd(), "quoted"', '2026-10', 1, 'PT10M', 'PT10M'], ['minimum-safe-discharge', 'departure', '=cmd(), "quoted"', '2026-11', 1, 'PT2H', 'PT2H'],
      ['minimum-safe-discharge', 'safety-call', '=cmd(), "quoted"', '2026-11', 0, null, expect.stringMatching(/^PT\d/)],
    ]);
    const [{ caseId }] = items[0]!['cases'] as [{ caseId: string }];
    expect((await api.get('hub', `/v1/cases/${caseId}`)).status).toBe(200);
  });

  it('as a file, by parameter or by what is accepted, that a spreadsheet reads and runs nothing of', async () => {
    const file = await get('auditor', `response-times?${period}&measure=mtta&format=csv`);
    expect([file.status, file.headers.get('content-type'), file.headers.get('content-disposition'), file.headers.get('cache-control')]).toEqual([200, 'text/csv; charset=utf-8', 'attachment; filename=response-times-2026-10-01-2026-12-01.csv', 'no-store']);
    const text = file.body as unknown as string;
    const rows: Record<string, string>[] = parse(text, { columns: true });
    expect(rows[1]).toMatchObject({ measure: 'mtta', pathway: 'minimum-safe-discharge', step: 'departure', team: 'evil', teamName: `'=cmd(), "quoted"`, month: '2026-11', n: '1', open: '0', without: '0', p50: 'PT2H', p50Seconds: '7200', worstOpen: 'false', cases: expect.stringMatching(/^\S+$/) });
    // Every row of the answer in JSON, with the same figures.
    const { items } = (await get('auditor', `response-times?${period}&measure=mtta`)).body;
    expect(rows.map(({ step, month, n, worst }) => [step, month, n, worst === '' ? null : worst])).toEqual(items.map((each) => [each.step, each['month'], String(each['n']), expect.stringMatching(/^PT/)]));
    expect(((await get('auditor', `response-times?${period}&measure=mtta`, 'text/csv')).body as unknown as string).split('\r\n').slice(0, 3)).toEqual(text.split('\r\n').slice(0, 3));
    expect((await get('auditor', `response-times?${period}`, '*/*')).headers.get('content-type')).toMatch(/^application\/json/);
    const wrong = await get('hub', 'response-times?from=x', 'text/csv');
    expect([wrong.status, wrong.headers.get('content-type')]).toEqual([422, 'application/problem+json']);
  });

  it('of a case that is lived over HTTP: a call, an act, and of rehearsals only where they are asked for', async () => {
    const discharge = await Discharge.started(api, { rehearsal: true });
    // A standard is late by then, and hours in which one is called have come, at whatever hour this is.
    await discharge.advance('PT53H');
    const climb = discharge.now.escalations.find(({ status, step }) => status === 'open' && step === 'equipment-in-place');
    expect(said(await api.command('coordinator', `/v1/tasks/${String(climb!['taskId'])}/acknowledge`, { for: 'PT10M', note: 'on it' }))).toEqual([200, undefined]);
    const mine = ({ body }: Answer) => body.items.flatMap((each) => each['cases'] as { caseId: string; open: boolean }[]).filter(({ caseId, open }) => caseId === discharge.id && !open);
    expect(mine(await get('hub', 'response-times?measure=mtta&rehearsal=true'))).toHaveLength(1);
    expect(mine(await get('hub', 'response-times?measure=mtta'))).toEqual([]);
    const load = (await get('hub', 'alarm-load?rehearsal=true')).body;
    const rung = (load['rungs'] as { step: string; level: number; acted: number; behind: { caseId: string }[] }[]).find(({ step, acted }) => step === climb!.step && acted > 0);
    expect(rung).toMatchObject({ behind: expect.arrayContaining([{ caseId: discharge.id, rung: expect.any(Number) }]) });
  });
});
