import { describe, expect, it } from '@jest/globals';
import type { CaseStart } from '#libs/contracts/commands.js';
import { askedForMail } from '#libs/notices/known-words.js';
import { differences } from '#libs/policies/differences.js';
import { override, type Override, type ReminderChange } from '#libs/policies/override.js';
import { policies, policyById, policyOf } from '#libs/policies/released.js';
import { Discharge } from '#tests/support/pathways/discharge.js';
import { Falls } from '#tests/support/pathways/falls.js';
import { london } from '#tests/support/pathways/london.js';
import { dischargeStart, patientStart } from '#tests/support/pathways/simulation.js';

const standard = policyById('minimum-safe-discharge', '1');
const hillview = policyOf('minimum-safe-discharge', 'hillview')!;
const agreed = { source: 'agreed in the test', status: 'local' } as const;
const overridden = (changes: Partial<Override>) => override({ extends: standard, locality: 'there', version: 'there-1', released: '2026-11-22', ...changes });
const refused = (changes: Partial<Override>): string => {
  try {
    overridden(changes);
  } catch (error) {
    return (error as Error).message.replace('there-1 of minimum-safe-discharge: ', '');
  }
  return 'allowed';
};

describe('a locality that differs', () => {
  it('says only what is other there; all else is the default’s own', () => {
    const policy = overridden({ numbers: { watch: { value: 'P14D', ...agreed } }, steps: { departure: { ladder: { 2: { within: 'PT30M', ...agreed } } } } });
    expect(policy).toMatchObject({ id: 'minimum-safe-discharge', version: 'there-1', locality: 'there', extends: { version: '1' } });
    expect(policy.numbers['watch']).toEqual({ ...standard.numbers['watch'], value: 'P14D', ...agreed });
    const [first, second, ...above] = standard.steps['departure']!.ladder.rungs;
    expect(policy.steps['departure']!.ladder).toEqual({ ...standard.steps['departure']!.ladder, rungs: [first, { ...second, within: 'PT30M', ...agreed }, ...above] });
    expect(policy.ladders).toBe(standard.ladders);
    for (const step of Object.keys(standard.steps)) if (step !== 'departure') expect(policy.steps[step]).toBe(standard.steps[step]);
    for (const number of Object.keys(standard.numbers)) if (number !== 'watch') expect(policy.numbers[number]).toBe(standard.numbers[number]);
    expect(Object.keys(policy.steps)).toEqual(Object.keys(standard.steps));
  });

  it('leaves the default as it was', () => {
    const before = JSON.stringify(standard);
    overridden({ steps: { 'safety-call': { due: [{ value: 'PT30H', ...agreed }], acknowledgeFor: { value: 'PT3H', ...agreed } } } });
    expect(JSON.stringify(standard)).toBe(before);
  });

  it('may change a rule by its reason, a variant, an acknowledgement, a ladder of a class', () => {
    const policy = overridden({
      ladders: { today: { 3: { repeats: 'PT2H', ...agreed } } },
      steps: {
        'capacity-response': { due: [{ when: 'decided-late', at: '10:00', ...agreed }] },
        'trigger-response': { variants: { 'safety-flag': { ladder: { 2: { within: 'PT10M', ...agreed } }, acknowledgeFor: { value: 'PT15M', ...agreed } } } },
      },
    });
    expect(differences(standard, policy)).toEqual([
      { path: 'ladders.today.rungs[2].repeats', default: 'PT4H', here: 'PT2H', ...agreed },
      { path: 'steps.capacity-response.due[1].at', default: '12:00', here: '10:00', ...agreed },
      { path: 'steps.trigger-response.variants[0].ladder.rungs[1].within', default: 'PT30M', here: 'PT10M', ...agreed },
      { path: 'steps.trigger-response.variants[0].acknowledgeFor', default: 'PT30M', here: 'PT15M', ...agreed },
    ]);
    expect(policy.steps['trigger-response']!.ladder).toBe(standard.steps['trigger-response']!.ladder);
  });

  it.each<[string, Partial<Override>, string]>([
    ['a number', { numbers: { wach: { value: 'P14D', ...agreed } } }, 'numbers.wach: there is no such thing'],
    ['what every object has', { numbers: { constructor: { value: 'P14D', ...agreed } } }, 'numbers.constructor: there is no such thing'],
    ['a step', { steps: { 'second-visit': { due: [{ value: 'PT1H', ...agreed }] } } }, 'steps.second-visit: there is no such thing'],
    ['a due rule', { steps: { departure: { due: [{ when: 'at-night', value: 'PT1H', ...agreed }] } } }, 'steps.departure.due[at-night]: there is no such due rule'],
    ['a part of a due rule', { steps: { departure: { due: [{ floor: 'PT1H', ...agreed }] } } }, 'steps.departure.due[always].floor: there is no such number'],
    ['a rung', { steps: { departure: { ladder: { 4: { within: 'PT1H', ...agreed } } } } }, 'steps.departure.ladder.rungs.4: there is no such thing'],
    ['a repeat below the last rung', { steps: { departure: { ladder: { 2: { repeats: 'PT1H', ...agreed } } } } }, 'steps.departure.ladder.rungs.2.repeats: there is no such number'],
    ['a variant', { steps: { departure: { variants: { urgent: { ladder: { 1: { within: 'PT1M', ...agreed } } } } } } }, 'steps.departure.variants.urgent: there is no such thing'],
  ])('may not change %s that does not exist', (_, changes, because) => { expect(refused(changes)).toContain(because); });

  it.each<[string, Partial<Override>]>([
    ['nothing at all', {}], ['a step without a change', { steps: { departure: {} } }], ['a rule without a change', { steps: { departure: { due: [{ ...agreed }] } } }], ['a ladder without a rung', { steps: { departure: { ladder: {} } } }],
    ['a variant without a change', { steps: { 'trigger-response': { variants: { 'safety-flag': {} } } } }],
    ['the same number', { numbers: { watch: { value: 'P7D', ...agreed } } }], ['the same due time', { steps: { departure: { due: [{ value: 'PT2H', ...agreed }] } } }],
    ['the same interval beside another change', { steps: { departure: { ladder: { 3: { within: 'PT2H', repeats: 'PT1H', ...agreed } } } } }], ['the same acknowledgement', { steps: { departure: { acknowledgeFor: { value: 'PT2H', ...agreed } } } }],
  ])('changes something: not %s', (_, changes) => { expect(refused(changes)).toContain('changes nothing'); });

  it('says where each number comes from', () => {
    for (const source of [undefined, '', ' ']) {
      const unsourced = { ...agreed, source } as typeof agreed;
      expect(refused({ numbers: { watch: { value: 'P14D', ...unsourced } } })).toContain('says its source and its status');
      expect(refused({ steps: { departure: { acknowledgeFor: { value: 'PT1H', ...unsourced } } } })).toContain('says its source and its status');
      expect(refused({ steps: { departure: { ladder: { 2: { within: 'PT10M', ...unsourced } } } } })).toContain('says its source and its status');
    }
    expect(refused({ steps: { departure: { due: [{ value: 'PT1H', source: 'x' } as never] } } })).toContain('says its source and its status');
  });

  it('keeps a duration a duration, a time of day one and a count one, and a ladder one that climbs', () => {
    for (const [number, value] of [['watch', 'a fortnight'], ['watch', 14], ['capacityCutOff', 'PT18H'], ['capacityCutOff', '25:00'], ['replansBeforeCall', '3'], ['replansBeforeCall', Number.NaN]] as const) {
      expect([number, refused({ numbers: { [number]: { value, ...agreed } } })]).toEqual([number, expect.stringContaining('is not of the kind of')]);
    }
    expect(refused({ steps: { departure: { ladder: { 3: { repeats: 'PT0S', ...agreed } } } } })).toContain('the last rung must repeat');
    expect(refused({ steps: { departure: { ladder: { 2: { within: '-PT1H', ...agreed } } } } })).toContain('no time to wait');
  });

  it('may remind at other times, where the default reminds', () => {
    const falls = policyById('rapid-falls-review', '1');
    const reminding = (reminders: ReminderChange, step = 'review-held') => () => overridden({ extends: falls, steps: { [step]: { reminders } } });
    const policy = reminding({ 1: { before: 'PT48H', ...agreed } })();
    expect(policy.steps['review-held']!.reminders).toEqual([{ before: 'PT48H', ...agreed }, falls.steps['review-held']!.reminders![1]]);
    expect(differences(falls, policy)).toEqual([{ path: 'steps.review-held.reminders[0].before', default: 'PT24H', here: 'PT48H', ...agreed }]);
    expect([policy.steps['review-held']!.ladder, policy.steps['review-booked']]).toEqual([falls.steps['review-held']!.ladder, falls.steps['review-booked']]);
    for (const [change, because] of [
      [reminding({}), 'changes nothing'], [reminding({ 1: { before: 'PT24H', ...agreed } }), 'changes nothing'], [reminding({ 3: { before: 'PT1H', ...agreed } }), 'reminders.3: there is no such thing'],
      [reminding({ 1: { before: 'PT48H', ...agreed } }, 'review-booked'), 'reminders.1: there is no such thing'], [reminding({ 1: { before: 'PT48H', source: ' ', status: 'local' } }), 'says its source and its status'],
      [reminding({ 1: { before: 'two days', ...agreed } }), 'is not of the kind of'], [reminding({ 2: { before: 'PT24H', ...agreed } }), 'nearer to the due time'], [reminding({ 2: { before: '-PT1H', ...agreed } }), 'nearer to the due time'], [reminding({ 2: { before: 'PT0S', ...agreed } }), 'nearer to the due time'],
    ] as const) expect(change).toThrow(because);
  });

  it('extends a default, with a version of its own', () => {
    expect(refused({ extends: hillview })).toContain('is not a default');
    expect(refused({ version: '1', numbers: { watch: { value: 'P14D', ...agreed } } })).toContain('no version of its own');
    expect(refused({ locality: ' ', numbers: { watch: { value: 'P14D', ...agreed } } })).toContain('no locality');
  });
});

