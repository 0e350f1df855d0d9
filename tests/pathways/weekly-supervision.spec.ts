import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#libs/contracts/events.js';
import { CaseStory } from '#tests/support/pathways/case-story.js';
import { meetingOf } from '#tests/support/pathways/lives/weekly-supervision.js';
import { london } from '#tests/support/pathways/london.js';
import { systemStart } from '#tests/support/pathways/simulation.js';

const drawn = (...cases: string[]): JsonObject[] => cases.map((caseId) => ({ caseId, reasons: ['escalation-rejected'] }));
const meetings = ['decision-huddle', 'live-case-supervision', 'ownership-review'] as const;

/** Begun on a Monday at 09:00: two edge cases, one that is live, one that is not clearly anybody's. */
function begun({ edgeCases = drawn('one', 'two'), liveCases = drawn('three'), unclearOwnership = drawn('four') } = {}, at = 'Mon 8 Jun 2026 09:00'): CaseStory {
  return new CaseStory(systemStart('weekly-supervision', { title: 'Supervision of the week from 1 June 2026', week: '2026-06-01', seed: '00', edgeCases, liveCases, unclearOwnership }), Date.parse(london(at)));
}
const held = (story: CaseStory, step: string, more: Parameters<typeof meetingOf>[3] = {}): JsonObject => meetingOf(story.state.details, step, new Date(story.now).toISOString(), more);
const hold = (story: CaseStory, step: string, more: Parameters<typeof meetingOf>[3] = {}): CaseStory => story.completes(step, held(story, step, more));
const action = (dueAt: string): JsonObject => ({ title: 'Write the prompt for Hillview', owner: 'the-lead', dueAt: london(dueAt), completionCheck: 'it stands at the step' });
const roles = (story: CaseStory, step: string): string[] => story.of('rung-reached').filter(({ data }) => data.step === step).map(({ data }) => data.role);

describe('the supervision of a week', () => {
  it('has a huddle about its edge cases by Thursday, and a look at live cases and at whose each is by Wednesday, each with the cases that were drawn', () => {
    const story = begun();
    expect(story.of('task-opened').map(({ data }) => [data.step, data.owner.role, data.dueAt, (data.about!['cases'] as JsonObject[]).map(({ caseId }) => caseId)])).toEqual([
      ['decision-huddle', 'coordinator', london('Thu 11 Jun 2026 17:00'), ['one', 'two']], ['live-case-supervision', 'coordinator', london('Wed 10 Jun 2026 17:00'), ['three']], ['ownership-review', 'coordinator', london('Wed 10 Jun 2026 17:00'), ['four']],
    ]);
  });

  it('keeps the hour over both changes of the clocks, and counts working days over a bank holiday', () => {
    expect(begun({}, 'Thu 26 Mar 2026 09:00').due('decision-huddle')).toBe('Tue 31 Mar 2026 17:00');
    expect(begun({}, 'Thu 22 Oct 2026 09:00').due('decision-huddle')).toBe('Tue 27 Oct 2026 17:00');
    // Good Friday, Easter Monday: three working days after Wednesday.
    expect(begun({}, 'Wed 1 Apr 2026 09:00').due('decision-huddle')).toBe('Wed 8 Apr 2026 17:00');
  });

  it.each(meetings)('calls whoever leads the %s when it is late, again the next working day, and then the director every working day, for ever', (step) => {
    const story = begun().comes('Fri 26 Jun 2026 09:00');
    expect(roles(story, step).slice(0, 3)).toEqual(['coordinator', 'coordinator', 'director']);
    const before = roles(story, step).length;
    expect(new Set(roles(story.comes('Fri 3 Jul 2026 09:00'), step).slice(before))).toEqual(new Set(['director']));
    expect(roles(story, step).length - before).toBe(5);
  });

  it('records who was there, and of each case what was concluded: none is left out, none is said twice, none is another', () => {
    const story = begun();
    for (const step of meetings) {
      const whole = held(story, step);
      const told = whole['lookedAt'] as JsonObject[];
      const says = (more: JsonObject): string => story.answers({ type: 'complete', step, evidence: { ...whole, ...more } });
      expect([says({ lookedAt: told.slice(1) }), says({ lookedAt: [...told, told[0]!] }), says({ lookedAt: [...told, { ...told[0], caseId: 'another' }] }), says({})]).toEqual(['422 not-looked-at', '422 twice', '422 not-drawn', 'allowed']);
      expect(() => story.completes(step, { ...whole, present: [] })).toThrow('present');
    }
    expect(story.open()).toEqual([...meetings]);
  });

  it('asks what is done where something is to change, or why nothing is', () => {
    const story = begun();
    for (const step of meetings) {
      const changes = { conclusion: step === 'live-case-supervision' ? 1 : 2 };
      const says = (more: Parameters<typeof meetingOf>[3]): string => story.answers({ type: 'complete', step, evidence: held(story, step, { ...changes, ...more }) });
      expect([says({}), says({ noActionBecause: 'the guide changes next month' }), says({ actions: [action('Mon 8 Jun 2026 08:59')] }), says({ actions: [action('Fri 12 Jun 2026 12:00')] })]).toEqual(['422 no-action', 'allowed', '409 action-in-the-past', 'allowed']);
    }
    // What was put right there and then needs no more.
    expect(story.answers({ type: 'complete', step: 'ownership-review', evidence: held(story, 'ownership-review', { conclusion: 1 }) })).toBe('allowed');
  });

  it('turns what is to change into tasks with owner and time, and closes when they are done', () => {
    const story = hold(begun(), 'decision-huddle', { conclusion: 3, actions: [action('Fri 12 Jun 2026 12:00')] });
    expect([story.open(), story.due('action'), story.state.stage]).toEqual([['action', 'live-case-supervision', 'ownership-review'], 'Fri 12 Jun 2026 12:00', 'looking']);
    hold(hold(story, 'live-case-supervision'), 'ownership-review');
    expect([story.open(), story.state.stage]).toEqual([['action'], 'acting']);
    expect(story.completes('action', { done: 'written', check: 'seen', checkedBy: 'the director' }).outcome).toEqual({ outcome: 'changes-agreed' });
  });

  it('with nothing to look at still stands until somebody has said so', () => {
    const story = begun({ edgeCases: [], liveCases: [], unclearOwnership: [] });
    expect(story.open()).toEqual([...meetings]);
    for (const step of meetings) hold(story, step);
    expect(story.outcome).toEqual({ outcome: 'nothing-to-look-at' });
    expect(meetings.reduce((each, step) => hold(each, step), begun()).outcome).toEqual({ outcome: 'nothing-to-change' });
  });

  it('is about no person: nobody declines it, and it ends early only where it was entered in error', () => {
    const story = begun();
    expect(story.answers({ type: 'end', because: 'died', at: london('Mon 8 Jun 2026 09:00'), note: 'n' })).toBe('409 no-patient');
    expect(story.answers({ type: 'end', because: 'entered-in-error', at: london('Mon 8 Jun 2026 09:00'), note: 'n' })).toBe('allowed');
  });
});
