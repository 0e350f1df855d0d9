import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CaseEvent } from '#libs/contracts/events.js';
import { localTime } from '#libs/domain/local-time.js';
import { eventsOf } from '#libs/records/stored.js';
import { ApiServer, type Answer, type Body } from './support/api-server.js';
import { said, taskOf } from './support/discharge.js';
import { ago, fallsReviewOf } from './support/falls.js';

const MARKS = ['Zebulon', 'Markworth', '9990000018', '1941', 'Hildegard', 'quince lane', '01632 960123', 'riverside-coordinator-2', 'Thorn ward', 'a brown dog'];
const none = (given: unknown): string[] => MARKS.filter((mark) => JSON.stringify(given).toLowerCase().includes(mark.toLowerCase()));
interface Item { part: string; at: string; title: string; texts: { id: string; field: string; text: string }[] }
const itemsOf = ({ body }: { body: Body }): Item[] => (body['story'] as { items: Item[] }).items;
const errors = ({ status, body }: Answer): unknown[] => [status, ...(body.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`)];
const HOUR = 3_600_000;

let api: ApiServer;
let caseId: string;
let trace: Answer;
let events: CaseEvent[];
beforeAll(async () => {
  api = await ApiServer.start('trace-rehearsals', { commandWaitMs: 20_000 });
  const patient = { nhsNumber: '9990000018', name: 'Zebulon Markworth', dateOfBirth: '1941-03-09', contacts: [{ name: 'Hildegard', relation: 'sister', contact: '01632 960123', mayShare: true }] };
  const marked = 'Zebulon Markworth (999 000 0018) of 14 Quince Lane, a brown dog; Hildegard rang 01632 960123';
  const begun = await api.command('hub', '/v1/cases', fallsReviewOf(patient, { owners: { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator-2', escalationOwner: 'riverside-escalation-owner' }, details: { trigger: { kind: 'head-injury', occurredAt: ago(2), where: 'Thorn ward', note: marked } } }));
  expect(said(begun)).toEqual([201, undefined]);
  caseId = begun.body.id;
  const does = async (as: string, path: string, body: object): Promise<void> => { expect([path, ...said(await api.command(as, path, body))]).toEqual([path, 200, undefined]); };
  await does('clinical-lead', `/v1/tasks/${taskOf(begun.body, 'urgent-clinical-check').id}/complete`, { evidence: { route: 'seen', redFlags: [marked], antithrombotic: 'no', by: 'Nurse Hildegard', findings: marked, adviceGivenTo: 'Hildegard', someoneWithThem: true } });
  await does('hub', `/v1/cases/${caseId}/triggers`, { kind: 'new-confusion', occurredAt: ago(0), note: `${marked} is confused` });
  events = await eventsOf(api.record.manager, caseId);
  trace = await api.command('director', '/v1/decision-traces', { caseId });
  const texts = itemsOf(trace).flatMap((item) => item.texts).map(({ id }) => ({ id, text: /early/.test(id) ? 'the person was confused since the morning' : 'the person was well enough' }));
  trace = await api.command('director', `/v1/decision-traces/${trace.body.id}/release`, { texts });
  expect(said(trace)).toEqual([200, undefined]);
}, 600_000);
afterAll(() => api.stop());

const rehearse = (until: string, as = 'clinical-lead', more: object = {}, key?: string): Promise<Answer> => api.command(as, `/v1/decision-traces/${trace.body.id}/rehearsals`, { until, ...more }, key);
const confusion = (): Item => itemsOf(trace).find(({ title }) => title === 'New confusion')!;

describe('an audit out of turn', () => {
  it('is asked for by a director or escalation lead, once for a key, of their own organisation, where there is something to look at', async () => {
    for (const as of ['hub', 'coordinator', 'clinical-lead', 'auditor']) expect([as, ...said(await api.command(as, '/v1/audits', {}))]).toEqual([as, 403, 'not-yours']);
    const one = await api.command('director', '/v1/audits', {}, 'audit');
    expect([one.status, one.body['pathway'], one.body['watching'], (one.body['details'] as { candidates: number }).candidates]).toEqual([201, 'monthly-audit', false, 1]);
    expect((await api.command('director', '/v1/audits', {}, 'audit')).body.id).toBe(one.body.id);
    expect(one.body.tasks.map(({ step }) => step)).toContain('sample-review');
    expect((await api.command('director', '/v1/audits', { organisation: 'hillview' })).status).toBe(404);
  });
});

describe('a rehearsal that is prepared from a real case', () => {
  it('has come up to the moment that was chosen, as the case did, and holds nobody', async () => {
    const { status, body } = await rehearse(confusion().at);
    expect([status, body['pathway'], body.clock.rehearsal, body.patient['name'], body['watching']]).toEqual([201, 'rapid-falls-review', true, 'Somebody Rehearsal', false]);
    const steps = (of: Body): string[] => of.tasks.map(({ step, status: is }) => `${step} ${is}`).toSorted();
    const original = (await api.get('hub', `/v1/cases/${caseId}`)).body;
    // The check was done; what the confusion opened is not there yet.
    expect([taskOf(body, 'urgent-clinical-check').status, body.tasks.length < original.tasks.length, steps(body).every((each) => steps(original).includes(each))]).toEqual(['completed', true, true]);
    expect(taskOf(body, 'urgent-clinical-check')['evidence']).toEqual({ route: 'seen', redFlags: ['the person was well enough'], antithrombotic: 'no', by: expect.stringMatching(/^Not told/), findings: 'the person was well enough', adviceGivenTo: 'the person was well enough', someoneWithThem: true });
    const lived = await eventsOf(api.record.manager, body.id);
    expect([none(lived), none(body), none((await api.get('coordinator', `/v1/cases/${body.id}/events`)).body)]).toEqual([[], [], []]);
    // The day of the week and the time of the day stay, and how long everything took.
    const [first, again] = [Date.parse(events[0]!.at), Date.parse(lived[0]!.at)];
    expect([(again - first) % (7 * 24 * HOUR), localTime(again).hour]).toEqual([0, localTime(first).hour]);
    const done = (of: readonly CaseEvent[]): number => Date.parse(of.find(({ kind }) => kind === 'task-completed')!.at);
    expect(done(lived) - again).toBe(done(events) - first);
    expect(Date.parse(body.clock.now)).toBeGreaterThanOrEqual(Date.now() - HOUR);
  });

  it('is played forward: what somebody would do is asked first, and held beside what the policy does', async () => {
    const { body } = await rehearse(confusion().at);
    const question = await api.command('clinical-lead', '/v1/scenario-questions', { caseId: body.id, question: 'What would you do if she is confused?', askedOf: 'riverside-coordinator' });
    expect([...said(question), question.body['traceId']]).toEqual([201, undefined, trace.body.id]);
    const path = `/v1/scenario-questions/${question.body.id}`;
    expect(said(await api.command('coordinator', `${path}/answer`, { act: 'ring the lead', whom: 'clinical-lead', within: 'PT30M', evidence: 'since when' }))).toEqual([200, undefined]);
    expect(said(await api.command('hub', `/v1/cases/${body.id}/triggers`, { kind: 'new-confusion', occurredAt: body.clock.now, note: 'confused' }))).toEqual([200, undefined]);
    const compared = await api.command('clinical-lead', `${path}/compare`, { judgement: 'as-the-policy', learning: 'an hour' });
    expect(compared.body['comparison']).toMatchObject({ sameRole: true, inTime: true, policy: expect.arrayContaining([expect.objectContaining({ what: 'task', step: 'urgent-clinical-check', role: 'clinical-lead' })]) });
  });

  it('is prepared once for a key, of a moment within the story, by who supervises, of what was released', async () => {
    const one = await rehearse(confusion().at, 'director', {}, 'once');
    expect((await rehearse(confusion().at, 'director', {}, 'once')).body.id).toBe(one.body.id);
    const moved = (hours: number): string => new Date(Date.parse(confusion().at) + hours * HOUR).toISOString();
    expect([errors(await rehearse(moved(-100))), errors(await rehearse(moved(100)))]).toEqual([[422, '/until before-it-began'], [422, '/until after-it-ended']]);
    expect(errors(await rehearse(confusion().at, 'director', { owners: { clinicalLead: 'nobody', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' } }))).toEqual([422, '/owners/clinicalLead unknown-person']);
    for (const as of ['coordinator', 'hub', 'auditor']) expect([as, ...said(await rehearse(confusion().at, as))]).toEqual([as, 403, 'not-yours']);
    expect(said(await rehearse(confusion().at, 'other-hub'))).toEqual([404, 'not-found']);
    const draft = await api.command('director', '/v1/decision-traces', { caseId });
    expect(said(await api.command('director', `/v1/decision-traces/${draft.body.id}/rehearsals`, { until: confusion().at }))).toEqual([404, 'not-found']);
    expect((await api.get('hub', `/v1/cases/${caseId}`)).body.version).toBe(events.at(-1)!.sequence);
  });
});
