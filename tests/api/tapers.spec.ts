import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiServer, type Body } from './support/api-server.js';
import { said, somebody, taskOf } from './support/discharge.js';
import { ago } from './support/falls.js';
import { handover, stepUpReview, taperOf } from './support/taper.js';

let api: ApiServer;
beforeAll(async () => { api = await ApiServer.start('api-tapers'); }, 600_000);
afterAll(async () => { await api.stop(); });

const start = async (change: Record<string, unknown> = {}, details: Record<string, unknown> = {}, hours = 3): Promise<Body> => {
  const answer = await api.command('crisis-team', '/v1/cases', taperOf(somebody(), change, details, hours));
  expect(said(answer)).toEqual([201, undefined]);
  return answer.body;
};
const tell = (as: string, { id }: Body, trigger: Record<string, unknown>) => api.command(as, `/v1/cases/${id}/triggers`, { occurredAt: ago(0), note: 'seen by her neighbour', ...trigger });
const decide = (as: string, { id }: Body, body: unknown) => api.command(as, `/v1/cases/${id}/decisions`, body);
const accept = (taper: Body) => api.command('clinical-lead', `/v1/tasks/${taskOf(taper, 'handover-accepted').id}/complete`, { evidence: { accepted: true } });

describe('a start', () => {
  it('names each gap of the handover, or says why it begins without', async () => {
    const { medication: _, crisisPlan: __, ...rest } = handover;
    const refused = await api.command('crisis-team', '/v1/cases', taperOf(somebody(), {}, { handover: rest }));
    expect([refused.status, refused.body.errors.map(({ pointer }) => pointer).toSorted()]).toEqual([422, ['/details/handover/crisisPlan', '/details/handover/medication']]);
    const begun = await start({}, { handover: rest, incompleteBecause: 'the ward has closed' });
    expect(taskOf(begun, 'handover-completed').owner.role).toBe('crisis-team');
  });
});

describe('a sign that was seen', () => {
  it('travels with the trigger, in the words of the person’s plan; other triggers have none', async () => {
    const taper = await start();
    const told = await tell('coordinator', taper, { kind: 'warning-sign', sign: 'sleep goes' });
    expect(said(told)).toEqual([200, undefined]);
    expect(api.cases.received.at(-1)?.command).toMatchObject({ type: 'trigger', kind: 'warning-sign', sign: 'sleep goes' });
    const { items } = (await api.get('coordinator', `/v1/cases/${taper.id}/events`)).body;
    expect(items.find(({ kind }) => kind === 'trigger-recorded')?.['data']).toMatchObject({ kind: 'warning-sign', sign: 'sleep goes', note: 'seen by her neighbour' });
    const wrong = await tell('coordinator', taper, { kind: 'crisis', sign: 'sleep goes' });
    expect([...said(wrong), wrong.body.errors[0]?.pointer]).toEqual([422, 'only-for-warning-sign', '/sign']);
  });
});

describe('until the handover is accepted', () => {
  it('a decision is the crisis team’s, or the clinical lead’s; nobody else’s, and after the acceptance the clinical lead’s alone', async () => {
    const taper = await start();
    const seen = (await tell('coordinator', taper, { kind: 'crisis' })).body;
    expect(taskOf(seen, 'step-up-review')).toMatchObject({ status: 'open', owner: { role: 'crisis-team', person: null } });
    for (const as of ['hub', 'coordinator', 'escalation-owner', 'escalation-lead', 'director', 'auditor']) expect([as, ...said(await decide(as, taper, stepUpReview()))]).toEqual([as, 403, 'not-yours']);
    expect(said(await decide('other-hub', taper, stepUpReview()))).toEqual([404, 'not-found']);
    // Neither by naming another task nor another kind does the team come to decide what is not its own.
    expect(said(await decide('crisis-team', taper, stepUpReview({ taskId: taskOf(seen, 'handover-accepted').id })))).toEqual([403, 'not-yours']);
    expect(said(await decide('crisis-team', taper, { ...stepUpReview(), kind: 'readiness-review' }))).toEqual([403, 'not-yours']);
    const decided = await decide('crisis-team', taper, stepUpReview({ taskId: taskOf(seen, 'step-up-review').id }));
    expect([...said(decided), taskOf(decided.body, 'step-up-review').status, taskOf(decided.body, 'step-up-review')['completedBy']]).toEqual([200, undefined, 'completed', { id: 'riverside-crisis-team', name: 'Chris Tennant' }]);
  });

  it('after it the clinical lead’s alone', async () => {
    const taper = await start();
    const seen = (await tell('coordinator', taper, { kind: 'crisis' })).body;
    expect((await accept(seen)).status).toBe(200);
    expect(taskOf((await api.get('hub', `/v1/cases/${taper.id}`)).body, 'step-up-review').owner).toEqual({ role: 'clinical-lead', person: { id: 'riverside-clinical-lead', name: 'Dr Leila Farouk' } });
    expect(said(await decide('crisis-team', taper, stepUpReview()))).toEqual([403, 'not-yours']);
    expect(said(await decide('clinical-lead', taper, stepUpReview()))).toEqual([200, undefined]);
  });
});

