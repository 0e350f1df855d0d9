import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDraft } from '#libs/policy-releases/drafts.js';
import { policyInForce } from '#libs/policy-releases/in-force.js';
import { workOffOne } from '#libs/policy-rehearsal/work-off.js';
import { ApiServer, dischargeOf, type Answer, type Body } from './support/api-server.js';
import { Discharge, said, somebody } from './support/discharge.js';

let api: ApiServer;
beforeAll(async () => { api = await ApiServer.start('policy-drafts'); }, 600_000);
afterAll(async () => { await api.stop(); });

const sourced = { source: 'the board', status: 'local' };
const path = (version = '1') => `/v1/policies/minimum-safe-discharge/${version}/drafts`;
/** The visit is booked so long before the planned discharge. */
const change = (value: string) => ({ reason: 'visits were booked too late', steps: { 'first-visit-booked': { due: [{ value, ...sourced }] } } });
const drafted = async (value = '-PT3H', version = '1'): Promise<string> => {
  const answer = await api.command('clinical-lead', path(version), change(value));
  expect(said(answer)).toEqual([201, undefined]);
  return answer.body.id;
};
const about = (who: string, id: string, act: string, body: object = {}): Promise<Answer> => api.command(who, `/v1/policy-drafts/${id}/${act}`, body);
const rehearsed = async (id: string, of: object = {}): Promise<void> => {
  expect(said(await about('clinical-lead', id, 'rehearse', of))).toEqual([201, undefined]);
  expect(await workOffOne(api.record, () => undefined)).toBe(true);
};
const approved = async (id: string): Promise<void> => {
  await rehearsed(id);
  for (const who of ['director', 'escalation-lead']) expect(said(await about(who, id, 'approve', { because: 'fewer are late' }))).toEqual([200, undefined]);
};
const released = async (value: string, version = '1', more: object = {}): Promise<Body> => {
  const id = await drafted(value, version);
  await approved(id);
  const answer = await about('director', id, 'release', { reason: 'agreed', ...more });
  expect(said(answer)).toEqual([200, undefined]);
  return answer.body;
};
const ahead = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
/** The version that a case would start with in so many days. */
const inForce = async (days: number): Promise<string> => (await policyInForce(api.record.manager, 'minimum-safe-discharge', 'riverside', new Date(ahead(days))))!.policy.version;
const policyOf = (body: Body) => body['policy'] as { version: string; amends?: { version: string } };
const started = async (hours = 30): Promise<Body> => {
  const answer = await api.command('hub', '/v1/cases', dischargeOf(somebody(), hours));
  expect(said(answer)).toEqual([201, undefined]);
  return answer.body;
};

