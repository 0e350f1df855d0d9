import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { drawn } from '#libs/audit/sample.js';
import type { EventData, JsonObject } from '#libs/contracts/events.js';
import { openRecord } from '#libs/records/database.js';
import { namedCases } from '#libs/records/queries/named-cases.js';
import { beginSupervision, supervisionCaseOf } from '#libs/supervision/begin-supervision.js';
import { edgeCasesOf } from '#libs/supervision/edge-cases.js';
import { liveCasesOf } from '#libs/supervision/live-cases.js';
import type { LookedAt } from '#libs/supervision/reasons.js';
import { unclearOwnershipOf } from '#libs/supervision/unclear-ownership.js';
import { weekBefore, weekSoFar } from '#libs/supervision/week.js';
import { Told } from '#tests/reports/told.js';
import { reading } from '#tests/records/readers.js';
import { meetingOf } from '#tests/support/pathways/lives/weekly-supervision.js';
import { ApiServer, type Answer, type Body } from './support/api-server.js';
import { said, somebody, taskOf } from './support/discharge.js';

let api: ApiServer;
/** Monday 8 June 2026, 09:00 in London: the week from 1 June is looked at. */
const now = new Date('2026-06-08T08:00:00Z');
const week = weekBefore(now.getTime());
const on = (day: number, time = '10:00'): string => `2026-06-0${day}T${time}:00.000Z`;
const [before, during] = ['2026-05-11T10:00:00.000Z', on(3)];
const named = { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' };
const ids = new Map<string, string>();
const nameOf = new Map<string, string>();

/** The owner of the schema changes the directory without an API. */
async function byHand(statement: string): Promise<void> {
  const owner = await openRecord(api.database.ownerUrl, { poolSize: 1, applicationName: 'by hand' });
  await owner.query(statement);
  await owner.destroy();
}
/** A case that is told, and written. */
async function told(name: string, opening: Partial<ConstructorParameters<typeof Told>[0]>, happens: (story: Told) => void = () => undefined): Promise<void> {
  const story = new Told({ at: before, ...opening });
  happens(story);
  await story.write(api.record.manager);
  ids.set(name, story.caseId);
  nameOf.set(story.caseId, name);
}
type More = Partial<EventData['task-opened']>;
const open = (story: Told, step: string, at = during, more: More = {}): string => story.opened(at, step, { owner: { role: 'coordinator', person: 'riverside-coordinator' }, dueAt: on(9), ...more });
function decided(kind: string, outcome: string, more: JsonObject = {}, at = during) {
  return (story: Told): void => {
    const taskId = open(story, kind, at);
    story.at_(at).add('decision-recorded', { taskId, step: kind, decision: { kind, outcome, ...more } });
  };
}
function completed(step: string, evidence: JsonObject, at = during) {
  return (story: Told): void => {
    const taskId = open(story, step, at);
    story.at_(at).add('task-completed', { taskId, step, evidence, completedAt: at, late: false, recordedLate: false });
  };
}
function unmet(step: string) {
  return (story: Told): void => {
    const taskId = open(story, step);
    story.at_(during).add('task-unmet', { taskId, step, reason: 'too unwell for us', unsafe: 'nobody sees her' });
  };
}
const byName = (found: readonly LookedAt[]): Record<string, string[]> => Object.fromEntries(found.flatMap(({ caseId, reasons }) => (nameOf.has(caseId) ? [[nameOf.get(caseId)!, reasons]] : [])));

beforeAll(async () => {
  api = await ApiServer.start('weekly-supervision');
  // What was hard to decide.
  await told('departed', { pathway: 'front-door' }, completed('senior-oversight', { outcome: 'assign', departure: 'nobody else sees him' }));
  await told('not stepped up', { pathway: 'step-up' }, (story) => { decided('threshold-decision', 'not-met')(story); story.trigger(on(4), 'raised-again', on(4)); });
  await told('went with a gap', {}, decided('risk-decision', 'go-with-risk', { because: 'capacity' }));
  await told('said no', {}, decided('declined-decision', 'accept'));
  await told('a standard', {}, unmet('equipment-in-place'));
  await told('handed over', { pathway: 'step-down-tapering' }, (story) => { unmet('handover-accepted')(story); open(story, 'handover-dispute'); });
  await told('not theirs to decide', {});
  await api.record.query(`insert into refusals (case_id, at, actor, command, status, code, detail, decision) values ($1, $2, '{"person":"riverside-hub"}', 'decide', 403, 'not-yours', 'd', 'going-on-at-risk')`, [ids.get('not theirs to decide'), during]);
  await api.record.query(`insert into refusals (case_id, at, actor, command, status, code, detail) values ($1, $2, '{"person":"riverside-hub"}', 'complete', 409, 'some-rule', 'd')`, [ids.get('a standard'), during]);
  // Of another week, stayed in hospital, a rehearsal, another organisation’s, governance’s own.
  await told('earlier', {}, decided('declined-decision', 'accept', {}, '2026-05-20T10:00:00.000Z'));
  await told('stayed', {}, decided('risk-decision', 'stay', { because: 'capacity' }));
  await told('rehearsed', { rehearsal: true }, decided('declined-decision', 'accept'));
  await told('of Hillview', { organisation: 'hillview' }, decided('declined-decision', 'accept'));
  await told('of Hillview alone', { organisation: 'hillview', owners: null });
  await told('an audit', { pathway: 'monthly-audit', patient: null }, (story) => { open(story, 'audit-summary', during, { owner: { role: 'coordinator', person: 'riverside-coordinator-2' } }); });
  await told('closed', {}, (story) => { decided('declined-decision', 'accept')(story); story.trigger(on(3, '11:00'), 'crisis', during); story.at_(on(4)).close(); });
  // What changes quickly.
  await told('a dispute', { pathway: 'dispute', patient: null, details: { title: 'Who visits' } });
  await told('a dispute about it', { pathway: 'dispute', patient: null, details: { title: 'Who fetches the bed', caseId: ids.get('went with a gap')! } });
  await told('in crisis', { pathway: 'step-down-tapering' }, (story) => { story.trigger(during, 'crisis', during); });
  await told('seen twice', {}, (story) => { story.trigger(during, 'safety-flag', during); story.trigger(on(4), 'non-attendance', on(4)); });
  await told('seen once', {}, (story) => { story.trigger(during, 'safety-flag', during); });
  await told('stepped up', { pathway: 'step-down-tapering' }, decided('readiness-review', 'step-up'));
  await told('stepped down', { pathway: 'step-down-tapering' }, decided('readiness-review', 'step-down'));
  await told('up and down', { pathway: 'step-up' }, (story) => { decided('mdt-review', 'step-down')(story); decided('mdt-review', 'step-down', {}, on(5))(story); });
  const risk = { severity: 'minor', title: 'Tablets' };
  await told('a worse risk', { pathway: 'case-risk', details: risk }, (story) => { completed('risk-assessment', { severity: 'minor' }, '2026-05-12T10:00:00.000Z')(story); completed('risk-review', { severity: 'major' })(story); });
  await told('a milder risk', { pathway: 'case-risk', details: { ...risk, severity: 'major' } }, completed('risk-assessment', { severity: 'minor' }));
  await told('a risk that was worse before', { pathway: 'case-risk', details: risk }, completed('risk-assessment', { severity: 'major' }, '2026-05-12T10:00:00.000Z'));
  // Whose they are.
  await told('lies idle', { pathway: 'case-risk', details: risk }, (story) => { open(story, 'ownership-settled', during, { because: 'its owner has left it overdue for P2D' }); });
  await told('not taken on', { pathway: 'case-risk', details: risk }, (story) => { open(story, 'risk-owned', during, { dueAt: on(4) }); });
  await told('its owner has left', { owners: { ...named, coordinator: 'riverside-coordinator-2' } });
  await told('its owner is away', { owners: { ...named, clinicalLead: 'riverside-crisis-team' } });
  await told('given to somebody who has left', {}, (story) => { open(story, 'action', during, { owner: { role: 'action-owner', person: 'riverside-coordinator-2' } }); });
  await told('nobody was reached', {}, (story) => { const id = open(story, 'equipment-in-place', before, { dueAt: during }); story.called(during, id, 1, 'riverside-coordinator'); story.called(on(4), id, 2, null); });
  await told('somebody was', {}, (story) => { const id = open(story, 'equipment-in-place', before, { dueAt: during }); story.called(during, id, 1, null); story.called(on(4), id, 2, 'riverside-coordinator'); });
  await told('nobody answers', {}, (story) => {
    const taskId = open(story, 'departure', before, { dueAt: during });
    const { escalationId } = story.called(during, taskId, 1, 'riverside-director', 'director');
    story.at_(on(4)).add('system-alarm-raised', { taskId, step: 'departure', escalationId, level: 1, role: 'director', since: during, dueAt: on(4), turn: 1 }, { system: 'clock' });
  });
  await told('its owner cannot be reached', { owners: { ...named, escalationOwner: 'riverside-director-2' } });
  await byHand(`update contact_methods set verified_at = null where person_id = 'riverside-director-2'`);
  await byHand(`update people set active = false where id = 'riverside-coordinator-2'`);
  await byHand(`insert into leaves (id, person_id, starts_at, ends_at) values ('a-leave', 'riverside-crisis-team', '2026-06-05T08:00:00Z', '2026-06-20T08:00:00Z')`);
}, 600_000);
afterAll(() => api.stop());

const kin = () => ({ record: api.record, cases: api.cases });

describe('a week', () => {
  it('is one of the local calendar, from Monday to Monday over both changes of the clocks, looked at from 09:00 of the first working day after it', () => {
    const of = (at: string): unknown[] => { const { monday, from, to, lookedAtFrom } = weekBefore(Date.parse(at)); return [monday, (to - from) / 3_600_000, new Date(lookedAtFrom).toISOString()]; };
    expect(of('2026-03-30T12:00:00Z')).toEqual(['2026-03-23', 167, '2026-03-30T08:00:00.000Z']);
    expect(of('2026-10-26T12:00:00Z')).toEqual(['2026-10-19', 169, '2026-10-26T09:00:00.000Z']);
    // Easter Monday; and half past eleven on a Sunday evening of summer is no Monday yet.
    expect(of('2026-04-08T12:00:00Z')).toEqual(['2026-03-30', 168, '2026-04-07T08:00:00.000Z']);
    expect([of('2026-06-07T22:30:00Z')[0], of('2026-06-07T23:30:00Z')[0]]).toEqual(['2026-05-25', '2026-06-01']);
    expect(weekSoFar(now.getTime())).toMatchObject({ monday: '2026-06-08', to: now.getTime() });
  });
});

describe('what the supervision of a week looks at', () => {
  it('has as edge cases the decisions of the week that were hard, each with why', async () => {
    expect(byName(await edgeCasesOf(api.record.manager, 'riverside', week))).toEqual({
      departed: ['rule-departed', 'senior-oversight'], 'not stepped up': ['escalation-rejected', 'raised-again'], 'went with a gap': ['gate-passed-capacity'], 'said no': ['declined'], 'a standard': ['standard-unmet'],
      'handed over': ['not-taken-on'], 'not theirs to decide': ['right-lacking'], closed: ['declined'],
    });
    expect(byName(await edgeCasesOf(api.record.manager, 'hillview', week))).toEqual({ 'of Hillview': ['declined'] });
  });

  it('has as live cases those that are contested first, then those whose risk has changed quickly, with the most reasons first', async () => {
    const found = await liveCasesOf(api.record.manager, 'riverside', { since: now.getTime() - 7 * 86_400_000, triggers: 2 });
    expect(byName(found)).toEqual({
      'not stepped up': ['escalation-rejected'], 'went with a gap': ['dispute-open'], 'handed over': ['ownership-disputed'], 'a dispute': ['dispute-open'],
      'in crisis': ['crisis'], 'seen twice': ['several-triggers'], 'stepped up': ['intensity-changed'], 'up and down': ['intensity-changed'], 'a worse risk': ['severity-up'],
    });
    const order = Object.keys(byName(found));
    expect(order.slice(0, 4).toSorted()).toEqual(['a dispute', 'handed over', 'not stepped up', 'went with a gap']);
    expect(order.slice(4, 6)).toEqual(['up and down', 'seen twice']);
    // Of longer ago nothing is quick; what is disputed is so still.
    expect(Object.keys(byName(await liveCasesOf(api.record.manager, 'riverside', { since: now.getTime(), triggers: 2 }))).toSorted()).toEqual(['a dispute', 'handed over', 'went with a gap']);
  });

  it('has as unclear what is disputed, idle or not taken on, whose owner has left or is away without cover, and where the last call reached nobody', async () => {
    expect(byName(await unclearOwnershipOf(api.record.manager, 'riverside', now))).toEqual({
      'handed over': ['ownership-disputed'], 'lies idle': ['ownership-idle'], 'not taken on': ['ownership-not-taken'], 'its owner has left': ['owner-left'], 'its owner is away': ['owner-away'], 'given to somebody who has left': ['owner-left'], 'nobody was reached': ['nobody-reached'], 'nobody answers': ['nobody-answered'],
      'its owner cannot be reached': ['owner-unreachable'],
    });
    await byHand(`insert into covers (id, person_id, by_id, roles, starts_at, ends_at, status, offered_by, decided_at) values ('a-cover', 'riverside-crisis-team', 'riverside-clinical-lead', '{}', '2026-06-05T08:00:00Z', '2026-06-20T08:00:00Z', 'accepted', 'riverside-director', '2026-06-04T08:00:00Z')`);
    expect(Object.keys(byName(await unclearOwnershipOf(api.record.manager, 'riverside', now)))).not.toContain('its owner is away');
  });
});

describe('the supervision of a week', () => {
  const caseId = supervisionCaseOf('riverside', '2026-06-01');
  const path = `/v1/cases/${caseId}`;
  interface Details { seed: string; edgeCandidates: number; edgeCases: LookedAt[]; liveCandidates: number; liveCases: LookedAt[]; unclearOwnership: LookedAt[] }
  const look = async (as = 'escalation-lead'): Promise<Body> => (await api.get(as, path)).body;

  it('begins by itself on the first working day after it, once for each organisation that had a case, owned by who answers for escalations', async () => {
    expect(await beginSupervision(kin(), new Date(week.lookedAtFrom - 1))).not.toContain(caseId);
    const [one, other] = [await beginSupervision(kin(), now), await beginSupervision(kin(), now)];
    expect([one.toSorted(), other]).toEqual([[caseId, supervisionCaseOf('hillview', '2026-06-01')].toSorted(), []]);
    const body = await look();
    expect([body['pathway'], body['stage'], body.owners['clinicalLead']!.id, body.owners['coordinator']!.id, body.tasks.map(({ step }) => step)]).toEqual([
      'weekly-supervision', 'looking', 'riverside-director', 'riverside-escalation-lead', ['decision-huddle', 'live-case-supervision', 'ownership-review']]);
  });

  it('draws a small number, its seed recorded, and says nothing of a case but its id and why', async () => {
    const details = (await look())['details'] as unknown as Details;
    expect([details.edgeCandidates, details.edgeCases.length, details.liveCandidates, details.liveCases.length, details.unclearOwnership.length]).toEqual([8, 5, 9, 5, 8]);
    const again = drawn(await edgeCasesOf(api.record.manager, 'riverside', week), details.seed, 5, ({ reasons }) => reasons.length);
    expect(again.map(({ caseId: of }) => of)).toEqual(details.edgeCases.map(({ caseId: of }) => of));
    for (const list of [details.edgeCases, details.liveCases, details.unclearOwnership]) for (const each of list) expect(Object.keys(each)).toEqual(['caseId', 'reasons']);
    expect(taskOf(await look(), 'decision-huddle')['about']).toEqual({ cases: details.edgeCases });
  });

  it('names a case to those only who may see it', async () => {
    const called = async (person: string) => (await namedCases(api.record.manager, reading(person).viewer, [ids.get('in crisis')!, ids.get('of Hillview alone')!])).size;
    expect([await called('riverside-director'), await called('hillview-hub'), await called('elsewhere-hub')]).toEqual([1, 1, 0]);
    expect([...(await namedCases(api.record.manager, reading('riverside-auditor').viewer, [ids.get('in crisis')!])).values()]).toEqual([{ name: null, pathway: 'step-down-tapering' }]);
    expect((await api.get('other-hub', path)).status).toBe(404);
  });

  it('is told of each case what was concluded, by who was there; what is to change becomes a task, and nothing of the cases is touched', async () => {
    const versions = () => api.record.query(`select id, version from cases where pathway <> 'weekly-supervision' order by id`);
    const untouched = await versions();
    const body = await look();
    const details = body['details'] as JsonObject;
    const heldAt = new Date(Date.now() - 60_000).toISOString();
    const says = (step: string, evidence: JsonObject, as = 'escalation-lead'): Promise<Answer> => api.command(as, `/v1/tasks/${taskOf(body, step).id}/complete`, { evidence });
    const wrong = ({ status, body: { errors } }: Answer): unknown[] => [status, ...(errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`)];
    const whole = meetingOf(details, 'decision-huddle', heldAt);
    const [first, ...others] = whole['lookedAt'] as JsonObject[];
    expect(wrong(await says('decision-huddle', { ...whole, lookedAt: others }))).toEqual([422, '/evidence/lookedAt not-looked-at']);
    expect(wrong(await says('decision-huddle', { ...whole, lookedAt: [{ ...first, caseId: 'another' }, ...others] }))).toEqual([422, '/evidence/lookedAt/0/caseId not-drawn']);
    expect(wrong(await says('decision-huddle', { ...whole, lookedAt: [{ ...first, conclusion: 'guide-unclear' }, ...others] }))).toEqual([422, '/evidence/actions no-action']);
    expect(wrong(await says('decision-huddle', { ...whole, heldAt: new Date(Date.now() + 3_600_000).toISOString() }))).toEqual([422, '/evidence/heldAt in-the-future']);
    const action = { title: 'Write the prompt', owner: 'riverside-coordinator', dueAt: new Date(Date.now() + 86_400_000).toISOString(), completionCheck: 'it stands at the step' };
    expect(wrong(await says('decision-huddle', { ...whole, actions: [{ ...action, owner: 'nobody-here' }] }))).toEqual([422, '/evidence/actions/0/owner unknown-person']);
    expect(said(await says('decision-huddle', whole, 'hub'))).toEqual([403, 'not-yours']);
    expect(said(await says('decision-huddle', { ...whole, lookedAt: [{ ...first, conclusion: 'guide-unclear' }, ...others], actions: [action] }))).toEqual([200, undefined]);
    for (const step of ['live-case-supervision', 'ownership-review']) expect(said(await says(step, meetingOf(details, step, heldAt)))).toEqual([200, undefined]);
    const agreed = taskOf(await look(), 'action');
    expect([(await look())['stage'], agreed['title'], agreed.owner.person?.id]).toEqual(['acting', 'Write the prompt', 'riverside-coordinator']);
    expect(said(await api.command('coordinator', `/v1/tasks/${agreed.id}/complete`, { evidence: { done: 'written', check: 'seen', checkedBy: 'the director' } }))).toEqual([200, undefined]);
    expect([(await look()).status, (await look())['outcome']]).toEqual(['closed', { outcome: 'changes-agreed' }]);
    expect(await versions()).toEqual(untouched);
  });
});

describe('supervision out of turn', () => {
  it('finds what a case itself says is disputed: a risk whose owner says that it is not theirs', async () => {
    const details = { title: 'Tablets', category: 'medication', description: 'twice', severity: 'moderate', immediateAction: 'her sister keeps them', leadAgency: 'Riverside', reviewAt: new Date(Date.now() + 3 * 86_400_000).toISOString() };
    const risk = await api.command('hub', '/v1/cases', { pathway: 'case-risk', organisation: 'riverside', patient: somebody(), owners: named, details });
    expect(said(await api.command('clinical-lead', `/v1/tasks/${taskOf(risk.body, 'risk-owned').id}/unmet`, { reason: 'it is housing’s', unsafe: 'nobody acts' }))).toEqual([200, undefined]);
    expect(await unclearOwnershipOf(api.record.manager, 'riverside', new Date())).toContainEqual(expect.objectContaining({ caseId: risk.body.id, reasons: ['ownership-disputed'] }));
    expect(await liveCasesOf(api.record.manager, 'riverside', { since: Date.now(), triggers: 2 })).toContainEqual(expect.objectContaining({ caseId: risk.body.id, reasons: ['ownership-disputed'] }));
  });

  it('is asked for by a director or escalation lead, once for a key, of their own organisation', async () => {
    for (const as of ['hub', 'coordinator', 'clinical-lead', 'auditor']) expect([as, ...said(await api.command(as, '/v1/weekly-supervisions', {}))]).toEqual([as, 403, 'not-yours']);
    const one = await api.command('director', '/v1/weekly-supervisions', {}, 'supervision');
    expect([one.status, one.headers.get('location'), one.body['pathway'], one.body.tasks.length, (one.body['details'] as JsonObject)['title']]).toEqual([201, `/v1/cases/${one.body.id}`, 'weekly-supervision', 3, expect.stringMatching(/^Supervision of the week from \d{1,2} [A-Z][a-z]+ \d{4}, so far$/)]);
    expect((await api.command('director', '/v1/weekly-supervisions', {}, 'supervision')).body.id).toBe(one.body.id);
    expect((await api.command('director', '/v1/weekly-supervisions', { organisation: 'hillview' })).status).toBe(404);
  });
});
