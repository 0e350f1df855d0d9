import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiServer } from './support/api-server.js';
import { Discharge, said } from './support/discharge.js';

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

describe('what is told after a case has closed', () => {
  it('is taken of a discharge’s readmission only: another trigger finds the case closed, whether its pathway knows it or not', async () => {
    const discharge = await Discharge.started(api, { rehearsal: true });
    await discharge.throughToTheEnd();
    const tell = (kind: string) => api.command('hub', `${discharge.path}/triggers`, { kind, occurredAt: discharge.now.clock.now, note: 'told late' });
    for (const kind of ['safety-flag', 'left-before-safe']) expect([kind, ...said(await tell(kind))]).toEqual([kind, 409, 'case-closed']);
  });
});
