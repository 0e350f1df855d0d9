import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#libs/contracts/events.js';
import { CaseStory } from '#tests/support/pathways/case-story.js';
import { reviewed } from '#tests/support/pathways/lives/monthly-audit.js';
import { london } from '#tests/support/pathways/london.js';
import { systemStart } from '#tests/support/pathways/simulation.js';

/** Begun on the first working day of June at 09:00; two cases, the first with two reviewers. */
const begun = (sample: JsonObject[] = [{ caseId: 'one', reviewers: ['a', 'b'] }, { caseId: 'two', reviewers: ['c'] }]): CaseStory =>
  new CaseStory(systemStart('monthly-audit', { title: 'Audit of May 2026', month: '2026-05', reviewBy: london('Fri 12 Jun 2026 17:00'), sample }), Date.parse(london('Mon 1 Jun 2026 09:00')));
function reviews(story: CaseStory): CaseStory {
  for (const task of story.tasksOf('sample-review').filter(({ status }) => status === 'open')) story.does({ type: 'complete', taskId: task.id, evidence: reviewed });
  return story;
}
const summary = (actions: JsonObject[] = []): JsonObject => ({ findings: 'late answers at weekends', question: 'are weekend triggers answered in time?', actions });

describe('a monthly audit', () => {
  it('gives each case of the sample to its reviewers by name, to be looked at in ten working days', () => {
    const story = begun();
    expect(story.of('task-opened').map(({ data }) => [data.step, data.owner.person, data.about?.['caseId'], data.dueAt])).toEqual([
      ['sample-review', 'a', 'one', london('Fri 12 Jun 2026 17:00')], ['sample-review', 'b', 'one', london('Fri 12 Jun 2026 17:00')], ['sample-review', 'c', 'two', london('Fri 12 Jun 2026 17:00')]]);
  });

  it('calls a reviewer who has not looked on the next working day, and then whoever leads escalations', () => {
    const story = begun();
    const mine = story.tasksOf('sample-review')[2]!;
    story.comes('Wed 17 Jun 2026 09:00');
    expect(story.of('rung-reached').filter(({ data }) => data.taskId === mine.id).map(({ data }) => `${data.role} ${data.person}`)).toEqual(['action-owner c', 'action-owner c', 'escalation-lead null']);
  });

  it('is summed up when every case was looked at, not before', () => {
    const story = begun();
    const [first, ...others] = story.tasksOf('sample-review');
    for (const task of others) story.does({ type: 'complete', taskId: task.id, evidence: reviewed });
    expect(story.open()).toEqual(['sample-review']);
    story.does({ type: 'complete', taskId: first!.id, evidence: reviewed });
    expect([story.open(), story.due('audit-summary'), story.state.stage]).toEqual([['audit-summary'], 'Mon 8 Jun 2026 17:00', 'summing-up']);
  });

  it('is summed up at once where nothing could be sampled', () => {
    expect(begun([]).open()).toEqual(['audit-summary']);
  });

  it('answers every question of a case, or is not done', () => {
    const { ownershipClear: _, ...gap } = reviewed;
    expect(() => begun().completes('sample-review', gap)).toThrow('ownershipClear');
  });

  it('does not let one person be both reviewers of a case', () => {
    const story = begun();
    const [first, second] = story.tasksOf('sample-review');
    expect(story.answers({ type: 'assign', taskId: second!.id, to: first!.owner.person!, reason: 'r' })).toBe('409 reviews-it-already');
    expect(story.answers({ type: 'assign', taskId: second!.id, to: 'd', reason: 'r' })).toBe('allowed');
  });

  it('turns what the summary agreed into tasks with owners, none of them due already', () => {
    const action = (dueAt: string): JsonObject => ({ title: 'Rota for weekends', owner: 'the-director', dueAt: london(dueAt), completionCheck: 'the rota shows it' });
    const story = reviews(begun());
    expect(story.answers({ type: 'complete', step: 'audit-summary', evidence: summary([action('Mon 1 Jun 2026 08:00')]) })).toBe('409 action-in-the-past');
    story.completes('audit-summary', summary([action('Tue 30 Jun 2026 12:00')]));
    expect([story.open(), story.due('action'), story.state.stage]).toEqual([['action'], 'Tue 30 Jun 2026 12:00', 'acting']);
  });

  it('asks the same question again after a quarter, and says whether it has changed', () => {
    const story = reviews(begun()).completes('audit-summary', summary());
    expect([story.open(), story.comes('Mon 31 Aug 2026 08:59').open()]).toEqual([[], []]);
    expect([story.comes('Mon 31 Aug 2026 09:00').open(), story.due('re-audit')]).toEqual([['re-audit'], 'Mon 7 Sep 2026 17:00']);
    expect(story.completes('re-audit', { changed: 'partly', findings: 'Saturdays are' }).outcome).toEqual({ outcome: 'partly-changed' });
  });

  it('asks again over the change of the clocks at the same hour', () => {
    const story = new CaseStory(systemStart('monthly-audit', { title: 't', month: '2026-07', reviewBy: london('Fri 14 Aug 2026 17:00'), sample: [] }), Date.parse(london('Mon 3 Aug 2026 09:00')));
    story.completes('audit-summary', summary());
    // 91 days are elapsed time: an hour earlier by the clock in winter.
    expect(story.comes('Mon 2 Nov 2026 07:59').open()).toEqual([]);
    expect(story.comes('Mon 2 Nov 2026 08:00').open()).toEqual(['re-audit']);
  });
});
