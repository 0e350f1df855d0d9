import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#libs/contracts/events.js';
import { policyOf } from '#libs/policies/released.js';
import { CaseStory } from '#tests/support/pathways/case-story.js';
import { london } from '#tests/support/pathways/london.js';
import { systemStart } from '#tests/support/pathways/simulation.js';

/** Begun on Tuesday at 10:00 unless said otherwise; Chris chairs. */
const begun = (at = 'Tue 9 Jun 2026 10:00', details: JsonObject = {}): CaseStory => new CaseStory(systemStart('flow-meetings', { title: 'Riverside flow', meetingsFor: 'who can leave', chair: 'chris', ...details }), Date.parse(london(at)));
const held = (story: CaseStory, more: JsonObject = {}): CaseStory => story.completes('flow-meeting', { decision: 'held', heldAt: story.nowText, joined: ['acute', 'ambulance', 'mental health', 'community'], discussed: 'ward by ward', actions: [], ...more });
const cancelled = (story: CaseStory, more: JsonObject = {}): CaseStory => story.completes('flow-meeting', { decision: 'cancelled', because: 'everybody is on the wards', ...more });
const next = (story: CaseStory): [string, string | null] => [story.due('flow-meeting'), story.task('flow-meeting').owner.person];
/** Held at its time, as often. */
const meets = (story: CaseStory, times: number): CaseStory => {
  for (let nth = 0; nth < times; nth += 1) held(story.comes(story.due('flow-meeting')));
  return story;
};
/** By a version that people released: after four meetings they go on elsewhere. */
const ofFour = (): CaseStory => new CaseStory({
  ...systemStart('flow-meetings', { title: 'Riverside flow', meetingsFor: 'who can leave', chair: 'chris' }),
  policy: { id: 'flow-meetings', version: '1.1', amends: { version: '1', changes: [{ numbers: { meetingsACase: { value: 4, source: 'for this story', status: 'local' } } }] } },
}, Date.parse(london('Tue 9 Jun 2026 10:00')));

