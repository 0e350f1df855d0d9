import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { takeCodes } from '#libs/directory/contact-methods.js';
import { eventually } from '#tests/support/temporal/eventually.js';
import { ApiServer, type Answer, type Body } from './support/api-server.js';
import { Discharge, said } from './support/discharge.js';

let api: ApiServer;
beforeAll(async () => { api = await ApiServer.start('api-directory'); }, 120_000);
afterAll(() => api.stop());

const days = (count: number): string => new Date(Date.now() + count * 86_400_000).toISOString();
/** The next Saturday that is a day away at least, and so many days on, at midnight of universal time. */
const comingSaturday = (more: number): string => {
  const day = Math.ceil(Date.now() / 86_400_000) + 1;
  // Day 2 of 1970 was a Saturday.
  return new Date((day + ((2 - day) % 7 + 7) % 7 + more) * 86_400_000).toISOString();
};
const reason = 'as agreed';
const lead = (path: string, body: object, key?: string): Promise<Answer> => api.command('escalation-lead', path, { reason, ...body }, key);
const done = async (answer: Promise<Answer>, status = 200): Promise<Body> => {
  const { status: given, body } = await answer;
  expect([given, body.code, body.errors]).toEqual([status, undefined, undefined]);
  return body;
};
const refused = async (answer: Promise<Answer>) => said(await answer);
/** Whom a call to a role reaches. */
const answering = async (query: string): Promise<Body | undefined> => (await api.get('hub', `/v1/people?${query}`)).body.items.find((each) => each['answers'] === true);
const changes = async (subject: string): Promise<Body[]> => (await api.get('auditor', `/v1/directory-changes?subject=${subject}`)).body.items;
const owner = async (sql: string): Promise<void> => {
  const client = new pg.Client({ connectionString: api.database.ownerUrl });
  await client.connect();
  try { await client.query(sql); } finally { await client.end(); }
};

