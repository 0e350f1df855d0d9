import { describe, expect, it } from '@jest/globals';
import { decision } from '#tests/support/pathways/case-story.js';
import { Discharge } from '#tests/support/pathways/discharge.js';

const left = (): Discharge => Discharge.onWednesday().leavesByPlan('Wed 10 Jun 2026 15:00');

describe('a person who says no after leaving', () => {
  it('to the visit: a clinical lead decides within four hours, and the visit stays open until then', () => {
    const discharge = left().declines('first-visit-done');
    expect([discharge.open(), discharge.due('declined-decision'), discharge.task('declined-decision').owner.role]).toEqual([['declined-decision', 'first-visit-done', 'gp-summary-sent'], 'Wed 10 Jun 2026 19:00', 'clinical-lead']);
  });

  it('and it is accepted: the task ends as declined, the case goes on and says so at its end', () => {
    const discharge = left().declines('first-visit-done').decides('accept', {}, 'declined-decision');
    expect([discharge.status('first-visit-done'), discharge.open()]).toEqual(['declined', ['gp-summary-sent']]);
    discharge.complete('gp-summary-sent', { sentAt: discharge.nowText, to: 'the practice' });
    discharge.comes('Thu 11 Jun 2026 15:00').declines('safety-call').decides('accept', {}, 'declined-decision').comes('Wed 17 Jun 2026 15:00');
    expect(discharge.outcome).toEqual({ outcome: 'discharged-with-concerns', basis: 'nothing-heard', concerns: ['first-visit-not-made', 'declined: first-visit-done', 'declined: safety-call'] });
  });

  it('and it is offered again: it is open, due 24 hours later, and its climb starts anew', () => {
    const discharge = left().comes('Thu 11 Jun 2026 12:20').declines('first-visit-done').decides('offer-again', {}, 'declined-decision');
    expect([discharge.status('first-visit-done'), discharge.due('first-visit-done')]).toEqual(['open', 'Fri 12 Jun 2026 12:20']);
    discharge.comes('Fri 12 Jun 2026 12:19');
    expect(discharge.called('first-visit-done')).toEqual(['escalation-owner Thu 11 Jun 2026 12:00']);
    discharge.comes('Fri 12 Jun 2026 12:20').declines('first-visit-done');
    expect(discharge.tasksOf('declined-decision').map((task) => task.status)).toEqual(['completed', 'open']);
  });

  it('and it is offered again before it was due: the day counts from the decision, and the slot no longer does', () => {
    const discharge = left().comes('Wed 10 Jun 2026 18:00').declines('first-visit-done').decides('offer-again', {}, 'declined-decision');
    expect(discharge.due('first-visit-done')).toBe('Thu 11 Jun 2026 18:00');
  });

  it('and has second thoughts: done after all, there is nothing to decide', () => {
    const discharge = left().declines('first-visit-done');
    discharge.complete('first-visit-done', { visitedAt: discharge.nowText, by: 'a nurse' });
    expect(discharge.status('declined-decision')).toBe('not-needed');
  });

  it('is heard once a time', () => {
    expect(left().declines('first-visit-done').answers({ type: 'declined', step: 'first-visit-done', by: 'x', capacity: 'presumed', explained: 'e', alternative: 'a' })).toBe('409 already-declined');
  });

  it('to two things: the decision says which it is about', () => {
    const discharge = left().declines('first-visit-done').declines('gp-summary-sent');
    expect(discharge.refusalOf(decision('accept', {}, 'declined-decision'))).toBe('422 required');
    const [visit] = discharge.tasksOf('declined-decision');
    discharge.does({ ...decision('accept', {}, 'declined-decision'), taskId: visit!.id } as never);
    expect([discharge.status('first-visit-done'), discharge.status('gp-summary-sent')]).toEqual(['declined', 'open']);
  });

  it('to a standard that goes on after leaving: it is decided like anything else', () => {
    const discharge = Discharge.onWednesday().walksOut().declines('equipment-in-place').decides('accept', {}, 'declined-decision');
    expect(discharge.status('equipment-in-place')).toBe('declined');
  });
});

describe('a person who says no before leaving', () => {
  it('to a standard and then leaves: the risk decision is over, a decision about the no takes its place', () => {
    const discharge = Discharge.onWednesday().declines('equipment-in-place').walksOut();
    expect([discharge.status('risk-decision'), discharge.status('declined-decision'), discharge.status('equipment-in-place')]).toEqual(['not-needed', 'open', 'open']);
  });

  it('to the response to what was seen: a clinical lead decides', () => {
    const discharge = Discharge.onWednesday().sees('safety-flag').declines('trigger-response');
    expect(discharge.status('declined-decision')).toBe('open');
  });

  it('to nothing that is done about them and not with them', () => {
    const discharge = left().hears('transferred').comes('Fri 19 Jun 2026 10:00');
    const no = (step: string): string => discharge.answers({ type: 'declined', step, by: 'the person', capacity: 'presumed', explained: 'yes', alternative: 'none' });
    expect([no('hospital-message-review'), no('weekly-review'), no('gp-summary-sent')]).toEqual(['409 cannot-be-declined', '409 cannot-be-declined', 'allowed']);
  });
});
