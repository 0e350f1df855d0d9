import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeTail } from '#libs/records/tail-writer.js';
import { CaseStory } from '#tests/records/case-story.js';
import { ApiServer, type Body } from './support/api-server.js';
import { said, somebody } from './support/discharge.js';
import { action, ago, FallsReview, owners, reviewRecord } from './support/falls.js';

/** Who sees what is said about safeguarding: the case's named owners, and of one task whoever was given it. Everything secret here holds this word. */
const SECRET = /zebedee/i;
const named = ['clinical-lead', 'coordinator', 'escalation-owner'];
const others = ['hub', 'director', 'escalation-lead', 'crisis-team', 'auditor'];
const day = new Date(Date.now() + 26 * 3_600_000).toISOString();

let api: ApiServer;
let falls: FallsReview;
/** The command of a task, told by somebody who may, and what they were answered. */
const answered: Record<string, Body> = {};
beforeAll(async () => {
  api = await ApiServer.start('api-safeguarding');
  falls = await FallsReview.started(api);
  answered['review'] = (await falls.complete('coordinator', 'review-held', reviewRecord({ safeguarding: { considered: true, concern: true, rationale: 'Zebedee shouts at her' }, actions: [action()] }))).body;
  await falls.say('escalation-owner', 'safeguarding-immediate', 'attempt', { at: ago(0), tried: 'rang Zebedee', why: 'Zebedee hung up' });
  await falls.say('escalation-owner', 'safeguarding-immediate', 'acknowledge', { for: 'PT10M', note: 'ringing Zebedee again' });
  await falls.complete('escalation-owner', 'safeguarding-immediate', { immediateSafety: 'away from Zebedee for now', by: 'the team' });
  await falls.say('coordinator', 'safeguarding-immediate', 'reopen', { reason: 'Zebedee came back' });
  answered['immediate'] = (await falls.complete('coordinator', 'safeguarding-immediate', { immediateSafety: 'away from Zebedee again', by: 'the team' })).body;
  await falls.say('coordinator', 'safeguarding-referral', 'declined', { by: 'the person', capacity: 'lacking', explained: 'what Zebedee may not do', alternative: 'a talk with Zebedee', bestInterests: 'decided without Zebedee' });
  const decided = await api.command('clinical-lead', `${falls.path}/decisions`, {
    kind: 'declined-decision', question: 'Ask again about Zebedee?', options: [{ option: 'ask again' }, { option: 'wait', doNothing: true, rejectedBecause: 'Zebedee is there' }], chosen: 'ask again', riskAccepted: 'Zebedee hears of it',
    proportionateBecause: 'x', personsView: 'afraid of Zebedee', actions: [], safetyNet: [{ if: 'Zebedee comes', call: '999', respondWithin: 'PT10M' }], outcome: 'offer-again',
  });
  expect(said(decided)).toEqual([200, undefined]);
  await falls.complete('escalation-owner', 'safeguarding-referral', { referredAt: ago(0), to: 'the council, about Zebedee' });
}, 600_000);
afterAll(async () => { await api.stop(); });

/** Every place where a case can be read. */
const places = () => [`/v1/cases/${falls.id}`, `/v1/cases/${falls.id}/events`, `/v1/tasks?caseId=${falls.id}&limit=200`, '/v1/huddle?limit=200', '/v1/escalations?limit=200', ...falls.now.tasks.map(({ id }) => `/v1/tasks/${id}`)];

