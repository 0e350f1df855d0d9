import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Changes } from '#libs/policies/amend.js';
import { addDraft } from '#libs/policy-releases/drafts.js';
import { wholePlan } from '#tests/support/pathways/step-up.js';
import { ApiServer, testKeys, type Answer, type Body } from './support/api-server.js';
import { said, somebody, taskOf } from './support/discharge.js';
import { ago, owners } from './support/falls.js';
import { taperOf } from './support/taper.js';

let api: ApiServer;
beforeAll(async () => { api = await ApiServer.start('api-step-ups', { commandWaitMs: 20_000 }); }, 600_000);
afterAll(async () => { await api.stop(); });

const script = { whatChanged: 'has hardly slept for a week', currentRisks: 'says that neighbours watch her', protectiveFactors: 'her sister', alreadyTried: 'a visit, nobody opened' };
const taper = async (patient: unknown = somebody()): Promise<Body> => (await api.command('crisis-team', '/v1/cases', taperOf(patient))).body;
const read = async (as: string, id: string): Promise<Body> => (await api.get(as, `/v1/cases/${id}`)).body;
const raise = (as: string, { id }: Body, body: unknown = script, key?: string) => api.command(as, `/v1/cases/${id}/raise`, body, key);
const decision = (kind: string, outcome: string, more: Record<string, unknown>) => ({
  kind, question: 'Step up?', options: [{ option: 'see her every day' }, { option: 'leave it', doNothing: true, rejectedBecause: 'no sleep' }], chosen: 'see her every day', riskAccepted: 'she tires of us', proportionateBecause: 'a week', personsView: 'agrees', actions: [],
  safetyNet: [{ if: 'no sleep again', call: 'the crisis line', respondWithin: 'PT4H' }], outcome, ...more,
});
const no = decision('threshold-decision', 'not-met', { rejection: { reason: 'sleeps badly, and is in touch', whatWouldChange: 'she no longer answers her sister' } });
const yes = (more: Record<string, unknown> = {}) => decision('threshold-decision', 'step-up', { plan: wholePlan(Date.now(), { highRisk: true }), ...more });
const decide = (as: string, id: string, body: unknown) => api.command(as, `/v1/cases/${id}/decisions`, body);

let keys = 0;
const partner = (token: string, body: Record<string, unknown>, key = `partner-${keys += 1}`): Promise<Answer> => api.send('POST', '/v1/raise', { body: { token, ...body }, headers: { 'idempotency-key': key } });
const look = (token: string): Promise<Answer> => api.send('POST', '/v1/raise/look', { body: { token } });
const forHanna = { name: 'Hanna Quist', organisation: 'Northgate Housing', knownAs: 'A. S.' };
async function linkOn({ id }: Body, as = 'coordinator'): Promise<{ token: string; link: Body }> {
  expect((await api.command(as, `/v1/cases/${id}/raising-links`, forHanna)).status).toBe(201);
  const [link] = (await api.get(as, `/v1/cases/${id}/raising-links`)).body.items;
  return { token: String(link!['path']).slice('/raise/'.length), link: link! };
}

