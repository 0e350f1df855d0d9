import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { calledRoles, dutyRole, holesBetween, type Hole, type NamedOwner } from '#libs/directory/coverage.js';
import type { Facts } from '#libs/directory/facts.js';
import { findHoles } from '#libs/directory/find-holes.js';
import { policies } from '#libs/policies/released.js';
import { freshRecord, type FreshRecord } from '#tests/records/fresh-record.js';
import { directory, outOfHours, rota, weekly } from './made-up.js';

const on = (from: string, until: string) => ({ from: Date.parse(from), until: Date.parse(until) });
const december = on('2026-12-21T00:00:00Z', '2027-01-04T00:00:00Z');
const roles = calledRoles(policies);
const only = (role: string, ...clocks: ('elapsed' | 'day' | 'working')[]) => [{ role, clocks, pathways: ['x'] }];
const holes = (facts: Facts, called = roles, named: NamedOwner[] = [], when = december): Hole[] => holesBetween(facts, called, { organisations: ['riverside'], named, ...when });
const two = (role: string) => [{ role, person: `${role}-1` }, { role, person: `${role}-2` }];

describe('the holes of a directory', () => {
  it('are looked for in every role that a released ladder calls, while it calls', () => {
    expect(roles.map(({ role }) => role)).toEqual(expect.arrayContaining(['clinical-lead', 'coordinator', 'director', 'escalation-lead', 'escalation-owner', 'hub']));
    expect(roles.find(({ role }) => role === 'director')?.clocks).toContain('elapsed');
    expect(roles.find(({ role }) => role === 'hub')?.clocks).toContain('day');
    expect(roles.some(({ role }) => role === 'action-owner')).toBe(false);
  });

  it('are none where each role has two who can be reached', () => {
    expect(holes(directory({ holdings: roles.flatMap(({ role }) => two(role)) }))).toEqual([]);
  });

  it('a role that nobody holds, and one that is one person’s alone', () => {
    expect(holes(directory({ holdings: [...two('hub'), { role: 'director', person: 'dilip' }] }), [...only('hub', 'day'), ...only('director', 'elapsed'), ...only('escalation-lead', 'elapsed')])).toEqual([
      { kind: 'one-holder', organisation: 'riverside', role: 'director', person: 'dilip', pathways: ['x'] },
      { kind: 'nobody-answers', organisation: 'riverside', role: 'escalation-lead', owner: null, cases: 0, pathways: ['x'], why: 'nobody, next rung: nobody holds escalation-lead of the organisation', ...december },
    ]);
  });

  it('the days on which everybody is away, and only while the ladder calls', () => {
    const christmas = on('2026-12-24T21:00:00Z', '2026-12-26T07:00:00Z');
    const facts = directory({ people: { 'hub-1': { leaves: [christmas] }, 'hub-2': { leaves: [on('2026-12-25T19:00:00Z', '2026-12-25T21:00:00Z')] } }, holdings: two('hub') });
    const nobody = (clock: 'elapsed' | 'day' | 'working') => holes(facts, only('hub', clock)).filter(({ kind }) => kind === 'nobody-answers').map((hole) => ('from' in hole ? [hole.from, hole.until].map((at) => new Date(at).toISOString()) : []));
    expect(nobody('elapsed')).toEqual([['2026-12-25T19:00:00.000Z', '2026-12-25T21:00:00.000Z']]);
    expect(nobody('day')).toEqual([['2026-12-25T19:00:00.000Z', '2026-12-25T20:00:00.000Z']]);
    expect(nobody('working')).toEqual([]);
    // Whose leave has no cover is said, though somebody else answers.
    expect(holes(facts, only('hub', 'day'))).toContainEqual({ kind: 'leave-without-cover', organisation: 'riverside', role: 'hub', person: 'hub-1', from: Date.parse('2026-12-25T08:00:00Z'), until: Date.parse('2026-12-25T19:00:00Z') });
  });

  it('an owner whom open cases name, and who will be away', () => {
    const leila = on('2026-12-28T00:00:00Z', '2026-12-30T00:00:00Z');
    const facts = directory({ people: { leila: { leaves: [leila] } }, holdings: two('clinical-lead') });
    const named = [{ organisation: 'riverside', role: 'clinical-lead', person: 'leila', team: null, cases: 4 }];
    expect(holes(facts, only('clinical-lead', 'elapsed'), named)).toEqual([
      expect.objectContaining({ kind: 'nobody-answers', owner: 'leila', cases: 4, ...leila }), expect.objectContaining({ kind: 'leave-without-cover', person: 'leila', ...leila })]);
    expect(holes({ ...facts, covers: [{ id: 'c', person: 'leila', by: 'clinical-lead-1', roles: [], ...leila }] }, only('clinical-lead', 'elapsed'), named)).toEqual([]);
  });

  it('somebody on the rota who cannot be reached, or whose cover cannot', () => {
    const facts = directory({ people: { night: { reachable: false }, cover: { reachable: false } }, holdings: two('director'), rotas: [rota('director', [outOfHours(['night', 'other'], { startsOn: '2026-12-21' })])], covers: [{ person: 'other', by: 'cover' }] });
    expect([...new Set(holes(facts, only('director', 'elapsed')).map((hole) => `${hole.kind} ${'person' in hole ? hole.person : ''}`))]).toEqual(['no-verified-method night', 'no-verified-method cover']);
  });

  it('a ladder of working days past the table of bank holidays: nobody can say on which of them it calls', () => {
    const beyond = on('2028-12-30T00:00:00Z', '2029-01-03T00:00:00Z');
    expect(holes(directory({ holdings: two('hub') }), only('hub', 'working'), [], beyond)).toEqual([{ kind: 'calendar-ends', organisation: 'riverside', role: 'hub', why: expect.stringContaining('2028') }]);
    expect(holes(directory({ holdings: two('hub') }), only('hub', 'day'), [], beyond)).toEqual([]);
  });

  it('a rota past the table of bank holidays', () => {
    const facts = directory({ holdings: two('hub'), rotas: [rota('hub', [outOfHours(['ann'])])] });
    expect(holes(facts, only('hub', 'elapsed'), [], on('2028-12-30T00:00:00Z', '2029-01-03T00:00:00Z'))).toEqual([{ kind: 'calendar-ends', organisation: 'riverside', role: 'hub', why: expect.stringContaining('2028') }]);
  });
});

