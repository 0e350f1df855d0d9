import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { isDecisionStep, evidenceOf } from '#libs/contracts/http/evidence.js';
import { isDuration } from '#libs/domain/duration.js';
import { ladderFaults } from '#libs/domain/ladder-roles.js';
import { protocols } from '#workflows/protocols.js';
import type { DueRule, Policy, PolicyLadder } from '#libs/policies/policy.js';
import { policies, policyById, policyOf } from '#libs/policies/released.js';

/**
 * Released policies, by their content. A line here is never edited: a number changes by a new version of its policy, which gets a line of its own.
 * Until the first release of the product the lines below may be written anew.
 */
const frozen: Readonly<Record<string, string>> = {
  'minimum-safe-discharge 1': '294021f797aba13f6e6e0457ae84406da96660310464a4c965d8e87f033084c7',
  'minimum-safe-discharge hillview-1': '33fceaa194bff6a8fb74ef3f7ee9e1313b1d40baa28f836467fffbd355e3f49b',
  'rapid-falls-review 1': 'eb5d8f205185e9c84a8ea49efe22532a466a56bdae50640be5c0bb693bb023be',
  'rapid-falls-review hillview-1': 'caa9b3e05589c51a1125f81113db272eae3a16aaf8e8dedd1d1052497730a1e9',
  'step-down-tapering 1': '88a0f5504ef3afed5eafef1461bb02ebdfdf027dfdd3d16f206f2b9c80d58a30',
  'dispute 1': 'a3c9376522433e3c9d150effb4803f17773af62834fdbd3a91cb3e32f5987e84',
  'restriction 1': '18fe2314981e1e05cdd83530b66bbe7b2988cb3ebf27eb415f63e3e0a2da3b18',
  'quarterly-themes 1': '043c94a102c9fb7197ffe184903283dc4c9eb85cdadb7dc631c27cade2b76678',
  'monthly-audit 1': '66b2f542cacda0decc5a96dc8ccc9b6bc0bfbf679c6152717d0806bd8012ee56',
  'system-risk 1': 'a22d38ecf4f3c240ad4171e7d588c8652581d6606bfda4e767fabd35201089ba',
  'front-door 1': '1d141f8d5470b7b518031fd1119cc9f9d7bd7deaee7815141f176a05214fe90c',
  'system-pressure 1': '5d621f19f678775346d1f4da41fc02d5e3b8616081a8ae1ab02ab3c0ed59f663',
  'case-risk 1': '2b16a331e2d7643781d8d54b09a8a86da59da787fbdd2333c0940fb17c43c33e',
  'step-down-tapering 2': 'ee37dbc7b9e525fa1b19968619beb248870f2e2b55e235c023c4d38e5a621753',
  'step-down-tapering 3': 'b6f67a20f4a6c4e7fbcba8b1cadb7b2f35b741309950df33adff480e3b424a08',
  'step-up 1': '4fd713d173f1f872f1456e1e8da79488186d6fd915e0f1c99ea6104b8505fce1',
  'intake-review 1': '11fb2f3ca1a6ee84aebef06ef14334bda7d09b193920053d3b28ff33d4e46ded',
  'intake-review hillview-1': 'f5721e99bf6afa12cc9808015363f4fb4ec5faf821bfc20fc625a092bd01ada9',
  'dispute 2': '7caa72c68705d7c393b9b59d8d6578d45088d36c23a8c42c9a1576f37f74024f',
  'system-risk 2': 'ec65432b8514f1cdba2875264219ab747ee1ec442ba0ee20cabd9e69c70ef814',
  'step-down-tapering 4': '11c2a650926350434f38286db85ff461033ad85b7e25aa67595261df6f10fa13',
  'front-door 2': 'e71a4c0225f856484f6e80d19239ca59a9b990308aac0a56d3ccf0713fcc4a0c',
  'restriction 2': 'e1b44cc641bbecbdc89682843ca5f7d12319512653e45fc1ff7bfa80ae65f250',
  'weekly-supervision 1': '5cc993cf0bfa93450f4ca931c1b4b4a0837c8012cd719bf6ac6b6f9835b020be',
  'flow-meetings 1': 'ab3bb2da3d714fecd661b6b78a5fbe05530141b29e7cc16d2d3e426c99a74b9f',
  'step-up 2': '19ca26e982595d3fa7d90d4aa253d06e581b92c6b17293809f4d469624e63e3f',
  'step-down-tapering 5': 'ae4375f5838d9d5ca3f349409df698881290f21bfe1ab7d3cf3b6804488a4239',
};

