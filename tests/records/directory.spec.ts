import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { demonstrationPeople, seedDemonstration } from '#libs/directory/demonstration.js';
import { emailOf, identify, localityOf, organisationById, people, peopleByIds, personById } from '#libs/directory/people.js';
import { answersFor, whoAnswers } from '#libs/directory/who-answers.js';
import { freshRecord, issuer, type FreshRecord } from './fresh-record.js';

let fresh: FreshRecord;
beforeAll(async () => { fresh = await freshRecord('directory'); }, 120_000);
afterAll(() => fresh.close());

const at = new Date('2026-11-03T11:00:00.000Z');
const owners = { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' };
const ask = (role: string, more: Partial<Parameters<typeof whoAnswers>[1]> = {}) => whoAnswers(fresh.record.manager, { role, organisation: 'riverside', owners, assigned: null, at, ...more });

describe('the demonstration', () => {
  it('can be put in place again, and under another issuer as well', async () => {
    const counts = () => fresh.owner.query('select (select count(*) from people) as people, (select count(*) from person_roles) as roles, (select count(*) from contact_methods) as methods');
    const before = await counts();
    await seedDemonstration(fresh.owner.manager, issuer);
    await seedDemonstration(fresh.owner.manager, 'http://other.example');
    expect(await counts()).toEqual(before);
    for (const { subject } of demonstrationPeople) expect((await identify(fresh.record.manager, 'http://other.example', subject))?.id).toBe((await identify(fresh.record.manager, issuer, subject))?.id);
  });

  it('has a second organisation in a locality of its own, also where it was seeded before localities were known, unless somebody has set another', async () => {
    const locality = async () => [await localityOf(fresh.record.manager, 'riverside'), await localityOf(fresh.record.manager, 'hillview'), await localityOf(fresh.record.manager, 'none')];
    expect(await locality()).toEqual([null, 'hillview', null]);
    await fresh.owner.query('update organisations set locality = null');
    await seedDemonstration(fresh.owner.manager, issuer);
    expect(await locality()).toEqual([null, 'hillview', null]);
    await fresh.owner.query(`update organisations set locality = 'elsewhere'`);
    await seedDemonstration(fresh.owner.manager, issuer);
    expect(await locality()).toEqual(['elsewhere', 'elsewhere', null]);
  });

  it('knows each subject as a person with the role of that name, in their organisation', async () => {
    expect(await identify(fresh.record.manager, issuer, 'clinical-lead')).toEqual({
      id: 'riverside-clinical-lead', name: 'Dr Leila Farouk', organisation: { id: 'riverside', name: 'Riverside Community Health (demonstration)' }, roles: [{ role: 'clinical-lead', organisation: 'riverside' }], grade: 'consultant',
    });
    expect(await identify(fresh.record.manager, issuer, 'other-hub')).toMatchObject({ id: 'hillview-hub', organisation: { id: 'hillview' }, roles: [{ role: 'hub', organisation: 'hillview' }] });
    for (const [by, subject] of [[issuer, 'nobody'], ['http://unknown.example', 'hub'], [issuer, 'hub\u0000']] as const) expect(await identify(fresh.record.manager, by, subject)).toBeNull();
    expect(await emailOf(fresh.record.manager, 'riverside-escalation-lead')).toBe('escalation-lead@riverside.example');
    expect(await personById(fresh.record.manager, 'riverside-hub')).toMatchObject({ organisation: 'riverside', active: true });
    expect([...(await peopleByIds(fresh.record.manager, ['riverside-hub', 'none', 'x\u0000'])).keys()]).toEqual(['riverside-hub']);
    expect(await organisationById(fresh.record.manager, 'none')).toBeNull();
  });
});

describe('who answers', () => {
  it('for a named role is the case’s owner, for a team role its first holder, for an action its owner', async () => {
    expect(await ask('coordinator')).toEqual({ person: 'riverside-coordinator', reason: 'holds it', why: 'holds it: named coordinator of the case' });
    expect(await ask('director')).toEqual({ person: 'riverside-director', reason: 'holds it', why: 'holds it: director of the organisation' });
    expect(await ask('action-owner', { assigned: 'hillview-hub' })).toMatchObject({ person: 'hillview-hub' });
    expect(await ask('coordinator', { assigned: 'riverside-hub' })).toEqual({ person: 'riverside-hub', reason: 'holds it', why: 'holds it: the task was given to them' });
    expect(await ask('coordinator', { owners: null })).toMatchObject({ person: 'riverside-coordinator', why: 'holds it: coordinator of the organisation' });
  });

  it('is nobody where nobody does, and it is said why', async () => {
    const nobody = async (...asked: Parameters<typeof ask>) => {
      const { person, why } = await ask(...asked);
      return [person, why.replace('nobody, next rung: ', '')];
    };
    expect(await nobody('auditor', { organisation: 'hillview' })).toEqual([null, 'nobody holds auditor of the organisation']);
    expect(await nobody('coordinator', { owners: { ...owners, coordinator: 'none' } })).toEqual([null, 'nobody else is named coordinator of the case (passed over: none is not known)']);
    expect(await nobody('action-owner')).toEqual([null, 'nobody owns the task']);
    expect(await nobody('action-owner', { assigned: 'none' })).toEqual([null, 'the task belongs to nobody else (passed over: none is not known)']);
  });

  it('is the first by position who is active at that instant, and can be reached', async () => {
    await fresh.owner.query(`insert into people (id, organisation_id, name) values ('second-lead', 'riverside', 'Second'), ('third-lead', 'riverside', 'Third')`);
    await fresh.owner.query(`insert into contact_methods (person_id, channel, position, address, verified_at) select id, 'email', 1, id, now() from people where id in ('second-lead', 'third-lead')`);
    await fresh.owner.query(`update person_roles set position = 9 where person_id = 'riverside-escalation-lead-2'`);
    await fresh.owner.query(`insert into person_roles values ('riverside', 'escalation-lead', 'second-lead', 2, '2026-11-03T10:00:00Z', '2026-11-03T12:00:00Z'), ('riverside', 'escalation-lead', 'third-lead', 3, null, null)`);
    const first = async (instant: string) => (await ask('escalation-lead', { at: new Date(instant) })).person;
    expect(await first('2026-11-03T11:00:00Z')).toBe('riverside-escalation-lead');
    await fresh.owner.query(`update people set active = false where id = 'riverside-escalation-lead'`);
    expect(await first('2026-11-03T11:00:00Z')).toBe('second-lead');
    expect(await first('2026-11-03T12:00:00Z')).toBe('third-lead');
    expect(await first('2026-11-03T09:59:59Z')).toBe('third-lead');
    expect(await answersFor(fresh.record.manager, 'second-lead', at)).toEqual([{ role: 'escalation-lead', organisation: 'riverside' }]);
    expect(await answersFor(fresh.record.manager, 'third-lead', at)).toEqual([]);
    expect(await identify(fresh.record.manager, issuer, 'escalation-lead')).toBeNull();
    expect(await emailOf(fresh.record.manager, 'riverside-escalation-lead')).toBeNull();
    await fresh.owner.query(`update people set active = true where id = 'riverside-escalation-lead'`);
  });
});

describe('the people of a role', () => {
  it('are those of the reader’s organisations, page by page, with whom a call reaches marked', async () => {
    const list = (more: object = {}) => people(fresh.record.manager, { organisations: ['riverside'], at, ...more });
    expect((await list({ role: 'escalation-lead' })).items).toEqual([
      { id: 'riverside-escalation-lead', name: 'Elena Marsh', organisation: { id: 'riverside', name: 'Riverside Community Health (demonstration)' }, role: 'escalation-lead', answers: true, why: 'holds it: escalation-lead of the organisation' },
      expect.objectContaining({ id: 'second-lead', answers: false }), expect.objectContaining({ id: 'third-lead', answers: false }), expect.objectContaining({ id: 'riverside-escalation-lead-2', answers: false }),
    ]);
    const found = [];
    for (let cursor: string | undefined; ;) {
      const page = await list({ limit: 3, ...(cursor ? { cursor } : {}) });
      found.push(...page.items.map(({ id }) => id));
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(found).toHaveLength(19);
    expect(new Set(found).size).toBe(19);
    // Whoever names owners elsewhere asks who holds what there; unasked nobody of another organisation is listed.
    expect((await list({ organisation: 'hillview', role: 'hub' })).items.map(({ id }) => id)).toEqual(['hillview-hub', 'hillview-hub-2']);
    expect(found.filter((id) => id.startsWith('hillview'))).toEqual([]);
    expect((await list({ organisations: ['riverside', 'hillview'], role: 'hub' })).items.map(({ id }) => id)).toEqual(['hillview-hub', 'hillview-hub-2', 'riverside-hub', 'riverside-hub-2']);
  });
});