describe('a step-up', () => {
  it('is raised by anybody but an auditor, from a case of the person, and goes to that case’s named owners', async () => {
    for (const as of ['hub', 'escalation-owner', 'director', 'crisis-team']) {
      const answer = await raise(as, await taper());
      expect([as, answer.status, answer.body['began']]).toEqual([as, 201, true]);
      const made = await read(as, String(answer.body.caseId));
      expect([made['pathway'], made.owners['clinicalLead']?.id, made.tasks.map(({ step }) => step), (made['details'] as Body)['raised']]).toEqual(['step-up', 'riverside-clinical-lead', ['threshold-decision'], expect.objectContaining({ person: `riverside-${as}` })]);
      expect(taskOf(made, 'threshold-decision')).toMatchObject({ status: 'open', owner: { person: { id: 'riverside-clinical-lead' } } });
    }
    expect(said(await raise('auditor', await taper()))).toEqual([403, 'not-yours']);
    expect(said(await raise('other-hub', await taper()))).toEqual([404, 'not-found']);
  });

  it('is raised of somebody without a case too, and by roles that start no other case', async () => {
    const start = (as: string, pathway = 'step-up', details: unknown = script) => api.command(as, '/v1/cases', { pathway, patient: somebody(), organisation: 'riverside', owners, details });
    expect(said(await start('escalation-lead'))).toEqual([201, undefined]);
    expect(said(await start('escalation-lead', 'rapid-falls-review', { trigger: { kind: 'head-injury', occurredAt: ago(1), where: 'home', note: 'n' } }))).toEqual([403, 'not-yours']);
    expect(said(await start('auditor'))).toEqual([403, 'not-yours']);
  });

  it('is never refused for a gap in the script, however large; what no form asks for is', async () => {
    const answer = await raise('coordinator', await taper(), {});
    expect(answer.status).toBe(201);
    expect(taskOf(await read('coordinator', String(answer.body.caseId)), 'script-completed')).toMatchObject({ status: 'open', about: { open: Object.keys(script) } });
    expect(said(await raise('coordinator', await taper(), { ...script, colour: 'red' }))).toEqual([422, 'unknown-field']);
  });

  it('raised twice is one: the same key is answered the same, and another is told to whoever weighs the first', async () => {
    const of = await taper();
    const first = await raise('hub', of, script, 'once');
    expect((await raise('hub', of, script, 'once')).body).toEqual(first.body);
    const second = await raise('coordinator', of, { whatChanged: 'has now left the flat at night' });
    expect([second.status, second.body.caseId, second.body['began']]).toEqual([201, first.body.caseId, false]);
    const { items } = (await api.get('hub', `/v1/cases/${String(first.body.caseId)}/events`)).body;
    const told = items.filter(({ kind }) => kind === 'trigger-recorded');
    expect([told.length, told[0]?.['data']]).toEqual([1, expect.objectContaining({ kind: 'raised-again', note: expect.stringContaining('What has changed: has now left the flat at night\nCurrent risks: not said') })]);
  });

  it('that is not answered at once is raised once all the same, by the same key', async () => {
    const of = await taper();
    api.cases.faults.push('lost');
    expect((await raise('hub', of, script, 'lost')).status).toBe(503);
    const again = await raise('hub', of, script, 'lost');
    expect([again.status, again.body['began']]).toEqual([201, true]);
    const { items } = (await api.get('hub', '/v1/cases?pathway=step-up&limit=200')).body;
    expect(items.filter(({ patient }) => patient['id'] === of.patient['id'])).toHaveLength(1);
  });

  it('is decided by the named clinical lead alone, whole: a plan with every part, or a no with its reason and what would change it', async () => {
    const id = String((await raise('hub', await taper())).body.caseId);
    for (const as of ['hub', 'coordinator', 'escalation-lead', 'director']) expect([as, ...said(await decide(as, id, no))]).toEqual([as, 403, 'not-yours']);
    const gaps = async (body: unknown) => (await decide('clinical-lead', id, body)).body.errors.map(({ pointer, code }) => `${pointer} ${code}`);
    expect(await gaps(decision('threshold-decision', 'not-met', {}))).toEqual(['/rejection required']);
    expect(await gaps({ ...no, plan: wholePlan(Date.now()) })).toEqual(['/plan only-for-step-up']);
    expect(await gaps(decision('threshold-decision', 'step-up', {}))).toEqual(['/plan required']);
    const { outOfHours: _, medicationLiaison: __, mdtAt: ___, ...incomplete } = wholePlan(Date.now());
    expect((await gaps(yes({ plan: incomplete }))).toSorted()).toEqual(['/plan/mdtAt required', '/plan/medicationLiaison required', '/plan/outOfHours required']);
    expect(await gaps(yes({ plan: wholePlan(Date.now(), { cadence: { every: 'P2W', for: 'P1W' } }) }))).toEqual(['/plan/cadence/every longer-than-its-stage']);
    const decided = await decide('clinical-lead', id, yes());
    expect([...said(decided), decided.body['stage'], new Set(decided.body.tasks.filter(({ status }) => status === 'open').map(({ step }) => step))]).toEqual([200, undefined, 'stepped-up', new Set([
      'answer-read', 'contact', 'crisis-interface', 'mdt-review', 'medication-liaison', 'out-of-hours-agreed', 'same-week-review', 'supervision-review', 'urgent-review'])]);
    expect(taskOf(decided.body, 'same-week-review').owner).toEqual({ role: 'escalation-owner', person: { id: 'riverside-escalation-owner', name: 'Owen Pritchard' } });
  });

  it('shows what was thought about safeguarding to the named owners alone', async () => {
    const id = String((await raise('hub', await taper())).body.caseId);
    expect(said(await decide('clinical-lead', id, yes({ safeguarding: { indicators: ['Zebedee has her card'] } })))).toEqual([200, undefined]);
    expect(JSON.stringify([await read('hub', id), (await api.get('hub', `/v1/cases/${id}/events`)).body])).not.toMatch(/zebedee/i);
    expect(JSON.stringify((await api.get('escalation-owner', `/v1/cases/${id}/events`)).body)).toMatch(/zebedee/i);
  });
});