describe('the system’s duty role', () => {
  const duty = [dutyRole(policies)];
  const everywhere = { kind: 'system', id: null } as const;
  const on24th = on('2026-12-24T00:00:00Z', '2026-12-25T00:00:00Z');
  const onDuty = (...people: string[]) => people.map((person) => ({ role: 'duty', person, scope: everywhere }));
  const said = (facts: Facts) => holes(facts, duty).map((hole) => [hole.kind, 'person' in hole ? hole.person : null, ...('from' in hole ? [hole.from === december.from && hole.until === december.until ? 'all the time' : hole.from === on24th.from && hole.until === on24th.until ? 'on the 24th' : 'at another time'] : [])]);

  it('is for every pathway, and at any hour', () => {
    expect(dutyRole(policies)).toEqual({ role: 'duty', clocks: ['elapsed'], pathways: [...new Set(policies.map(({ pathway }) => pathway))].toSorted() });
  });
  it('is no hole where two hold it who can be told', () => {
    expect(holes(directory({ holdings: onDuty('dara', 'devon') }), duty)).toEqual([]);
  });
  it('is one where nobody holds it: an alarm would go to the directors', () => {
    expect(holes(directory({ holdings: two('director') }), duty)).toEqual([expect.objectContaining({ kind: 'nobody-answers', role: 'duty', organisation: 'riverside', owner: null, why: 'nobody holds the duty role: every director of the organisation', ...december })]);
  });
  it('is one for as long as all of them are away, and each who is away without cover is said', () => {
    expect(said(directory({ people: { dara: { leaves: [on24th] }, devon: { leaves: [on24th] } }, holdings: onDuty('dara', 'devon') }))).toEqual([['nobody-answers', null, 'on the 24th'], ['leave-without-cover', 'dara', 'on the 24th'], ['leave-without-cover', 'devon', 'on the 24th']]);
    const covered = directory({ people: { dara: { leaves: [on24th] } }, holdings: onDuty('dara', 'devon'), covers: [{ person: 'dara', by: 'devon', ...on24th }] });
    expect(said(covered)).toEqual([]);
  });
  it('is one where somebody who holds it cannot be reached, though another is told', () => {
    expect(said(directory({ people: { devon: { reachable: false } }, holdings: onDuty('dara', 'devon') }))).toEqual([['no-verified-method', 'devon', 'all the time']]);
  });
  it('is one where it is one person’s alone', () => {
    expect(said(directory({ holdings: onDuty('dara') }))).toEqual([['one-holder', 'dara']]);
  });
  it('is taken in turns like any other role, also out of hours only', () => {
    const nights = directory({ rotas: [rota('duty', [outOfHours(['dara', 'devon'])], { scope: everywhere })] });
    expect(said(nights)[0]).toEqual(['nobody-answers', null, 'at another time']);
    expect(said({ ...nights, rotas: [rota('duty', [weekly(['dara', 'devon'])], { scope: everywhere })] })).toEqual([]);
    expect(holes(nights, duty, [], on('2028-12-30T00:00:00Z', '2029-01-03T00:00:00Z'))).toContainEqual({ kind: 'calendar-ends', organisation: 'riverside', role: 'duty', why: expect.stringContaining('2028') });
  });
});

