import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readIndicators } from '#libs/upkeep/read-indicators.js';
import { ApiServer, type Body } from './support/api-server.js';
import { Discharge, said, somebody, taskOf } from './support/discharge.js';

let api: ApiServer;
beforeAll(async () => { api = await ApiServer.start('risks'); }, 600_000);
afterAll(async () => { await api.stop(); });

const owners = { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' };
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const action = (owner = 'riverside-coordinator', dueAt = inDays(3)) => ({ title: 'Agree the list', owner, dueAt, completionCheck: 'both have it' });
const systemRisk = (details: object = {}, more: object = {}) => ({
  pathway: 'system-risk', organisation: 'riverside', owners, ...more,
  details: {
    title: 'First visits at weekends', description: 'nobody covers', status: 'watched', rating: 'moderate', governance: 'Place board', reviewAt: inDays(20), mitigation: { plan: 'a shared list', actions: [action()] },
    indicator: { name: 'Missed first visits in a week', range: 'at-most', tolerance: 0 }, ...details,
  },
});
const caseRisk = (patient: object, details: object = {}, more: object = {}) => ({
  pathway: 'case-risk', patient, organisation: 'riverside', owners, ...more,
  details: { title: 'two days’ tablets at once', category: 'medication', description: 'twice this month', severity: 'moderate', immediateAction: 'her sister keeps the box', leadAgency: 'Riverside', reviewAt: inDays(5), ...details },
});
const assessment = { category: 'medication', severity: 'major', consequence: 'an overdose', immediateAction: 'a weekly box', plan: 'seen twice a week', personsView: 'agrees', reviewAt: inDays(4) };
const errors = ({ body }: { body: Body }): string[] => body.errors.map(({ pointer, code }) => `${pointer} ${code}`);
const look = async (id: string): Promise<Body> => (await api.get('hub', `/v1/cases/${id}`)).body;
const complete = (as: string, task: Body, evidence: object) => api.command(as, `/v1/tasks/${task.id}/complete`, { evidence });
const listed = async (kind: string, as = 'hub', more = ''): Promise<Record<string, unknown>[]> => (await api.get(as, `/v1/risks?kind=${kind}${more}`)).body.items;
const risk = async (kind: string, id: string, as = 'hub') => (await listed(kind, as)).find(({ caseId }) => caseId === id);

describe('a system risk over HTTP', () => {
  it('cannot be registered without an owner, an action whose owner is known, a forum or a review to come', async () => {
    expect(errors(await api.command('hub', '/v1/cases', systemRisk({ governance: '', mitigation: { plan: 'p', actions: [] } })))).toEqual(['/details/governance empty', '/details/mitigation/actions too-small']);
    expect(errors(await api.command('hub', '/v1/cases', systemRisk({ mitigation: { plan: 'p', actions: [action('nobody')] } })))).toEqual(['/details/mitigation/actions/0/owner unknown-person']);
    expect(errors(await api.command('hub', '/v1/cases', systemRisk({ reviewAt: inDays(40), mitigation: { plan: 'p', actions: [action('riverside-coordinator', inDays(-1))] } })))).toEqual(['/details/mitigation/actions/0/dueAt in-the-past', '/details/reviewAt too-far-ahead']);
    expect(errors(await api.command('hub', '/v1/cases', systemRisk({}, { owners: { ...owners, clinicalLead: 'nobody' } })))).toEqual(['/owners/clinicalLead unknown-person']);
  });

  it('beyond tolerance is decided by a director or an escalation lead, and stands on the register with what it calls for', async () => {
    const { body: { id, tasks } } = await api.command('hub', '/v1/cases', systemRisk());
    expect(tasks.map(({ step }) => step).toSorted()).toEqual(['action', 'indicator-reading', 'monthly-governance-review', 'status-update']);
    expect(said(await complete('coordinator', taskOf(await look(id), 'indicator-reading'), { value: 2, readAt: new Date().toISOString() }))).toEqual([200, undefined]);
    expect(await risk('system', id)).toMatchObject({
      title: 'First visits at weekends', severity: 'moderate', stage: 'beyond-tolerance', owner: { id: 'riverside-clinical-lead' }, openActions: 1, patient: null, governance: 'Place board', doing: 'a shared list',
      indicator: { range: 'at-most', tolerance: 0, last: { value: 2 } }, warnings: [{ title: 'Beyond tolerance: senior leadership decides what is done', because: 'the indicator is beyond its tolerance' }],
    });
    const decision = {
      kind: 'tolerance-decision', question: 'What now?', options: [{ option: 'wait', doNothing: true, rejectedBecause: 'people wait' }, { option: 'pay for Sundays' }], chosen: 'pay for Sundays', riskAccepted: 'money', proportionateBecause: 'for a month',
      personsView: 'none asked', actions: [], safetyNet: [{ if: 'still missed', call: 'the duty desk', respondWithin: 'PT2H' }], outcome: 'act', reviewAt: inDays(7),
    };
    expect(said(await api.command('clinical-lead', `/v1/cases/${id}/decisions`, decision))).toEqual([403, 'not-yours']);
    expect(errors(await api.command('director', `/v1/cases/${id}/decisions`, { ...decision, reviewAt: undefined }))).toEqual(['/reviewAt required']);
    const decided = await api.command('director', `/v1/cases/${id}/decisions`, decision);
    expect([...said(decided), taskOf(decided.body, 'tolerance-decision')['dueAt']]).toEqual([200, undefined, decision.reviewAt]);
    const review = await complete('coordinator', taskOf(await look(id), 'monthly-governance-review'), { decision: 'close', heldAt: new Date().toISOString(), agendaItem: 'weekends', rating: 'minor', status: 's', rationale: 'r', actions: [] });
    expect(said(review)).toEqual([409, 'beyond-tolerance']);
  });

  it('has its indicator reckoned from the record when it is asked for, and of no rehearsal', async () => {
    const discharge = await Discharge.started(api, {}, 30);
    await discharge.met();
    await discharge.complete('hub', 'departure', { leftAt: new Date().toISOString() });
    const computed = { indicator: { name: 'Missed first visits', computed: 'missed-first-visits', range: 'at-most', tolerance: 0 } };
    const { body: { id } } = await api.command('hub', '/v1/cases', systemRisk(computed));
    const rehearsed = await api.command('hub', '/v1/cases', systemRisk(computed, { rehearsal: true }));
    const said0 = async (): Promise<unknown> => (await risk('system', id))?.['indicator'];
    const visit = taskOf(await discharge.look(), 'first-visit-done');
    expect(said(await api.command('coordinator', `/v1/tasks/${visit.id}/attempt`, { at: new Date().toISOString(), tried: 'rang the bell', why: 'nobody home' }))).toEqual([200, undefined]);
    const warnings: unknown[] = [];
    await readIndicators({ record: api.record, cases: api.cases }, new Date(), (...line) => warnings.push(line));
    expect([await said0(), warnings]).toEqual([expect.objectContaining({ computed: 'missed-first-visits', last: { value: 1, readAt: expect.any(String) } }), []]);
    expect(taskOf(await look(id), 'indicator-reading')).toMatchObject({ status: 'completed', completedBy: { system: 'indicators' } });
    expect(taskOf(await look(rehearsed.body.id), 'indicator-reading').status).toBe('open');
    await readIndicators({ record: api.record, cases: api.cases }, new Date(), (...line) => warnings.push(line));
    expect([(await look(id)).tasks.filter(({ step }) => step === 'indicator-reading').length, warnings]).toEqual([1, []]);
  });
});

describe('a risk of a case over HTTP', () => {
  it('is owned, assessed and gets its route by whom it must, stands on the register, and is shown with every case of the person', async () => {
    const person = somebody();
    const { body: { id, gates, tasks } } = await api.command('coordinator', '/v1/cases', caseRisk(person));
    expect([gates, tasks.map(({ step }) => step).toSorted()]).toEqual([[{ name: 'owned and assessed', open: false, unmet: ['risk-owned', 'risk-assessment', 'risk-route'] }], ['risk-assessment', 'risk-owned', 'risk-route']]);
    expect(said(await complete('coordinator', taskOf(await look(id), 'risk-owned'), { accepted: true }))).toEqual([403, 'not-yours']);
    expect(said(await complete('clinical-lead', taskOf(await look(id), 'risk-owned'), { accepted: true }))).toEqual([200, undefined]);
    expect(errors(await complete('clinical-lead', taskOf(await look(id), 'risk-assessment'), { ...assessment, likelihood: 'rare' }))).toEqual(['/evidence/likelihood unknown-field']);
    expect(said(await complete('clinical-lead', taskOf(await look(id), 'risk-assessment'), assessment))).toEqual([200, undefined]);
    expect((await complete('coordinator', taskOf(await look(id), 'risk-route'), { route: ['the duty lead'], outOfHours: 'the crisis line' })).body['status']).toBe('completed');
    const shown = { caseId: id, kind: 'person', title: 'two days’ tablets at once', category: 'medication', severity: 'major', doing: 'a weekly box', stage: 'managed', owner: { id: 'riverside-clinical-lead' }, reviewAt: assessment.reviewAt };
    expect(await risk('person', id)).toMatchObject({ ...shown, patient: { name: expect.any(String) }, warnings: [{ title: 'The risk is as bad as the system leads must know: act, and tell them' }] });
    const discharge = await Discharge.started(api, { patient: person });
    expect((await discharge.look())['risks']).toMatchObject([shown]);
    const second = await api.command('coordinator', '/v1/cases', caseRisk(person, { title: 'falls on the stairs', caseId: discharge.id }));
    expect([...said(second), ((await discharge.look())['risks'] as Body[]).map((each) => each['title'])]).toEqual([201, undefined, ['two days’ tablets at once', 'falls on the stairs']]);
    const seen = await risk('person', id, 'auditor');
    expect([seen?.['patient'], JSON.stringify(seen)]).toEqual([expect.objectContaining({ withheld: true }), expect.not.stringContaining(String((person as { name?: string }).name))]);
    expect(await listed('person', 'other-hub')).toEqual([]);
  });

  it('is disputed by its named owner only, settled above, and owned by whoever is named then', async () => {
    const { body: { id } } = await api.command('coordinator', '/v1/cases', caseRisk(somebody()));
    const unmet = (as: string, task: Body) => api.command(as, `/v1/tasks/${task.id}/unmet`, { reason: 'the other team has her', unsafe: 'nobody looks' });
    expect(said(await unmet('coordinator', taskOf(await look(id), 'risk-owned')))).toEqual([403, 'not-yours']);
    expect(said(await unmet('clinical-lead', taskOf(await look(id), 'risk-owned')))).toEqual([200, undefined]);
    expect(said(await complete('coordinator', taskOf(await look(id), 'ownership-settled'), { rationale: 'mine' }))).toEqual([403, 'not-yours']);
    expect(said(await api.command('escalation-lead', `/v1/cases/${id}/owners`, { role: 'clinical-lead', person: 'riverside-hub', reason: 'settled' }))).toEqual([200, undefined]);
    const now = await look(id);
    expect([taskOf(now, 'ownership-settled').status, taskOf(now, 'risk-owned')]).toMatchObject(['not-needed', { status: 'open', owner: { person: { id: 'riverside-hub' } } }]);
    expect(said(await complete('hub', taskOf(now, 'risk-owned'), { accepted: true }))).toEqual([200, undefined]);
  });

  it('is refused where it does not fit: no route to a strange case, no stranger as partner, no review after a week', async () => {
    expect(errors(await api.command('hub', '/v1/cases', caseRisk(somebody(), { caseId: 'none' })))).toEqual(['/details/caseId unknown-case']);
    expect(errors(await api.command('hub', '/v1/cases', caseRisk(somebody(), { partners: [{ agency: 'Hillview', person: 'nobody', asked: 'count', dueAt: inDays(2) }] })))).toEqual(['/details/partners/0/person unknown-person']);
    expect(errors(await api.command('hub', '/v1/cases', caseRisk(somebody(), { reviewAt: inDays(8) })))).toEqual(['/details/reviewAt too-far-ahead']);
  });

  it('lets a partner of another organisation see what is theirs to do, and the risk stays its owner’s', async () => {
    const { body: { id } } = await api.command('hub', '/v1/cases', caseRisk(somebody(), { partners: [{ agency: 'Hillview', person: 'hillview-hub', asked: 'count the tablets', dueAt: inDays(2) }] }));
    const theirs = taskOf((await api.get('other-hub', `/v1/cases/${id}`)).body, 'partner-contribution');
    expect(said(await complete('other-hub', theirs, { agency: 'Hillview', contribution: 'counted: four missing' }))).toEqual([200, undefined]);
    expect((await look(id)).owners['clinicalLead']).toMatchObject({ id: 'riverside-clinical-lead' });
  });

  it('is listed by kind, and by nothing that is unknown', async () => {
    expect([(await api.get('hub', '/v1/risks')).status, (await api.get('hub', '/v1/risks?kind=person&colour=red')).status, (await api.get('hub', '/v1/risks?kind=system&limit=1')).body.items.length]).toEqual([422, 422, 1]);
  });
});