describe('a partner without an account', () => {
  it('raises it by a link of one case that staff made: whom it goes to is named, and of the person no more than the link calls them', async () => {
    const patient = somebody();
    const of = await taper(patient);
    const { token } = await linkOn(of);
    const page = await look(token);
    expect([page.status, page.body]).toEqual([200, { ...forHanna, goesTo: 'Dr Leila Farouk', ofOrganisation: expect.any(String), raised: [] }]);
    const raised = await partner(token, script, 'hanna');
    expect([raised.status, Object.keys(raised.body)]).toEqual([201, ['raisedAt']]);
    expect((await partner(token, script, 'hanna')).body).toEqual(raised.body);
    const { items } = (await api.get('clinical-lead', '/v1/cases?pathway=step-up&limit=200')).body;
    const [made] = items.filter((each) => each.patient['id'] === of.patient['id']);
    expect([items.filter((each) => each.patient['id'] === of.patient['id']).length, (made!['details'] as Body)['raised']]).toEqual([1, { link: expect.any(String), name: 'Hanna Quist', organisation: 'Northgate Housing' }]);
    const waiting = (await look(token)).body;
    expect(waiting['raised']).toEqual([{ raisedAt: raised.body['raisedAt'], state: 'waiting', decideBy: expect.any(String) }]);
    for (const secret of [patient.name, patient.nhsNumber, patient.dateOfBirth, of.id, made!.id]) expect(JSON.stringify([page.body, waiting, raised.body])).not.toContain(secret);
  });

  it('reads on the link’s page what was decided: why not, and what would change that; of a plan only that there is one', async () => {
    const of = await taper();
    const { token } = await linkOn(of);
    await partner(token, script);
    const { items } = (await api.get('clinical-lead', '/v1/cases?pathway=step-up&limit=200')).body;
    const { id } = items.find((each) => each.patient['id'] === of.patient['id'])!;
    expect((await decide('clinical-lead', id, no)).status).toBe(200);
    expect(taskOf(await read('coordinator', id), 'raiser-told')).toMatchObject({ status: 'open', owner: { person: { id: 'riverside-coordinator' } } });
    expect((await look(token)).body['raised']).toEqual([expect.objectContaining({ state: 'not-met', reason: 'sleeps badly, and is in touch', whatWouldChange: 'she no longer answers her sister', decidedAt: expect.any(String) })]);
    expect((await partner(token, { whatChanged: 'she no longer answers her sister' })).status).toBe(201);
    expect((await look(token)).body['raised']).toEqual([expect.objectContaining({ state: 'waiting' }), expect.objectContaining({ state: 'not-met' })]);
    expect((await decide('clinical-lead', id, yes())).status).toBe(200);
    const after = await look(token);
    expect((after.body['raised'] as Body[])[0]).toMatchObject({ state: 'stepped-up' });
    expect(JSON.stringify(after.body)).not.toContain('lets nobody in');
  });

  it('is refused by a link that staff took back, that is too old, or that is none of ours; what was raised by it stands', async () => {
    const of = await taper();
    const { token, link } = await linkOn(of);
    expect(said(await partner(`${token}x`, script))).toEqual([404, 'link-unknown']);
    const back = await api.command('clinical-lead', `/v1/cases/${of.id}/raising-links/revoke`, { link: link.id, reason: 'she has changed jobs' });
    expect([back.status, back.body.items[0]?.status, back.body.items[0]?.['path']]).toEqual([200, 'revoked', undefined]);
    expect([said(await partner(token, script)), said(await look(token))]).toEqual([[410, 'link-revoked'], [410, 'link-revoked']]);
    expect(said(await api.command('clinical-lead', `/v1/cases/${of.id}/raising-links/revoke`, { link: link.id, reason: 'again' }))).toEqual([409, 'no-such-link']);
    const other = await linkOn(await taper());
    // As if its key had been taken away: the table alone makes no link.
    expect([testKeys.length, said(await partner(`${other.token.split('.')[0]}.other.${other.token.split('.')[2]}`, script))]).toEqual([1, [404, 'link-unknown']]);
  });

  it('is slowed down after five times at once, and told to call 999; nothing that was passed on is undone', async () => {
    const { token } = await linkOn(await taper());
    for (let times = 0; times < 5; times += 1) expect((await partner(token, { whatChanged: `it gets worse ${times}` })).status).toBe(201);
    const slowed = await partner(token, script, 'sixth');
    expect([...said(slowed), Number(slowed.headers.get('retry-after')) > 0, String(slowed.body['detail']).includes('999')]).toEqual([429, 'too-many-requests', true, true]);
    expect((await look(token)).body['raised']).toHaveLength(5);
  });

  it('has a link only where the roles that may make one did, and never of a rehearsal', async () => {
    const of = await taper();
    for (const as of ['auditor', 'other-hub']) expect([as, (await api.command(as, `/v1/cases/${of.id}/raising-links`, forHanna)).status]).toEqual([as, as === 'auditor' ? 403 : 404]);
    const rehearsed = (await api.command('crisis-team', '/v1/cases', taperOf(somebody(), { rehearsal: true }))).body;
    expect(said(await api.command('coordinator', `/v1/cases/${rehearsed.id}/raising-links`, forHanna))).toEqual([409, 'rehearsal']);
    expect((await api.send('POST', '/v1/cases', { body: {} })).status).toBe(401);
  });
});