describe('people', () => {
  it('are added with a role and a team, and it is written down who did, and why', async () => {
    const team = await done(lead('/v1/teams', { organisation: 'riverside', name: 'East', lead: 'riverside-coordinator' }), 201);
    const answer = await lead('/v1/people', { organisation: 'riverside', name: 'Nia Newcomer', subject: 'nia', team: team.id });
    expect([answer.status, answer.headers.get('location')]).toEqual([201, `/v1/people/${answer.body.id}`]);
    expect(answer.body).toMatchObject({ name: 'Nia Newcomer', organisation: { id: 'riverside' }, active: true, reachable: false, team: { id: team.id }, lead: { id: 'riverside-coordinator' }, roles: [], methods: [] });
    expect(await done(lead(`/v1/people/${answer.body.id}/roles`, { role: 'coordinator', from: days(-1), until: days(30) }))).toMatchObject({ roles: [{ role: 'coordinator', scope: { kind: 'organisation', id: 'riverside' }, position: 3 }] });
    expect((await api.get('nia', '/v1/me')).body).toMatchObject({ id: answer.body.id, roles: [{ role: 'coordinator', scope: 'riverside' }] });
    const [role, member, person] = await changes(answer.body.id);
    expect([role, member, person].map((each) => each?.['what'])).toEqual(['person_roles', 'team_members', 'people']);
    expect(role).toMatchObject({ actor: { person: { id: 'riverside-escalation-lead' } }, reason, before: null, after: { role: 'coordinator' } });
  });

  it('are in a team that works somewhere, which is said once and may change', async () => {
    const team = await done(lead('/v1/teams', { organisation: 'riverside', name: 'South', locality: 'Hilltop' }), 201);
    expect(team).toMatchObject({ name: 'South', locality: 'Hilltop' });
    expect(await done(lead(`/v1/teams/${team.id}/locality`, { locality: 'Low Meadows' }))).toMatchObject({ locality: 'Low Meadows' });
    expect(await refused(lead(`/v1/teams/${team.id}/locality`, { locality: 'Low Meadows' }))).toEqual([409, 'locality-unchanged']);
    expect(await refused(lead(`/v1/teams/${team.id}/locality`, { locality: '' }))).toEqual([422, expect.anything()]);
    for (const as of ['hub', 'coordinator', 'auditor']) expect(await refused(api.command(as, `/v1/teams/${team.id}/locality`, { locality: 'Hilltop', reason }))).toEqual([403, 'not-yours']);
  });

  it('are changed by those alone who may, in their own organisation', async () => {
    for (const as of ['hub', 'coordinator', 'auditor']) expect(await refused(api.command(as, '/v1/people/riverside-hub-2/roles', { role: 'hub', reason }))).toEqual([403, 'not-yours']);
    expect(await refused(api.command('other-hub', '/v1/people/riverside-hub-2/roles', { role: 'hub', reason }))).toEqual([404, 'not-found']);
    expect(await refused(lead('/v1/people', { organisation: 'hillview', name: 'X' }))).toEqual([403, 'not-yours']);
    expect(await refused(lead('/v1/people/riverside-hub-2/roles', { role: 'director', scope: { kind: 'system' } }))).toEqual([422, 'not-everywhere']);
    // Who holds a role everywhere gives that one on, and no other.
    expect(await refused(lead('/v1/people/riverside-hub-2/roles', { role: 'duty', scope: { kind: 'system' } }))).toEqual([422, 'not-everywhere']);
    await owner(`insert into person_roles (scope, role, person_id, position) values ('system', 'duty', 'riverside-escalation-lead', 3)`);
    const given = await done(lead('/v1/people/riverside-hub-2/roles', { role: 'duty', scope: { kind: 'system' } }));
    expect(given).toMatchObject({ roles: expect.arrayContaining([expect.objectContaining({ role: 'duty', scope: { kind: 'system', id: null } })]) });
    expect(await refused(lead('/v1/people/riverside-hub-2/roles', { role: 'director', scope: { kind: 'system' } }))).toEqual([422, 'not-everywhere']);
    await owner(`delete from person_roles where scope = 'system' and person_id in ('riverside-escalation-lead', 'riverside-hub-2')`);
    expect((await api.get('hub', '/v1/people?organisation=nowhere')).body.items).toEqual([]);
    expect(await refused(lead('/v1/people/riverside-hub-2/roles', { role: 'director', scope: { kind: 'team' } }))).toEqual([422, 'wrong-scope']);
    expect(await refused(lead('/v1/people/riverside-hub-2/roles', { role: 'director', scope: { kind: 'team', id: 'none' } }))).toEqual([422, 'unknown-team']);
    expect(await refused(lead('/v1/people/riverside-hub-2/roles', { role: 'director', from: days(2), until: days(1) }))).toEqual([422, 'ends-before-it-begins']);
    expect(await refused(api.command('escalation-lead', '/v1/people/riverside-hub-2/roles', { role: 'hub' }))).toEqual([422, 'required']);
  });

  it('the same key changes nothing twice, also at the same time', async () => {
    const gate = new pg.Client({ connectionString: api.database.ownerUrl });
    await gate.connect();
    try {
      // Changes of the organisation wait until all three have come that far.
      await gate.query(`select pg_advisory_lock(hashtextextended('handrail directory riverside', 0))`);
      const sent = [1, 2, 3].map(() => lead('/v1/people', { organisation: 'riverside', name: 'Once Only' }, 'once'));
      await eventually('all three wait', async () => (await gate.query(`select 1 from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`)).rowCount === 3);
      await gate.query(`select pg_advisory_unlock(hashtextextended('handrail directory riverside', 0))`);
      expect(new Set((await Promise.all(sent)).map(({ status, body: given }) => `${status} ${given.id}`)).size).toBe(1);
    } finally { await gate.end(); }
    expect((await api.record.query<unknown[]>(`select 1 from people where name = 'Once Only'`)).length).toBe(1);
    const body = { role: 'crisis-team', from: days(-1) };
    const answers = await Promise.all([1, 2, 3].map(() => lead('/v1/people/riverside-director-2/roles', body, 'same')));
    expect(answers.map(({ status, body: given }) => [status, (given['roles'] as unknown[]).length])).toEqual([[200, 2], [200, 2], [200, 2]]);
    expect(await refused(lead('/v1/people/riverside-director-2/roles', { role: 'hub' }, 'same'))).toEqual([422, 'idempotency-key-reused']);
    expect(await refused(lead('/v1/people/riverside-director-2/roles', body))).toEqual([409, 'held-already']);
    const holding = (answers[0]!.body['roles'] as { id: string; role: string }[]).find(({ role }) => role === 'crisis-team')!.id;
    await done(lead('/v1/people/riverside-director-2/roles/end', { holding }));
    expect(await refused(lead('/v1/people/riverside-director-2/roles/end', { holding }))).toEqual([409, 'ended-already']);
    expect(await refused(lead('/v1/people/riverside-hub-2/roles/end', { holding }))).toEqual([422, 'unknown-holding']);
  });
});

