import { describe, expect, it } from '@jest/globals';
import { coverableRoles, may, organisationsOf, permissions, questionsOf, stands, withoutIdentity, type Action, type CaseStanding, type Somebody } from '#libs/security/permissions.js';

/**
 * api.md, 'Who may do what', cell by cell: twelve people against every command. The expectation below is written out by hand from that
 * page; the table in libs/security/permissions.ts must say the same.
 */
const holds = (id: string, ...roles: string[]): Somebody => ({ id, roles: roles.map((role) => ({ role, organisation: 'riverside' })) });
const everybody = {
  hub: holds('hub', 'hub'), 'case coordinator': holds('colin', 'coordinator'), 'another coordinator': holds('cora', 'coordinator'), 'case clinical lead': holds('leila', 'clinical-lead'),
  'another clinical lead': holds('lena', 'clinical-lead'), 'case escalation owner': holds('owen', 'escalation-owner'), 'escalation lead': holds('elena', 'escalation-lead'), director: holds('dilip', 'director'),
  'crisis team': holds('chris', 'crisis-team'), 'on duty': holds('dara', 'duty'), auditor: holds('audrey', 'auditor'), 'hub elsewhere': { id: 'hassan', roles: [{ role: 'hub', organisation: 'hillview' }] } satisfies Somebody,
} as const;
type Who = keyof typeof everybody;

const of: CaseStanding = { organisation: 'riverside', owners: { clinicalLead: 'leila', coordinator: 'colin', escalationOwner: 'owen' }, offers: [{ role: 'coordinator', person: 'cora' }] };
const task = (step: string, ownerRole: string, ownerPerson: string | null = null, called: string[] = []) => ({ step, ownerRole, ownerPerson, called });

const starters: Who[] = ['hub', 'case coordinator', 'another coordinator', 'case clinical lead', 'another clinical lead', 'crisis team'];
const all = Object.keys(everybody) as Who[];
const expected: Record<Exclude<Action, TaskAction>, Who[]> = {
  start: starters, advance: starters,
  decide: ['case clinical lead'],
  replan: ['hub', 'case coordinator'], end: ['hub', 'case coordinator'], patient: ['hub', 'case coordinator'],
  owners: ['hub', 'case coordinator', 'case clinical lead', 'escalation lead', 'director'],
  'owners-accept': ['another coordinator'], 'owners-impose': ['escalation lead'],
  trigger: all.filter((who) => who !== 'auditor'), note: all.filter((who) => who !== 'auditor'), 'search-patients': all.filter((who) => who !== 'auditor'), 'walk-huddle': all.filter((who) => who !== 'auditor'), 'system-meeting': all.filter((who) => who !== 'auditor'), 'system-setup': ['escalation lead', 'director'],
  'raise-step-up': all.filter((who) => who !== 'auditor'), 'raising-link': ['hub', 'case coordinator', 'case clinical lead', 'case escalation owner', 'escalation lead', 'director', 'crisis team'],
  climb: ['case escalation owner', 'escalation lead', 'director'], outcome: ['case escalation owner', 'escalation lead', 'director'],
  'alarm-done': ['escalation lead', 'director', 'on duty'],
  intake: ['hub'], read: all, 'rehearse-policy': ['case clinical lead', 'another clinical lead', 'escalation lead', 'director'],
  supervise: ['case clinical lead', 'another clinical lead', 'escalation lead', 'director'],
  'draft-policy': ['case clinical lead', 'another clinical lead', 'escalation lead', 'director'], 'approve-policy': ['case clinical lead', 'another clinical lead', 'escalation lead', 'director'], 'release-policy': ['escalation lead', 'director'], 'move-policy': ['case clinical lead', 'escalation lead', 'director'],
  'begin-audit': ['escalation lead', 'director'],
  'begin-supervision': ['escalation lead', 'director'],
  'decision-traces': ['case clinical lead', 'another clinical lead', 'escalation lead', 'director'],
  'exact-figures': all.filter((who) => who !== 'auditor'), 'open-link': [], webhooks: ['escalation lead', 'director'],
  directory: ['escalation lead', 'director'], contact: ['escalation lead', 'director'], absence: ['escalation lead', 'director'], reassign: ['escalation lead', 'director'], 'cover-answer': [],
};
const onTask = ['complete', 'attempt', 'unmet', 'declined', 'acknowledge', 'assign', 'claim', 'reopen', 'hand-over', 'move'] as const;
type TaskAction = (typeof onTask)[number];