describe('the released policies of localities', () => {
  const localities = policies.filter(({ locality }) => locality !== null);
  it('are each found by pathway and version, and by locality', () => {
    expect(localities.length).toBeGreaterThan(0);
    expect(new Set(policies.map(({ pathway, version }) => `${pathway} ${version}`)).size).toBe(policies.length);
    for (const policy of localities) expect([policyById(policy.id, policy.version), policyOf(policy.pathway, policy.locality)?.locality]).toEqual([policy, policy.locality]);
  });

  it('differ from the version that they extend in what they name, and from nothing else', () => {
    for (const policy of localities) {
      const of = policies.find(({ pathway, version }) => pathway === policy.pathway && version === policy.extends?.version);
      expect(of?.locality).toBeNull();
      const differs = differences(of!, policy);
      expect(differs.length).toBeGreaterThan(0);
      for (const { path, source, status } of differs) expect([path, source.trim() !== '', status]).toEqual([path, true, expect.stringMatching(/^(contract|national|nice|proposed|local)$/)]);
    }
  });

  it('are not what a case elsewhere starts with', () => {
    for (const { pathway } of localities) for (const elsewhere of [undefined, null, 'nowhere']) expect(policyOf(pathway, elsewhere)?.locality).toBeNull();
  });
});

describe('a discharge in Hillview', () => {
  const start: CaseStart = { ...dischargeStart({ plannedDischargeAt: london('Wed 10 Jun 2026 15:00') }), policy: { id: hillview.id, version: hillview.version } };
  const opened = () => new Discharge(start, Date.parse(london('Wed 10 Jun 2026 08:00')));

  it('says what is other there, number by number', () => {
    expect(differences(standard, hillview).map(({ path, default: before, here }) => [path, before, here])).toEqual([
      ['numbers.confirmationGrace.value', 'PT30M', 'PT15M'], ['numbers.safetyCallAttempts.value', 'PT2H', 'PT1H'],
      ['steps.first-visit-done.due[0].value', 'PT1H', 'PT30M'],
      ['steps.first-visit-done.ladder.rungs[1].within', 'PT30M', 'PT20M'], ['steps.first-visit-done.ladder.rungs[1].asked', standard.steps['first-visit-done']!.ladder.rungs[1]!.asked, expect.stringContaining('evening team')],
      ['steps.safety-call.due[1].value', 'PT72H', 'PT48H'], ['steps.safety-call.acknowledgeFor', 'PT2H', 'PT1H'],
    ]);
  });

  it('calls about a missed visit at its own numbers', () => {
    // Visit booked for Thursday 11:00; due half an hour after, not an hour; the escalation lead 20 minutes later, not 30.
    const discharge = opened().leavesByPlan('Wed 10 Jun 2026 15:00').comes('Thu 11 Jun 2026 13:00');
    expect([discharge.due('first-visit-done'), discharge.called('first-visit-done')]).toEqual(['Thu 11 Jun 2026 11:30', ['escalation-owner Thu 11 Jun 2026 11:30', 'escalation-lead Thu 11 Jun 2026 11:50', 'director Thu 11 Jun 2026 12:50']]);
    expect(discharge.task('first-visit-done').due).toMatchObject({ rule: 'PT30M after the end of the visit’s slot', source: expect.stringContaining('Hillview') });
    expect(discharge.of('rung-reached').find(({ data }) => data.step === 'first-visit-done' && data.level === 2)?.data.asked).toContain('evening team');
  });

  it('rings within 48 hours, and an acknowledgement of that holds for an hour', () => {
    const discharge = opened().leavesByPlan('Wed 10 Jun 2026 15:00').comes('Thu 11 Jun 2026 15:00');
    expect(discharge.due('safety-call')).toBe('Fri 12 Jun 2026 15:00');
    const acknowledge = (duration: string) => discharge.answers({ type: 'acknowledge', step: 'safety-call', for: duration, note: 'on it' });
    expect([acknowledge('PT1H'), acknowledge('PT61M')]).toEqual(['allowed', '422 too-long']);
  });

  it('goes by its own policy in a fresh run and when it is brought back', () => {
    const discharge = opened().leavesByPlan('Wed 10 Jun 2026 15:00');
    discharge.continueAsNew();
    discharge.revive();
    expect(discharge.state.policy).toEqual({ id: 'minimum-safe-discharge', version: 'hillview-1' });
    expect(discharge.due('first-visit-done')).toBe('Thu 11 Jun 2026 11:30');
  });

  it('asks in a mail what its own ladder asks', () => {
    const { asked } = hillview.steps['first-visit-done']!.ladder.rungs[1]!;
    expect(askedForMail(asked, 'overdue')).toBe(asked);
  });
});

