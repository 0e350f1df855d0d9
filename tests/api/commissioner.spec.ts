import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import pg from 'pg';
import { evidenceOf } from '#libs/contracts/http/evidence.js';
import { Told } from '#tests/reports/told.js';
import { ApiServer, type Answer } from './support/api-server.js';
import { said } from './support/discharge.js';

let api: ApiServer;
const get = (as: string, query: string): Promise<Answer> => api.get(as, `/v1/reports/commissioner?from=2026-05&to=2026-07&${query}`);
interface Figure { measure: string; month: string; team?: { name: string } | null; numerator: number | null; denominator: number | null; percent: number | null; p50: string | null; cases?: { caseId: string; counted: boolean }[] }
const figures = ({ body }: Answer, measure = 'first-visit-missed'): Figure[] => (body.items as unknown as Figure[]).filter((each) => each.measure === measure);
const shown = (answer: Answer, measure?: string) => figures(answer, measure).map(({ month, team, numerator, denominator, percent }) => [month, team === undefined ? 'all' : team?.name ?? null, numerator, denominator, percent]);

/** First visits of one month, some of them missed. */
async function visits(day: string, made: number, missed: number, more: object = {}): Promise<void> {
  for (let index = 0; index < made + missed; index += 1) {
    const story = new Told({ at: `${day}T08:00:00.000Z`, ...more });
    const task = story.opened(`${day}T08:00:02.000Z`, 'first-visit-done', { dueAt: `${day}T12:00:00.000Z` });
    if (index < made) story.completed(`${day}T11:00:00.000Z`, task);
    await story.write(api.record.manager);
  }
}
const ofTeam = (coordinator: string) => ({ owners: { clinicalLead: 'riverside-clinical-lead', coordinator, escalationOwner: 'riverside-escalation-owner' } });
const elsewhere = { organisation: 'hillview', owners: { clinicalLead: 'hillview-hub', coordinator: 'hillview-hub', escalationOwner: 'hillview-hub' } };
beforeAll(async () => {
  api = await ApiServer.start('commissioner');
  const owner = new pg.Client({ connectionString: api.database.ownerUrl });
  await owner.connect();
  for (const [id, name, person] of [['east', 'East', 'riverside-coordinator'], ['west', '=West', 'riverside-coordinator-2']]) {
    await owner.query(`insert into teams (id, organisation_id, name, lead_id) values ($1, 'riverside', $2, 'riverside-director')`, [id, name]);
    await owner.query(`insert into team_members (person_id, team_id) values ($1, $2)`, [person, id]);
  }
  await owner.end();
  await visits('2026-05-12', 9, 0, ofTeam('riverside-coordinator'));
  await visits('2026-05-13', 2, 1, ofTeam('riverside-coordinator-2'));
  await visits('2026-06-12', 3, 2);
  // 23:30 in universal time on 30 June is July on the wall.
  const story = new Told({ at: '2026-06-30T20:00:00.000Z' });
  story.opened('2026-06-30T20:00:02.000Z', 'first-visit-done', { dueAt: '2026-06-30T23:30:00.000Z' });
  await story.write(api.record.manager);
  await visits('2026-05-12', 1, 0, elsewhere);
  await visits('2026-05-12', 4, 4, { rehearsal: true });
}, 120_000);
afterAll(() => api.stop());