describe('flow meetings of a system', () => {
  it('stand three times a week at half past nine, the next one always its chair’s by name, to be written down within the hour', () => {
    const story = begun();
    expect([story.open(), next(story)]).toEqual([['flow-meeting'], ['Wed 10 Jun 2026 10:30', 'chris']]);
    const when = ['Fri 12 Jun 2026 10:30', 'Mon 15 Jun 2026 10:30', 'Wed 17 Jun 2026 10:30'].map((expected) => [next(meets(story, 1))[0], expected]);
    expect(when.map(([is]) => is)).toEqual(when.map(([, expected]) => expected));
  });

  it('keep their time on the clock in London across both changes of the clocks', () => {
    expect(next(meets(begun('Thu 22 Oct 2026 10:00'), 1))[0]).toBe('Mon 26 Oct 2026 10:30');
    expect(next(meets(begun('Thu 26 Mar 2026 10:00'), 1))[0]).toBe('Mon 30 Mar 2026 10:30');
  });

  it('are on the next working day where theirs is a bank holiday, and one where two come together', () => {
    const story = begun('Tue 31 Mar 2026 10:00');
    expect(next(meets(story, 1))[0]).toBe('Tue 7 Apr 2026 10:30');
    expect(next(meets(story, 1))[0]).toBe('Wed 8 Apr 2026 10:30');
  });

  it('remind the chair, and one that nobody held climbs: to the escalation owner after an hour, the escalation lead after two more, and on', () => {
    const story = begun().comes('Wed 10 Jun 2026 10:29');
    expect([story.of('reminded').map(({ data }) => data.person), story.called('flow-meeting')]).toEqual([['chris'], []]);
    expect(story.comes('Wed 10 Jun 2026 17:30').called('flow-meeting')).toEqual([
      'action-owner Wed 10 Jun 2026 10:30', 'escalation-owner Wed 10 Jun 2026 11:30', 'escalation-lead Wed 10 Jun 2026 13:30', 'escalation-lead Wed 10 Jun 2026 17:30']);
  });

  it('record who was there and what was agreed, which becomes tasks that climb', () => {
    const story = begun().comes('Wed 10 Jun 2026 10:00');
    held(story, { actions: [{ title: 'Two beds at Hillview', owner: 'dana', dueAt: london('Wed 10 Jun 2026 16:00'), completionCheck: 'both are filled' }], missing: ['ambulance service'] });
    expect([story.open(), story.due('action'), story.task('action').owner.person]).toEqual([['action', 'flow-meeting'], 'Wed 10 Jun 2026 16:00', 'dana']);
    expect(story.comes('Thu 11 Jun 2026 16:00').called('action')).toEqual(['action-owner Wed 10 Jun 2026 16:00', 'action-owner Thu 11 Jun 2026 16:00']);
    expect(story.task('flow-meeting').status).toBe('open');
  });

  it('take no record without who was there, and no action for a time that is over', () => {
    const story = begun();
    expect(() => held(story, { joined: [] })).toThrow('joined');
    expect(() => story.completes('flow-meeting', { decision: 'cancelled' })).toThrow('because');
    expect(() => held(story, { actions: [{ title: 'a', owner: 'dana', dueAt: london('Tue 9 Jun 2026 09:00'), completionCheck: 'c' }] })).toThrow('An action is due at a time to come.');
  });

  it('go on after one that was cancelled, with whoever it named as the next chair, who chairs until another is named', () => {
    const story = cancelled(begun(), { nextChair: 'dana' });
    expect(next(story)).toEqual(['Fri 12 Jun 2026 10:30', 'dana']);
    expect(next(meets(story, 1))).toEqual(['Mon 15 Jun 2026 10:30', 'dana']);
  });

  it('stay with whoever has taken the chair', () => {
    const story = begun();
    story.does({ type: 'assign', taskId: story.task('flow-meeting').id, to: 'sam', reason: 'Chris has left' });
    expect(next(meets(story, 1))).toEqual(['Fri 12 Jun 2026 10:30', 'sam']);
  });

  it('written down after the next one’s time ask for that one too, at once: it was held, or it is said why not', () => {
    const story = held(begun().comes('Fri 12 Jun 2026 11:00'), { heldAt: london('Wed 10 Jun 2026 09:30') });
    expect([next(story)[0], story.task('flow-meeting').status, story.called('flow-meeting').at(-1)]).toEqual(['Fri 12 Jun 2026 10:30', 'open', 'action-owner Fri 12 Jun 2026 11:00']);
    expect(next(held(story))[0]).toBe('Mon 15 Jun 2026 10:30');
  });

  it('of which several passed with nothing written down ask for the last of them, and tell how many were passed over', () => {
    const story = held(begun().comes('Wed 17 Jun 2026 12:00'));
    expect([next(story)[0], story.of('task-opened').at(-1)!.data.about]).toEqual(['Wed 17 Jun 2026 10:30', { meetingAt: london('Wed 17 Jun 2026 09:30'), passedOver: 2 }]);
  });

  it('cancelled three times in a row are the director’s to answer for, and again after three more', () => {
    const story = cancelled(cancelled(begun()));
    expect(story.open()).toEqual(['flow-meeting']);
    expect([cancelled(story).open(), story.due('meetings-cancelled'), story.called('meetings-cancelled')]).toEqual([['flow-meeting', 'meetings-cancelled'], 'Wed 10 Jun 2026 17:00', ['director Tue 9 Jun 2026 10:00']]);
    story.completes('meetings-cancelled', { findings: 'the room is taken', change: 'another room' });
    cancelled(cancelled(story));
    expect(story.tasksOf('meetings-cancelled').length).toBe(1);
    expect(cancelled(story).tasksOf('meetings-cancelled').length).toBe(2);
  });

  it('held between are not cancelled in a row', () => {
    expect(cancelled(cancelled(meets(cancelled(cancelled(begun())), 1))).tasksOf('meetings-cancelled')).toEqual([]);
  });

  it('opened by a meeting that is taken back stand only when that is written down anew', () => {
    const story = meets(begun(), 1);
    const [wednesday] = story.tasksOf('flow-meeting');
    story.does({ type: 'reopen', taskId: wednesday!.id, reason: 'another list of who was there' });
    expect(story.tasksOf('flow-meeting').map(({ status }) => status)).toEqual(['open', 'not-needed']);
    story.does({ type: 'complete', taskId: wednesday!.id, evidence: { decision: 'cancelled', because: 'b' } });
    expect([story.tasksOf('flow-meeting').map(({ status }) => status), next(story)[0]]).toEqual([['completed', 'not-needed', 'open'], 'Fri 12 Jun 2026 10:30']);
  });

  it('begin on the day that was said', () => {
    expect(next(begun('Tue 9 Jun 2026 10:00', { notBefore: london('Sat 13 Jun 2026 00:00') }))[0]).toBe('Mon 15 Jun 2026 10:30');
  });

  it('end when a meeting says so and why, once what was agreed is done', () => {
    const story = held(begun(), { actions: [{ title: 'a', owner: 'dana', dueAt: london('Wed 10 Jun 2026 16:00'), completionCheck: 'c' }] });
    story.completes('flow-meeting', { decision: 'ended', because: 'the board meets daily now' });
    expect([story.open(), story.outcome]).toEqual([['action'], undefined]);
    expect(story.completes('action', { done: 'd', check: 'c', checkedBy: 's' }).outcome).toEqual({ outcome: 'meetings-ended' });
  });

  it('go on after three months in a case of their own, with the same people and the meeting that is next', () => {
    expect(policyOf('flow-meetings')!.numbers['meetingsACase']!.value).toBe(3 * 13);
    const story = meets(ofFour(), 3);
    expect(story.state.begun).toBeUndefined();
    meets(story, 1);
    const [asked] = story.of('case-asked');
    expect([story.outcome, asked!.data.pathway, asked!.data.details]).toEqual([{ outcome: 'continued' }, 'flow-meetings', { title: 'Riverside flow', meetingsFor: 'who can leave', chair: 'chris', notBefore: asked!.at }]);
    const after = new CaseStory(systemStart('flow-meetings', asked!.data.details), Date.parse(asked!.at));
    expect(after.due('flow-meeting')).toBe('Fri 19 Jun 2026 10:30');
  });

  it('go on here where no other case can begin: nobody is left without the next meeting', () => {
    const story = ofFour();
    story.begins = () => ({ code: 'unknown-person', detail: 'nobody' });
    meets(story, 4);
    expect([story.open(), story.outcome]).toEqual([['flow-meeting'], undefined]);
    expect(meets(story, 2).open()).toEqual(['flow-meeting']);
  });

  it('never hold back what is seen meanwhile', () => {
    expect(begun().sees('safety-flag').called('trigger-response')).toEqual(['escalation-owner Tue 9 Jun 2026 10:00']);
  });
});
