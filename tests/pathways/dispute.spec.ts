import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#libs/contracts/events.js';
import { CaseStory, decision } from '#tests/support/pathways/case-story.js';
import { london } from '#tests/support/pathways/london.js';
import { systemStart } from '#tests/support/pathways/simulation.js';

const details = {
  title: 'Who visits at weekends', description: 'both say the other', context: 'two contracts', impact: 'no visit on Sunday', initiatingAgency: 'Riverside', otherAgencies: ['Hillview', 'Riverside'], route: 'Place board', caseId: 'another',
};
/** Raised on Wednesday at 10:00. */
const raised = (): CaseStory => new CaseStory(systemStart('dispute', details), Date.parse(london('Wed 10 Jun 2026 10:00')));
const decides = (story: CaseStory, step: 'lead-review' | 'forum-decision', outcome: string, more: JsonObject = {}): CaseStory => story.decides(outcome, more, step);
const told = (story: CaseStory): CaseStory => {
  for (let open = story.tasksOf('outcome-told').filter(({ status }) => status === 'open'); open.length > 0; open = story.tasksOf('outcome-told').filter(({ status }) => status === 'open')) {
    story.does({ type: 'complete', taskId: open[0]!.id, evidence: { to: 'their lead', how: 'by letter', acknowledgedBy: 'A Colleague', acknowledgedAt: story.nowText } });
  }
  return story;
};
const lesson = { theme: 'weekends', lesson: 'name one agency', protocolChange: 'weekends are in the contract' };

