import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { policyOf } from '#libs/policies/released.js';
import { wholeDataset, wholeFacts } from '#tests/support/pathways/front-door.js';
import { ApiServer, type Answer, type Body } from './support/api-server.js';
import { said, somebody, taskOf } from './support/discharge.js';
import { ago, owners } from './support/falls.js';

let api: ApiServer;
beforeAll(async () => { api = await ApiServer.start('api-front-door'); }, 600_000);
afterAll(async () => { await api.stop(); });

const referral = (details: Record<string, unknown> = {}) => ({
  pathway: 'front-door', patient: somebody(), organisation: 'riverside', owners,
  details: { receivedAt: ago(1), referredBy: { name: 'Dr Reed', organisation: 'Elm Surgery', contact: '01632 960002' }, urgency: 'routine', dataset: wholeDataset, facts: wholeFacts, ...details },
});
const referred = async (facts: Record<string, unknown>): Promise<Body> => (await api.command('hub', '/v1/cases', referral({ facts: { ...wholeFacts, ...facts } }))).body;
const errors = ({ status, body }: Answer): unknown[] => [status, ...(body.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`)];
const triage = (of: Body, evidence: Record<string, unknown>, as = 'clinical-lead', step = 'triage-huddle') => api.command(as, `/v1/tasks/${taskOf(of, step).id}/complete`, { evidence: { present: ['Clare'], ...evidence } });
const assigned = { outcome: 'assign', to: { pathway: 'rapid-falls-review' }, leadProfessional: 'riverside-clinical-lead', rule: 'fell' };

describe('a referral over the API', () => {
  it('is taken with whatever is missing, refused only for what is wrong, each with its pointer', async () => {
    const bare = await api.command('hub', '/v1/cases', referral({ dataset: {}, facts: {} }));
    expect([...said(bare), bare.body.tasks.map(({ step }) => step).toSorted()]).toEqual([201, undefined, ['clarification-call', 'triage-huddle']]);
    expect(errors(await api.command('hub', '/v1/cases', referral({ receivedAt: ago(-1), facts: { tall: true }, urgency: 'soon', dataset: { reason: '' } })))).toEqual([422, '/details/urgency not-one-of', '/details/dataset/reason empty', '/details/facts/tall unknown-field']);
    expect(errors(await api.command('hub', '/v1/cases', referral({ receivedAt: ago(-1) })))).toEqual([422, '/details/receivedAt in-the-future']);
  });

  it('whose due time nobody can reckon is refused, and the same person is referred right after', async () => {
    const patient = somebody();
    const wrongYear = await api.command('hub', '/v1/cases', { ...referral({ receivedAt: '2023-11-30T09:00:00.000Z' }), patient });
    expect(errors(wrongYear)).toEqual([422, '/details beyond-the-calendar']);
    expect(said(await api.command('hub', '/v1/cases', { ...referral(), patient }))).toEqual([201, undefined]);
  });

  it('shows its thresholds with their sources among the policies', async () => {
    const { body } = await api.get('hub', '/v1/policies/front-door/2');
    expect(body['triage']).toEqual(JSON.parse(JSON.stringify(policyOf('front-door')!.triage)));
    expect((body['triage'] as { thresholds: { source: string; status: string }[] }).thresholds.every(({ source, status }) => source.length > 0 && status === 'proposed')).toBe(true);
  });
});

describe('a triage over the API', () => {
  it('tells at once what the chosen pathway will not begin with, and who is nobody', async () => {
    const fell = await referred({ fell: true });
    expect(errors(await triage(fell, assigned))).toEqual([422, '/evidence/details required']);
    expect(errors(await triage(fell, { ...assigned, details: { trigger: { kind: 'head-injury', occurredAt: ago(2), where: '' } } }))).toEqual([422, '/evidence/details/trigger/where empty', '/evidence/details/trigger/note required']);
    expect(errors(await triage(fell, { ...assigned, details: { trigger: { kind: 'head-injury', occurredAt: ago(-5), where: 'w', note: 'n' } } }))).toEqual([422, '/evidence/details/trigger/occurredAt in-the-future']);
    expect(errors(await triage(fell, { ...assigned, leadProfessional: 'nobody', details: { trigger: { kind: 'head-injury', occurredAt: ago(2), where: 'w', note: 'n' } } }))).toEqual([422, '/evidence/leadProfessional unknown-person']);
  });

  it('follows a rule that holds or says why not; a departure without a reason is refused', async () => {
    const mild = await referred({ mildToModerate: true });
    expect(errors(await triage(mild, { outcome: 'redirect', to: { service: 'adult-social-care' } }))).toEqual([422, '/evidence/departure departure-unreasoned']);
    expect(errors(await triage(mild, { outcome: 'redirect', to: { service: 'adult-social-care' }, rule: 'care-needs-only' }))).toEqual([422, '/evidence/rule not-proposed']);
    expect(said(await triage(mild, { outcome: 'redirect', to: { service: 'adult-social-care' }, departure: 'what she needs is help in the house' }))).toEqual([200, undefined]);
    const refusals = (await api.get('hub', `/v1/cases/${mild.id}/refusals`)).body.items;
    expect(refusals.map(({ code }) => code)).toContain('not-proposed');
  });

  it('is a decision about acceptance: the case’s clinical lead’s or somebody’s above, and a coordinator’s is refused and recorded', async () => {
    const mild = await referred({ mildToModerate: true });
    const evidence = { outcome: 'redirect', to: { service: 'talking-therapies' }, rule: 'mild-to-moderate' };
    for (const as of ['coordinator', 'hub', 'escalation-owner', 'auditor']) expect([as, ...said(await triage(mild, evidence, as))]).toEqual([as, 403, 'not-yours']);
    const refused = await triage(mild, evidence, 'coordinator');
    expect([refused.body['decision'], refused.body['detail']]).toEqual(['acceptance', 'This is not yours to do. Accepting ownership is for the clinical lead of the case, or the escalation lead, or a director.']);
    expect((await api.get('auditor', '/v1/decision-rights/refusals')).body.items as unknown as object[]).toContainEqual(expect.objectContaining({ decision: 'acceptance', command: 'complete', caseId: mild.id, person: { id: 'riverside-coordinator', name: 'Colin Okafor' } }));
    // To say what was tried is theirs as on any step.
    expect(said(await api.command('coordinator', `/v1/tasks/${taskOf(mild, 'triage-huddle').id}/attempt`, { at: new Date().toISOString(), tried: 'rang the huddle', why: 'nobody sat there' }))).toEqual([200, undefined]);
    expect(said(await triage(mild, evidence, 'escalation-lead'))).toEqual([200, undefined]);
  });

  it('is given only to somebody who may decide it, at once or with all that somebody had, and whoever else it was meant for is told of as refused', async () => {
    const mild = await referred({ mildToModerate: true });
    const { id } = taskOf(mild, 'triage-huddle');
    const give = (to: string) => api.command('clinical-lead', `/v1/tasks/${id}/assign`, { to, reason: 'to share the work' });
    // A clinical lead of no part in this case is refused too, until they cover for the one who has.
    for (const to of ['riverside-coordinator', 'riverside-hub', 'riverside-escalation-owner', 'riverside-clinical-lead-2']) expect([to, ...said(await give(to))]).toEqual([to, 409, 'may-not-decide']);
    expect((await give('riverside-coordinator')).body['detail']).toBe('They may not decide this. Accepting ownership is for the clinical lead of the case, or the escalation lead, or a director: give it to one of them.');
    const cover = await api.command('clinical-lead', '/v1/covers', { person: 'riverside-clinical-lead', by: 'riverside-clinical-lead-2', from: ago(1), until: ago(-24), reason: 'leave' });
    expect(said(await api.command('clinical-lead-2', `/v1/covers/${cover.body.id}/accept`, {}))).toEqual([200, undefined]);
    expect(said(await give('riverside-clinical-lead-2'))).toEqual([200, undefined]);
    expect(said(await api.command('clinical-lead', `/v1/covers/${cover.body.id}/withdraw`, { reason: 'back' }))).toEqual([200, undefined]);
    expect(said(await give('riverside-director'))).toEqual([200, undefined]);
    const handOn = async (person: string, to: string) => (await api.command('escalation-lead', `/v1/people/${person}/reassign`, { to, reason: 'leave', cases: [mild.id] })).body.items;
    expect(await handOn('riverside-director', 'riverside-coordinator')).toEqual([expect.objectContaining({ taskId: id, status: 'refused', refusedBecause: 'may-not-decide' })]);
    expect(await handOn('riverside-director', 'riverside-escalation-lead')).toEqual([expect.objectContaining({ taskId: id, status: 'done' })]);
    // Who was given it may do it.
    expect(said(await triage(mild, { outcome: 'redirect', to: { service: 'talking-therapies' }, rule: 'mild-to-moderate' }, 'escalation-lead'))).toEqual([200, undefined]);
  });

  it('is for somebody senior alone where it was referred up', async () => {
    const borderline = await referred({});
    const up = (await triage(borderline, { outcome: 'senior-oversight', question: 'Ours?' })).body;
    const evidence = { outcome: 'redirect', to: { service: 'elsewhere' }, departure: 'no service of ours', question: 'Ours?', weighed: [{ option: 'do nothing', rejectedBecause: 'worse' }] };
    const { body: of } = await api.get('hub', `/v1/cases/${borderline.id}`);
    expect(up.status).toBeDefined();
    for (const as of ['hub', 'coordinator', 'clinical-lead', 'escalation-owner', 'auditor']) expect([as, ...said(await triage(of, evidence, as, 'senior-oversight'))]).toEqual([as, 403, 'not-yours']);
    expect(said(await triage(of, evidence, 'director', 'senior-oversight'))).toEqual([200, undefined]);
  });
});

describe('what the front door came to, over the API', () => {
  it('is for every role of the organisation, as JSON and as a file', async () => {
    for (const as of ['hub', 'coordinator', 'clinical-lead', 'escalation-lead', 'director', 'auditor']) expect(said(await api.get(as, '/v1/reports/front-door?by=urgency'))).toEqual([200, undefined]);
    const { body } = await api.get('director', '/v1/reports/front-door?by=urgency&cases=1');
    expect(body.items).toMatchObject([{ urgency: 'routine', redirected: 4, assigned: 0, redirectRate: 1, departures: 2, cases: [expect.anything()] }]);
    const [row] = parse((await api.get('director', '/v1/reports/front-door?format=csv')).body as unknown as string, { columns: true }) as Record<string, string>[];
    expect(row).toMatchObject({ urgency: 'routine', redirectRate: '1' });
    expect(errors(await api.get('hub', '/v1/reports/front-door?by=colour'))).toEqual([422, '/by not-one-of']);
    expect((await api.get('other-hub', '/v1/reports/front-door')).body.items).toEqual([]);
  });
});
