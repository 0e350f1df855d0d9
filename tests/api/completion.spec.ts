import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiServer } from './support/api-server.js';
import { Discharge, said } from './support/discharge.js';
import { action, FallsReview, reviewRecord } from './support/falls.js';

let api: ApiServer;
beforeAll(async () => { api = await ApiServer.start('api-completion'); }, 600_000);
afterAll(async () => { await api.stop(); });

/** What the case was asked last. */
const asked = () => api.cases.received.at(-1)?.command;

describe('who did it', () => {
  it('is told to the case by id and by name, so that it can be held against who checked it', async () => {
    const discharge = await Discharge.started(api);
    await discharge.complete('coordinator', 'equipment-in-place', { items: ['walking frame'] });
    expect(asked()).toMatchObject({ type: 'complete', evidence: { items: ['walking frame'] }, doer: ['riverside-coordinator', 'Colin Okafor'] });
  });
});

describe('whom the record of a review names', () => {
  it('is somebody in the directory who may own something', async () => {
    const falls = await FallsReview.started(api);
    const answer = await falls.say('coordinator', 'review-held', 'complete', { evidence: reviewRecord({ actions: [action(), action({ owner: 'nobody' }), action({ owner: 'riverside-auditor' })] }) });
    expect([answer.status, answer.body.errors.map(({ pointer, code }) => `${pointer} ${code}`)]).toEqual([422, ['/evidence/actions/1/owner unknown-person', '/evidence/actions/2/owner cannot-own']]);
    expect(falls.open()).toContain('review-held');
  });

  it('does not check their own work, by whatever name, where the review says that another does', async () => {
    const falls = await FallsReview.started(api);
    await falls.complete('coordinator', 'review-held', reviewRecord({ actions: [action({ checkedByAnother: true })] }));
    const done = (as: string, checkedBy: string) => falls.say(as, 'action', 'complete', { evidence: { done: 'stopped', check: 'chart read', checkedBy } });
    for (const checkedBy of ['Dilip Rao', ' dilip  RAO', 'riverside-director']) {
      const answer = await done('director', checkedBy);
      expect([checkedBy, ...said(answer), answer.body.errors[0]?.pointer]).toEqual([checkedBy, 422, 'checked-by-the-doer', '/evidence/checkedBy']);
    }
    // The coordinator types it for the owner: neither of them checked it.
    for (const checkedBy of ['Dilip Rao', 'Colin Okafor']) expect([checkedBy, ...said(await done('coordinator', checkedBy))]).toEqual([checkedBy, 422, 'checked-by-the-doer']);
    expect(said(await done('director', 'Dr Leila Farouk'))).toEqual([200, undefined]);
  });
});

describe('what is told after a case has closed', () => {
  it('is taken of a discharge’s readmission only: another trigger finds the case closed, whether its pathway knows it or not', async () => {
    const discharge = await Discharge.started(api, { rehearsal: true });
    await discharge.throughToTheEnd();
    const tell = (kind: string) => api.command('hub', `${discharge.path}/triggers`, { kind, occurredAt: discharge.now.clock.now, note: 'told late' });
    for (const kind of ['safety-flag', 'left-before-safe', 'repeat-fall', 're-presentation']) expect([kind, ...said(await tell(kind))]).toEqual([kind, 409, 'case-closed']);
  });
});