describe('what is said about safeguarding', () => {
  it.each(named)('is read by the %s of the case', async (as) => {
    const view = (await api.get(as, falls.path)).body;
    const task = view.tasks.find(({ step }) => step === 'safeguarding-immediate')!;
    expect(task).toMatchObject({ evidence: { immediateSafety: 'away from Zebedee again' }, attempts: [{ tried: 'rang Zebedee' }], reopened: { reason: 'Zebedee came back' } });
    expect(task).not.toHaveProperty('withheld');
    expect(view.tasks.find(({ step }) => step === 'review-held')).toMatchObject({ evidence: { safeguarding: { concern: true, rationale: 'Zebedee shouts at her' } } });
    for (const place of [`/v1/cases/${falls.id}/events`, `/v1/tasks?caseId=${falls.id}&limit=200`]) expect([place, SECRET.test(JSON.stringify((await api.get(as, place)).body))]).toEqual([place, true]);
  });

  it.each(others)('is nowhere to be read by somebody else: %s', async (as) => {
    for (const place of places()) {
      const answer = await api.get(as, place);
      expect([place, answer.status, SECRET.exec(JSON.stringify(answer.body))?.[0]]).toEqual([place, 200, undefined]);
    }
  });

  it.each(others)('%s still sees that there is such a step, whose it is, by when and how it stands', async (as) => {
    const view = (await api.get(as, falls.path)).body;
    const mine = (await api.get('coordinator', falls.path)).body;
    for (const step of ['safeguarding-immediate', 'safeguarding-referral', 'safeguarding-answer']) {
      const [seen, whole] = [view, mine].map(({ tasks }) => tasks.find((task) => task.step === step)!);
      expect(seen).toMatchObject({ withheld: true, step, title: whole!['title'], owner: whole!.owner, dueAt: whole!['dueAt'], status: whole!.status, late: whole!['late'], openedAt: whole!['openedAt'] });
      expect([seen!['completedAt'], seen!['completedBy'], seen]).toEqual([whole!['completedAt'], whole!['completedBy'], expect.not.objectContaining({ evidence: expect.anything() })]);
    }
    const review = view.tasks.find(({ step }) => step === 'review-held')!;
    expect(review['evidence']).toMatchObject({ medicationActions: 'night sedation stopped', personsView: 'wants to stay at home', safeguarding: { withheld: true } });
    const { items } = (await api.get(as, `${falls.path}/events`)).body;
    const completed = items.filter(({ kind, data }) => kind === 'task-completed' && (data as Body).step.startsWith('safeguarding-')).map(({ data }) => data);
    expect(completed).toHaveLength(3);
    for (const data of completed) expect(data).toEqual({ taskId: expect.any(String), step: expect.any(String), completedAt: expect.any(String), late: false, recordedLate: false, withheld: true });
  });

  it('is in no draft of a decision trace, not of a named owner’s making either: a draft is read by everybody who may release it', async () => {
    const draft = await api.command('clinical-lead', '/v1/decision-traces', { caseId: falls.id });
    expect([...said(draft), SECRET.exec(JSON.stringify(draft.body))?.[0]]).toEqual([201, undefined, undefined]);
    expect(JSON.stringify(draft.body)).toContain('Safeguarding concern referred');
    for (const as of ['clinical-lead', 'director', 'escalation-lead']) expect([as, SECRET.exec(JSON.stringify((await api.get(as, `/v1/decision-traces/${draft.body.id}`)).body))?.[0]]).toEqual([as, undefined]);
  });

  it('is in the answer of a command for a named owner, and not for whoever was only called', async () => {
    expect(JSON.stringify(answered['review'])).toMatch(SECRET);
    expect(JSON.stringify(answered['immediate'])).toMatch(SECRET);
    const rehearsal = await FallsReview.started(api, { rehearsal: true });
    await falls.look();
    await rehearsal.complete('coordinator', 'review-held', reviewRecord({ safeguarding: { considered: true, concern: true, rationale: 'x' } }));
    const moved = await api.command('hub', `${rehearsal.path}/advance`, { by: 'PT3H' });
    expect(said(moved)).toEqual([200, undefined]);
    await rehearsal.look();
    // The escalation lead was called for it, and does it: what she typed is not told back.
    const done = await rehearsal.say('escalation-lead', 'safeguarding-immediate', 'complete', { evidence: { immediateSafety: 'Zebedee is away', by: 'Elena' } });
    expect([done.status, done.body.status, done.body['withheld'], SECRET.test(JSON.stringify(done.body))]).toEqual([200, 'completed', true, false]);
    const note = await api.command('hub', `${rehearsal.path}/notes`, { text: 'called again' });
    expect([note.status, SECRET.test(JSON.stringify(note.body))]).toEqual([200, false]);
    expect(JSON.stringify(await rehearsal.look('coordinator'))).toMatch(SECRET);
  });

  it('is read by whoever was given one of these tasks, of that one only and while it is theirs to do', async () => {
    const given = await falls.say('coordinator', 'safeguarding-answer', 'assign', { to: 'riverside-director', reason: 'Zebedee is known to him' });
    expect(said(given)).toEqual([200, undefined]);
    const { tasks } = (await api.get('director', falls.path)).body;
    expect(tasks.find(({ step }) => step === 'safeguarding-answer')).not.toHaveProperty('withheld');
    expect(tasks.find(({ step }) => step === 'safeguarding-immediate')).toMatchObject({ withheld: true });
    expect(SECRET.test(JSON.stringify((await api.get('hub', falls.path)).body))).toBe(false);
    await falls.say('coordinator', 'safeguarding-answer', 'assign', { to: 'riverside-escalation-owner', reason: 'back' });
    expect(SECRET.test(JSON.stringify((await api.get('director', falls.path)).body))).toBe(false);
  });

  it('goes with the role when it is handed over', async () => {
    const handed = await api.command('hub', `${falls.path}/owners`, { role: 'escalation-owner', person: 'riverside-escalation-lead', reason: 'leave' });
    expect(said(handed)).toEqual([200, undefined]);
    expect(JSON.stringify((await api.get('escalation-lead', falls.path)).body)).toMatch(SECRET);
    // What he had claimed goes with the role, as the engine calls for it; nothing of it is his to read any more.
    const { tasks } = (await api.get('escalation-owner', falls.path)).body;
    expect(tasks.filter(({ step }) => step.startsWith('safeguarding-')).map(({ step, withheld }) => [step, withheld])).toEqual([['safeguarding-immediate', true], ['safeguarding-referral', true], ['safeguarding-answer', true]]);
    expect(tasks.find(({ step }) => step === 'review-held')?.['evidence']).toMatchObject({ safeguarding: { withheld: true } });
    await api.command('hub', `${falls.path}/owners`, { role: 'escalation-owner', person: 'riverside-escalation-owner', reason: 'back' });
  });
});

