import { describe, expect, it } from '@jest/globals';
import { policyById } from '#libs/policies/released.js';
import type { CaseStory } from '#tests/support/pathways/case-story.js';
import { Referral, safeRedirect } from '#tests/support/pathways/front-door.js';
import { london } from '#tests/support/pathways/london.js';
import { patientStart } from '#tests/support/pathways/simulation.js';
import { StepUpStory } from '#tests/support/pathways/step-up.js';
import { postEscalation, Taper, wholeHandover } from '#tests/support/pathways/taper.js';

const review = 'post-escalation-review';
const reviews = (story: CaseStory): string[] => story.tasksOf(review).map(({ status }) => status);
describe('somebody who comes into crisis again and again', () => {
  it('on a taper has a clinical review from the second escalation in thirty days on, within two working days, and after each one that follows', () => {
    const taper = Taper.contactedOnWednesday().comes('Thu 11 Jun 2026 10:00').tells('crisis');
    expect(reviews(taper)).toEqual([]);
    taper.comes('Fri 12 Jun 2026 10:00').tells('re-presentation');
    expect([reviews(taper), taper.due(review), taper.owners[review], taper.called(review)]).toEqual([['open'], 'Tue 16 Jun 2026 17:00', 'clinical-lead', ['clinical-lead Fri 12 Jun 2026 10:00']]);
    taper.comes('Sat 13 Jun 2026 10:00').tells('crisis');
    expect(reviews(taper)).toEqual(['open', 'open']);
    expect(taper.completes(review, postEscalation(taper.nowText), 'the-clinical-lead').statuses(review)).toEqual(['open', 'completed']);
  });

  it('is called about when that review is late', () => {
    const taper = Taper.contactedOnWednesday().tells('crisis').comes('Thu 11 Jun 2026 10:00').tells('crisis').comes('Mon 15 Jun 2026 19:30');
    expect(taper.called(review)).toEqual(['clinical-lead Thu 11 Jun 2026 10:00', 'clinical-lead Mon 15 Jun 2026 17:00', 'escalation-owner Mon 15 Jun 2026 18:00']);
  });

  it('is somebody else when more than thirty days lie between', () => {
    const taper = Taper.contactedOnWednesday().tells('crisis').comes('Fri 10 Jul 2026 12:00').tells('crisis');
    expect(reviews(taper)).toEqual([]);
    expect(reviews(Taper.contactedOnWednesday().tells('crisis').comes('Fri 10 Jul 2026 11:59').tells('crisis'))).toEqual(['open']);
  });

  it('is known across cases: what was told of other cases when this one began, or with a trigger, counts', () => {
    const before = { escalatedBefore: [london('Mon 1 Jun 2026 10:00')] };
    expect(reviews(StepUpStory.onWednesday(before))).toEqual(['open']);
    expect(reviews(StepUpStory.onWednesday({ escalatedBefore: [london('Sun 3 May 2026 10:00')] }))).toEqual([]);
    const taper = Taper.contactedOnWednesday();
    taper.does({ type: 'trigger', kind: 'crisis', occurredAt: taper.nowText, note: 'n', elsewhere: [london('Mon 8 Jun 2026 10:00')] });
    expect(reviews(taper)).toEqual(['open']);
    // Told twice it is one.
    const twice = Taper.contactedOnWednesday();
    for (const kind of ['warning-sign', 'clinical-deterioration']) twice.does({ type: 'trigger', kind, occurredAt: twice.nowText, note: 'n', elsewhere: [london('Mon 8 Jun 2026 10:00')] });
    expect(reviews(twice)).toEqual([]);
  });

  it('on a step-up has one after a crisis or when it is raised again: raising it was the first', () => {
    const story = StepUpStory.onWednesday();
    expect(reviews(story)).toEqual([]);
    expect(reviews(story.comes('Wed 10 Jun 2026 11:00').tells('raised-again'))).toEqual(['open']);
    expect(reviews(story.tells('crisis'))).toEqual(['open', 'open']);
  });

  it('at the front door has one after a second crisis while they wait, and after the first where they were escalated elsewhere before; the door stays open until it was held', () => {
    const referral = Referral.received('Wed 10 Jun 2026 10:00').sees('crisis');
    expect(reviews(referral)).toEqual([]);
    expect([reviews(referral.comes('Wed 10 Jun 2026 11:00').sees('crisis')), referral.due(review), referral.task(review).owner.role, referral.called(review)]).toEqual([['open'], 'Fri 12 Jun 2026 17:00', 'clinical-lead', ['clinical-lead Wed 10 Jun 2026 11:00']]);
    const known = Referral.whoIs({ mildToModerate: true }, { escalatedBefore: [london('Mon 1 Jun 2026 10:00')] }).sees('crisis');
    known.completes('crisis-response', { answer: 'seen', by: 'the team' }).redirects('talking-therapies', { rule: 'mild-to-moderate' }).completes('redirect', safeRedirect);
    expect([known.open(), known.state.stage, known.answers({ type: 'declined', step: review, by: 'p', capacity: 'presumed', explained: 'e', alternative: 'a' })]).toEqual([[review], 'finishing', '409 cannot-be-declined']);
    expect(known.completes(review, postEscalation(known.nowText), 'the-clinical-lead').outcome).toEqual({ outcome: 'redirected' });
    const before = new Referral({ ...patientStart('front-door', Referral.whoIs({}).state.details), policy: { id: 'front-door', version: '1' } }, Date.parse(london('Wed 10 Jun 2026 10:00')));
    expect(reviews(before.sees('crisis').sees('crisis'))).toEqual([]);
  });

  it('keeps the step-up from closing while the review is open', () => {
    const story = StepUpStory.onWednesday({ escalatedBefore: [london('Mon 1 Jun 2026 10:00')] }).saysNo().tellsWhoRaised().supervises();
    expect([story.stage, story.open()]).toEqual(['finishing', [review]]);
    expect(story.completes(review, postEscalation(story.nowText)).stage).toBe('watching');
  });

  it('on a taper that began before there was a cohort goes on as it began', () => {
    const start = patientStart('step-down-tapering', { crisisTeam: 'c', dischargedAt: london('Wed 10 Jun 2026 09:00'), from: 'crisis-team', handover: wholeHandover, suicideRisk: 'not-identified', safeguarding: { indicators: [] } });
    const old = new Taper({ ...start, policy: { id: 'step-down-tapering', version: '1' } }, Date.parse(london('Wed 10 Jun 2026 10:00')));
    expect([reviews(old.accepts().tells('crisis').tells('crisis')), policyById('step-down-tapering', '1').steps[review]]).toEqual([[], undefined]);
  });

  it('is reviewed with what was done about safeguarding, the plan, contacts, partners and the way down: nothing of it may be left out', () => {
    const taper = Taper.contactedOnWednesday().tells('crisis').tells('crisis');
    for (const part of ['safeguarding', 'planUpdated', 'contactCadence', 'interfaceProblem', 'stepDownCriteria'] as const) {
      const { [part]: _, ...rest } = postEscalation(taper.nowText);
      expect(() => taper.completes(review, rest)).toThrow(part);
    }
  });
});