describe('the directory that is shipped', () => {
  let fresh: FreshRecord;
  beforeAll(async () => { fresh = await freshRecord('coverage'); }, 120_000);
  afterAll(() => fresh.close());

  it('has no hole, for the coming year', async () => {
    for (const from of ['2026-12-01', '2027-03-01', '2027-06-01', '2027-09-01']) {
      const start = new Date(`${from}T00:00:00Z`);
      expect(await findHoles(fresh.record.manager, { organisations: ['riverside', 'hillview'], from: start, until: new Date(start.getTime() + 92 * 86_400_000) })).toEqual([]);
    }
  });

  it('would have one, were somebody taken away', async () => {
    await fresh.owner.query(`update people set active = false where id = 'hillview-director-2'`);
    await fresh.owner.query(`update contact_methods set verified_at = null where person_id = 'riverside-hub'`);
    const found = await findHoles(fresh.record.manager, { organisations: ['riverside', 'hillview'], from: new Date('2026-12-01T00:00:00Z'), until: new Date('2026-12-02T00:00:00Z') });
    expect(found.map((hole) => `${hole.kind} ${hole.organisation} ${hole.role}`)).toEqual(['no-verified-method riverside hub', 'one-holder hillview director']);
  });

  it('would have one in every organisation, were nobody on duty', async () => {
    await fresh.owner.query(`update people set active = true where id = 'hillview-director-2'; update contact_methods set verified_at = now() where person_id = 'riverside-hub'; update person_roles set active_until = '2026-12-01T12:00:00Z' where role = 'duty'`);
    const found = await findHoles(fresh.record.manager, { organisations: ['riverside', 'hillview'], from: new Date('2026-12-01T00:00:00Z'), until: new Date('2026-12-02T00:00:00Z') });
    expect(found.map((hole) => [hole.kind, hole.organisation, hole.role, 'from' in hole && new Date(hole.from).toISOString()])).toEqual(['riverside', 'hillview'].map((organisation) => ['nobody-answers', organisation, 'duty', '2026-12-01T12:00:00.000Z']));
  });
});