const roles = ['hub', 'coordinator', 'clinical-lead', 'escalation-owner', 'escalation-lead', 'director', 'crisis-team', 'action-owner'];
const statuses = ['contract', 'national', 'nice', 'proposed', 'local'];
const anchors = ['plannedDischargeAt', 'leaving', 'opened', 'decision', 'unmetDueAt', 'visitSlotEnd', 'agreed', 'recorded', 'dischargedAt', 'occurredAt', 'written', 'contact', 'window', 'stageEnd', 'reviewAt', 'meeting', 'referral'];
/** Words that pick an owner and a ladder and no due time of their own; a role is whoever keeps the step until a handover is accepted. */
const ladderWords = ['urgent', 'crisis-team'];

/** Keys in order, so that only content counts. */
const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, canonical(each)]));
};
const hashOf = (policy: Policy): string => createHash('sha256').update(JSON.stringify(canonical(policy))).digest('hex');

/** Every ladder of a policy, with where it stands. */
const laddersOf = (policy: Policy): [string, PolicyLadder][] => [
  ...Object.entries(policy.ladders), ...Object.entries(policy.steps).flatMap(([step, { ladder, variants = [] }]): [string, PolicyLadder][] => [[step, ladder], ...variants.map((variant): [string, PolicyLadder] => [`${step} ${variant.when}`, variant.ladder])]),
];
const dueRulesOf = (policy: Policy): [string, DueRule][] => Object.entries(policy.steps).flatMap(([step, { due }]) => due.map((rule): [string, DueRule] => [step, rule]));

/** The names of steps that the protocols' files write. */
function stepsWritten(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return stepsWritten(path);
    const words = 'ask|keep|open|all|latest|decided|decisions';
    return [...readFileSync(path, 'utf8').matchAll(new RegExp(`\\.(?:${words})\\('([a-z-]+)'`, 'g'))].map(([, step]) => step!);
  });
}

describe.each(policies.map((policy) => [`${policy.id} ${policy.version}`, policy] as const))('policy %s', (name, policy) => {
  it('is frozen: it is what it was when it was released', () => expect(hashOf(policy)).toBe(frozen[name]));

  it('has ladders that never go silent, to roles that exist, and says what each rung is asked', () => {
    for (const [where, ladder] of laddersOf(policy)) {
      expect([where, ladderFaults(ladder)]).toEqual([where, []]);
      expect([where, ladder.rungs.at(-1)!.repeats !== undefined, ladder.rungs.filter(({ role, asked }) => !roles.includes(role) || asked.trim() === '')]).toEqual([where, true, []]);
      expect(ladder.clock).toBe({ now: 'elapsed', today: 'day', planned: 'working' }[ladder.class]);
    }
  });

  it('calls nobody twice running, unless it means it', () => {
    for (const [where, { rungs, class: kind }] of laddersOf(policy)) {
      const twice = rungs.filter((rung, index) => index > 0 && rung.role === rungs[index - 1]!.role);
      expect([where, twice.length]).toEqual([where, kind === 'planned' ? 1 : 0]);
    }
  });

  it('has an owner who exists for every step, and a time that an acknowledgement may hold', () => {
    for (const [step, { owner, title, acknowledgeFor, variants = [] }] of Object.entries(policy.steps)) {
      expect([step, [owner, ...variants.map((variant) => variant.owner)].filter((role) => !roles.includes(role))]).toEqual([step, []]);
      expect([step, title.length > 0, [acknowledgeFor, ...variants.map((variant) => variant.acknowledgeFor)].every(isDuration)]).toEqual([step, true, true]);
    }
  });

  it('gives every number its clock, its source and the status of that source', () => {
    for (const [step, { value, from, clock, source, status, floor }] of dueRulesOf(policy)) {
      expect([step, isDuration(value), anchors.includes(from), ['elapsed', 'same-day', 'working', 'working-day'].includes(clock), source.length > 0, statuses.includes(status), floor === undefined || isDuration(floor)]).toEqual([step, true, true, true, true, true, true]);
    }
    for (const [where, { source, status }] of laddersOf(policy)) expect([where, source.length > 0, statuses.includes(status)]).toEqual([where, true, true]);
    for (const [number, { value, clock, meaning, source, status }] of Object.entries(policy.numbers)) {
      expect([number, String(value).length > 0, clock.length > 0, meaning.length > 0, source.length > 0, statuses.includes(status)]).toEqual([number, true, true, true, true, true]);
    }
  });

  it('leaves no reason without a due time, and no variant without a reason', () => {
    for (const [step, { due, variants = [] }] of Object.entries(policy.steps)) {
      const reasons = due.map((rule) => rule.when);
      expect([step, reasons.slice(0, -1).includes(undefined)]).toEqual([step, false]);
      for (const { when } of variants) expect([step, when, ladderWords.includes(when) || reasons.includes(when)]).toEqual([step, when, true]);
    }
  });

  it('knows, and the API has the evidence of, every step', () => {
    for (const step of Object.keys(policy.steps)) expect([step, isDecisionStep(step) || evidenceOf(policy.pathway, step) !== undefined]).toEqual([step, true]);
    for (const step of Object.keys(protocols[policy.pathway]!.decisions)) expect(Object.keys(policy.steps)).toContain(step);
  });
});

