import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ApiServer, ISSUER, type Answer, type Body } from './support/api-server.js';
import { Discharge, said } from './support/discharge.js';
import { action, FallsReview, owners, reviewRecord } from './support/falls.js';

/** Owners may belong to other organisations: they see the case, and their organisation's lists show it; before they own anything in it and after that, it is not there. */
let api: ApiServer;
beforeAll(async () => {
  api = await ApiServer.start('api-other-organisations');
  const owner = new pg.Client({ connectionString: api.database.ownerUrl });
  await owner.connect();
  await owner.query(`insert into identities (issuer, subject, person_id) values ($1, 'other-hub-2', 'hillview-hub-2'), ($1, 'other-director', 'hillview-director'), ($1, 'other-lead', 'hillview-escalation-lead')`, [ISSUER]);
  await owner.end();
}, 120_000);
afterAll(() => api.stop());

const reason = 'agreed between the teams';
const handOver = (of: { path: string }, role: string, person: string, more: object = {}) => api.command('hub', `${of.path}/owners`, { role, person, reason, ...more });
const items = async (as: string, path: string): Promise<Body[]> => (await api.get(as, path)).body.items;
const idOf = (of: Body, field: string): string | undefined => (of[field] as { id: string } | null | undefined)?.id;
const within = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();

/** Which of all the places where somebody could find a case hold it. */
async function whereSeen(as: string, { id, path }: { id: string; path: string }, { rehearsal = false } = {}): Promise<string[]> {
  const clocked = rehearsal ? '&rehearsal=true' : '';
  const answered = (name: string, { status }: Answer) => (status === 200 ? [name] : []);
  const listed = async (name: string, list: string) => ((await items(as, list)).some((each) => each.id === id || each.caseId === id) ? [name] : []);
  const figures = (await items(as, `/v1/reports/response-times?measure=mtta&cases=1000${clocked}`)).some((each) => (each['cases'] as Body[]).some(({ caseId }) => caseId === id));
  const load = ((await api.get(as, `/v1/reports/alarm-load?limit=200${clocked}`)).body['rungs'] as { behind: Body[] }[]).some(({ behind }) => behind.some(({ caseId }) => caseId === id));
  return [
    ...answered('case', await api.get(as, path)), ...answered('events', await api.get(as, `${path}/events`)), ...answered('refusals', await api.get(as, `${path}/refusals`)),
    ...await listed('cases', `/v1/cases?limit=200${clocked}`), ...await listed('tasks', `/v1/tasks?limit=200${clocked}`), ...await listed('tasks of the case', `/v1/tasks?caseId=${id}${clocked}`), ...await listed('mine', `/v1/tasks?mine=true&status=open&limit=200${clocked}`),
    ...await listed('escalations', `/v1/escalations?limit=200${clocked}`), ...await listed('huddle', `/v1/huddle?limit=200${clocked}`), ...(figures ? ['response times'] : []), ...(load ? ['alarm load'] : []),
  ];
}
const everywhere = ['case', 'events', 'refusals', 'cases', 'tasks', 'tasks of the case', 'escalations', 'huddle', 'response times', 'alarm load'];