describe('what commissioners are told', () => {
  it('is every figure month by month, with what it counts and its source, and no number of one to seven', async () => {
    const answer = await get('director', '');
    expect([...said(answer), answer.body['organisation'], answer.body['exact']]).toEqual([200, undefined, 'riverside', false]);
    expect(shown(answer)).toEqual([['2026-05', 'all', null, 10, null], ['2026-06', 'all', null, null, null], ['2026-07', 'all', null, null, null]]);
    const measures = answer.body['measures'] as { measure: string; part: string; of: string; source: string }[];
    expect(measures.map(({ measure }) => measure)).toEqual(['follow-up-72h', 'follow-up-48h', 'follow-up-7d', 're-presentation-30d', 'failed-discharge', 'first-visit-missed', 'response-in-time', 'step-up-in-time', 'step-up-rejected', 'clinical-review-in-time', 'triage-in-time', 'redirected', 'crisis-while-waiting', 'call-outs-fewer', 'attendances-fewer', 'function-improved', 'use-not-recorded']);
    expect(measures.filter(({ part, of, source }) => !part || !of || !source)).toEqual([]);
    expect(JSON.stringify(answer.body)).not.toContain('caseId');
  });

  it('is each team’s too, and the small team is not what all of them are more than the others', async () => {
    // Twelve in all, nine of East: neither says that West has three.
    expect(shown(await get('director', 'teams=true')).slice(0, 3)).toEqual([['2026-05', 'all', null, 10, null], ['2026-05', 'East', 0, 10, 0], ['2026-05', '=West', null, null, null]]);
  });

  it('is for whoever may see the cases also as it is, with the cases behind it; for who reads without identity it is not', async () => {
    const answer = await get('hub', 'exact=true');
    expect(shown(answer)).toEqual([['2026-05', 'all', 1, 12, 8], ['2026-06', 'all', 2, 5, 40], ['2026-07', 'all', 1, 1, 100]]);
    const [may] = figures(answer);
    expect([may!.cases!.length, may!.cases!.filter(({ counted }) => counted).length]).toEqual([12, 1]);
    expect((await api.get('hub', `/v1/cases/${may!.cases![0]!.caseId}`)).status).toBe(200);
    expect(said(await get('auditor', 'exact=true'))).toEqual([403, 'not-yours']);
    expect(shown(await get('auditor', ''))).toEqual(shown(await get('director', '')));
  });

  it('is of the cases that one organisation leads, its own people’s, without rehearsals unless they are asked for', async () => {
    expect(shown(await get('other-hub', 'exact=true'))).toEqual([['2026-05', 'all', 0, 1, 0]]);
    expect(said(await get('other-hub', 'organisation=riverside'))).toEqual([404, 'not-found']);
    expect(shown(await get('hub', 'exact=true&rehearsal=true'))).toEqual([['2026-05', 'all', 4, 8, 50]]);
    expect((await api.send('GET', '/v1/reports/commissioner')).status).toBe(401);
  });

  it('has step-ups that were refused, and how long it took from raising one to the clinical review', async () => {
    for (const [outcome, held] of [['step-up', '2026-05-12T14:00:00.000Z'], ['step-up', '2026-05-12T18:00:00.000Z'], ['not-met', null]] as const) {
      const story = new Told({ at: '2026-05-12T08:00:00.000Z', pathway: 'step-up' });
      const threshold = story.opened('2026-05-12T08:00:00.000Z', 'threshold-decision', { dueAt: '2026-05-12T12:00:00.000Z' });
      story.at_('2026-05-12T10:00:00.000Z').add('decision-recorded', { taskId: threshold, step: 'threshold-decision', decision: { kind: 'threshold-decision', outcome } });
      story.completed('2026-05-12T10:00:00.000Z', threshold);
      const review = held && story.opened('2026-05-12T10:00:00.000Z', 'urgent-review', { dueAt: '2026-05-12T16:00:00.000Z' });
      // Held at noon and at four, typed in two hours later.
      if (review) story.at_(held).add('task-completed', { taskId: review, step: 'urgent-review', evidence: { heldAt: new Date(Date.parse(held) - 7_200_000).toISOString() }, completedAt: held, late: held > '2026-05-12T16:00:00.000Z', recordedLate: false });
      await story.write(api.record.manager);
    }
    const answer = await get('hub', 'exact=true');
    expect([shown(answer, 'step-up-rejected'), shown(answer, 'clinical-review-in-time'), figures(answer, 'clinical-review-in-time').map(({ p50 }) => p50)]).toEqual([[['2026-05', 'all', 1, 3, 33]], [['2026-05', 'all', 1, 2, 50]], ['PT4H']]);
    const file: Record<string, string>[] = parse((await get('auditor', 'format=csv')).body as unknown as string, { columns: true });
    expect(file.filter(({ measure }) => measure === 'step-up-rejected' || measure === 'clinical-review-in-time').map((line) => [line['numerator'], line['denominator'], line['p50']])).toEqual([['*', '*', ''], ['*', '*', '']]);
  });

  it('is a file in which a small number is a star, and nothing runs in a spreadsheet', async () => {
    const file = await get('auditor', 'teams=true&format=csv');
    expect([file.headers.get('content-type'), file.headers.get('content-disposition')]).toEqual(['text/csv; charset=utf-8', 'attachment; filename=commissioner-riverside-2026-05-2026-07.csv']);
    const rows: Record<string, string>[] = parse(file.body as unknown as string, { columns: true });
    expect(rows.slice(0, 3).map((row) => [row['month'], row['teamName'], row['numerator'], row['denominator'], row['percent'], row['cases']])).toEqual([['2026-05', 'all', '*', '10', '', undefined], ['2026-05', 'East', '0', '10', '0', undefined], ['2026-05', `'=West`, '*', '*', '', undefined]]);
    const exact: Record<string, string>[] = parse((await get('hub', 'exact=true&format=csv')).body as unknown as string, { columns: true });
    expect([exact[0]!['numerator'], exact[0]!['cases']!.split(' ').length]).toEqual(['1', 12]);
  });

  it.each([['from=2026-13', '/from not-a-month'], ['from=2026-08', '/to ends-before-it-begins'], ['from=2024-07', '/to too-long'], ['colour=red', '/colour unknown-parameter'], ['format=pdf', '/format not-one-of']])('is not asked for by %s', async (query, error) => {
    const { status, body } = await api.get('hub', `/v1/reports/commissioner?to=2026-07&${query}`);
    expect([status, body.errors.map(({ pointer, code }) => `${pointer} ${code}`)]).toEqual([422, [error]]);
  });

  it('is of the last six months where nobody says of which', async () => {
    const { from, to } = (await api.get('hub', '/v1/reports/commissioner')).body as unknown as { from: string; to: string };
    const months = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5));
    expect(months(to) - months(from)).toBe(5);
  });
});