describe('the policies together', () => {
  it('know every step that a protocol writes', () => {
    const known = new Set(policies.flatMap((policy) => Object.keys(policy.steps)));
    const written = [...new Set(stepsWritten('workflows'))];
    expect(written.length).toBeGreaterThan(15);
    expect(written.filter((step) => !known.has(step))).toEqual([]);
  });

  it('have a policy for every pathway, which a case names by id and version', () => {
    for (const pathway of Object.keys(protocols)) expect(policyOf(pathway)?.pathway).toBe(pathway);
    expect(() => policyById('minimum-safe-discharge', '0')).toThrow('was released');
  });
});

describe('the minimum safe discharge, as its table says', () => {
  const { steps } = policyOf('minimum-safe-discharge')!;
  it.each([
    ['first-visit-booked', 'coordinator', 'today'], ['medicines-reconciled', 'clinical-lead', 'today'], ['equipment-in-place', 'coordinator', 'today'], ['red-flag-instructions-given', 'coordinator', 'today'],
    ['standards-confirmed', 'coordinator', 'today'], ['risk-decision', 'clinical-lead', 'now'], ['capacity-response', 'escalation-owner', 'now'], ['departure', 'hub', 'today'], ['gp-summary-sent', 'clinical-lead', 'planned'],
    ['first-visit-done', 'coordinator', 'now'], ['safety-call', 'coordinator', 'today'], ['person-seen', 'clinical-lead', 'now'], ['left-before-safe-response', 'escalation-owner', 'now'], ['declined-decision', 'clinical-lead', 'today'],
    ['hospital-message-review', 'coordinator', 'today'], ['after-death', 'clinical-lead', 'planned'], ['wrong-person-put-right', 'hub', 'today'], ['learning-review', 'clinical-lead', 'planned'], ['action', 'action-owner', 'planned'],
  ])('%s belongs to the %s and climbs as %s', (step, owner, kind) => {
    expect([steps[step]!.owner, steps[step]!.ladder.class, steps[step]!.acknowledgeFor]).toEqual([owner, kind, { now: 'PT30M', today: 'PT2H', planned: 'P1D' }[kind]]);
  });

  const rungs = (ladder: PolicyLadder): unknown[] => ladder.rungs.map(({ role, within, repeats }) => [role, within, ...(repeats ? [repeats] : [])]);
  it('has the three ladders', () => {
    expect(rungs(steps['risk-decision']!.ladder)).toEqual([['clinical-lead', 'PT0S'], ['escalation-owner', 'PT15M'], ['escalation-lead', 'PT30M'], ['director', 'PT1H', 'PT2H']]);
    expect(rungs(steps['departure']!.ladder)).toEqual([['hub', 'PT0S'], ['escalation-owner', 'PT1H'], ['escalation-lead', 'PT2H', 'PT4H']]);
    expect(rungs(steps['gp-summary-sent']!.ladder)).toEqual([['clinical-lead', 'PT0S'], ['clinical-lead', 'P1D'], ['escalation-lead', 'P1D', 'P1D']]);
    // The escalation owner first, and nobody twice running.
    expect(rungs(steps['first-visit-done']!.ladder)).toEqual([['escalation-owner', 'PT0S'], ['escalation-lead', 'PT30M'], ['director', 'PT1H', 'PT2H']]);
    expect(rungs(steps['capacity-response']!.ladder)).toEqual([['escalation-owner', 'PT0S'], ['escalation-lead', 'PT30M'], ['director', 'PT1H', 'PT2H']]);
  });
});