describe('the indicators that a crisis team hands over', () => {
  const story = new CaseStory({ pathway: 'step-down-tapering', details: { crisisTeam: 'North', safeguarding: { indicators: ['Zebedee has her card'] } }, owners, at: ago(30) });
  beforeAll(async () => {
    story.task('safeguarding-action', { about: { indicator: 'Zebedee has her card' }, owner: { role: 'escalation-owner', person: null }, dueAt: day });
    const { escalationId } = story.rung(`${story.caseId}.2`, 1, 'riverside-escalation-owner', 'escalation-owner');
    story.add('outcome-recorded', { escalationId, taskId: `${story.caseId}.2`, step: 'safeguarding-action', response: 'asked Zebedee', note: 'Zebedee agrees' });
    story.task('welfare-check', { about: { opened: 'a sign' } });
    await writeTail(api.record.manager, story.caseId, story.events);
  });
  const read = async (as: string) => (await Promise.all([`/v1/cases?pathway=step-down-tapering`, `/v1/cases/${story.caseId}`, `/v1/cases/${story.caseId}/events`, `/v1/tasks?caseId=${story.caseId}`, '/v1/escalations?pathway=step-down-tapering'].map((path) => api.get(as, path)))).map(({ body }) => body);

  it.each(named)('are read by the %s', async (as) => {
    for (const body of await read(as)) expect(JSON.stringify(body)).toMatch(SECRET);
  });
  it.each(others)('and not by others: %s', async (as) => {
    const [list, view, events, tasks] = await read(as);
    for (const body of await read(as)) expect(JSON.stringify(body)).not.toMatch(SECRET);
    for (const { details } of [list!.items[0]!, view!] as { details?: unknown }[]) expect(details).toEqual({ crisisTeam: 'North', safeguarding: { withheld: true } });
    expect(tasks!.items.map(({ step, title, withheld }) => [step, title, withheld])).toEqual(expect.arrayContaining([['safeguarding-action', 'Title of safeguarding-action', true], ['welfare-check', 'Title of welfare-check', undefined]]));
    expect(tasks!.items.find(({ step }) => step === 'welfare-check')).toMatchObject({ about: { opened: 'a sign' } });
    expect(events!.items[1]!['data']).toMatchObject({ step: 'safeguarding-action', owner: { role: 'escalation-owner' }, dueAt: day, withheld: true });
  });
});