describe('what care people used', () => {
  const speed = (value: number) => ({ name: 'Gait speed', value, unit: 'm/s', instrument: 'Four metre walk', better: 'higher' });
  /** A step-up of three weeks with two looks; null: nobody said anything. */
  async function steppedUp(...looks: (object | null)[]): Promise<void> {
    const story = new Told({ at: '2026-06-01T08:00:00.000Z', pathway: 'step-up', details: {} });
    for (const [index, useOfCare] of looks.entries()) {
      const instant = `2026-06-1${index}T09:00:00.000Z`;
      const taskId = story.opened(instant, 'contact');
      story.add('task-completed', { taskId, step: 'contact', evidence: { contactedAt: instant, ...(useOfCare === null ? {} : { useOfCare }) } as never, completedAt: instant, late: false, recordedLate: false });
    }
    story.at_('2026-06-22T09:00:00.000Z').add('case-closed', { outcome: { outcome: 'stepped-down' } });
    await story.write(api.record.manager);
  }

  it('is counted of cases that closed: call-outs and attendances before and during them, functional measures, and of how many nobody recorded anything', async () => {
    for (let nth = 0; nth < 8; nth += 1) await steppedUp({ ambulanceCallOutsBefore: 9, ambulanceCallOuts: 1, emergencyAttendancesBefore: 0, functional: [speed(0.6)] }, { ambulanceCallOuts: 0, emergencyAttendances: 1, functional: [speed(0.8)] });
    await steppedUp({ ambulanceCallOutsBefore: 9, functional: [speed(0.9)] }, { ambulanceCallOuts: 4, functional: [speed(0.8)] });
    for (let nth = 0; nth < 8; nth += 1) await steppedUp(null, null);
    const exact = await get('hub', 'exact=true');
    // Nine calls in ninety days are two in three weeks: one is less, four are more. Where somebody told of one time only, nothing can be said.
    expect(['call-outs-fewer', 'attendances-fewer', 'function-improved', 'use-not-recorded'].map((measure) => shown(exact, measure)[0])).toEqual([
      ['2026-06', 'all', 8, 9, 89], ['2026-06', 'all', 0, 8, 0], ['2026-06', 'all', 8, 9, 89], ['2026-06', 'all', 8, 17, 47]]);
    expect(shown(await get('director', ''), 'use-not-recorded')).toEqual([['2026-06', 'all', 10, 15, 67]]);
    const { body } = await api.get('director', '/v1/reports/commissioner?from=2026-06&to=2026-06&format=csv');
    const rows = parse(body as unknown as string, { bom: true }) as string[][];
    expect(rows.find(([measure]) => measure === 'call-outs-fewer')?.slice(0, 6)).toEqual(['call-outs-fewer', 'Ambulance call-outs less often than before', '2026-06', '10', '10', '100']);
  });

  it.each([['rapid-falls-review', 'review-held'], ['rapid-falls-review', 'weekly-review'], ['step-down-tapering', 'first-contact'], ['step-down-tapering', 'contact'], ['step-down-tapering', 'closing-review'], ['step-up', 'contact']])('is told on a %s with %s by whoever knows it, each with its unit, or left out whole', (pathway, step) => {
    const gaps = (useOfCare: unknown): unknown[] => (evidenceOf(pathway, step)!.safeParse({ useOfCare }).error?.issues ?? []).filter(({ path }) => path[0] === 'useOfCare').map(({ path }) => path.slice(1).join('/'));
    const { unit: _, ...unitless } = speed(0.6);
    expect([gaps(undefined), gaps({ ambulanceCallOuts: 0, functional: [speed(0.6)] }), gaps({}), gaps({ functional: [unitless] }), gaps({ emergencyAttendances: -1 })]).toEqual([[], [], ['ambulanceCallOuts'], ['functional/0/unit'], ['emergencyAttendances']]);
  });
});