describe('the rapid falls review, as its table says', () => {
  const { steps, numbers } = policyOf('rapid-falls-review')!;
  it.each([
    ['urgent-clinical-check', 'clinical-lead', 'now', ['head-injury: PT1H opened elapsed local', 'new-confusion: PT2H opened elapsed national', 'new-confusion-out-of-hours: PT2H opened elapsed local']],
    ['risk-assessed', 'clinical-lead', 'today', ['PT24H occurredAt elapsed local']], ['safety-net-written', 'clinical-lead', 'today', ['PT24H occurredAt elapsed local']],
    ['review-booked', 'coordinator', 'today', ['PT24H occurredAt elapsed local']], ['review-held', 'coordinator', 'now', ['PT72H occurredAt elapsed local']],
    ['action', 'action-owner', 'planned', ['PT0S agreed elapsed local']], ['safeguarding-immediate', 'escalation-owner', 'now', ['PT1H opened elapsed local']],
    ['safeguarding-referral', 'escalation-owner', 'today', ['P0D opened same-day local']], ['safeguarding-answer', 'escalation-owner', 'planned', ['P5D referral working-day local']],
    ['safety-net-shared', 'coordinator', 'today', ['PT24H written elapsed local']], ['visit-to-explain', 'coordinator', 'today', ['P2D opened working-day local']],
  ])('%s belongs to the %s and climbs as %s', (step, owner, kind, due) => {
    expect([steps[step]!.owner, steps[step]!.ladder.class, steps[step]!.acknowledgeFor]).toEqual([owner, kind, { now: 'PT30M', today: 'PT2H', planned: 'P1D' }[kind]]);
    expect(steps[step]!.due.map(({ when, value, from, clock, status }) => `${when ? `${when}: ` : ''}${value} ${from} ${clock} ${status}`)).toEqual(due);
  });
  it('watches for thirty days, and knows how far two falls may lie apart', () => {
    expect([numbers['watch']?.value, numbers['twoFallsWithin']?.value]).toEqual(['P30D', 'P7D']);
  });
});

describe('the single front door, as its table says', () => {
  const { steps } = policyOf('front-door')!;
  it.each([
    ['clarification-call', 'coordinator', 'today', ['urgent: PT1H opened elapsed local', 'PT4H opened working local']],
    ['triage-huddle', 'clinical-lead', 'today', ['urgent: PT4H referral elapsed local', 'urgent-again: PT4H opened elapsed local', 'again: P1D opened working-day local', 'P1D referral working-day local']],
    ['senior-oversight', 'escalation-lead', 'today', ['urgent: PT4H opened elapsed local', 'P1D opened working-day local']], ['service-accepts', 'action-owner', 'today', ['urgent: PT4H opened elapsed local', 'P1D opened working-day local']],
    ['assignment-refused', 'coordinator', 'today', ['PT4H opened elapsed local']], ['redirect', 'coordinator', 'today', ['urgent: PT4H opened elapsed local', 'P1D opened working-day local']],
    ['referral-changed', 'coordinator', 'today', ['PT4H opened working local']], ['crisis-response', 'crisis-team', 'now', ['PT1H opened elapsed local']],
  ])('%s belongs to the %s and climbs as %s', (step, owner, kind, due) => {
    expect([steps[step]!.owner, steps[step]!.ladder.class, steps[step]!.acknowledgeFor]).toEqual([owner, kind, { now: 'PT30M', today: 'PT2H', planned: 'P1D' }[kind]]);
    expect(steps[step]!.due.map(({ when, value, from, clock, status }) => `${when ? `${when}: ` : ''}${value} ${from} ${clock} ${status}`)).toEqual(due);
  });
  it('calls day and night about whatever is urgent', () => {
    for (const step of ['clarification-call', 'triage-huddle', 'senior-oversight', 'service-accepts', 'redirect']) expect([step, steps[step]!.variants?.find(({ when }) => when === 'urgent')?.ladder.class]).toEqual([step, 'now']);
  });
});