describe('the indicators that were handed over', () => {
  it('are read by the crisis team in the action that it keeps, and by the named owners alone once the handover is accepted', async () => {
    const taper = await start({}, { safeguarding: { indicators: ['Zebedee has her card'] } });
    const read = async (as: string) => (await api.get(as, `/v1/cases/${taper.id}`)).body;
    expect([taper['details'], taskOf(taper, 'safeguarding-action')['about']]).toEqual([expect.objectContaining({ safeguarding: { withheld: true } }), { indicator: 'Zebedee has her card' }]);
    expect(JSON.stringify(await read('hub'))).not.toMatch(/zebedee/i);
    await accept(taper);
    expect(JSON.stringify(await read('crisis-team'))).not.toMatch(/zebedee/i);
    expect(taskOf(await read('escalation-owner'), 'safeguarding-action')).toMatchObject({ about: { indicator: 'Zebedee has her card' }, owner: { person: { id: 'riverside-escalation-owner' } } });
  });
});

describe('the discharge that a taper follows', () => {
  it('is moved by what it is called, and not by the planned discharge of another pathway', async () => {
    const taper = await start({}, { from: 'inpatient' }, -30);
    const replan = (body: Record<string, unknown>) => api.command('coordinator', `/v1/cases/${taper.id}/replan`, { reason: 'leave was put off', ...body });
    const dischargedAt = ago(-50);
    const before = taskOf(taper, 'first-contact')['dueAt'];
    const moved = await replan({ dischargedAt });
    expect([...said(moved), (moved.body['details'] as Body)['dischargedAt']]).toEqual([200, undefined, dischargedAt]);
    expect(Date.parse(String(taskOf(moved.body, 'first-contact')['dueAt'])) - Date.parse(String(before))).toBeGreaterThan(19 * 3_600_000);
    const other = await replan({ plannedDischargeAt: dischargedAt });
    expect([...said(other), other.body.errors[0]?.pointer]).toEqual([422, 'unknown-field', '/plannedDischargeAt']);
    expect(said(await replan({ dischargedAt }))).toEqual([409, 'plan-unchanged']);
    expect(said(await replan({}))).toEqual([422, 'required']);
  });
});

describe('who owns what was agreed', () => {
  it('is somebody in the directory who may own something', async () => {
    const taper = await start();
    await accept(taper);
    const action = (owner: string) => [{ title: 'A lamp for the night', owner, dueAt: ago(-24), completionCheck: 'it is there' }];
    const none = { notNeededBecause: 'goes well' };
    const stabilised = (sleep: unknown, routine: unknown) => api.command('clinical-lead', `/v1/tasks/${taskOf(taper, 'stabilisation-agreed').id}/complete`, { evidence: { sleep, routine, safeContacts: none, practicalSupport: none } });
    const wrong = await stabilised(action('nobody'), [...action('riverside-hub'), ...action('riverside-auditor')]);
    expect([wrong.status, wrong.body.errors.map(({ pointer, code }) => `${pointer} ${code}`)]).toEqual([422, ['/evidence/sleep/0/owner unknown-person', '/evidence/routine/1/owner cannot-own']]);
    expect(said(await stabilised(action('riverside-hub'), none))).toEqual([200, undefined]);
  });
});
