import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiServer } from './support/api-server.js';
import { Discharge, said } from './support/discharge.js';

let api: ApiServer;
beforeAll(async () => { api = await ApiServer.start('api-decision-gaps'); }, 600_000);
afterAll(async () => { await api.stop(); });

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const decision = () => ({
  kind: 'risk-decision', question: 'May she leave?', because: 'capacity', unsafe: 'a fall', mitigations: ['a sitter'], unmetDueAt: inHours(100),
  options: [{ option: 'leave with a sitter' }, { option: 'wait', doNothing: true, rejectedBecause: 'infection' }], chosen: 'leave with a sitter', riskAccepted: 'a fall', proportionateBecause: 'two nights', personsView: 'wants home',
  actions: [{ title: 'Book the sitter', owner: 'riverside-coordinator', dueAt: inHours(90), completionCheck: 'confirmed' }], safetyNet: [{ if: 'she falls', call: '999', respondWithin: 'PT10M' }], outcome: 'go-with-risk',
});
/** A case that waits for a risk decision. */
async function undecided(change: Record<string, unknown> = {}): Promise<Discharge> {
  const discharge = await Discharge.started(api, change, 200);
  expect(said(await api.command('coordinator', `${discharge.taskPath('equipment-in-place')}/unmet`, { reason: 'no beds', unsafe: 'a fall' }))).toEqual([200, undefined]);
  return discharge;
}
async function gaps(discharge: Discharge, change: Record<string, unknown>): Promise<string[]> {
  const answer = await api.command('clinical-lead', `${discharge.path}/decisions`, { ...decision(), ...change });
  expect(answer.status).toBe(422);
  return answer.body.errors.map(({ pointer, code }) => `${pointer} ${code}`).toSorted();
}
const hollow = {
  options: [{ option: 'leave' }, { option: 'wait' }], chosen: 'a hotel',
  actions: [{ title: 'x', owner: 'nobody', dueAt: '2020-01-01T10:00:00Z', completionCheck: 'y' }, { title: 'x', owner: 'riverside-auditor', dueAt: inHours(1), completionCheck: 'y' }], unmetDueAt: '2020-01-01T10:00:00Z',
};
const hollowGaps = [
  '/actions/0/dueAt in-the-past', '/actions/0/owner unknown-person', '/actions/1/owner cannot-own', '/chosen not-an-option', '/options do-nothing-missing', '/options/0/rejectedBecause rejection-missing',
  '/options/1/rejectedBecause rejection-missing', '/unmetDueAt in-the-past',
];

describe('a decision with gaps', () => {
  it('hears of all of them at once: of the options, of owners and of instants', async () => {
    const discharge = await undecided();
    expect(await gaps(discharge, hollow)).toEqual(hollowGaps);
    const refusals = (await api.get('hub', `${discharge.path}/refusals`)).body.items;
    expect(refusals.map(({ code, status }) => [code, status])).toEqual([[expect.any(String), 422]]);
  });

  it.each([
    ['a duration that is none', { safetyNet: [{ if: 'x', call: 'y', respondWithin: 'zz' }] }, ['/safetyNet/0/respondWithin wrong-format']],
    ['an outcome of another kind', { outcome: 'accept' }, ['/outcome not-one-of']],
    ['both', { safetyNet: [{ if: 'x', call: 'y', respondWithin: 'zz' }], outcome: 'accept' }, ['/outcome not-one-of', '/safetyNet/0/respondWithin wrong-format']],
    ['a field of another type', { question: 7, mitigations: 'none' }, ['/mitigations wrong-type', '/question wrong-type']],
    ['a field that nobody knows', { urgency: 'high' }, ['/urgency unknown-field']],
    ['a kind that nobody knows', { kind: 'gut-feeling' }, ['/kind not-one-of']],
  ])('hears of them beside %s', async (_what, change, more) => {
    expect(await gaps(await undecided(), { ...hollow, ...change })).toEqual([...hollowGaps, ...more].toSorted());
  });

  it('is held against the clock of the case', async () => {
    const rehearsal = await undecided({ rehearsal: true });
    await rehearsal.advance('PT95H');
    expect(await gaps(rehearsal, { actions: [{ ...decision().actions[0], dueAt: inHours(94) }], unmetDueAt: inHours(96), question: '' })).toEqual(['/actions/0/dueAt in-the-past', '/question empty']);
    expect(said(await api.command('clinical-lead', `${rehearsal.path}/decisions`, { ...decision(), actions: [] }))).toEqual([200, undefined]);
  });

  it.each([['null'], ['[]'], ['"x"'], ['7']])('is asked for when the body is %s', async (body) => {
    const answer = await api.send('POST', `${(await undecided()).path}/decisions`, { as: 'clinical-lead', body, headers: { 'idempotency-key': `odd ${body}`.replaceAll(/[^!-~]/gu, '-') } });
    expect([400, 422]).toContain(answer.status);
  });
});
