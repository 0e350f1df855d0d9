import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiServer, dischargeOf } from './support/api-server.js';
import { said, somebody, taskOf } from './support/discharge.js';
import { ago, FallsReview, fallsReviewOf, reviewRecord } from './support/falls.js';
import { taperOf } from './support/taper.js';

let api: ApiServer;
beforeAll(async () => { api = await ApiServer.start('api-pathways-at-once'); }, 600_000);
afterAll(async () => { await api.stop(); });

const start = (body: unknown) => api.command('hub', '/v1/cases', body);

describe('one person', () => {
  it('may have a discharge, a falls review and a taper at once, but one of each', async () => {
    const ida = somebody();
    const bodies = [dischargeOf(ida), fallsReviewOf(ida), taperOf(ida)];
    const first = await Promise.all(bodies.map(start));
    expect(first.map(({ status }) => status)).toEqual([201, 201, 201]);
    const again = await Promise.all(bodies.map(start));
    expect(again.map(({ status, body }) => [status, body.code, body.caseId])).toEqual(first.map(({ body }) => [409, 'case-already-open', body.id]));
    const found = (await api.send('POST', '/v1/patients/search', { as: 'hub', body: { nhsNumber: ida.nhsNumber } })).body['cases'] as { id: string; pathway: string }[];
    expect(found.map(({ pathway }) => pathway).toSorted()).toEqual(['minimum-safe-discharge', 'rapid-falls-review', 'step-down-tapering']);
    for (const { body } of first) expect((await api.get('hub', `/v1/cases?q=${encodeURIComponent(ida.name)}&pathway=${String(body['pathway'])}`)).body.items.map(({ id }) => id)).toEqual([body.id]);
  });
});

describe('a falls review that only watches', () => {
  it('is listed as watching, and ends with what it has when another begins', async () => {
    const ida = somebody();
    const falls = await FallsReview.started(api, { patient: ida });
    await falls.complete('clinical-lead', 'urgent-clinical-check', { route: 'seen', redFlags: [], antithrombotic: 'no', by: 'Nurse A', findings: 'a bruise', adviceGivenTo: 'her', someoneWithThem: true });
    await falls.complete('clinical-lead', 'risk-assessed', { findings: 'tired', riskOfHarmNow: 'at night' });
    await falls.complete('clinical-lead', 'safety-net-written', { plan: [{ if: 'dizzy', call: '111', respondWithin: 'PT2H' }] });
    await falls.complete('coordinator', 'safety-net-shared', { sharedWith: ['person'], understood: true, how: 'read together' });
    const held = () => falls.complete('coordinator', 'review-held', reviewRecord());
    expect(said(await start(fallsReviewOf(ida)))).toEqual([409, 'case-already-open']);
    await held();
    expect([falls.now.status, falls.now['watching'], falls.open()]).toEqual(['open', true, []]);
    const watching = async () => (await api.get('hub', '/v1/cases?status=watching&pathway=rapid-falls-review')).body.items.map(({ id }) => id);
    expect(await watching()).toEqual([falls.id]);
    const next = await start(fallsReviewOf(ida, {}, 1));
    expect(said(next)).toEqual([201, undefined]);
    expect(await watching()).toEqual([]);
    expect(await falls.look()).toMatchObject({ status: 'closed', outcome: { outcome: 'reviewed-in-time', repeatFalls: 0 } });
    expect(said(await start(fallsReviewOf(ida)))).toEqual([409, 'case-already-open']);
    for (const kind of ['repeat-fall', 'readmission', 'safety-flag']) expect([kind, ...said(await api.command('hub', `${falls.path}/triggers`, { kind, occurredAt: ago(0), note: 'late' }))]).toEqual([kind, 409, 'case-closed']);
  });
});

describe('a trigger', () => {
  it('that is told twice is one: the same kind at the same instant', async () => {
    const falls = await FallsReview.started(api);
    const occurredAt = ago(0.5);
    const tell = () => api.command('coordinator', `${falls.path}/triggers`, { kind: 'repeat-fall', occurredAt, note: 'again' });
    const told = await tell();
    expect([...said(told), told.body.tasks.filter(({ step }) => step === 'review-held').length]).toEqual([200, undefined, 2]);
    expect(said(await tell())).toEqual([409, 'trigger-already-recorded']);
    expect(said(await api.command('coordinator', `${falls.path}/triggers`, { kind: 'warning-sign', occurredAt, note: 'x' }))).toEqual([422, 'not-one-of']);
    expect(taskOf(await falls.look(), 'review-booked').status).toBe('open');
  });
});
