import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { calendarFeed, feedOf } from '#libs/directory/calendar-feed.js';
import { ApiServer, type Answer, type Body } from './support/api-server.js';
import { Discharge, said } from './support/discharge.js';

let api: ApiServer;
beforeAll(async () => { api = await ApiServer.start('api-bad-night'); }, 120_000);
afterAll(() => api.stop());

const days = (count: number): string => new Date(Date.now() + count * 86_400_000).toISOString();
const reason = 'as agreed';
const lead = (path: string, body: object = {}): Promise<Answer> => api.command('escalation-lead', path, { reason, ...body });
const done = async (answer: Promise<Answer>, status = 200): Promise<Body> => {
  const { status: given, body } = await answer;
  expect([given, body.code, body.errors]).toEqual([status, undefined, undefined]);
  return body;
};
const refused = async (answer: Promise<Answer>) => said(await answer);
const pointed = async (answer: Promise<Answer>) => { const { status, body } = await answer; return [status, ...(body.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`)]; };
const owner = async (sql: string): Promise<void> => {
  const client = new pg.Client({ connectionString: api.database.ownerUrl });
  await client.connect();
  try { await client.query(sql); } finally { await client.end(); }
};
const answering = async (query: string): Promise<Body | undefined> => (await api.get('hub', `/v1/people?${query}`)).body.items.find((each) => each['answers'] === true);
const uncovered = async (as: string, more = ''): Promise<string[]> => (await api.get(as, `/v1/leave?withoutCover=true${more}`)).body.items.map((each) => (each['person'] as Body).id);
/** Somebody who covers, asked by a lead and accepted. */
const coveredBy = async (person: string, by: string, subject: string, from: string, until: string): Promise<Body> => {
  const cover = await done(lead('/v1/covers', { person, by, from, until }), 201);
  return done(api.command(subject, `/v1/covers/${cover.id}/accept`));
};

describe('leave that somebody phones in on a bad night', () => {
  it('counts as covered once somebody covers all that is left of it, though it began before', async () => {
    await done(lead('/v1/people/riverside-hub/leave', { from: days(-0.3), until: days(2) }));
    expect(await uncovered('escalation-lead')).toEqual(['riverside-hub']);
    const cover = await coveredBy('riverside-hub', 'riverside-crisis-team', 'crisis-team', days(-0.001), days(2));
    expect(await uncovered('escalation-lead')).toEqual([]);
    await done(lead(`/v1/covers/${cover.id}/withdraw`));
    expect(await uncovered('escalation-lead')).toEqual(['riverside-hub']);
  });

  it('is covered by nobody who has left or cannot be reached; and whoever they covered for, and is there, is called again', async () => {
    await owner(`insert into identities (issuer, subject, person_id) values ('https://issuer.example', 'cleo', 'riverside-crisis-team-2')`);
    await coveredBy('riverside-hub', 'riverside-crisis-team-2', 'cleo', days(-0.001), days(2));
    await coveredBy('riverside-coordinator', 'riverside-crisis-team-2', 'cleo', days(-0.001), days(2));
    expect([await uncovered('escalation-lead'), (await answering('role=coordinator'))?.id]).toEqual([[], 'riverside-crisis-team-2']);
    await owner(`update contact_methods set verified_at = null where person_id = 'riverside-crisis-team-2'`);
    expect(await uncovered('escalation-lead')).toEqual(['riverside-hub']);
    await owner(`update contact_methods set verified_at = now() where person_id = 'riverside-crisis-team-2'`);
    await done(lead('/v1/people/riverside-crisis-team-2/deactivate'));
    expect([await uncovered('escalation-lead'), (await answering('role=coordinator'))?.id]).toEqual([['riverside-hub'], 'riverside-coordinator']);
    expect((await api.get('hub', '/v1/covers?by=riverside-crisis-team-2')).body.items.map(({ status }) => status)).toEqual(['withdrawn', 'withdrawn']);
    await done(lead('/v1/people/riverside-crisis-team-2/activate'));
  });

  it('comes to whoever leads escalations as well when the team’s lead is away', async () => {
    const team = await done(lead('/v1/teams', { organisation: 'riverside', name: 'East', lead: 'riverside-clinical-lead' }), 201);
    for (const person of ['riverside-hub', 'riverside-coordinator-2']) await done(lead(`/v1/teams/${team.id}/members`, { person }));
    await Discharge.started(api, { owners: { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator-2', escalationOwner: 'riverside-escalation-owner' } });
    await done(lead('/v1/people/riverside-coordinator-2/deactivate'));
    const mine = async (as: string) => [await uncovered(as, '&mine=true'), (await api.get(as, '/v1/reassignments?mine=true')).body.items.map((each) => (each['person'] as Body).id)];
    expect([await mine('clinical-lead'), await mine('escalation-lead')]).toEqual([[['riverside-hub'], ['riverside-coordinator-2']], [[], []]]);
    await done(lead('/v1/people/riverside-clinical-lead/leave', { from: days(-0.1), until: days(1) }));
    expect((await mine('escalation-lead'))[1]).toEqual(['riverside-coordinator-2']);
    expect((await mine('escalation-lead'))[0]).toEqual(expect.arrayContaining(['riverside-hub', 'riverside-clinical-lead']));
    expect((await mine('clinical-lead'))[1]).toEqual(['riverside-coordinator-2']);
  });

  it('is seen to by who covers for the team’s lead, who may do what the lead may', async () => {
    const asCrisisTeam = () => api.command('crisis-team', '/v1/people/riverside-coordinator-2/reassign', { to: 'hillview-hub', reason });
    expect(await refused(asCrisisTeam())).toEqual([403, 'not-yours']);
    const cover = await coveredBy('riverside-clinical-lead', 'riverside-crisis-team', 'crisis-team', days(-0.01), days(1));
    expect((await api.get('crisis-team', '/v1/reassignments?mine=true')).body.items.map((each) => (each['person'] as Body).id)).toEqual(['riverside-coordinator-2']);
    expect(await uncovered('crisis-team', '&mine=true')).toEqual(['riverside-hub']);
    expect(await refused(asCrisisTeam())).toEqual([422, 'other-organisation']);
    await done(api.command('crisis-team', '/v1/people/riverside-hub/leave', { from: days(20), until: days(21), reason }));
    await done(lead(`/v1/covers/${cover.id}/withdraw`));
    expect(await refused(asCrisisTeam())).toEqual([403, 'not-yours']);
  });

  it('is asked for through a stretch of time that ends after it begins', async () => {
    expect(await pointed(api.get('hub', `/v1/leave?from=${days(2)}&until=${days(1)}`))).toEqual([422, '/until ends-before-it-begins']);
  });
});

describe('what somebody left behind', () => {
  it('goes to nobody of another organisation in one go: their patients would go with it', async () => {
    const [before] = (await api.get('escalation-lead', '/v1/reassignments')).body.items;
    expect(await pointed(lead('/v1/people/riverside-coordinator-2/reassign', { to: 'hillview-hub' }))).toEqual([422, '/to other-organisation']);
    expect((await api.get('escalation-lead', '/v1/reassignments')).body.items).toEqual([before]);
    expect(await done(lead('/v1/people/riverside-coordinator-2/reassign', { to: 'riverside-coordinator' }))).toMatchObject({ done: true });
  });
});

describe('a role', () => {
  const give = (more: object) => lead('/v1/people/riverside-hub-2/roles', { role: 'duty', ...more });
  it('is held from when it was given, unless another time is said', async () => {
    const given = await done(lead('/v1/people/riverside-hub-2/roles', { role: 'crisis-team' }));
    expect((given['roles'] as Body[]).find(({ role }) => role === 'crisis-team')?.['from']).toEqual(expect.any(String));
    const holders = async (at: string) => (await api.get('hub', `/v1/people?role=crisis-team&at=${at}`)).body.items.map(({ id }) => id);
    expect(await holders(days(-1))).not.toContain('riverside-hub-2');
    expect(await holders(days(1))).toContain('riverside-hub-2');
  });

  it('is held once at a time, so that it ends when it is ended', async () => {
    const first = await done(give({ from: days(1), until: days(5) }));
    expect(await refused(give({ from: days(4), until: days(9) }))).toEqual([409, 'held-already']);
    expect(await refused(give({}))).toEqual([409, 'held-already']);
    await done(give({ from: days(5), until: days(9) }));
    await done(lead('/v1/people/riverside-hub-2/roles/end', { holding: (first['roles'] as Body[]).find(({ role }) => role === 'duty')!.id, until: days(2) }));
    await done(give({ from: days(3), until: days(4) }));
  });

  it('that there is not is said to be none, rather than held by nobody', async () => {
    expect(await pointed(api.get('hub', '/v1/people?role=clinicallead'))).toEqual([422, '/role not-one-of']);
  });
});

describe('a directory', () => {
  it('keeps somebody who looks after it', async () => {
    for (const person of ['riverside-director-2', 'riverside-escalation-lead-2', 'riverside-director']) await done(lead(`/v1/people/${person}/deactivate`));
    expect(await refused(lead('/v1/people/riverside-escalation-lead/deactivate'))).toEqual([409, 'last-to-look-after-it']);
    const holding = ((await api.get('escalation-lead', '/v1/people/riverside-escalation-lead')).body['roles'] as Body[])[0]!.id;
    expect(await refused(lead('/v1/people/riverside-escalation-lead/roles/end', { holding }))).toEqual([409, 'last-to-look-after-it']);
    expect((await api.get('escalation-lead', '/v1/me')).status).toBe(200);
    for (const person of ['riverside-director-2', 'riverside-escalation-lead-2', 'riverside-director']) await done(lead(`/v1/people/${person}/activate`));
  });

  it('gives no all-clear for an organisation that is not the reader’s', async () => {
    const stretch = `from=${days(0)}&to=${days(1)}`;
    for (const organisation of ['hillview', 'none']) expect(await refused(api.get('escalation-lead', `/v1/coverage?${stretch}&organisation=${organisation}`))).toEqual([404, 'not-found']);
    expect((await api.get('escalation-lead', `/v1/coverage?${stretch}&organisation=riverside`)).status).toBe(200);
  });

  it('says of a change of order what was before and what is after, once for each way to be reached', async () => {
    const shown = await done(api.command('hub', '/v1/people/riverside-hub/methods', { channel: 'email', address: 'harriet@home.example' }));
    const methods = (shown['methods'] as Body[]).map(({ id }) => id).toReversed();
    const ordered = await done(api.command('hub', '/v1/people/riverside-hub/methods/order', { methods }));
    expect((ordered['methods'] as Body[]).map(({ id }) => id)).toEqual(methods);
    const written = (await api.get('auditor', '/v1/directory-changes?subject=riverside-hub')).body.items.filter((each) => each['reason'] === 'the order to be reached in');
    expect(written.map(({ before }) => String((before as unknown as Body | null)?.['position'])).toSorted()).toEqual(methods.map((_id, index) => String(index + 1)));
  });

  it('keeps one address once, however it is written', async () => {
    const add = (address: string) => api.command('hub', '/v1/people/riverside-hub/methods', { channel: 'email', address });
    await done(add('Harriet.Night@home.example'));
    expect(await refused(add('harriet.night@home.example'))).toEqual([409, 'method-there-already']);
  });
});

describe('a rota', () => {
  const rule = { hours: { kind: 'weekly', days: ['SA'], starts: '20:00', ends: '08:00' }, rotation: { people: ['riverside-director'], days: 7, startsOn: '2026-12-07', handOverAt: '08:00' } };
  it('that is over before it begins is refused', async () => {
    expect(await pointed(lead('/v1/rotas', { organisation: 'riverside', role: 'director', name: 'Never', rules: [{ ...rule, until: '2026-12-07' }] }))).toEqual([422, '/rules/0/until ends-before-it-begins']);
  });

  it('has a calendar whose lines all end, and whose events keep their names all day', async () => {
    const made = await done(lead('/v1/rotas', { organisation: 'riverside', role: 'director', name: 'Nights', rules: [{ ...rule, hours: { kind: 'out-of-hours' }, rotation: { ...rule.rotation, startsOn: '2026-01-05' } }] }), 201);
    expect((await api.get('hub', `/v1/rotas/${made.id}.ics`)).body).toMatch(/END:VCALENDAR\r\n$/);
    const of = (await feedOf(api.record.manager, made.id, 'riverside'))!;
    const [one, other] = await Promise.all(['2026-11-30T06:55:41.514Z', '2026-11-30T22:10:00.000Z'].map((now) => calendarFeed(api.record.manager, of, new Date(now))));
    const uids = (feed: string | undefined) => feed?.match(/^UID:.*$/gm);
    expect(uids(one)?.length).toBeGreaterThan(20);
    expect(uids(one)).toEqual(uids(other));
    await done(lead(`/v1/rotas/${made.id}/end`));
  });
});