describe('contact methods', () => {
  const methods = (body: Body) => body['methods'] as { id: string; address: string; verifiedAt: string | null; codeSent: string }[];
  it('are used when the code that was sent there has come back, in the order that the person chose', async () => {
    const added = await done(api.command('coordinator', '/v1/people/riverside-coordinator/methods', { channel: 'email', address: 'colin@home.example' }));
    const method = methods(added).find(({ address }) => address === 'colin@home.example')!;
    expect(method).toMatchObject({ verifiedAt: null, codeSent: 'waiting' });
    const [sent] = await takeCodes(api.record.manager, { channel: 'email', limit: 10, leaseMs: 1_000 });
    expect(sent).toMatchObject({ address: 'colin@home.example', code: expect.stringMatching(/^\d{6}$/) });
    const wrong = sent!.code === '111111' ? '222222' : '111111';
    expect(await refused(api.command('coordinator', '/v1/people/riverside-coordinator/methods/verify', { method: method.id, code: wrong }))).toEqual([422, 'wrong-code']);
    expect(await refused(api.command('hub', '/v1/people/riverside-coordinator/methods/verify', { method: method.id, code: sent!.code }))).toEqual([403, 'not-yours']);
    const verified = await done(api.command('coordinator', '/v1/people/riverside-coordinator/methods/verify', { method: method.id, code: sent!.code }));
    expect(methods(verified).map(({ verifiedAt }) => verifiedAt)).toEqual([expect.any(String), expect.any(String)]);
    const order = methods(verified).map(({ id }) => id).toReversed();
    expect(methods(await done(api.command('coordinator', '/v1/people/riverside-coordinator/methods/order', { methods: order }))).map(({ id }) => id)).toEqual(order);
    expect(await refused(api.command('coordinator', '/v1/people/riverside-coordinator/methods/order', { methods: order.slice(1) }))).toEqual([422, 'not-their-methods']);
    // Where somebody is reached is theirs, and their leads', to see; the audit says only that it changed.
    expect((await api.get('hub', '/v1/people/riverside-coordinator')).body['methods']).toBeUndefined();
    expect(JSON.stringify(await changes('riverside-coordinator'))).not.toContain('colin@home');
  });

  it('take five wrong codes and no more', async () => {
    const added = await done(api.command('hub', '/v1/people/riverside-hub/methods', { channel: 'sms', address: '+447700900123' }));
    const { id: method } = methods(added).at(-1)!;
    const say = (code: string) => refused(api.command('hub', '/v1/people/riverside-hub/methods/verify', { method, code }));
    const [sent] = await takeCodes(api.record.manager, { channel: 'sms', limit: 10, leaseMs: 1_000 });
    const wrong = sent!.code === '111111' ? '222222' : '111111';
    for (let time = 0; time < 5; time += 1) expect(await say(wrong)).toEqual([422, 'wrong-code']);
    expect(await say(sent!.code)).toEqual([409, 'code-used-up']);
    await done(api.command('hub', '/v1/people/riverside-hub/methods/code', { method }));
    expect(await say(sent!.code)).toEqual(expect.arrayContaining([422]));
    await done(api.command('hub', '/v1/people/riverside-hub/methods/remove', { method }));
    expect(await refused(api.command('hub', '/v1/people/riverside-hub/methods', { channel: 'sms', address: '07700 900123' }))).toEqual([422, 'wrong-format']);
  });
});