describe('a dispute between agencies', () => {
  it('is the accountable lead’s at once, to be decided in one working day', () => {
    const story = raised();
    expect([story.open(), story.due('lead-review'), story.called('lead-review'), story.state.stage]).toEqual([['lead-review'], 'Thu 11 Jun 2026 10:00', ['clinical-lead Wed 10 Jun 2026 10:00'], 'with-the-lead']);
  });

  it('climbs to the escalation owner and the escalation lead when the lead says nothing', () => {
    expect(raised().comes('Thu 11 Jun 2026 13:00').called('lead-review').slice(1)).toEqual(['clinical-lead Thu 11 Jun 2026 10:00', 'escalation-owner Thu 11 Jun 2026 11:00', 'escalation-lead Thu 11 Jun 2026 13:00']);
  });

  it('resolved by the lead is told to each agency once, and its lesson captured; then it closes', () => {
    const story = decides(raised(), 'lead-review', 'resolved');
    expect([story.open(), story.tasksOf('outcome-told').length, story.due('outcome-told')]).toEqual([['lessons-captured', 'outcome-told', 'outcome-told'], 2, 'Thu 11 Jun 2026 17:00']);
    expect(story.of('task-opened').filter(({ data }) => data.step === 'outcome-told').map(({ data }) => data.about)).toEqual([{ agency: 'Riverside' }, { agency: 'Hillview' }]);
    expect(told(story).outcome).toBeUndefined();
    expect(story.completes('lessons-captured', lesson).outcome).toEqual({ outcome: 'resolved-by-lead' });
  });

  it('is not told before somebody there has acknowledged it', () => {
    const story = decides(raised(), 'lead-review', 'resolved');
    expect(() => story.completes('outcome-told', { to: 'their lead', how: 'by letter' })).toThrow('acknowledgedBy');
  });

  it('with an interim action is looked at again when the lead said', () => {
    const story = decides(raised(), 'lead-review', 'interim', { reviewAt: london('Fri 12 Jun 2026 15:00') });
    expect([story.open(), story.due('lead-review'), story.called('lead-review').length]).toEqual([['lead-review'], 'Fri 12 Jun 2026 15:00', 1]);
    expect(decides(story, 'lead-review', 'resolved').open()).toEqual(['lessons-captured', 'outcome-told', 'outcome-told']);
  });

  it('goes to the forum when the lead sends it on, and is the director’s at once', () => {
    const story = decides(raised(), 'lead-review', 'to-forum');
    expect([story.open(), story.state.stage, story.due('forum-decision'), story.called('forum-decision')]).toEqual([['forum-decision'], 'with-the-forum', 'Wed 17 Jun 2026 17:00', ['director Wed 10 Jun 2026 10:00']]);
    told(decides(story, 'forum-decision', 'resolved'));
    expect(story.completes('lessons-captured', lesson).outcome).toEqual({ outcome: 'resolved-by-forum' });
  });

  it('that is not resolved in five days is the forum’s, whatever was agreed meanwhile', () => {
    const story = decides(raised(), 'lead-review', 'interim', { reviewAt: london('Fri 19 Jun 2026 15:00') });
    expect(story.comes('Mon 15 Jun 2026 09:59').open()).toEqual(['lead-review']);
    expect([story.comes('Mon 15 Jun 2026 10:00').open(), story.status('lead-review')]).toEqual([['forum-decision'], 'not-needed']);
  });

  it('that went to the forum while nothing ran has the calls of before, the repeats among them as one', () => {
    const [awake, asleep] = [raised(), raised()];
    awake.comes('Mon 15 Jun 2026 10:00');
    asleep.outage(london('Mon 15 Jun 2026 10:00'));
    const repeats = awake.called('lead-review').filter((call) => call.startsWith('escalation-lead')).length;
    expect(asleep.of('rung-reached').filter(({ data }) => data.step === 'lead-review' && data.level === 3).map(({ data }) => [data.dueAt, data.missed])).toEqual([
      [london('Thu 11 Jun 2026 13:00'), undefined], [london('Mon 15 Jun 2026 09:00'), repeats - 2]]);
    expect(asleep.open()).toEqual(['forum-decision']);
  });

  it('is looked at by the forum again after its own interim action', () => {
    const story = decides(decides(raised(), 'lead-review', 'to-forum'), 'forum-decision', 'interim', { reviewAt: london('Mon 22 Jun 2026 12:00') });
    expect([story.open(), story.due('forum-decision')]).toEqual([['forum-decision'], 'Mon 22 Jun 2026 12:00']);
  });

  it('never holds back what happens to people: a safety flag has its own answer', () => {
    const story = raised().sees('safety-flag');
    expect([story.open(), story.called('trigger-response')]).toEqual([['lead-review', 'trigger-response'], ['escalation-owner Wed 10 Jun 2026 10:00']]);
    decides(story, 'lead-review', 'resolved');
    expect(told(story).completes('lessons-captured', lesson).outcome).toBeUndefined();
    expect(story.completes('trigger-response', { done: 'somebody went' }).outcome).toEqual({ outcome: 'resolved-by-lead' });
  });

  it('has nobody who could decline it, die or move away', () => {
    const story = raised();
    expect(story.answers({ type: 'declined', step: 'lead-review', by: 'p', capacity: 'presumed', explained: 'e', alternative: 'a' })).toBe('409 cannot-be-declined');
    expect(story.answers({ type: 'end', because: 'died', at: story.nowText, note: 'n' })).toBe('409 no-patient');
    expect(story.ends('entered-in-error').outcome).toEqual({ outcome: 'entered-in-error' });
  });

  /** What the rules say to an interim action of the forum, decided on Wednesday at 10:00, that is reviewed then. */
  const until = (reviewAt: string, story = raised()): string => decides(story, 'lead-review', 'to-forum').answers(decision('interim', { reviewAt: london(reviewAt) }, 'forum-decision'));
  it('is looked at by the forum again within twenty-eight days, whatever it agrees meanwhile', () => {
    expect([until('Wed 8 Jul 2026 10:00'), until('Wed 8 Jul 2026 10:01'), until('Tue 1 Jan 2199 10:00')]).toEqual(['allowed', '422 too-far-ahead', '422 too-far-ahead']);
    expect(raised().answers(decision('interim', { reviewAt: london('Wed 8 Jul 2026 10:01') }, 'lead-review'))).toBe('422 too-far-ahead');
  });
  it('that began by the version before goes on as it did', () => {
    const before = new CaseStory({ ...systemStart('dispute', details), policy: { id: 'dispute', version: '1' } }, Date.parse(london('Wed 10 Jun 2026 10:00')));
    expect(until('Tue 1 Jan 2199 10:00', before)).toBe('allowed');
  });

  it('is refused an interim action whose review is over', () => {
    expect(raised().answers({ type: 'decide', decision: { kind: 'lead-review', outcome: 'interim', reviewAt: '2026-06-10T08:00:00.000Z', actions: [] } })).toBe('422 in-the-past');
  });
});
