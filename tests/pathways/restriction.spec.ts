import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#libs/contracts/events.js';
import { CaseStory } from '#tests/support/pathways/case-story.js';
import { london } from '#tests/support/pathways/london.js';
import { patientStart } from '#tests/support/pathways/simulation.js';

const details = (reviewAt: string, until: string): JsonObject => ({ what: 'medicines locked away', because: 'an overdose', alternativesConsidered: 'a weekly box', reviewAt: london(reviewAt), until: london(until), stepDownPlan: 'a weekly box' });
/** In force from Wednesday at 10:00. */
const restricted = (reviewAt = 'Fri 19 Jun 2026 12:00', until = 'Fri 26 Jun 2026 12:00'): CaseStory => new CaseStory(patientStart('restriction', details(reviewAt, until)), Date.parse(london('Wed 10 Jun 2026 10:00')));
const weighed = { rationale: 'weighed', personsView: 'she would rather not' };
const goesOn = (reviewAt: string, until = reviewAt): JsonObject => ({ decision: 'continue', ...weighed, doneAboutTheRisk: 'seen twice a week', stepDownWhen: 'two weeks without thoughts of harm', reviewAt: london(reviewAt), until: london(until) });

describe('a restriction', () => {
  it('is reviewed at its date, or at its end where that comes first', () => {
    expect([restricted().open(), restricted().due('restriction-review')]).toEqual([['restriction-review'], 'Fri 19 Jun 2026 12:00']);
    expect(restricted('Fri 26 Jun 2026 12:00', 'Fri 19 Jun 2026 12:00').due('restriction-review')).toBe('Fri 19 Jun 2026 12:00');
  });

  it('climbs to the escalation owner after an hour, and to the escalation lead after two more', () => {
    expect(restricted().comes('Fri 19 Jun 2026 15:00').called('restriction-review')).toEqual(['clinical-lead Fri 19 Jun 2026 12:00', 'escalation-owner Fri 19 Jun 2026 13:00', 'escalation-lead Fri 19 Jun 2026 15:00']);
  });

  it('that goes on says what is done about the risk and what would end it, and is reviewed again', () => {
    const story = restricted();
    expect(() => story.completes('restriction-review', { ...goesOn('Mon 29 Jun 2026 12:00'), doneAboutTheRisk: '' })).toThrow('doneAboutTheRisk');
    expect(() => story.completes('restriction-review', { ...goesOn('Mon 29 Jun 2026 12:00'), stepDownWhen: '' })).toThrow('stepDownWhen');
    story.completes('restriction-review', goesOn('Mon 29 Jun 2026 12:00'));
    expect([story.open(), story.due('restriction-review')]).toEqual([['restriction-review'], 'Mon 29 Jun 2026 12:00']);
  });

  it('is reviewed every month at least: asked for later it is refused, and begun by another case it is due then all the same', () => {
    const story = restricted();
    expect(() => story.completes('restriction-review', goesOn('Sat 11 Jul 2026 10:01'))).toThrow('within P31D');
    expect(story.completes('restriction-review', goesOn('Sat 11 Jul 2026 10:00')).due('restriction-review')).toBe('Sat 11 Jul 2026 10:00');
    // Its end is a review.
    expect(restricted().completes('restriction-review', goesOn('Sat 1 Aug 2026 10:00', 'Fri 10 Jul 2026 10:00')).due('restriction-review')).toBe('Fri 10 Jul 2026 10:00');
    expect(restricted('Sat 1 Aug 2026 10:00', 'Sat 1 Aug 2026 10:00').due('restriction-review')).toBe('Sat 11 Jul 2026 10:00');
    const before = new CaseStory({ ...patientStart('restriction', details('Sat 1 Aug 2026 10:00', 'Sat 1 Aug 2026 10:00')), policy: { id: 'restriction', version: '1' } }, Date.parse(london('Wed 10 Jun 2026 10:00')));
    expect([before.due('restriction-review'), before.completes('restriction-review', goesOn('Fri 1 Jan 2027 10:00')).due('restriction-review')]).toEqual(['Sat 1 Aug 2026 10:00', 'Fri 1 Jan 2027 10:00']);
  });

  it('stepped down is over', () => {
    expect(restricted().completes('restriction-review', { decision: 'step-down', ...weighed }).outcome).toEqual({ outcome: 'stepped-down' });
  });

  it('goes on past its limit only with the director knowing, who is called at once, until it is reviewed', () => {
    const story = restricted().comes('Fri 26 Jun 2026 11:59');
    expect(story.open()).toEqual(['restriction-review']);
    story.comes('Fri 26 Jun 2026 12:00');
    expect([story.open(), story.called('limit-passed'), story.state.stage]).toEqual([['limit-passed', 'restriction-review'], ['director Fri 26 Jun 2026 12:00'], 'past-its-limit']);
    story.completes('restriction-review', goesOn('Mon 29 Jun 2026 12:00'));
    expect([story.open(), story.status('limit-passed'), story.state.stage]).toEqual([['restriction-review'], 'not-needed', 'in-force']);
    expect(story.comes('Mon 29 Jun 2026 12:00').open()).toEqual(['limit-passed', 'restriction-review']);
  });

  it('that came to us past its date or its limit is due at once, and the director knows', () => {
    expect(restricted('Tue 9 Jun 2026 12:00').called('restriction-review')).toEqual(['clinical-lead Wed 10 Jun 2026 10:00']);
    const past = restricted('Tue 9 Jun 2026 12:00', 'Tue 9 Jun 2026 12:00');
    expect([past.open(), past.called('limit-passed'), past.state.stage]).toEqual([['limit-passed', 'restriction-review'], ['director Wed 10 Jun 2026 10:00'], 'past-its-limit']);
  });

  it('past its limit again, since its review is taken back, is the director’s again, who is called at once', () => {
    const story = restricted().comes('Fri 26 Jun 2026 12:00').completes('restriction-review', goesOn('Mon 29 Jun 2026 12:00')).comes('Fri 26 Jun 2026 13:00');
    story.does({ type: 'reopen', taskId: story.tasksOf('restriction-review')[0]!.id, reason: 'another person’s' });
    expect([story.open(), story.called('limit-passed'), story.state.stage]).toEqual([['limit-passed', 'restriction-review'], ['director Fri 26 Jun 2026 12:00', 'director Fri 26 Jun 2026 13:00'], 'past-its-limit']);
  });

  it('does not end because the director was told', () => {
    const story = restricted().comes('Fri 26 Jun 2026 12:00').completes('limit-passed', { done: 'told the lead' });
    expect([story.open(), story.comes('Sat 27 Jun 2026 12:00').tasksOf('limit-passed').length]).toEqual([['restriction-review'], 1]);
  });

  it('in force for a quarter is looked at by somebody senior, and every quarter after it', () => {
    const story = restricted('Fri 1 Jan 2027 12:00', 'Fri 1 Jan 2027 12:00').comes('Wed 9 Sep 2026 09:59');
    expect(story.open()).toContain('restriction-review');
    expect(story.open()).not.toContain('senior-review');
    expect(story.comes('Wed 9 Sep 2026 10:00').open()).toContain('senior-review');
    story.completes('senior-review', { proportionate: true, findings: 'still the least that does' });
    expect(story.comes('Wed 9 Dec 2026 08:59').open()).not.toContain('senior-review');
    expect(story.comes('Wed 9 Dec 2026 09:00').open()).toContain('senior-review');
  });

  it('whose stepping down is taken back is looked at by somebody senior at once, where that had been asked for', () => {
    const story = restricted('Fri 1 Jan 2027 12:00', 'Fri 1 Jan 2027 12:00').sees('safety-flag').comes('Wed 9 Sep 2026 10:00').completes('restriction-review', { decision: 'step-down', ...weighed });
    expect([story.status('senior-review'), story.reopens('restriction-review').open()]).toEqual(['not-needed', ['restriction-review', 'senior-review', 'trigger-response']]);
  });

  it('is not the person’s to decline: what they say of it stands in the review', () => {
    expect(restricted().answers({ type: 'declined', step: 'restriction-review', by: 'p', capacity: 'presumed', explained: 'e', alternative: 'a' })).toBe('409 cannot-be-declined');
    expect(() => restricted().completes('restriction-review', { decision: 'step-down', rationale: 'r' })).toThrow('personsView');
  });

  it('is whoever’s who took its review over', () => {
    expect(restricted().handsOver('restriction-review').outcome).toEqual({ outcome: 'handed-over' });
  });

  it('is reviewed where the clocks change, at the hour that the clock shows', () => {
    const story = new CaseStory(patientStart('restriction', details('Mon 26 Oct 2026 12:00', 'Fri 30 Oct 2026 12:00')), Date.parse(london('Wed 21 Oct 2026 12:00')));
    expect([story.due('restriction-review'), story.comes('Mon 26 Oct 2026 12:00').called('restriction-review')]).toEqual(['Mon 26 Oct 2026 12:00', ['clinical-lead Mon 26 Oct 2026 12:00']]);
  });
});