describe('leave and cover', () => {
  const leave = { from: days(0.5), until: days(9) };
  it('leave without cover is on the lead’s list the day before, until somebody has accepted to cover', async () => {
    await done(api.command('clinical-lead', '/v1/people/riverside-clinical-lead/leave', { ...leave, reason: 'annual leave' }));
    expect(await refused(api.command('clinical-lead', '/v1/people/riverside-clinical-lead/leave', { ...leave, reason }))).toEqual([409, 'on-leave-already']);
    const uncovered = async () => (await api.get('escalation-lead', '/v1/leave?withoutCover=true')).body.items.map((each) => (each['person'] as Body).id);
    expect(await uncovered()).toEqual(['riverside-clinical-lead']);
    const toSeeTo = async (as: string) => (await api.get(as, '/v1/leave?withoutCover=true&mine=true')).body.items.length;
    expect([await toSeeTo('escalation-lead'), await toSeeTo('coordinator'), await toSeeTo('other-hub')]).toEqual([1, 0, 0]);
    const holes = async () => (await api.get('escalation-lead', `/v1/coverage?from=${days(1)}&to=${days(2)}`)).body.items.map((hole) => `${String(hole['kind'])} ${String(hole['role'])} ${(hole['person'] as Body | undefined)?.id ?? ''}`);
    expect(await holes()).toContain('leave-without-cover clinical-lead riverside-clinical-lead');
    await owner(`insert into identities (issuer, subject, person_id) values ('https://issuer.example', 'luis', 'riverside-clinical-lead-2')`);
    const cover = await done(api.command('clinical-lead', '/v1/covers', { person: 'riverside-clinical-lead', by: 'riverside-clinical-lead-2', ...leave, reason }), 201);
    expect([cover.status, await uncovered()]).toEqual(['offered', ['riverside-clinical-lead']]);
    expect(await refused(api.command('clinical-lead', `/v1/covers/${cover.id}/accept`))).toEqual([403, 'not-yours']);
    expect((await done(api.command('luis', `/v1/covers/${cover.id}/accept`))).status).toBe('accepted');
    expect(await uncovered()).toEqual([]);
    expect(await holes()).toEqual([]);
    // The coordinator leads a team, but not hers.
    expect(await refused(api.command('coordinator', `/v1/covers/${cover.id}/withdraw`, { reason }))).toEqual([403, 'not-yours']);
    expect(await refused(api.command('luis', `/v1/covers/${cover.id}/decline`, { reason }))).toEqual([409, 'not-offered']);
    // The one who covers may not be covered by the one whom they cover.
    expect(await refused(api.command('luis', '/v1/covers', { person: 'riverside-clinical-lead-2', by: 'riverside-clinical-lead', from: days(2), until: days(3), reason }))).toEqual([409, 'cover-in-a-circle']);
    expect(await refused(api.command('clinical-lead', '/v1/covers', { person: 'riverside-clinical-lead', by: 'riverside-hub', from: days(2), until: days(3), reason }))).toEqual([409, 'covered-already']);
    expect(await refused(api.command('clinical-lead', '/v1/covers', { person: 'riverside-clinical-lead', by: 'hillview-hub', from: days(12), until: days(13), reason }))).toEqual([422, 'other-organisation']);
    expect(await refused(api.command('clinical-lead', '/v1/covers', { person: 'riverside-clinical-lead', by: 'riverside-hub', from: days(-3), until: days(-2), reason }))).toEqual([422, 'in-the-past']);
    expect(await refused(api.command('coordinator', '/v1/covers', { person: 'riverside-clinical-lead', by: 'riverside-hub', from: days(12), until: days(13), reason }))).toEqual([403, 'not-yours']);
  });

  it('whoever accepted to cover may step down from it, and says why: the covered person and their lead are told', async () => {
    const cover = await done(lead('/v1/covers', { person: 'riverside-coordinator', by: 'riverside-coordinator-2', from: days(-0.01), until: days(0.4) }), 201);
    await owner(`insert into identities (issuer, subject, person_id) values ('https://issuer.example', 'cara', 'riverside-coordinator-2') on conflict do nothing`);
    const stepDown = (as: string, body: object = { reason: 'my own child is ill' }) => api.command(as, `/v1/covers/${cover.id}/step-down`, body);
    expect(await refused(stepDown('cara'))).toEqual([409, 'not-accepted']);
    await done(api.command('cara', `/v1/covers/${cover.id}/accept`));
    expect(await answering('role=coordinator')).toMatchObject({ id: 'riverside-coordinator-2', answers: true });
    for (const as of ['coordinator', 'escalation-lead', 'hub', 'auditor']) expect([as, ...await refused(stepDown(as))]).toEqual([as, 403, 'not-yours']);
    expect(await refused(stepDown('other-hub'))).toEqual([404, 'not-found']);
    expect(await refused(stepDown('cara', {}))).toEqual([422, 'required']);
    expect(await done(stepDown('cara'))).toMatchObject({ id: cover.id, status: 'stepped-down', decidedAt: expect.any(String) });
    expect(await answering('role=coordinator')).toMatchObject({ id: 'riverside-coordinator', answers: true });
    expect(await refused(stepDown('cara'))).toEqual([409, 'not-accepted']);
    expect((await api.get('hub', '/v1/covers?status=stepped-down')).body.items.map(({ id }) => id)).toEqual([cover.id]);
    expect((await changes('riverside-coordinator'))[0]).toMatchObject({ what: 'covers', actor: { person: { id: 'riverside-coordinator-2' } }, reason: 'my own child is ill', before: { status: 'accepted' }, after: { status: 'stepped-down' } });
    const mails = await api.record.query<{ person: string; text: string }[]>(`select person_id as person, text from staff_mails where key like 'cover-stepped-down%' order by 1`);
    expect(mails.map(({ person, text }) => [person, text.includes('Cara Nolan (riverside-coordinator-2) had accepted to cover for Colin Okafor (riverside-coordinator)'), text.includes('child')])).toEqual([['riverside-coordinator', true, false], ['riverside-escalation-lead', true, false]]);
  });

  it('whoever covers sees the tasks as theirs, and may do what the covered one may', async () => {
    const discharge = await Discharge.started(api);
    const medicines = discharge.task('medicines-reconciled').id;
    const mine = async () => (await api.get('luis', '/v1/tasks?mine=true&limit=200')).body.items.map(({ id }) => id);
    expect(await mine()).not.toContain(medicines);
    expect(await refused(api.command('luis', `/v1/tasks/${medicines}/acknowledge`, { for: 'PT30M', note: 'on it' }))).toEqual([403, 'not-yours']);
    const cover = await done(lead('/v1/covers', { person: 'riverside-clinical-lead', by: 'riverside-clinical-lead-2', roles: ['clinical-lead'], from: days(-0.01), until: days(0.4) }), 201);
    await done(api.command('luis', `/v1/covers/${cover.id}/accept`));
    expect(await mine()).toContain(medicines);
    await done(api.command('luis', `/v1/tasks/${medicines}/complete`, { evidence: { changes: 'none', supplied: true } }));
    expect(await answering('role=clinical-lead')).toMatchObject({ id: 'riverside-clinical-lead-2', answers: true, why: expect.stringMatching(/^covers for: Dr Leila Farouk, /) });
    await done(lead(`/v1/covers/${cover.id}/withdraw`, {}));
    expect(await answering('role=clinical-lead')).toMatchObject({ id: 'riverside-clinical-lead', answers: true });
  });
});

