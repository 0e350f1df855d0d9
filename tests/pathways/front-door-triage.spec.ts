import { describe, expect, it } from '@jest/globals';
import { Referral, safeRedirect, urgentRoutes, wholeFacts } from '#tests/support/pathways/front-door.js';
import { policyOf } from '#libs/policies/released.js';
import type { JsonObject } from '#libs/contracts/events.js';

const code = (does: () => unknown): string => {
  try { does(); } catch (error) { return (error as { shape?: { status: number; code: string; pointer?: string } }).shape ? `${(error as { shape: { code: string } }).shape.code} ${(error as { shape: { pointer?: string } }).shape.pointer ?? ''}`.trim() : 'not of the right shape'; }
  return 'allowed';
};
const severe = (): Referral => Referral.whoIs({ severeOrComplex: true });
const mild = (): Referral => Referral.whoIs({ mildToModerate: true });
const ruled = (rule: string): JsonObject => ({ rule });

describe('a referral that says everything', () => {
  it('waits for the triage huddle, which is due at the end of the next working day after it was received', () => {
    const referral = Referral.received('Wed 10 Jun 2026 10:00');
    expect([referral.open(), referral.due('triage-huddle'), referral.state.stage]).toEqual([['triage-huddle'], 'Thu 11 Jun 2026 17:00', 'triage']);
    expect(Referral.received('Fri 12 Jun 2026 16:30').due('triage-huddle')).toBe('Mon 15 Jun 2026 17:00');
  });

  it('counts from when it was received, and not from when somebody typed it in', () => {
    const typed = Referral.received('Mon 8 Jun 2026 10:00', {}, 'Wed 10 Jun 2026 10:00');
    expect([typed.due('triage-huddle'), typed.comes('Wed 10 Jun 2026 10:00').called('triage-huddle')]).toEqual(['Tue 9 Jun 2026 17:00', ['clinical-lead Wed 10 Jun 2026 10:00']]);
  });

  it('is triaged within four hours when it is urgent, and the clinical lead is called at once', () => {
    const urgent = Referral.received('Sat 13 Jun 2026 22:00', { urgency: 'urgent' });
    expect([urgent.due('triage-huddle'), urgent.called('triage-huddle')]).toEqual(['Sun 14 Jun 2026 02:00', ['clinical-lead Sat 13 Jun 2026 22:00']]);
    expect(urgent.comes('Sun 14 Jun 2026 03:45').called('triage-huddle').slice(1)).toEqual(['clinical-lead Sun 14 Jun 2026 02:00', 'escalation-owner Sun 14 Jun 2026 02:15', 'escalation-lead Sun 14 Jun 2026 02:45', 'director Sun 14 Jun 2026 03:45']);
  });

  it('is urgent by a rule that cannot wait, whatever the referrer called it', () => {
    expect(Referral.whoIs({ dangerNow: true }).due('triage-huddle')).toBe('Wed 10 Jun 2026 14:00');
  });

  it('has four elapsed hours across both clock changes', () => {
    expect([Referral.received('Sun 28 Mar 2027 00:30', { urgency: 'urgent' }).due('triage-huddle'), Referral.received('Sat 24 Oct 2026 23:30', { urgency: 'urgent' }).due('triage-huddle')]).toEqual(['Sun 28 Mar 2027 05:30', 'Sun 25 Oct 2026 02:30']);
  });

  it('calls the clinical lead, the escalation owner and the escalation lead when nobody triages it', () => {
    expect(severe().comes('Fri 12 Jun 2026 11:00').called('triage-huddle')).toEqual(['clinical-lead Thu 11 Jun 2026 17:00', 'escalation-owner Thu 11 Jun 2026 18:00', 'escalation-lead Fri 12 Jun 2026 08:00']);
  });
});