describe('a falls review with an owner elsewhere', () => {
  it('is nowhere there before, everywhere while one of theirs is named, and nowhere after', async () => {
    // A head injury calls its owner at once, so that there is a climb.
    const review = await FallsReview.started(api);
    for (const as of ['other-hub', 'other-hub-2', 'other-director']) expect([as, await whereSeen(as, review)]).toEqual([as, []]);
    expect(said(await handOver(review, 'clinical-lead', 'hillview-hub'))).toEqual([200, undefined]);
    expect(await whereSeen('other-hub', review)).toEqual([...everywhere.slice(0, 6), 'mine', ...everywhere.slice(6)]);
    // Their colleagues see the case, and none of its tasks as their own.
    for (const as of ['other-hub-2', 'other-director']) expect([as, await whereSeen(as, review)]).toEqual([as, everywhere]);
    expect(await whereSeen('hub', review)).toEqual(everywhere);
    expect((await items('other-hub', '/v1/escalations?mine=true')).map(({ caseId }) => caseId)).toContain(review.id);
    expect((await items('other-hub', `/v1/cases?owner=hillview-hub`)).map(({ id }) => id)).toContain(review.id);
    expect(said(await handOver(review, 'clinical-lead', 'riverside-clinical-lead'))).toEqual([200, undefined]);
    for (const as of ['other-hub', 'other-hub-2', 'other-director']) expect([as, await whereSeen(as, review)]).toEqual([as, []]);
  });

  it('is there from an offer on, so that it can be looked at before it is accepted', async () => {
    const review = await FallsReview.started(api);
    expect(said(await handOver(review, 'coordinator', 'hillview-hub', { offer: true }))).toEqual([200, undefined]);
    expect(await whereSeen('other-hub', review)).toEqual(everywhere);
    expect(said(await api.command('other-hub', `${review.path}/owners/accept`, { role: 'coordinator' }))).toEqual([200, undefined]);
    expect(await whereSeen('other-hub', review)).toContain('mine');
  });

  it('is there for the owner of one task: it is theirs to do, and the case stays where they did something', async () => {
    const review = await FallsReview.started(api);
    await review.complete('coordinator', 'review-held', reviewRecord({ actions: [action({ owner: 'hillview-hub' }), action({ title: 'Ring the daughter' })] }));
    expect(await whereSeen('other-hub', review)).toContain('mine');
    const [theirs] = await items('other-hub', `/v1/tasks?mine=true&caseId=${review.id}`);
    expect(theirs).toMatchObject({ step: 'action', owner: { person: { id: 'hillview-hub' } } });
    // What another owns in it is seen, and not theirs to do.
    const other = (await items('other-hub', `/v1/tasks?caseId=${review.id}&step=action`)).find(({ owner }) => owner.person?.id !== 'hillview-hub');
    expect(said(await api.command('other-hub', `/v1/tasks/${other!.id}/complete`, { evidence: { done: 'rang', check: 'note', checkedBy: 'x' } }))).toEqual([403, 'not-yours']);
    expect(said(await api.command('other-hub', `/v1/tasks/${theirs!.id}/complete`, { evidence: { done: 'stopped', check: 'chart', checkedBy: 'Hassan' } }))).toEqual([200, undefined]);
    // They did something in it: it stays to be looked at, and is no longer on their own list.
    expect(await whereSeen('other-hub', review)).toEqual(everywhere);
  });

  it('leaves with a task that is given back undone', async () => {
    const review = await FallsReview.started(api);
    await review.complete('coordinator', 'review-held', reviewRecord({ actions: [action({ owner: 'hillview-hub' })] }));
    const task = (await items('other-hub', `/v1/tasks?mine=true&caseId=${review.id}`))[0]!;
    expect(said(await api.command('other-hub', `/v1/tasks/${task.id}/assign`, { to: 'riverside-director', reason }))).toEqual([200, undefined]);
    expect(await whereSeen('other-hub', review)).toEqual([]);
  });

  it('is kept apart when it is a rehearsal', async () => {
    const review = await FallsReview.started(api, { rehearsal: true, owners: { ...owners, clinicalLead: 'hillview-hub' } });
    expect(await whereSeen('other-hub', review, { rehearsal: true })).toEqual([...everywhere.slice(0, 6), 'mine', ...everywhere.slice(6)]);
    expect(await whereSeen('other-hub', review)).toEqual(['case', 'events', 'refusals']);
  });
});

