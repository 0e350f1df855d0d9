import { describe, expect, it } from '@jest/globals';
import { answer } from '#libs/directory/answer.js';
import { closesCircle, coveredAlready } from '#libs/directory/standing-in.js';
import { asked, directory, outOfHours, rota, weekly } from './made-up.js';

const owners = { clinicalLead: 'leila', coordinator: 'colin', escalationOwner: 'owen' };
const NIGHT = '2026-12-26T02:10:00Z';
const DAY = '2026-12-29T11:00:00Z';
const on = (from: string, until: string) => ({ from: Date.parse(from), until: Date.parse(until) });
const christmas = on('2026-12-24T00:00:00Z', '2026-12-31T00:00:00Z');

describe('a role that a case names somebody for', () => {
  const facts = directory({ holdings: [{ role: 'clinical-lead', person: 'leila' }, { role: 'clinical-lead', person: 'lena' }], rotas: [rota('clinical-lead', [outOfHours(['nadia', 'nick'])])] });
  it('is theirs in hours, and out of hours whoever the rota names', () => {
    expect(answer(facts, asked('clinical-lead', DAY, { owners }))).toMatchObject({ person: 'leila', reason: 'holds it', why: 'holds it: named clinical-lead of the case' });
    expect(answer(facts, asked('clinical-lead', NIGHT, { owners }))).toMatchObject({ person: 'nadia', reason: 'on rota', why: 'on rota: clinical-lead of the organisation, in the place of leila' });
  });
  it('is theirs at night too where they were given the task by name, or no rota says otherwise', () => {
    expect(answer(facts, asked('clinical-lead', NIGHT, { owners, assigned: 'leila' })).why).toBe('holds it: the task was given to them');
    expect(answer(directory({ holdings: [{ role: 'clinical-lead', person: 'leila' }] }), asked('clinical-lead', NIGHT, { owners })).person).toBe('leila');
    // A rota of ordinary hours is for cases that name nobody.
    expect(answer(directory({ people: { leila: {} }, rotas: [rota('clinical-lead', [weekly(['nadia'])])] }), asked('clinical-lead', NIGHT, { owners })).person).toBe('leila');
  });
  it('goes to nobody else of the organisation when they are away: the next rung is called', () => {
    const away = directory({ people: { leila: { leaves: [christmas] } }, holdings: [{ role: 'clinical-lead', person: 'lena' }] });
    expect(answer(away, asked('clinical-lead', DAY, { owners }))).toEqual({
      person: null, reason: 'nobody, next rung', why: 'nobody, next rung: nobody else is named clinical-lead of the case (passed over: leila is on leave without cover)', skipped: [{ person: 'leila', end: 'leila', code: 'on-leave', why: 'is on leave without cover' }],
    });
  });
});

describe('a role that no case names anybody for', () => {
  it('is the rota’s before it is the first holder’s, and the next holder’s when the first is away', () => {
    const facts = directory({ people: { dilip: { leaves: [christmas] } }, holdings: [{ role: 'director', person: 'dilip' }, { role: 'director', person: 'della' }], rotas: [rota('hub', [weekly(['hana'])])] });
    expect(answer(facts, asked('director', DAY))).toMatchObject({ person: 'della', why: 'holds it: director of the organisation (passed over: dilip is on leave without cover)' });
    expect(answer(facts, asked('director', '2026-12-31T00:00:00Z')).person).toBe('dilip');
    expect(answer(facts, asked('hub', DAY))).toMatchObject({ person: 'hana', reason: 'on rota' });
    expect(answer(facts, asked('escalation-lead', DAY))).toMatchObject({ person: null, why: 'nobody, next rung: nobody holds escalation-lead of the organisation' });
  });
  it('is looked for from the case outwards: case, team, organisation, system', () => {
    const scopes = [{ kind: 'system', id: null }, { kind: 'organisation', id: 'riverside' }, { kind: 'team', id: 'east' }, { kind: 'case', id: 'case-1' }] as const;
    const facts = directory({ holdings: scopes.map((scope) => ({ role: 'escalation-lead', person: `of-the-${scope.kind}`, scope })) });
    const by = (more: object) => answer(facts, asked('escalation-lead', DAY, more)).person;
    expect([by({ team: 'east', caseId: 'case-1' }), by({ team: 'east', caseId: 'case-2' }), by({ team: 'west' }), by({ organisation: 'hillview' })]).toEqual(['of-the-case', 'of-the-team', 'of-the-organisation', 'of-the-system']);
  });
  it('is not the unverified one’s, and it is said that they were passed over', () => {
    const facts = directory({ people: { ann: { reachable: false } }, rotas: [rota('hub', [weekly(['ann'])])], holdings: [{ role: 'hub', person: 'harriet' }] });
    expect(answer(facts, asked('hub', NIGHT))).toEqual({ person: 'harriet', reason: 'holds it', why: 'holds it: hub of the organisation (passed over: ann has no verified way to be reached)', skipped: [{ person: 'ann', end: 'ann', code: 'unreachable', why: 'has no verified way to be reached' }] });
  });
  it('is the holder’s where a rota cannot be read for want of bank holidays: nobody is left uncalled', () => {
    const facts = directory({ rotas: [rota('hub', [outOfHours(['ann'])])], holdings: [{ role: 'hub', person: 'harriet' }] });
    expect(answer(facts, asked('hub', '2029-06-04T02:00:00Z'))).toMatchObject({ person: 'harriet', why: expect.stringContaining('past the table of bank holidays') });
  });
});