describe('a rota', () => {
  const rules = [{ hours: { kind: 'out-of-hours' }, rotation: { people: ['riverside-director-2', 'riverside-escalation-lead-2'], days: 7, startsOn: '2026-01-05', handOverAt: '09:00' } }];
  it('shows who is called through its shifts, as a page and as a calendar', async () => {
    const made = await done(lead('/v1/rotas', { organisation: 'riverside', role: 'director', name: 'Directors at night', rules }), 201);
    expect(await refused(lead('/v1/rotas', { organisation: 'riverside', role: 'director', name: 'Another', rules }))).toEqual([409, 'rota-there-already']);
    const shifts = async (from: string, to: string) => ((await api.get('hub', `/v1/rotas/${made.id}?from=${from}&to=${to}`)).body['shifts'] as Body[]).map((shift) => [shift['from'], shift['until'], (shift['onRota'] as Body).id, (shift['answers'] as Body).id]);
    expect(await shifts('2026-12-25T00:00:00Z', '2026-12-29T12:00:00Z')).toEqual([['2026-12-25T00:00:00.000Z', '2026-12-28T09:00:00.000Z', 'riverside-director-2', 'riverside-director-2'], ['2026-12-28T09:00:00.000Z', '2026-12-29T09:00:00.000Z', 'riverside-escalation-lead-2', 'riverside-escalation-lead-2']]);
    expect(await answering('role=director&at=2026-12-26T02:10:00Z')).toMatchObject({ id: 'riverside-director-2', why: 'on rota: director of the organisation' });
    // The coming Saturday, out of hours all day long, whoever's turn it then is.
    const [saturday, sunday] = [comingSaturday(0), comingSaturday(1)];
    const onDuty = (await answering(`role=director&at=${saturday}`))!;
    const changed = await done(lead(`/v1/rotas/${made.id}/overrides`, { person: 'riverside-director', from: saturday, until: sunday }));
    expect(await refused(lead(`/v1/rotas/${made.id}/overrides`, { person: 'riverside-hub', from: comingSaturday(0.9), until: comingSaturday(1.5) }))).toEqual([409, 'overridden-already']);
    expect(await answering(`role=director&at=${saturday}`)).toMatchObject({ id: 'riverside-director' });
    expect(await answering(`role=director&at=${sunday}`)).toMatchObject({ id: onDuty.id });
    const override = (changed['overrides'] as { id: string }[])[0]!.id;
    for (const [id, expected] of [[made.id, 'director: Dilip Rao'], ['riverside-director', 'director: Dilip Rao'], [onDuty.id, `director: ${String(onDuty['name'])}`]] as const) {
      const feed = await api.get('hub', `/v1/rotas/${id}.ics`);
      expect([feed.status, feed.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
      const calendar = feed.body as unknown as string;
      expect(calendar).toMatch(/^BEGIN:VCALENDAR\r\n/);
      expect(calendar).toContain(`SUMMARY:${expected}`);
      const [begins, ends] = [saturday, sunday].map((at) => `${at.replaceAll(/[-:]|\.000/g, '')}`);
      if (id === 'riverside-director') expect(calendar).toContain(`DTSTART:${begins}\r\nDTEND:${ends}`);
    }
    expect(await refused(api.get('other-hub', `/v1/rotas/${made.id}.ics`))).toEqual([404, 'not-found']);
    await done(lead(`/v1/rotas/${made.id}/overrides/withdraw`, { override }));
    expect(await answering(`role=director&at=${saturday}`)).toMatchObject({ id: onDuty.id });
    expect((await changes(made.id)).map((each) => `${String(each['what'])} ${each['before'] === null ? 'made' : 'changed'}`)).toEqual(['rota_overrides changed', 'rota_overrides made', 'rotas made']);
    await done(lead(`/v1/rotas/${made.id}/end`, {}));
    expect(await answering('role=director&at=2026-12-26T02:10:00Z')).toMatchObject({ id: 'riverside-director' });
    expect(await refused(lead(`/v1/rotas/${made.id}/rules`, { rules }))).toEqual([409, 'ended-already']);
    expect(await refused(lead(`/v1/rotas/${made.id}/overrides`, { person: 'riverside-director', from: saturday, until: sunday }))).toEqual([409, 'ended-already']);
  });

  it('is an error past the table of bank holidays, and for what makes no sense', async () => {
    const made = await done(lead('/v1/rotas', { organisation: 'riverside', role: 'hub', name: 'Hub at night', rules }), 201);
    expect(await refused(api.get('hub', `/v1/rotas/${made.id}?from=2028-12-30T00:00:00Z&to=2029-01-05T00:00:00Z`))).toEqual([422, 'calendar-ends']);
    expect((await api.get('hub', `/v1/coverage?from=2028-12-30T00:00:00Z&to=2029-01-05T00:00:00Z`)).body.items).toContainEqual(expect.objectContaining({ kind: 'calendar-ends', role: 'hub' }));
    expect(await refused(api.get('hub', '/v1/coverage?from=2026-12-30T00:00:00Z&to=2027-12-30T00:00:00Z'))).toEqual([422, 'too-long']);
    const wrong = async (change: object) => (await lead(`/v1/rotas/${made.id}/rules`, { rules: [{ ...rules[0], ...change }] })).body.errors?.map(({ pointer, code }) => `${pointer} ${code}`);
    expect(await wrong({ rotation: { ...rules[0]!.rotation, people: ['riverside-hub', 'nobody'] } })).toEqual(['/rules/0/rotation/people/1 unknown-person']);
    expect(await wrong({ rotation: { ...rules[0]!.rotation, handOverAt: '9am' } })).toEqual(['/rules/0/rotation/handOverAt wrong-format']);
    expect(await wrong({ hours: { kind: 'weekly', days: ['MON'], starts: '09:00', ends: '17:00' } })).toEqual(['/rules/0/hours/days/0 not-one-of']);
    await done(lead(`/v1/rotas/${made.id}/end`, {}));
  });
});

describe('somebody who leaves', () => {
  it('leaves no orphan: what they had comes to their lead, and goes to another in one command', async () => {
    const [first, second] = [await Discharge.started(api, { owners: { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator-2', escalationOwner: 'riverside-coordinator-2' } }), await Discharge.started(api)];
    const given = second.task('equipment-in-place').id;
    await done(api.command('coordinator', `/v1/tasks/${given}/assign`, { to: 'riverside-coordinator-2', reason }));
    await done(lead('/v1/people/riverside-coordinator-2/deactivate', { reason: 'has left' }));
    expect(await refused(lead('/v1/people/riverside-coordinator-2/deactivate', {}))).toEqual([409, 'already-inactive']);
    const left = async () => (await api.get('escalation-lead', '/v1/reassignments')).body.items;
    expect(await left()).toEqual([{
      person: { id: 'riverside-coordinator-2', name: 'Cara Nolan' }, organisation: { id: 'riverside', name: expect.any(String) }, lead: null,
      cases: [{ id: first.id, pathway: 'minimum-safe-discharge', roles: ['coordinator', 'escalation-owner'] }], tasks: [expect.objectContaining({ id: given, step: 'equipment-in-place' })],
    }]);
    const toHandOn = async (as: string) => (await api.get(as, '/v1/reassignments?mine=true')).body.items.map((each) => (each['person'] as Body).id);
    expect([await toHandOn('escalation-lead'), await toHandOn('clinical-lead')]).toEqual([['riverside-coordinator-2'], []]);
    await owner(`insert into teams (id, organisation_id, name, lead_id) values ('west', 'riverside', 'West', 'riverside-clinical-lead'); insert into team_members (team_id, person_id) values ('west', 'riverside-coordinator-2')`);
    expect([await toHandOn('escalation-lead'), await toHandOn('clinical-lead')]).toEqual([[], ['riverside-coordinator-2']]);
    for (const as of ['coordinator', 'hub']) expect(await refused(api.command(as, '/v1/people/riverside-coordinator-2/reassign', { to: 'riverside-coordinator', reason }))).toEqual([403, 'not-yours']);
    expect(await refused(lead('/v1/people/riverside-coordinator-2/reassign', { to: 'riverside-coordinator-2' }))).toEqual([422, 'unknown-person']);
    // The first case does not answer: nothing is lost, and the same key goes on.
    api.cases.faults.push('lost');
    const key = 'everything-of-Cara';
    expect((await lead('/v1/people/riverside-coordinator-2/reassign', { to: 'riverside-coordinator' }, key)).status).toBe(503);
    const answer = await done(lead('/v1/people/riverside-coordinator-2/reassign', { to: 'riverside-coordinator' }, key));
    expect(answer).toMatchObject({ done: true, reason, to: { id: 'riverside-coordinator' } });
    expect((answer['items'] as { status: string }[]).map(({ status }) => status)).toEqual(['done', 'done', 'done']);
    expect((await lead('/v1/people/riverside-coordinator-2/reassign', { to: 'riverside-coordinator' }, key)).body).toEqual(answer);
    expect(await left()).toEqual([]);
    expect((await first.look()).owners).toMatchObject({ coordinator: { id: 'riverside-coordinator' }, escalationOwner: { id: 'riverside-coordinator' } });
    expect((await second.look()).tasks.find(({ id }) => id === given)?.owner.person?.id).toBe('riverside-coordinator');
    const told = (await api.get('hub', `/v1/cases/${first.id}/events`)).body.items.filter((event) => event['kind'] === 'owner-changed');
    expect(told.map((event) => (event['data'] as Body)['reason'])).toEqual([reason, reason]);
    expect(await refused(lead('/v1/people/riverside-coordinator-2/reassign', { to: 'riverside-coordinator' }))).toEqual([409, 'nothing-to-reassign']);
    await done(lead('/v1/people/riverside-coordinator-2/activate', {}));
  });
});