describe('what goes with it', () => {
  it('a search by number finds the case while they own something in it, and does not say before that the person is known', async () => {
    const discharge = await Discharge.started(api);
    const nhsNumber = discharge.now.patient['nhsNumber'];
    const search = () => api.send('POST', '/v1/patients/search', { as: 'other-hub', body: { nhsNumber } });
    expect((await search()).body).toEqual({ patient: null, cases: [], admissions: [] });
    await handOver(discharge, 'escalation-owner', 'hillview-hub');
    expect((await search()).body).toMatchObject({ patient: { nhsNumber }, cases: [{ id: discharge.id }], admissions: [] });
    await handOver(discharge, 'escalation-owner', 'riverside-escalation-owner');
    expect((await search()).body).toEqual({ patient: null, cases: [], admissions: [] });
  });

  it('who covers for the owner has their tasks as their own, and may do them', async () => {
    const discharge = await Discharge.started(api, { owners: { ...owners, clinicalLead: 'hillview-hub' } });
    const cover = await api.command('other-hub', '/v1/covers', { person: 'hillview-hub', by: 'hillview-hub-2', from: within(-1), until: within(48), reason });
    expect(said(await api.command('other-hub-2', `/v1/covers/${cover.body.id}/accept`, {}))).toEqual([200, undefined]);
    const mine = await items('other-hub-2', `/v1/tasks?mine=true&caseId=${discharge.id}`);
    expect(mine.map(({ step }) => step)).toContain('medicines-reconciled');
    expect(said(await api.command('other-hub-2', `${discharge.taskPath('medicines-reconciled')}/complete`, { evidence: { changes: 'none', supplied: true } }))).toEqual([200, undefined]);
    expect(said(await api.command('other-hub', `/v1/covers/${cover.body.id}/withdraw`, { reason }))).toEqual([200, undefined]);
  });

  it('both organisations see that the owner will be away without cover, and neither sees other holes of the other', async () => {
    await Discharge.started(api, { owners: { ...owners, escalationOwner: 'hillview-hub' } });
    const leave = await api.command('other-hub', '/v1/people/hillview-hub/leave', { from: within(100), until: within(200), reason });
    expect(leave.status).toBeLessThan(300);
    const coverage = async (as: string) => (await items(as, `/v1/coverage?from=${within(120)}&to=${within(150)}`)).filter((hole) => hole['role'] === 'escalation-owner').map((hole) => [hole['kind'], idOf(hole, 'organisation'), idOf(hole, 'person') ?? idOf(hole, 'owner')]);
    const ours = await coverage('hub');
    expect(ours).toEqual(expect.arrayContaining([['leave-without-cover', 'riverside', 'hillview-hub'], ['nobody-answers', 'riverside', 'hillview-hub']]));
    expect(await coverage('other-hub')).toEqual(expect.arrayContaining([['leave-without-cover', 'riverside', 'hillview-hub'], ['nobody-answers', 'riverside', 'hillview-hub']]));
    const elsewhere = (await items('other-hub', `/v1/coverage?from=${within(120)}&to=${within(150)}`)).filter((hole) => idOf(hole, 'organisation') === 'riverside');
    expect(elsewhere.every((hole) => [idOf(hole, 'person'), idOf(hole, 'owner')].includes('hillview-hub'))).toBe(true);
  });

  it('what whoever left still has there comes to their own lead, who hands it on within the organisation', async () => {
    const discharge = await Discharge.started(api, { owners: { ...owners, coordinator: 'hillview-coordinator' } });
    expect(said(await api.command('other-lead', '/v1/people/hillview-coordinator/deactivate', { reason })).slice(0, 1)).toEqual([200]);
    const left = (await items('other-lead', '/v1/reassignments?mine=true')).find((each) => (each['person'] as Body).id === 'hillview-coordinator');
    expect((left!['cases'] as Body[]).map(({ id }) => id)).toContain(discharge.id);
    expect(await items('escalation-lead', '/v1/reassignments')).toEqual([]);
    expect(said(await api.command('other-lead', '/v1/people/hillview-coordinator/reassign', { to: 'hillview-coordinator-2', reason }))).toEqual([200, undefined]);
    expect((await api.get('hub', discharge.path)).body.owners['coordinator']).toMatchObject({ id: 'hillview-coordinator-2' });
    expect((await api.get('other-director', discharge.path)).status).toBe(200);
  });

  it('somebody elsewhere can be found to be named: an organisation that is asked for shows who holds what, and nothing more', async () => {
    const found = await items('hub', '/v1/people?organisation=hillview&role=clinical-lead');
    expect(found.length).toBeGreaterThan(1);
    expect(found[0]).toEqual({ id: 'hillview-clinical-lead', name: expect.any(String), organisation: { id: 'hillview', name: expect.any(String) }, role: 'clinical-lead', answers: true, why: expect.any(String) });
    expect((await items('hub', '/v1/people?limit=200')).every((each) => (each['organisation'] as Body).id === 'riverside')).toBe(true);
    expect(said(await api.get('hub', '/v1/people/hillview-clinical-lead'))).toEqual([404, 'not-found']);
  });
});