describe('the step-down taper, as its table says', () => {
  const { steps, numbers } = policyOf('step-down-tapering')!;
  const afterDischarge = ['suicide-risk: PT48H dischargedAt elapsed nice', 'not-assessed: PT48H dischargedAt elapsed local', 'inpatient: PT72H dischargedAt elapsed contract', 'PT72H dischargedAt elapsed local'];
  const withFirstContact = ['contacted: P0D contact same-day local', ...afterDischarge];
  it.each([
    ['handover-accepted', 'clinical-lead', 'today', ['PT4H opened elapsed local']], ['handover-clarified', 'crisis-team', 'today', ['PT4H opened elapsed local']],
    ['handover-dispute', 'escalation-lead', 'today', ['PT4H opened working local']], ['handover-completed', 'crisis-team', 'today', ['PT24H opened elapsed local']],
    ['first-contact', 'clinical-lead', 'now', afterDischarge], ['crisis-plan-reviewed', 'clinical-lead', 'today', withFirstContact], ['stabilisation-agreed', 'clinical-lead', 'today', withFirstContact],
    ['care-plan-sent', 'crisis-team', 'planned', ['PT24H dischargedAt elapsed nice']], ['triggers-communicated', 'coordinator', 'today', ['PT24H contact elapsed local']],
    ['contact', 'coordinator', 'today', ['after-the-ward-at-risk: PT48H dischargedAt elapsed local', 'after-the-ward: PT72H dischargedAt elapsed local', 'P0D window same-day local']], ['welfare-check', 'coordinator', 'now', ['at-risk: PT4H opened elapsed local', 'opened-late: P1D opened same-day local', 'P0D opened same-day local']],
    ['welfare-decision', 'clinical-lead', 'now', ['PT2H opened elapsed local']], ['readiness-review', 'clinical-lead', 'today', ['P0D stageEnd same-day local']],
    ['step-up-review', 'clinical-lead', 'now', ['PT4H opened elapsed local']], ['crisis-response', 'crisis-team', 'now', ['PT1H opened elapsed local']],
    ['supervision-review', 'escalation-lead', 'planned', ['P7D opened elapsed local']], ['safeguarding-action', 'escalation-owner', 'planned', ['P5D opened working-day local']],
    ['restriction-review', 'clinical-lead', 'today', ['PT0S reviewAt elapsed local']], ['closing-review', 'clinical-lead', 'planned', ['ended-early: P7D decision elapsed local', 'P7D stageEnd same-day local']],
  ])('%s belongs to the %s and climbs as %s', (step, owner, kind, due) => {
    expect([steps[step]!.owner, steps[step]!.ladder.class, steps[step]!.acknowledgeFor]).toEqual([owner, kind, { now: 'PT30M', today: 'PT2H', planned: 'P1D' }[kind]]);
    expect(steps[step]!.due.map(({ when, value, from, clock, status }) => `${when ? `${when}: ` : ''}${value} ${from} ${clock} ${status}`)).toEqual(due);
  });
  it('calls the community lead about an acceptance that is late, then the crisis team, then the escalation lead', () => {
    expect(steps['handover-accepted']!.ladder.rungs.map(({ role, within, repeats }) => [role, within, repeats])).toEqual([['clinical-lead', 'PT0S', undefined], ['crisis-team', 'PT1H', undefined], ['escalation-lead', 'PT2H', 'PT4H']]);
  });
  it('has every step kept by the crisis team until then, but the acceptance, a dispute about it, and what ends a case or has an owner by name', () => {
    const kept = Object.entries(steps).filter(([, { owner, variants = [] }]) => owner === 'crisis-team' || variants.some((variant) => variant.when === 'crisis-team' && variant.owner === 'crisis-team' && variant.ladder.rungs[0]!.role === 'crisis-team'));
    expect(Object.keys(steps).filter((step) => !kept.some(([name]) => name === step)).toSorted()).toEqual(['action', 'after-death', 'handover-accepted', 'handover-dispute', 'wrong-person-put-right']);
  });
  it('tapers, watches for thirty days, and knows when a day is too far on', () => {
    expect(['taper', 'watch', 'welfareCutOff', 'replansBeforeCall'].map((name) => numbers[name]?.value)).toEqual(['P3D for P2W, P1W for P4W, P2W for P4W', 'P30D', '15:00', 3]);
  });
});