describe('the shared thresholds', () => {
  it.each([
    ['danger-now', { dangerNow: true }], ['in-hospital', { inHospital: true }], ['after-crisis', { leftCrisisCare: true }], ['fell', { fell: true }], ['getting-worse', { underOurCare: true, gettingWorse: true }], ['severe-or-complex', { severeOrComplex: true }],
    ['mild-to-moderate', { mildToModerate: true }], ['substance-use', { substanceUse: true }], ['care-needs-only', { careNeedsOnly: true }], ['under-18', { under18: true }], ['lives-elsewhere', { livesElsewhere: true }],
  ])('%s speaks where its facts are known', (rule, facts) => expect(Referral.whoIs(facts).proposed).toEqual([rule]));

  it('have each a source, lead to what there is, and ask only for facts that a referral can tell', () => {
    const { thresholds, services, pathways, facts, minimum } = policyOf('front-door')!.triage!;
    for (const { when, then, source, status } of thresholds) {
      expect(['pathway' in then ? pathways.includes(then.pathway) : services.some(({ id }) => id === then.service), Object.keys(when).every((fact) => fact in facts), source.length > 0, status]).toEqual([true, true, true, 'proposed']);
    }
    expect(pathways.map((pathway) => policyOf(pathway)?.pathway)).toEqual([...pathways]);
    expect(new Set(minimum.map(({ part }) => part)).size).toBe(minimum.length);
  });

  it('are followed by name, or departed from with a reason', () => {
    const to = { service: 'community-mental-health-team' };
    expect(code(() => severe().assigns(to, {}))).toBe('not of the right shape');
    expect(code(() => severe().assigns(to, { rule: 'severe-or-complex', departure: 'r' }))).toBe('not of the right shape');
    expect(code(() => severe().assigns(to, { departure: 'she asked for it' }))).toBe('not-a-departure /evidence/departure');
    expect(code(() => severe().assigns({ service: 'crisis-team' }, ruled('severe-or-complex')))).toBe('not-what-the-rule-says /evidence/to');
    expect(code(() => severe().assigns({ service: 'crisis-team' }, ruled('danger-now')))).toBe('not-proposed /evidence/rule');
    expect(severe().assigns({ service: 'crisis-team' }, { departure: 'her brother died this morning' }).open()).toEqual(['service-accepts']);
    expect(severe().assigns(to, ruled('severe-or-complex')).open()).toEqual(['service-accepts']);
  });

  it('may be followed by what the huddle finds out itself', () => {
    const found = Referral.received('Wed 10 Jun 2026 10:00').triages({ outcome: 'assign', to: { service: 'community-mental-health-team' }, leadProfessional: 'a-lead', rule: 'severe-or-complex', facts: { severeOrComplex: true } });
    expect(found.open()).toEqual(['service-accepts']);
  });

  it('send nobody to what there is not, nor redirect to our own, nor assign what is not ours', () => {
    expect(code(() => mild().assigns({ pathway: 'no-such' }, { departure: 'd' }))).toBe('unknown-pathway /evidence/to/pathway');
    expect(code(() => mild().redirects('no-such', { departure: 'd' }))).toBe('unknown-service /evidence/to/service');
    expect(code(() => mild().redirects('crisis-team', { departure: 'd' }))).toBe('in-scope /evidence/to/service');
    expect(code(() => mild().assigns({ service: 'talking-therapies' }, ruled('mild-to-moderate')))).toBe('out-of-scope /evidence/to/service');
  });
});

describe('a redirect', () => {
  const redirected = (): Referral => mild().redirects('talking-therapies', ruled('mild-to-moderate'));

  it('is the coordinator’s, by the end of the next working day, and the coordinator is called', () => {
    expect([redirected().open(), redirected().due('redirect'), redirected().called('redirect'), redirected().state.stage]).toEqual([['redirect'], 'Thu 11 Jun 2026 17:00', ['coordinator Wed 10 Jun 2026 10:00'], 'redirecting']);
  });

  it.each([
    ['a rationale', { rationale: undefined }], ['words in the rationale', { rationale: ' ' }], ['signposting', { signposting: undefined }], ['how the person is still reached', { signposting: { to: 't', how: 'h', personAgrees: true } }],
    ['urgent routes', { urgentRoutes: undefined }], ['their communication', { urgentRoutes: { ...urgentRoutes, communicated: false } }], ['to whom', { urgentRoutes: { ...urgentRoutes, to: [] } }], ['which they are', { urgentRoutes: { communicated: true, to: ['the person'] } }],
  ])('is not complete without %s', (_what, lacking) => {
    expect(code(() => redirected().completes('redirect', { ...safeRedirect, ...lacking } as JsonObject))).toBe('not of the right shape');
  });

  it('closes the referral when all of it is done, and never by being given away', () => {
    expect(redirected().completes('redirect', safeRedirect).outcome).toEqual({ outcome: 'redirected' });
    expect(code(() => redirected().handsOver('redirect'))).toBe('cannot-be-handed-over');
    expect(redirected().answers({ type: 'declined', step: 'redirect', by: 'p', capacity: 'presumed', explained: 'e', alternative: 'a' })).toBe('409 cannot-be-declined');
  });

  it('is withdrawn when its triage is opened again, and a new triage has one of its own', () => {
    const again = redirected().reopens('triage-huddle');
    expect([again.status('redirect'), again.open()]).toEqual(['not-needed', ['triage-huddle']]);
    expect(again.redirects('talking-therapies', ruled('mild-to-moderate')).tasksOf('redirect').map(({ status }) => status)).toEqual(['not-needed', 'open']);
    expect(wholeFacts['dangerNow']).toBe(false);
  });
});
