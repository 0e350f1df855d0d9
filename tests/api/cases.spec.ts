import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { syntheticNhsNumber } from '#libs/domain/nhs-number.js';
import { ApiServer, dischargeOf } from './support/api-server.js';
import { Discharge, said, somebody } from './support/discharge.js';

let api: ApiServer;
beforeAll(async () => { api = await ApiServer.start('api-cases'); }, 600_000);
afterAll(async () => { await api.stop(); });

const start = (as: string, body: unknown, key?: string) => api.command(as, '/v1/cases', body, key);

describe('starting a case', () => {
  it('opens it, and says where it is', async () => {
    const answer = await start('hub', dischargeOf(somebody()), 'first');
    expect([answer.status, answer.headers.get('location'), answer.body.status, answer.body['watching']]).toEqual([201, `/v1/cases/${answer.body.id}`, 'open', false]);
    expect(answer.body.tasks.map(({ step }) => step).toSorted()).toEqual(['equipment-in-place', 'first-visit-booked', 'medicines-reconciled', 'red-flag-instructions-given']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const listed = await api.get('coordinator', '/v1/cases');
    expect(listed.body.items.map(({ id }) => id)).toContain(answer.body.id);
  });

  it('is for the hub, coordinators, clinical leads and the crisis team, of their own organisation', async () => {
    for (const as of ['coordinator', 'clinical-lead', 'crisis-team']) expect([as, ...said(await start(as, dischargeOf(somebody())))]).toEqual([as, 201, undefined]);
    for (const as of ['escalation-owner', 'escalation-lead', 'director', 'auditor', 'other-hub']) expect([as, ...said(await start(as, dischargeOf(somebody())))]).toEqual([as, 403, 'not-yours']);
    expect(said(await start('hub', dischargeOf(somebody(), 30, { organisation: 'hillview' })))).toEqual([403, 'not-yours']);
    expect(said(await start('other-hub', dischargeOf(somebody(), 30, { organisation: 'hillview' })))).toEqual([201, undefined]);
  });

  it('needs all three owners, and people who exist', async () => {
    const { owners: _owners, ...without } = dischargeOf(somebody());
    expect((await start('hub', without)).body.errors).toEqual([{ pointer: '/owners', code: 'required', message: expect.any(String) }]);
    const nobody = await start('hub', dischargeOf(somebody(), 30, { owners: { clinicalLead: 'riverside-clinical-lead', coordinator: 'nobody', escalationOwner: 'nobody' } }));
    expect([nobody.status, nobody.body.errors.map(({ pointer, code }) => `${pointer} ${code}`)]).toEqual([422, ['/owners/coordinator unknown-person', '/owners/escalationOwner unknown-person']]);
  });

  it('makes nobody an owner who is an auditor and nothing else', async () => {
    const owners = { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-auditor', escalationOwner: 'riverside-auditor' };
    const auditor = await start('hub', dischargeOf(somebody(), 30, { owners }));
    expect([auditor.status, auditor.body.errors.map(({ pointer, code }) => `${pointer} ${code}`)]).toEqual([422, ['/owners/coordinator cannot-own', '/owners/escalationOwner cannot-own']]);
  });

  it('tells another organisation that the person has a case, but not which', async () => {
    const [person, other] = [somebody(), somebody()];
    const [here, there] = [dischargeOf(person), dischargeOf(person, 30, { organisation: 'hillview', owners: { clinicalLead: 'hillview-hub', coordinator: 'hillview-hub', escalationOwner: 'hillview-hub' } })];
    const { id } = (await start('hub', here)).body;
    const refused = await start('other-hub', there);
    expect([...said(refused), 'caseId' in refused.body, JSON.stringify(refused.body).includes(id)]).toEqual([409, 'case-already-open', false, false]);
    expect((await api.get('other-hub', `/v1/cases/${id}`)).status).toBe(404);
    expect((await start('hub', here)).body.caseId).toBe(id);
    // Those whose case it is can see who was refused.
    expect((await api.get('hub', `/v1/cases/${id}/refusals`)).body.items.map(({ actor }) => actor)).toContainEqual({ person: 'hillview-hub' });
    const both = await Promise.all(Array.from({ length: 6 }, (_, index) => (index % 2 ? start('other-hub', { ...there, patient: other }) : start('hub', { ...here, patient: other }))));
    const begun = both.findIndex(({ status }) => status === 201);
    both.forEach(({ status, body }, index) => expect([index, status, body.caseId]).toEqual(index === begun ? [index, 201, undefined] : [index, 409, index % 2 === begun % 2 ? both[begun]!.body.id : undefined]));
  });

  it('happens once for a person on a pathway, also at the same instant', async () => {
    const person = somebody();
    const answers = await Promise.all(Array.from({ length: 6 }, () => start('hub', dischargeOf(person))));
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([201, 409, 409, 409, 409, 409]);
    const { id } = answers.find(({ status }) => status === 201)!.body;
    for (const { status, body } of answers) if (status === 409) expect([body.code, body.caseId]).toEqual(['case-already-open', id]);
    expect(said(await start('hub', dischargeOf(person, 30, { rehearsal: true })))).toEqual([201, undefined]);
  });

  it('happens once for a key, also when its answer is lost or many are sent at once', async () => {
    const person = somebody();
    api.cases.faults.push('lost');
    const body = dischargeOf(person);
    const lost = await start('hub', body, 'lost-start');
    expect([lost.status, lost.body.code]).toEqual([503, 'unavailable']);
    const answers = await Promise.all(Array.from({ length: 4 }, () => start('hub', body, 'lost-start')));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(new Set(answers.map(({ body: found }) => found.id)).size).toBe(1);
    expect((await api.get('hub', `/v1/cases/${answers[0]!.body.id}/events`)).body.items.filter(({ kind }) => kind === 'case-opened')).toHaveLength(1);
    const other = dischargeOf(somebody());
    const atOnce = await Promise.all(Array.from({ length: 6 }, () => start('hub', other, 'start-at-once')));
    expect(new Set(atOnce.map(({ status, body: found }) => `${status} ${found.id}`)).size).toBe(1);
  });

  it('knows a person by number, and does not mix two up', async () => {
    const person = somebody();
    const first = await start('hub', dischargeOf(person, 30, { rehearsal: true }));
    expect(first.status).toBe(201);
    const live = await start('hub', dischargeOf(person));
    expect(said(live)).toEqual([201, undefined]);
    await api.command('hub', `/v1/cases/${live.body.id}/end`, { because: 'entered-in-error', at: new Date().toISOString(), note: 'x' });
    const known = await start('hub', dischargeOf({ nhsNumber: person.nhsNumber }));
    expect([...said(known), known.body.patient['name']]).toEqual([201, undefined, person.name]);
    expect(said(await start('hub', dischargeOf({ ...person, dateOfBirth: '1950-01-01' })))).toEqual([409, 'identity-mismatch']);
    expect((await start('hub', dischargeOf({ nhsNumber: syntheticNhsNumber(90_000) }))).body.patient).toEqual({ id: expect.any(String), nhsNumber: syntheticNhsNumber(90_000), name: 'Name not known' });
    expect(said(await start('hub', dischargeOf({ identifiers: [{ system: 'ward book', value: '17' }], name: 'No Number', dateOfBirth: '1960-01-01' })))).toEqual([201, undefined]);
    const nowhere = await start('hub', { ...dischargeOf(undefined), admissionId: 'nothing' });
    expect([nowhere.status, nowhere.body.errors[0]]).toEqual([422, { pointer: '/admissionId', code: 'unknown-admission', message: expect.any(String) }]);
  });

  it('takes a plan that is a day past at most; what is late climbs at once', async () => {
    const late = await start('hub', dischargeOf(somebody(), -23));
    expect(late.status).toBe(201);
    expect(late.body.escalations.length).toBeGreaterThan(0);
    const older = await start('hub', dischargeOf(somebody(), -25));
    expect([older.status, older.body.errors[0]]).toEqual([422, { pointer: '/details/plannedDischargeAt', code: 'too-long-ago', message: expect.any(String) }]);
  });
});

describe('who sees a case', () => {
  it('is its organisation; to others nothing is there', async () => {
    const discharge = await Discharge.started(api);
    const task = discharge.taskPath('equipment-in-place');
    for (const path of [discharge.path, `${discharge.path}/events`, `${discharge.path}/refusals`, task]) expect([path, (await api.get('other-hub', path)).status]).toEqual([path, 404]);
    for (const [path, body] of [[`${discharge.path}/notes`, { text: 'x' }], [`${task}/claim`, {}], [`${discharge.path}/end`, { nonsense: true }], [`${discharge.path}/advance`, { by: 'PT1H' }]] as const) {
      expect([path, ...said(await api.command('other-hub', path, body))]).toEqual([path, 404, 'not-found']);
    }
    for (const list of ['/v1/cases', '/v1/tasks', '/v1/escalations']) expect(JSON.stringify((await api.get('other-hub', list)).body)).not.toContain(discharge.id);
    for (const as of ['coordinator', 'clinical-lead', 'escalation-owner', 'escalation-lead', 'director', 'crisis-team', 'auditor']) expect([as, (await api.get(as, discharge.path)).status]).toEqual([as, 200]);
  });

  it('is also the organisation of a named owner, who may then do what owners may', async () => {
    const discharge = await Discharge.started(api, { owners: { clinicalLead: 'hillview-hub', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' } });
    expect((await api.get('other-hub', discharge.path)).status).toBe(200);
    expect(said(await api.command('other-hub', `${discharge.taskPath('medicines-reconciled')}/complete`, { evidence: { changes: 'none', supplied: true } }))).toEqual([200, undefined]);
    // A hub, but not this case's.
    expect(said(await api.command('other-hub', `${discharge.path}/replan`, { plannedDischargeAt: new Date(Date.now() + 80 * 3_600_000).toISOString(), reason: 'x' }))).toEqual([403, 'not-yours']);
  });

  it('is asked before what may be done, and that before what is wrong with it', async () => {
    const discharge = await Discharge.started(api);
    expect(said(await api.command('other-hub', `${discharge.taskPath('equipment-in-place')}/complete`, { wrong: true }))).toEqual([404, 'not-found']);
    expect(said(await api.command('director', `${discharge.taskPath('equipment-in-place')}/complete`, { wrong: true }))).toEqual([403, 'not-yours']);
    expect(said(await api.command('coordinator', `${discharge.taskPath('equipment-in-place')}/complete`, { wrong: true }))).toEqual([422, expect.any(String)]);
  });
});

describe('lists', () => {
  it('come in pages that neither skip nor repeat', async () => {
    for (let count = 0; count < 3; count += 1) await Discharge.started(api);
    for (const list of ['/v1/cases', '/v1/tasks', '/v1/people', '/v1/tasks?sort=dueAt&mine=true']) {
      const whole = (await api.get('coordinator', `${list}${list.includes('?') ? '&' : '?'}limit=200`)).body.items.map((item) => JSON.stringify([item.id, item['role']]));
      const paged: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const { body }: { body: { items: Record<string, unknown>[]; next: string | null } } = await api.get('coordinator', `${list}${list.includes('?') ? '&' : '?'}limit=5${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
        expect(body.items.length).toBeLessThanOrEqual(5);
        paged.push(...body.items.map((item) => JSON.stringify([item['id'], item['role']])));
        cursor = body.next;
      }
      expect([list, paged]).toEqual([list, whole]);
      expect(whole.length).toBeGreaterThan(5);
    }
  });

  it('are told apart by their parameters; rehearsals are not there unless asked for', async () => {
    const live = await Discharge.started(api, {}, -2);
    const rehearsal = await Discharge.started(api, { rehearsal: true }, -2);
    const ids = async (path: string, field = 'id') => (await api.get('escalation-owner', `${path}${path.includes('?') ? '&' : '?'}limit=200`)).body.items.map((item) => item[field]);
    for (const [path, field] of [['/v1/cases', 'id'], ['/v1/tasks', 'caseId'], ['/v1/escalations', 'caseId']] as const) {
      const [without, withRehearsals] = [await ids(path, field), await ids(`${path}?rehearsal=true`, field)];
      expect([path, without.includes(live.id), without.includes(rehearsal.id), withRehearsals.includes(rehearsal.id)]).toEqual([path, true, false, true]);
    }
    expect(await ids('/v1/cases?overdue=true')).toContain(live.id);
    expect(await ids(`/v1/cases?q=${live.id}`)).toEqual([live.id]);
    expect(await ids(`/v1/tasks?caseId=${live.id}&step=equipment-in-place`, 'step')).toEqual(['equipment-in-place']);
    expect(await ids('/v1/cases?owner=nobody')).toEqual([]);
    const mine = (await api.get('clinical-lead', '/v1/escalations?mine=true&limit=200')).body.items;
    expect(mine.map(({ caseId }) => caseId)).toContain(live.id);
    for (const { calls } of mine) expect(calls.map((call) => (call['person'] as { id: string } | null)?.id)).toContain('riverside-clinical-lead');
    expect((await api.get('director', '/v1/escalations?mine=true')).body.items).toEqual([]);
  });

  it('say who answers for a role, and what the policies are', async () => {
    const { items } = (await api.get('hub', '/v1/people?role=director')).body;
    expect(items).toEqual([{ id: 'riverside-director', name: expect.any(String), organisation: { id: 'riverside', name: expect.any(String) }, role: 'director', answers: true, why: 'holds it: director of the organisation' }, expect.objectContaining({ id: 'riverside-director-2', answers: false })]);
    const policies = await api.get('auditor', '/v1/policies');
    expect(policies.body.items.map((policy) => policy['pathway'])).toEqual(expect.arrayContaining(['minimum-safe-discharge', 'intake-review']));
    const one = await api.get('hub', `/v1/policies/minimum-safe-discharge/${String(policies.body.items[0]?.version)}`);
    expect(one.body['steps']).toMatchObject({ 'person-seen': { ladder: { class: 'now', clock: 'elapsed', rungs: expect.any(Array) } } });
  });
});
