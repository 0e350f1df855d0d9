import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#libs/contracts/events.js';
import { lesson, theme } from '#tests/support/pathways/lives/quarterly-themes.js';
import { CaseStory } from '#tests/support/pathways/case-story.js';
import { london } from '#tests/support/pathways/london.js';
import { systemStart } from '#tests/support/pathways/simulation.js';
import { quarterBefore, quarterOf, quarterWords, themesFrom } from '#libs/themes/quarter.js';

/** The themes of a quarter, on its first working day. */
const begun = (themes = [theme('departure', 4), theme('medicines-reconciled', 3)], more: JsonObject = {}): CaseStory =>
  new CaseStory(systemStart('quarterly-themes', { title: 'Themes of July to September 2026', quarter: '2026-Q3', escalations: 9, casesEscalated: 4, themes, ...more }), Date.parse(london('Thu 1 Oct 2026 09:00')));
const decides = (story: CaseStory, index: number, evidence: object): CaseStory => story.does({ type: 'complete', taskId: story.tasksOf('theme-decision')[index]!.id, evidence: evidence as never }) as CaseStory;
const stays = { decision: 'no-change', because: 'two teams were one person short; both are whole again' };
const changes = { decision: 'change-policy', draft: 'draft-1', because: 'the hour before is too late' };

describe('the themes of a quarter', () => {
  it('have each a decision of their own, of the accountable lead, in ten working days', () => {
    const story = begun();
    expect(story.of('task-opened').map(({ data }) => [data.step, data.owner.role, data.about?.['step'], data.about?.['count']])).toEqual([['theme-decision', 'clinical-lead', 'departure', 4], ['theme-decision', 'clinical-lead', 'medicines-reconciled', 3]]);
    expect([story.due('theme-decision'), story.state.stage]).toEqual(['Thu 15 Oct 2026 17:00', 'deciding']);
  });

  it('that nobody decides are called about on the next working day, and then go to whoever leads escalations', () => {
    const story = begun().comes('Tue 20 Oct 2026 10:00') as CaseStory;
    expect(story.called('theme-decision').slice(0, 2)).toEqual(['clinical-lead Fri 16 Oct 2026 09:00', 'clinical-lead Fri 16 Oct 2026 09:00']);
    expect(story.of('rung-reached').map(({ data }) => data.role)).toContain('escalation-lead');
  });

  it('say why where the policy stays, and close when each was decided', () => {
    const story = decides(begun(), 0, stays);
    expect(story.open()).toEqual(['theme-decision']);
    expect(() => decides(story, 1, { decision: 'no-change' })).toThrow('because');
    expect(() => decides(story, 1, { decision: 'change-policy', because: 'b' })).toThrow('draft');
    expect(decides(story, 1, stays).outcome).toEqual({ outcome: 'nothing-to-change' });
  });

  it('have a decision beside them for what a lesson of a dispute would change, and none for one that asks for no change', () => {
    const story = begun([theme('departure', 4)], { lessons: [lesson('letters', []), lesson('weekends', ['name one agency'])] });
    expect(story.of('task-opened').map(({ data }) => data.about)).toEqual([expect.objectContaining({ step: 'departure' }), { theme: 'weekends', count: 1, protocolChanges: ['name one agency'] }]);
    expect(decides(decides(story, 1, changes), 0, stays).open()).toEqual(['theme-followed-up']);
    expect(begun([], { lessons: [lesson('letters', [])] }).outcome).toEqual({ outcome: 'nothing-to-change' });
  });

  it('are followed until the change that was decided is released, or it is said why not', () => {
    const story = decides(decides(begun(), 0, changes), 1, stays);
    expect([story.open(), story.state.stage, story.task('theme-followed-up').status, story.of('task-opened').at(-1)!.data.about]).toEqual([['theme-followed-up'], 'changing', 'open', { draft: 'draft-1' }]);
    expect(story.completes('theme-followed-up', { became: 'released', findings: 'version 1.1' }).outcome).toEqual({ outcome: 'policy-changed' });
    expect(decides(decides(begun(), 0, changes), 1, stays).completes('theme-followed-up', { became: 'not-released', findings: 'more would have been missed' }).outcome).toEqual({ outcome: 'not-changed' });
  });

  it('decided anew are followed by what was decided last', () => {
    const story = decides(begun(), 0, changes);
    story.does({ type: 'reopen', taskId: story.tasksOf('theme-decision')[0]!.id, reason: 'the draft was withdrawn' });
    decides(story, 0, stays);
    expect(story.tasksOf('theme-followed-up').map(({ status }) => status)).toEqual(['not-needed']);
    expect(decides(story, 1, stays).outcome).toEqual({ outcome: 'nothing-to-change' });
  });
});

describe('a quarter', () => {
  it('is three months of the local calendar, summer time or not, and is looked at from 09:00 of the first working day after it', () => {
    const third = quarterOf('2026-Q3')!;
    expect([third.from, third.to, themesFrom(third)].map((at) => new Date(at).toISOString())).toEqual(['2026-06-30T23:00:00.000Z', '2026-09-30T23:00:00.000Z', '2026-10-01T08:00:00.000Z']);
    // New Year's Day is none, and the second of January 2027 is a Saturday.
    const last = quarterBefore(Date.parse('2027-02-10T12:00:00Z'));
    expect([last.name, new Date(last.from).toISOString(), new Date(last.to).toISOString(), new Date(themesFrom(last)).toISOString()]).toEqual(['2026-Q4', '2026-09-30T23:00:00.000Z', '2027-01-01T00:00:00.000Z', '2027-01-04T09:00:00.000Z']);
    expect([quarterOf('2026-Q5'), quarterOf('0599-Q1'), quarterWords('2026-Q4'), quarterBefore(Date.parse('2026-03-31T22:30:00Z')).name, quarterBefore(Date.parse('2026-03-31T23:30:00Z')).name]).toEqual([null, null, 'October to December 2026', '2025-Q4', '2026-Q1']);
  });
});