describe('cover', () => {
  const covered = (more: object = {}) => directory({ people: { colin: { leaves: [christmas] } }, covers: [{ person: 'colin', by: 'cara', ...christmas, ...more }] });
  it('stands in for the owner, for as long and for the roles it was agreed for', () => {
    expect(answer(covered(), asked('coordinator', DAY, { owners }))).toMatchObject({ person: 'cara', reason: 'covers for', why: 'covers for: colin, named coordinator of the case' });
    expect(answer(covered({ roles: ['hub'] }), asked('coordinator', DAY, { owners })).person).toBeNull();
    expect(answer(covered(), asked('coordinator', '2026-12-31T00:00:00Z', { owners })).person).toBe('colin');
  });
  it('is passed on along a chain, whose end is called', () => {
    const facts = directory({ covers: [{ person: 'colin', by: 'cara' }, { person: 'cara', by: 'carl', ...christmas }] });
    expect([answer(facts, asked('coordinator', DAY, { owners })).person, answer(facts, asked('coordinator', '2027-01-04T11:00:00Z', { owners })).person]).toEqual(['carl', 'cara']);
  });
  it('covers whoever is on the rota as well, and tasks that were given by name', () => {
    const facts = directory({ rotas: [rota('hub', [weekly(['ann'])])], covers: [{ person: 'ann', by: 'ben' }] });
    expect(answer(facts, asked('hub', NIGHT))).toMatchObject({ person: 'ben', why: 'covers for: ann, hub of the organisation' });
    expect(answer(facts, asked('action-owner', NIGHT, { assigned: 'ann' })).person).toBe('ben');
  });
  it('by somebody who is away themselves is nobody, not the person who is covered', () => {
    const facts = directory({ people: { cara: { active: false } }, covers: [{ person: 'colin', by: 'cara' }] });
    expect(answer(facts, asked('coordinator', DAY, { owners }))).toMatchObject({ person: null, why: expect.stringContaining('colin is covered by cara, who is no longer active') });
  });
  it('that stands in a circle, which should not be, calls nobody rather than for ever', () => {
    const facts = directory({ covers: [{ person: 'colin', by: 'cara' }, { person: 'cara', by: 'colin' }] });
    expect(answer(facts, asked('coordinator', DAY, { owners }))).toMatchObject({ person: null, why: expect.stringContaining('circle') });
  });
  it('in a circle is refused; not where roles or times never meet', () => {
    const standing = [{ id: 'c0', person: 'b', by: 'c', roles: [], ...on('2026-06-01T00:00:00Z', '2026-06-10T00:00:00Z') }, { id: 'c1', person: 'c', by: 'd', roles: ['hub', 'director'], ...on('2026-06-05T00:00:00Z', '2026-06-20T00:00:00Z') }];
    const wanted = (roles: string[], from: string, until: string) => closesCircle(standing, { person: 'd', by: 'b', roles, ...on(from, until) });
    expect([wanted(['hub'], '2026-06-09T00:00:00Z', '2026-07-01T00:00:00Z'), wanted([], '2026-06-09T00:00:00Z', '2026-07-01T00:00:00Z'), wanted(['coordinator'], '2026-06-09T00:00:00Z', '2026-07-01T00:00:00Z'), wanted(['hub'], '2026-06-10T00:00:00Z', '2026-07-01T00:00:00Z')]).toEqual([true, true, false, false]);
    expect(closesCircle([], { person: 'a', by: 'a', roles: [], from: null, until: null })).toBe(true);
    expect(coveredAlready(standing, { person: 'b', by: 'x', roles: ['hub'], ...on('2026-06-09T23:59:00Z', '2026-06-11T00:00:00Z') })?.id).toBe('c0');
  });
});
