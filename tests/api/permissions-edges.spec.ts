import { describe, expect, it } from '@jest/globals';
import { asks, coverableRoles, may, permissions, questionsOf, stands, taskOwner, withoutIdentity, type CaseStanding, type Somebody } from '#libs/security/permissions.js';

/** What the table of permissions.spec.ts does not reach: its corners, each of which once could change without a test that noticed (docs/mutants.md). */
const holds = (id: string, ...roles: string[]): Somebody => ({ id, roles: roles.map((role) => ({ role, organisation: 'riverside' })) });
const of: CaseStanding = { organisation: 'riverside', owners: { clinicalLead: 'leila', coordinator: 'colin', escalationOwner: 'owen' } };
const nobodyNamed: CaseStanding = { organisation: 'riverside', owners: null };
const task = (ownerRole: string, ownerPerson: string | null = null, called: string[] = []) => ({ step: 'x', ownerRole, ownerPerson, called });

describe('which standing is asked for', () => {
  it('is a decision’s own where it is decided, and nowhere else', () => {
    expect([asks('decide', 'forum-decision'), asks('complete', 'forum-decision'), asks('decide', 'welfare-decision'), asks('decide')]).toEqual([['escalation-lead', 'director'], permissions.complete, permissions.decide, permissions.decide]);
  });

  it('is a step’s own for what is done to its task, and for nothing else that is said while it is open', () => {
    expect([asks('trigger', 'departure'), asks('note', 'standards-confirmed'), asks('decide', 'departure')]).toEqual([permissions.trigger, permissions.note, permissions.decide]);
    expect([asks('complete', 'risk-owned'), asks('complete', 'risk-review'), asks('complete', 'ownership-settled')]).toEqual([['case-clinical-lead'], ['case-clinical-lead'], ['escalation-lead', 'director']]);
  });
});

describe('how somebody stands', () => {
  it('to a task of a role that the case names: whoever is named, where nobody has it by name', () => {
    expect([taskOwner(of, task('coordinator')), taskOwner(of, task('coordinator', 'cora')), taskOwner(nobodyNamed, task('coordinator')), taskOwner(of, task('hub'))]).toEqual(['colin', 'cora', null, null]);
    expect([may(holds('colin'), 'complete', of, task('coordinator')), may(holds('leila', 'coordinator'), 'complete', of, task('coordinator'))]).toEqual([true, false]);
  });

  it('by any one of several roles', () => {
    expect([stands(holds('two', 'auditor', 'hub'), 'hub', of), may(holds('two', 'auditor', 'hub'), 'intake', of)]).toEqual([true, true]);
  });

  it('as anybody but an auditor: without a role too, and with another beside it', () => {
    expect([holds('none'), holds('one', 'auditor'), holds('two', 'auditor', 'hub')].map((who) => stands(who, 'anybody-but-auditor', of))).toEqual([true, false, true]);
    expect([withoutIdentity(holds('none')), withoutIdentity(holds('one', 'auditor'))]).toEqual([false, true]);
  });

  it('to no task as nobody’s owner and nobody who was called', () => {
    const standings = ['task-owner', 'called', 'keeping-team', 'offered'] as const;
    expect(standings.map((standing) => stands(holds('chris', 'crisis-team'), standing, of))).toEqual([false, false, false, false]);
  });

  it('as who was offered that role: not another, and not because somebody else was', () => {
    const offered: CaseStanding = { ...of, offers: [{ role: 'coordinator', person: 'cora' }, { role: 'clinical-lead', person: 'lena' }] };
    const accepts = (id: string, role: string) => may(holds(id), 'owners-accept', offered, undefined, role);
    expect([accepts('cora', 'coordinator'), accepts('cora', 'clinical-lead'), accepts('lena', 'coordinator'), accepts('lena', 'clinical-lead')]).toEqual([true, false, false, true]);
  });
});

describe('who may stand in', () => {
  it('for the coordinator of a case that names none there is the role all the same', () => { expect(coverableRoles('complete', nobodyNamed, task('coordinator'))).toEqual(['coordinator']); });

  it('is asked of every role of the house that may, on a case without a task too', () => {
    const roles = (action: Parameters<typeof questionsOf>[0]) => questionsOf(action, of).map(({ role, named }) => `${role}${named ? ' by name' : ''}`);
    expect([roles('start'), roles('alarm-done'), roles('decide'), roles('replan')]).toEqual([['hub', 'coordinator', 'clinical-lead', 'crisis-team'], ['escalation-lead', 'director', 'duty'], ['clinical-lead by name'], ['coordinator by name', 'hub']]);
  });

  it('is asked once for the owner of a task who is a named owner of the case', () => {
    expect(questionsOf('complete', of, task('clinical-lead')).map(({ role, named }) => [role, named])).toEqual([['clinical-lead', true], ['coordinator', true]]);
    expect(questionsOf('complete', of, task('hub')).map(({ role, named }) => [role, named])).toEqual([['coordinator', true], ['hub', false]]);
  });
});