describe('a falls review in Hillview', () => {
  const opened = (at: string, version: string) => {
    const start = patientStart('rapid-falls-review', { trigger: { kind: 'new-confusion', occurredAt: london(at), where: 'at home', note: 'does not know the day' } });
    return new Falls({ ...start, policy: { id: 'rapid-falls-review', version } }, Date.parse(london(at)));
  };

  it('has whoever is newly confused checked within the hour, by day and by night', () => {
    const due = (at: string, version: string) => { const review = opened(at, version); return [review.due('urgent-clinical-check'), review.task('urgent-clinical-check').due.status]; };
    expect([due('Wed 10 Jun 2026 10:00', 'hillview-1'), due('Wed 10 Jun 2026 22:00', 'hillview-1')]).toEqual([['Wed 10 Jun 2026 11:00', 'local'], ['Wed 10 Jun 2026 23:00', 'local']]);
    expect([due('Wed 10 Jun 2026 10:00', '1'), due('Wed 10 Jun 2026 22:00', '1')]).toEqual([['Wed 10 Jun 2026 12:00', 'national'], ['Thu 11 Jun 2026 00:00', 'local']]);
  });

  it('leaves the 72 hours as they are', () => {
    expect([opened('Wed 10 Jun 2026 10:00', 'hillview-1').due('review-held'), opened('Wed 10 Jun 2026 10:00', '1').due('review-held')]).toEqual(['Sat 13 Jun 2026 10:00', 'Sat 13 Jun 2026 10:00']);
  });
});