describe('the repeat-crisis cohort', () => {
  it('is who was escalated twice in thirty days on any case, and each escalation from the second on has its review', async () => {
    const of = await taper();
    const cohort = async () => (await api.get('escalation-lead', '/v1/repeat-crisis?limit=200')).body.items.find(({ patient }) => patient['id'] === of.patient['id']);
    const tell = (kind: string) => api.command('coordinator', `/v1/cases/${of.id}/triggers`, { kind, occurredAt: ago(0), note: 'rang the line' });
    await tell('crisis');
    expect(await cohort()).toBeUndefined();
    // The taper's crisis is known to the step-up, and the step-up to what is told on the taper.
    const id = String((await raise('hub', of)).body.caseId);
    const made = await read('hub', id);
    expect([taskOf(made, 'post-escalation-review').status, (made['details'] as Body)['escalatedBefore']]).toEqual(['open', [expect.any(String)]]);
    const told = await tell('re-presentation');
    expect(told.body.tasks.filter(({ step }) => step === 'post-escalation-review')).toHaveLength(1);
    expect(await cohort()).toMatchObject({ escalations: 3, cases: [{ id: of.id, pathway: 'step-down-tapering' }, { id, pathway: 'step-up' }], reviews: [{ status: 'open', overdue: false }, { status: 'open', overdue: false }] });
    const withheld = (await api.get('auditor', '/v1/repeat-crisis')).body.items.find(({ patient }) => patient['id'] === of.patient['id']);
    expect(withheld!.patient).toEqual({ id: of.patient['id'], name: null, dateOfBirth: null, withheld: true });
    expect((await api.get('other-hub', '/v1/repeat-crisis')).body.items).toEqual([]);
    const first = (await api.get('hub', '/v1/repeat-crisis?limit=1')).body;
    expect(first.items).toHaveLength(1);
  });

  it('is a board: why, what is due next and whose it is, reviews, signs, risks and restrictions, due first on top, narrowed by team, locality and owner', async () => {
    const patient = somebody();
    const of = await taper(patient);
    const done = async (step: string, evidence: object, as = 'coordinator'): Promise<void> => { expect([step, ...said(await api.command(as, `/v1/tasks/${taskOf(await read(as, of.id), step).id}/complete`, { evidence }))]).toEqual([step, 200, undefined]); };
    await done('handover-accepted', { accepted: true }, 'clinical-lead');
    await done('first-contact', { contactedAt: ago(1), how: 'visit', presentation: 'tired', warningSigns: ['gives things away'] });
    const start = { patient, organisation: 'riverside', owners };
    const risk = (await api.command('coordinator', '/v1/cases', { ...start, pathway: 'case-risk', details: { title: 'Tablets at once', category: 'medication', description: 'twice', severity: 'major', immediateAction: 'kept by Mo', leadAgency: 'Riverside', reviewAt: ago(-100) } })).body;
    expect(said(await api.command('clinical-lead', '/v1/cases', { ...start, pathway: 'restriction', details: { what: 'Medicines locked away', because: 'an overdose', alternativesConsidered: 'a weekly box', until: ago(-500), reviewAt: ago(-200), stepDownPlan: 'a weekly box' } }))).toEqual([201, undefined]);
    for (const kind of ['crisis', 're-presentation']) expect((await api.command('coordinator', `/v1/cases/${of.id}/triggers`, { kind, occurredAt: ago(0), note: 'rang the line' })).status).toBe(200);
    const board = async (as: string, query = '') => (await api.get(as, `/v1/repeat-crisis?limit=200${query}`)).body;
    const find = (body: Body): Body | undefined => body.items.find((each) => each.patient['id'] === of.patient['id']);
    const whole = await board('escalation-lead');
    const member = find(whole)!;
    expect(member).toMatchObject({
      escalations: 2, because: [{ kind: 're-presentation', caseId: of.id }, { kind: 'crisis', caseId: of.id }], lastContactAt: expect.any(String), signs: [{ caseId: of.id, seen: [], notSeen: [], named: ['gives things away'] }],
      risks: [{ caseId: risk.id, title: 'Tablets at once', severity: 'major' }], restrictions: [{ what: 'Medicines locked away' }], reviews: [{ status: 'open', owner: { id: 'riverside-clinical-lead' } }], locality: null,
    });
    const open = (await Promise.all([of.id, risk.id].map((id) => read('hub', id)))).flatMap(({ tasks }) => tasks.filter(({ status }) => status === 'open')).map((task) => ({ id: task.id, due: String(task['dueAt']) })).toSorted((one, other) => (one.due < other.due ? -1 : 1));
    expect(member['next']).toMatchObject({ taskId: open[0]!.id, dueAt: open[0]!.due, overdue: false, owner: { person: { id: expect.any(String) } } });
    // Whose next step is due first stands on top.
    const dues = whole.items.map((each) => (each['next'] as { dueAt: string } | null)?.dueAt ?? '9999');
    expect(dues).toEqual(dues.toSorted());
    const paged = await api.get('hub', '/v1/repeat-crisis?limit=1');
    expect([paged.body.items, (await api.get('hub', `/v1/repeat-crisis?limit=1&cursor=${paged.body.next}`)).body.items]).toEqual([[whole.items[0]], [whole.items[1]]]);
    // However many people a page has, their risks and restrictions are asked for in one statement each.
    const asked: string[] = [];
    const query = jest.spyOn(api.record.manager, 'query').mockImplementation((sql: string, ...given) => { asked.push(sql); return api.record.query(sql, ...given); });
    try { expect((await board('hub')).items.length).toBeGreaterThan(1); } finally { query.mockRestore(); }
    expect(['case-risk', 'restriction'].map((pathway) => asked.filter((sql) => sql.includes(`pathway = '${pathway}'`)).length)).toEqual([1, 1]);
    // Narrowed.
    const { owners: choices } = whole['choices'] as { owners: { id: string }[] };
    expect(choices.map(({ id }) => id)).toContain('riverside-clinical-lead');
    expect([find(await board('hub', '&owner=riverside-clinical-lead')) !== undefined, find(await board('hub', '&owner=riverside-hub')), find(await board('hub', '&locality=hillview')), (await api.get('hub', '/v1/repeat-crisis?owned=me')).status]).toEqual([true, undefined, undefined, 422]);
    const team = await api.command('escalation-lead', '/v1/teams', { organisation: 'riverside', name: 'North team', reason: 'they work together' });
    expect([team.status, (await api.command('escalation-lead', `/v1/teams/${team.body.id}/members`, { person: 'riverside-coordinator', reason: 'works there' })).body.code]).toEqual([201, undefined]);
    expect([find(await board('hub', `&team=${team.body.id}`))?.['team'], find(await board('hub', '&team=other'))]).toEqual([{ id: team.body.id, name: 'North team' }, undefined]);
    // Without identity the board names nobody, and no text of a risk does.
    expect(JSON.stringify(find(await board('auditor')))).not.toContain(String(patient.name));
  });

  it('counts as often, and in that window, as the organisation’s people released', async () => {
    const changes = { numbers: { cohortEscalations: { value: 3, source: 'the team', status: 'local' } }, reason: 'two are no pattern' };
    const of = await taper();
    for (const kind of ['crisis', 're-presentation']) await api.command('coordinator', `/v1/cases/${of.id}/triggers`, { kind, occurredAt: ago(0), note: 'rang the line' });
    const stands = async () => { const { body } = await api.get('hub', '/v1/repeat-crisis?limit=200'); return [body['rule'], body.items.some(({ patient }) => patient['id'] === of.patient['id'])]; };
    expect(await stands()).toEqual([{ times: 2, window: 'P30D' }, true]);
    const drafted = await addDraft(api.record.manager, { organisation: 'riverside', pathway: 'step-up', version: '2', changes: { numbers: changes.numbers } as Changes, reason: changes.reason, author: 'riverside-clinical-lead', at: new Date() });
    await api.record.query(`insert into policy_releases (draft_id, organisation_id, pathway, version, base_version, changes, in_force_from, released_by, released_at, reason) values ($1, 'riverside', 'step-up', '2.1', '2', $2, now() - interval '1 minute', 'riverside-director', now(), 'agreed')`, [drafted, JSON.stringify([{ numbers: changes.numbers }])]);
    expect(await stands()).toEqual([{ times: 3, window: 'P30D' }, false]);
  });
});