describe('a draft of a policy', () => {
  it('is drafted by whoever answers for the numbers, and shows what it changes number by number', async () => {
    for (const who of ['hub', 'coordinator', 'auditor']) expect(said(await api.command(who, path(), change('-PT3H')))).toEqual([403, 'not-yours']);
    expect((await api.command('director', path(), { reason: 'nothing' })).body.errors).toEqual([expect.objectContaining({ code: 'does-not-fit' })]);
    expect(said(await api.command('director', path('9'), change('-PT3H')))).toEqual([404, 'not-found']);
    expect(said(await api.command('director', path('hillview-1'), change('-PT3H')))).toEqual([422, 'other-locality']);
    const id = await drafted();
    const { body } = await api.get('auditor', `/v1/policy-drafts/${id}`);
    expect(body).toMatchObject({ version: '1', status: 'drafted', author: { id: 'riverside-clinical-lead' }, approvals: [], release: null, differs: [{ default: '-PT2H', here: '-PT3H', source: 'the board' }] });
    expect((await api.get('auditor', '/v1/policy-drafts')).body.items).toEqual([expect.objectContaining({ id })]);
    expect(said(await api.get('other-hub', `/v1/policy-drafts/${id}`))).toEqual([404, 'not-found']);
  });

  it('that was rehearsed on no case is not approved while there are any; where there truly are none, whoever approves says that they know', async () => {
    const id = await drafted();
    await rehearsed(id);
    expect((await api.get('director', `/v1/policy-drafts/${id}`)).body['rehearsals']).toEqual([expect.objectContaining({ status: 'done', cases: 0, left: 0, unopened: ['first-visit-booked'] })]);
    expect(said(await about('director', id, 'approve', { because: 'it was rehearsed' }))).toEqual([409, 'no-cases']);
    expect(said(await about('director', id, 'approve', { because: 'the first of its kind', withoutCases: true }))).toEqual([200, undefined]);
    await started();
    const other = await drafted();
    const dayOf = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();
    await rehearsed(other, { from: dayOf(30), to: dayOf(20) });
    expect(said(await about('director', other, 'approve', { because: 'b', withoutCases: true }))).toEqual([409, 'not-rehearsed']);
    await rehearsed(other);
    expect((await api.get('director', `/v1/policy-drafts/${other}`)).body['rehearsals']).toContainEqual(expect.objectContaining({ cases: 1, left: 0, unopened: [] }));
    expect(said(await about('director', other, 'approve', { because: 'looked at it' }))).toEqual([200, undefined]);
  });

  it('by which no case could live is refused with what is wrong, when it is drafted, rehearsed, or released after all', async () => {
    const death = (value: string) => ({ reason: 'sooner', steps: { 'after-death': { due: [{ value, source: 'the board', status: 'local' as const }] } } });
    const wrong = [expect.objectContaining({ code: 'does-not-fit', message: expect.stringContaining('PT8H must be whole working days') })];
    expect((await api.command('clinical-lead', path(), death('PT8H'))).body.errors).toEqual(wrong);
    expect((await api.command('clinical-lead', '/v1/policies/minimum-safe-discharge/1/rehearsals', death('PT8H'))).body.errors).toEqual(wrong);
    // Drafted before the rule was there.
    const id = await addDraft(api.record.manager, { organisation: 'riverside', pathway: 'minimum-safe-discharge', version: '1', changes: { steps: death('PT8H').steps }, reason: 'sooner', author: 'riverside-clinical-lead', at: new Date() });
    await approved(id);
    expect(said(await about('director', id, 'release', { reason: 'r' }))).toEqual([409, 'does-not-fit']);
    expect(said(await about('clinical-lead', id, 'withdraw', { reason: 'no case could live by it' }))).toEqual([200, undefined]);
  });

  it('is approved by two different people who are not its author, after it was rehearsed', async () => {
    const id = await drafted();
    expect(said(await about('director', id, 'approve', { because: 'b' }))).toEqual([409, 'not-rehearsed']);
    await rehearsed(id);
    expect(said(await about('clinical-lead', id, 'approve', { because: 'mine' }))).toEqual([409, 'own-draft']);
    expect(said(await about('coordinator', id, 'approve', { because: 'b' }))).toEqual([403, 'not-yours']);
    expect(said(await about('director', id, 'release', { reason: 'r' }))).toEqual([409, 'not-approved']);
    expect(said(await about('director', id, 'approve', { because: 'looked at it' }))).toEqual([200, undefined]);
    expect(said(await about('director', id, 'approve', { because: 'again' }))).toEqual([409, 'approved-already']);
    expect(said(await about('director', id, 'release', { reason: 'r' }))).toEqual([409, 'not-approved']);
    const second = await about('escalation-lead', id, 'approve', { because: 'so did I' });
    expect((second.body['approvals'] as { person: { id: string } }[]).map(({ person }) => person.id)).toEqual(['riverside-director', 'riverside-escalation-lead']);
    expect(said(await about('clinical-lead', id, 'release', { reason: 'r' }))).toEqual([403, 'not-yours']);
    const taken = await about('clinical-lead', id, 'withdraw', { reason: 'another is better' });
    expect([taken.body.status, taken.body['ended']]).toEqual(['withdrawn', expect.objectContaining({ because: 'another is better' })]);
    expect(said(await about('director', id, 'release', { reason: 'r' }))).toEqual([409, 'draft-over']);
  });

  it('released counts for new cases from its instant on; what runs stays as it is', async () => {
    const before = await started();
    const { release } = await released('-PT3H') as Body & { release: { version: string; from: string } };
    expect(release).toMatchObject({ version: '1.1', by: { id: 'riverside-director' }, reason: 'agreed' });
    const after = await started();
    expect([policyOf(before).version, policyOf(after)]).toEqual(['1', { id: 'minimum-safe-discharge', version: '1.1', amends: expect.objectContaining({ version: '1' }) as object }]);
    const due = ({ tasks, details }: Body): number => (Date.parse(String(tasks.find(({ step }) => step === 'first-visit-booked')!['dueAt'])) - Date.parse(String((details as Record<string, unknown>)['plannedDischargeAt']))) / 3_600_000;
    expect([due(before), due(after)].every((hours) => hours <= -2) && (due(before) !== due(after) || due(after) < -3)).toBe(true);
    expect(policyOf((await api.get('hub', `/v1/cases/${before.id}`)).body).version).toBe('1');
    // Another organisation's cases are theirs.
    const there = await api.command('other-hub', '/v1/cases', dischargeOf(somebody(), 30, { organisation: 'hillview', owners: { clinicalLead: 'hillview-hub', coordinator: 'hillview-hub', escalationOwner: 'hillview-hub' } }));
    expect(policyOf(there.body).version).toBe('hillview-1');
    const shown = await api.get('auditor', '/v1/policies/minimum-safe-discharge/1.1');
    expect(shown.body).toMatchObject({ version: '1.1', amends: { version: '1', reason: 'agreed' }, differs: [{ default: '-PT2H', here: '-PT3H' }] });
    expect(said(await api.get('other-hub', '/v1/policies/minimum-safe-discharge/1.1'))).toEqual([404, 'not-found']);
  });

  it('that was made from an older version would undo what was released since, and is refused', async () => {
    const old = await drafted('-PT5H');
    await approved(old);
    expect(said(await about('director', old, 'release', { reason: 'r' }))).toEqual([409, 'not-the-newest']);
    // Drafted anew from the newest, it has both.
    const { release } = await released('-PT4H', '1.1') as Body & { release: { version: string } };
    expect(release.version).toBe('1.2');
    expect(policyOf(await started()).version).toBe('1.2');
  });

  it('released for later begins then, in ninety days at the latest; one that is released after it and begins sooner takes its place', async () => {
    const from = new Date(Date.now() + 3_600_000).toISOString();
    const id = await drafted('-PT6H', '1.2');
    await approved(id);
    expect(said(await about('director', id, 'release', { reason: 'r', from: '2026-01-01T00:00:00Z' }))).toEqual([422, 'in-the-past']);
    expect((await about('director', id, 'release', { reason: 'r', from })).body['release']).toMatchObject({ version: '1.3', from: new Date(from).toISOString() });
    expect(policyOf(await started()).version).toBe('1.2');
    const sooner = await drafted('-PT7H', '1.3');
    await approved(sooner);
    expect(said(await about('director', sooner, 'release', { reason: 'r', from: ahead(90.01) }))).toEqual([422, 'too-far-ahead']);
    expect((await about('director', sooner, 'release', { reason: 'r' })).body['release']).toMatchObject({ version: '1.4' });
    expect([policyOf(await started()).version, await inForce(1)]).toEqual(['1.4', '1.4']);
  });

  it('with a wrong date is undone by a draft that was made since, from what is in force until then, and not by one from before', async () => {
    const before = await drafted('-PT8H', '1.4');
    await approved(before);
    await released('-PT9H', '1.4', { from: ahead(80) });
    expect([await inForce(0), await inForce(81)]).toEqual(['1.4', '1.5']);
    expect(said(await about('director', before, 'release', { reason: 'r' }))).toEqual([409, 'not-the-newest']);
    const after = await drafted('-PT8H', '1.4');
    await approved(after);
    // Later than that it would undo what is in force by then.
    expect(said(await about('director', after, 'release', { reason: 'r', from: ahead(81) }))).toEqual([409, 'not-the-newest']);
    expect((await about('director', after, 'release', { reason: 'r' })).body['release']).toMatchObject({ version: '1.6' });
    expect([await inForce(0.01), await inForce(81)]).toEqual(['1.6', '1.6']);
    const { ref } = (await policyInForce(api.record.manager, 'minimum-safe-discharge', 'riverside'))!;
    expect(ref.amends!.changes.map(({ steps }) => steps!['first-visit-booked']!.due![0]!.value)).toEqual(['-PT3H', '-PT4H', '-PT6H', '-PT7H', '-PT8H']);
  });

  it('that changes an older version of the software stands in nobody’s way, whenever it would begin', async () => {
    const old = await drafted('-PT10H', '1.6');
    await api.record.query(`insert into policy_releases (draft_id, organisation_id, pathway, version, base_version, changes, in_force_from, released_by, released_at, reason) values ($1, 'riverside', 'minimum-safe-discharge', '0.1', '0', '[]', $2, 'riverside-director', now(), 'r')`, [old, ahead(1000)]);
    expect((await released('-PT11H', '1.6'))['release']).toMatchObject({ version: '1.7' });
  });
});