describe('a safeguarding route that somebody named', () => {
  // Whoever may be in the person's own home reads letters and screens: the route is nowhere but where it is followed.
  const ROUTE = /domestic|abuse|zebedee/i;
  /** What a form asks for is the same for everybody, and names every route that there is. */
  const shown = (body: unknown): string => JSON.stringify(body, (key, value: unknown) => (key === 'needs' ? undefined : value));
  let id: string;
  const script = { whatChanged: 'has hardly slept', currentRisks: 'none told', protectiveFactors: 'her sister', alreadyTried: 'a call', safeguarding: { routes: ['domestic-abuse'] } };
  beforeAll(async () => {
    const started = await api.command('hub', '/v1/cases', { pathway: 'step-up', patient: somebody(), organisation: 'riverside', owners, details: script });
    id = started.body.id;
    expect([started.status, ROUTE.test(shown(started.body))]).toEqual([201, false]);
  });
  const everywhere = async (as: string): Promise<string> => shown(await Promise.all([
    '/v1/cases?pathway=step-up', `/v1/cases/${id}`, `/v1/cases/${id}/events`, `/v1/cases/${id}/refusals`, `/v1/tasks?caseId=${id}`, '/v1/tasks?step=safeguarding-route', '/v1/escalations?pathway=step-up', '/v1/huddle?limit=200', '/v1/pressure/flow',
  ].map(async (path) => (await api.get(as, path)).body)));
  const route = async (as: string): Promise<Body> => (await api.get(as, `/v1/tasks?caseId=${id}&step=safeguarding-route`)).body.items[0]!;

  it.each(others)('is not read by the %s, who sees whose such a task is and by when', async (as) => {
    expect(ROUTE.exec(await everywhere(as))?.[0]).toBeUndefined();
    expect(await route(as)).toMatchObject({ step: 'safeguarding-route', title: 'Safeguarding: the route that was named is followed', status: 'open', withheld: true });
  });
  it.each(named)('is read by the %s of the case', async (as) => { expect((await route(as))['about']).toEqual({ route: 'domestic-abuse' }); });

  it('is in no notice, whoever is called', async () => {
    const notices = await api.record.query('select * from notices') as object[];
    expect([notices.length > 0, ROUTE.test(JSON.stringify(notices))]).toEqual([true, false]);
  });

  it('comes with something that was seen, with another raising and with a decision too, in words that nobody else reads', async () => {
    await api.command('escalation-owner', `/v1/tasks/${(await route('coordinator')).id}/complete`, { evidence: { seenAt: ago(0), seenAlone: true, asked: 'Zebedee holds her card', safeContact: 'not when Zebedee is there', referral: { to: 'the service' } } });
    const seen = { kind: 'safety-flag', occurredAt: ago(0), note: 'something was seen', safeguarding: { routes: ['domestic-abuse'] } };
    const told = await api.command('hub', `/v1/cases/${id}/triggers`, seen);
    expect([...said(told), ROUTE.test(shown(told.body))]).toEqual([200, undefined, false]);
    expect((await api.get('coordinator', `/v1/tasks?caseId=${id}&step=safeguarding-route&status=open`)).body.items.map(({ about }) => about)).toEqual([{ route: 'domestic-abuse' }]);
    const again = await api.command('hub', `/v1/cases/${id}/raise`, { ...script, safeguarding: { routes: ['child-safeguarding'] } });
    expect([again.status, again.body['began']]).toEqual([201, false]);
    expect((await api.get('coordinator', `/v1/tasks?caseId=${id}&step=safeguarding-route&status=open`)).body.items.map(({ about }) => (about as Body)['route']).toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual(['child-safeguarding', 'domestic-abuse']);
    expect((await api.get('coordinator', `/v1/cases/${id}/events`)).body.items.filter(({ kind }) => kind === 'trigger-recorded').map(({ data }) => (data as Body)['safeguarding'])).toEqual([{ routes: ['domestic-abuse'] }, { routes: ['child-safeguarding'] }]);
    for (const as of others) expect([as, ROUTE.exec(await everywhere(as))?.[0]]).toEqual([as, undefined]);
  });

  it('is one of ours, each once, and only where it is followed', async () => {
    const tell = async (path: string, routes: string[]) => { const { status, body } = await api.command('hub', path, { kind: 'safety-flag', occurredAt: ago(0), note: 'n', safeguarding: { routes } }); return [status, ...(body.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`)]; };
    const path = `/v1/cases/${id}/triggers`;
    expect(await tell(path, ['elsewhere'])).toEqual([422, '/safeguarding/routes/0 not-one-of']);
    expect(await tell(path, ['domestic-abuse', 'domestic-abuse'])).toEqual([422, '/safeguarding/routes named-twice']);
    expect(await tell(`${falls.path}/triggers`, ['domestic-abuse'])).toEqual([422, '/safeguarding not-on-this-pathway']);
    const byLink = await api.send('POST', '/v1/raise', { body: { token: 'no-link', ...script }, headers: { 'idempotency-key': 'route-by-link' } });
    expect([byLink.status, byLink.body.errors?.map(({ pointer, code }) => `${pointer} ${code}`)]).toEqual([422, ['/safeguarding unknown-field']]);
  });
});
