import { describe, expect, it } from '@jest/globals';
import { Falls } from '#tests/support/pathways/falls.js';
import { inLondon, london } from '#tests/support/pathways/london.js';

const tuesday = 'Tue 9 Jun 2026 21:30';
const dues = (falls: Falls, step: string): string[] => falls.tasksOf(step).map(({ dueAt }) => inLondon(dueAt));

describe('what happens in the course of a falls review', () => {
  it.each([
    ['two-falls-in-a-week', []], ['repeat-fall', []], ['back-from-hospital', []], ['head-injury', ['Tue 9 Jun 2026 23:00']], ['new-confusion', ['Wed 10 Jun 2026 00:00']],
  ])('%s starts 72 hours of its own from when it happened, beside the first', (kind, checks) => {
    const falls = Falls.onMonday().comes('Tue 9 Jun 2026 22:00').sees(kind, london(tuesday));
    expect([dues(falls, 'review-held'), dues(falls, 'review-booked'), dues(falls, 'urgent-clinical-check')]).toEqual([['Thu 11 Jun 2026 09:00', 'Fri 12 Jun 2026 21:30'], ['Tue 9 Jun 2026 09:00', 'Wed 10 Jun 2026 21:30'], checks]);
    expect([falls.tasksOf('risk-assessed').length, falls.tasksOf('safety-net-written').length, falls.tasksOf('trigger-response')]).toEqual([1, 1, []]);
  });

  it('calls the owners of what it opens at once: the review day and night, the booking by day', () => {
    const falls = Falls.onMonday().books('Wed 10 Jun 2026 14:00').comes('Tue 9 Jun 2026 22:00').sees('head-injury', london(tuesday)).comes('Wed 10 Jun 2026 08:00');
    expect([falls.called('review-held'), falls.called('review-booked'), falls.called('urgent-clinical-check')[0]]).toEqual([
      ['coordinator Tue 9 Jun 2026 22:00'], ['coordinator Wed 10 Jun 2026 08:00'], 'clinical-lead Tue 9 Jun 2026 22:00']);
    expect([falls.reasons('review-held'), falls.reasons('review-booked'), falls.reasons('urgent-clinical-check')]).toEqual([['trigger'], ['trigger'], ['trigger']]);
  });

  it('calls about what is late already by its ladder, and not a second time', () => {
    const falls = Falls.onMonday().comes('Wed 10 Jun 2026 10:00').sees('repeat-fall', london('Sat 6 Jun 2026 09:00'));
    expect([falls.called('review-held'), falls.reasons('review-held')]).toEqual([['coordinator Wed 10 Jun 2026 10:00'], ['overdue']]);
  });

  it('is reviewed review by review: the one that was held leaves the other as it is', () => {
    const falls = Falls.onMonday().comes('Tue 9 Jun 2026 08:00').sees('repeat-fall').comes('Wed 10 Jun 2026 15:00').reviews();
    expect([falls.statuses('review-held'), falls.statuses('review-booked'), falls.state.stage]).toEqual([['open', 'completed'], ['open', 'not-needed'], 'reviewing']);
  });

  it('is taken to hospital: a named ward clinician takes over the review, and being back starts 72 hours anew', () => {
    const falls = Falls.onMonday().assesses().handsOver('review-held', { organisation: 'the hospital', name: 'Dr Field, Ash ward', contact: 'bleep 12' });
    expect([falls.open(), falls.status('review-booked'), falls.of('task-ended')[0]?.data.acceptedBy?.name]).toEqual([[], 'not-needed', 'Dr Field, Ash ward']);
    falls.comes('Mon 15 Jun 2026 11:00').sees('back-from-hospital', london('Mon 15 Jun 2026 09:30'));
    expect([falls.due('review-held'), falls.due('review-booked'), falls.statuses('review-held')]).toEqual(['Thu 18 Jun 2026 09:30', 'Tue 16 Jun 2026 09:30', ['handed-over', 'open']]);
  });

  it('opens a response, and no review, where it is a trigger of every pathway', () => {
    const falls = Falls.onMonday();
    for (const kind of ['clinical-deterioration', 'care-instability', 'non-attendance', 'safety-flag', 'system-risk']) falls.sees(kind);
    expect([falls.tasksOf('trigger-response').map(({ when, owner }) => `${when}: ${owner.role}`), falls.tasksOf('review-held').length]).toEqual([[
      'clinical-deterioration: clinical-lead', 'care-instability: coordinator', 'non-attendance: escalation-owner', 'safety-flag: escalation-owner', 'system-risk: escalation-owner'], 1]);
  });

  it('is one and the same when it is told twice: of the same kind at the same instant, the start among them', () => {
    const falls = Falls.onMonday().sees('repeat-fall', london('Mon 8 Jun 2026 09:45')).sees('care-instability', london('Mon 8 Jun 2026 09:50'));
    const told = (kind: string, occurredAt: string): string => falls.answers({ type: 'trigger', kind, occurredAt, note: 'n' });
    expect([told('repeat-fall', london('Mon 8 Jun 2026 09:45')), told('repeat-fall', '2026-06-08T08:45:00Z'), told('two-falls-in-a-week', london('Mon 8 Jun 2026 09:00')), told('care-instability', london('Mon 8 Jun 2026 09:50'))]).toEqual(
      Array<string>(4).fill('409 trigger-already-recorded'));
    expect([told('repeat-fall', london('Mon 8 Jun 2026 09:46')), told('head-injury', london('Mon 8 Jun 2026 09:45')), told('head-injury', london('Mon 8 Jun 2026 09:00'))]).toEqual(['allowed', 'allowed', 'allowed']);
  });

  it('is a kind that the pathway knows, and lies not ahead', () => {
    const falls = Falls.onMonday();
    expect(falls.answers({ type: 'trigger', kind: 'readmission', occurredAt: falls.nowText, note: 'n' })).toBe('422 unknown-trigger');
    expect(falls.answers({ type: 'trigger', kind: 'repeat-fall', occurredAt: london('Mon 8 Jun 2026 10:02'), note: 'n' })).toBe('422 in-the-future');
  });

  it('is counted where falls come again: repeat falls and two falls in a week told after the start', () => {
    const falls = Falls.onMonday().assesses().reviews();
    for (const kind of ['repeat-fall', 'two-falls-in-a-week', 'head-injury', 'back-from-hospital']) {
      falls.comes(inLondon(falls.now + 3_600_000)).sees(kind).reviews();
    }
    expect(falls.doesStep('urgent-clinical-check').comes('Mon 31 Aug 2026 09:00').outcome).toMatchObject({ repeatFalls: 2 });
  });
});