describe('who may do what', () => {
  it('has a row for every command', () => {
    expect(new Set(Object.keys(permissions))).toEqual(new Set([...Object.keys(expected), ...onTask]));
  });

  it.each(Object.keys(expected) as (keyof typeof expected)[])('%s', (action) => {
    expect(all.filter((who) => may(everybody[who], action, of, undefined, 'coordinator'))).toEqual(all.filter((who) => expected[action].includes(who)));
  });

  it.each([
    ['a task of the coordinator', task('equipment-in-place', 'coordinator', 'colin'), ['case coordinator']],
    ['a task of the clinical lead', task('medicines-reconciled', 'clinical-lead', 'leila'), ['case coordinator', 'case clinical lead']],
    ['a task that was assigned to somebody else', task('medicines-reconciled', 'clinical-lead', 'lena'), ['case coordinator', 'another clinical lead']],
    ['a task of the hub that nobody has claimed', task('wrong-person-put-right', 'hub'), ['hub', 'case coordinator']],
    ['a task for which the director was called', task('capacity-response', 'escalation-owner', 'owen', ['owen', 'dilip']), ['case coordinator', 'case escalation owner', 'director']],
    ['a task of a person without a role', task('action', 'action-owner', 'chris'), ['case coordinator', 'crisis team']],
  ] as [string, ReturnType<typeof task>, Who[]][])('every task command on %s: its owner, the coordinator, whoever was called', (_title, of_, who) => {
    for (const action of onTask) expect([action, all.filter((each) => may(everybody[each], action, of, of_))]).toEqual([action, all.filter((each) => who.includes(each))]);
  });

  it.each([
    ['standards-confirmed', task('standards-confirmed', 'coordinator', 'colin', ['owen']), ['case coordinator']],
    ['handover-accepted', task('handover-accepted', 'clinical-lead', 'leila', ['owen']), ['case clinical lead']],
    ['departure', task('departure', 'hub', null, ['owen']), ['hub', 'case coordinator']],
  ] as [string, ReturnType<typeof task>, Who[]][])('%s is said by those alone whose word it is; whoever was called may still answer the call', (_step, of_, who) => {
    for (const action of onTask) {
      const answers = action === 'acknowledge' || action === 'attempt';
      expect([action, may(everybody['case escalation owner'], action, of, of_)]).toEqual([action, answers]);
      if (!answers) expect([action, all.filter((each) => may(everybody[each], action, of, of_))]).toEqual([action, all.filter((each) => who.includes(each))]);
    }
  });

  it('leaves a decision to the clinical lead, and to the crisis team while it keeps the decision’s task', () => {
    const deciders = (of_: ReturnType<typeof task>) => all.filter((who) => may(everybody[who], 'decide', of, of_));
    const elsewhere: Somebody = { id: 'cleo', roles: [{ role: 'crisis-team', organisation: 'hillview' }] };
    for (const step of ['welfare-decision', 'step-up-review', 'readiness-review', 'declined-decision']) {
      expect([step, deciders(task(step, 'clinical-lead', 'leila', ['owen', 'chris']))]).toEqual([step, ['case clinical lead']]);
      expect([step, deciders(task(step, 'crisis-team'))]).toEqual([step, ['case clinical lead', 'crisis team']]);
      // One of the team has claimed it: the others of the team may still be the ones who are there.
      expect([step, deciders(task(step, 'crisis-team', 'chloe'))]).toEqual([step, ['case clinical lead', 'crisis team']]);
      expect([step, may(elsewhere, 'decide', of, task(step, 'crisis-team'))]).toEqual([step, false]);
    }
  });

  it('lets the accountable lead declare a level of pressure, and who stands above them', () => {
    expect(all.filter((who) => may(everybody[who], 'decide', of, task('level-decision', 'clinical-lead', null, ['owen'])))).toEqual(['case clinical lead', 'escalation lead', 'director']);
  });

  it('does not take a role held in another organisation for one of the case', () => {
    expect(stands(everybody['hub elsewhere'], 'hub', of)).toBe(false);
    expect(stands(everybody['hub elsewhere'], 'task-owner', of, task('departure', 'hub'))).toBe(false);
  });

  it('lets nobody pass as a named owner of a case that names none', () => {
    expect(all.filter((who) => may(everybody[who], 'complete', { organisation: 'riverside', owners: null }, task('message-review', 'hub')))).toEqual(['hub']);
  });

  it('says for whom a cover would do', () => {
    expect(coverableRoles('decide', of)).toEqual(['clinical-lead']);
    expect(coverableRoles('complete', of, task('medicines-reconciled', 'clinical-lead', 'leila'))).toEqual(['clinical-lead', 'coordinator']);
    expect(coverableRoles('complete', of, task('medicines-reconciled', 'clinical-lead', 'lena'))).toEqual(['coordinator']);
    expect(coverableRoles('intake', of)).toEqual([]);
  });

  it('lets people speak for themselves, and a lead for their team', () => {
    const about = { ...of, about: { person: 'colin', lead: 'leila', asked: 'cora' } };
    const who = (action: Action) => all.filter((each) => may(everybody[each], action, about));
    expect(who('contact')).toEqual(['case coordinator', 'escalation lead', 'director']);
    expect(who('absence')).toEqual(['case coordinator', 'case clinical lead', 'escalation lead', 'director']);
    expect(who('reassign')).toEqual(['case clinical lead', 'escalation lead', 'director']);
    expect(who('open-link')).toEqual(['case coordinator']);
    expect(who('cover-answer')).toEqual(['another coordinator']);
    expect(who('directory')).toEqual(['escalation lead', 'director']);
  });

  it('says which questions would do: who answers them may as well', () => {
    expect(questionsOf('climb', of)).toEqual([{ role: 'escalation-owner', named: true, assigned: null }, { role: 'escalation-lead', named: false, assigned: null }, { role: 'director', named: false, assigned: null }]);
    expect(questionsOf('complete', of, task('action', 'action-owner', 'chris'))).toEqual([{ role: 'coordinator', named: true, assigned: null }, { role: 'action-owner', named: false, assigned: 'chris' }]);
    expect(questionsOf('decide', of, task('readiness-review', 'crisis-team'))).toEqual([{ role: 'clinical-lead', named: true, assigned: null }, { role: 'crisis-team', named: false, assigned: null }]);
    expect(questionsOf('note', of)).toEqual([]);
  });

  it('keeps identity from who is an auditor and nothing else', () => {
    expect(all.filter((who) => withoutIdentity(everybody[who]))).toEqual(['auditor']);
    expect(may(everybody.auditor, 'complete', of, task('action', 'action-owner', 'audrey', ['audrey']))).toBe(false);
    expect(withoutIdentity(holds('both', 'auditor', 'hub'))).toBe(false);
    expect(organisationsOf({ ...everybody['hub elsewhere'], organisation: { id: 'riverside' } })).toEqual(['riverside', 'hillview']);
  });
});