describe('a case that runs', () => {
  it('is moved by choice, by who answers for it, with a reason; the record and its events say so', async () => {
    const discharge = await Discharge.started(api);
    const version = policyOf(discharge.now).version;
    const move = (who: string, to: string, reason = 'agreed with the ward') => api.command(who, `${discharge.path}/policy`, { version: to, reason });
    expect(said(await move('coordinator', '1.1'))).toEqual([403, 'not-yours']);
    expect((await move('clinical-lead', '7')).body.errors).toEqual([expect.objectContaining({ pointer: '/version', code: 'unknown-version' })]);
    expect(said(await move('clinical-lead', 'hillview-1'))).toEqual([422, 'unknown-version']);
    expect(said(await move('clinical-lead', version))).toEqual([409, 'policy-unchanged']);
    const moved = await move('clinical-lead', '1.1');
    expect([...said(moved), policyOf(moved.body).version]).toEqual([200, undefined, '1.1']);
    const events = (await api.get('auditor', `${discharge.path}/events`)).body.items as unknown as { kind: string; data: object }[];
    expect(events.filter(({ kind }) => kind === 'policy-moved').map(({ data }) => data)).toEqual([expect.objectContaining({ before: version, reason: 'agreed with the ward' })]);
    // And back to one that the software has.
    expect(policyOf((await move('director', '1')).body)).toEqual({ id: 'minimum-safe-discharge', version: '1' });
  });
});
