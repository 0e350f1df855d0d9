import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#libs/contracts/events.js';
import { CaseStory, decision } from '#tests/support/pathways/case-story.js';
import { london } from '#tests/support/pathways/london.js';
import { systemStart } from '#tests/support/pathways/simulation.js';

const details = (more: JsonObject = {}): JsonObject => ({
  title: 'First visits at weekends', description: 'nobody covers', status: 'watched', rating: 'moderate', governance: 'Place board', reviewAt: london('Wed 1 Jul 2026 14:00'),
  mitigation: { plan: 'a shared list', actions: [{ title: 'Agree the list', owner: 'dana', dueAt: london('Wed 1 Sep 2027 17:00'), completionCheck: 'both have it' }] },
  indicator: { name: 'missed first visits', range: 'at-most', tolerance: 2 }, ...more,
});
/** On the register from Wednesday at 10:00. */
const registered = (more?: JsonObject): CaseStory => new CaseStory(systemStart('system-risk', details(more)), Date.parse(london('Wed 10 Jun 2026 10:00')));
const reads = (story: CaseStory, value: number): CaseStory => story.completes('indicator-reading', { value, readAt: story.nowText });
/** Read every week from its opening on: a value a week. */
const weeks = (story: CaseStory, ...values: number[]): CaseStory => { for (const value of values) reads(story, value).until(story.task('indicator-reading').openedAt + 7 * 86_400_000); return story; };
const review = (story: CaseStory, more: JsonObject = {}): JsonObject => ({ heldAt: story.nowText, agendaItem: 'weekend cover', rating: 'moderate', status: 'as before', decision: 'go-on', rationale: 'not yet', nextAt: new Date(story.now + 28 * 86_400_000).toISOString(), actions: [], ...more });
const reviews = (story: CaseStory, more: JsonObject = {}): CaseStory => story.comes('Wed 1 Jul 2026 14:00').completes('monthly-governance-review', review(story, more));
const next = (story: CaseStory, more: JsonObject = {}): CaseStory => { story.until(story.task('monthly-governance-review').dueAt); return story.completes('monthly-governance-review', review(story, more)); };
const decides = (story: CaseStory, reviewAt: string): CaseStory => story.does(decision('act', { reviewAt: london(reviewAt) }, 'tolerance-decision'), 'the-director');

describe('a system risk', () => {
  it('begins with its actions as tasks of whoever was named, a reading, an update and its first review', () => {
    const story = registered();
    expect([story.open(), story.task('action').owner, story.due('action')]).toEqual([['action', 'indicator-reading', 'monthly-governance-review', 'status-update'], { role: 'action-owner', person: 'dana' }, 'Wed 1 Sep 2027 17:00']);
    expect([story.due('indicator-reading'), story.due('status-update'), story.due('monthly-governance-review')]).toEqual(['Thu 11 Jun 2026 17:00', 'Fri 12 Jun 2026 17:00', 'Wed 1 Jul 2026 14:00']);
  });

  it('with an action that is due when nobody knows the bank holidays yet does not begin', () => {
    const beyond = (): CaseStory => registered({ mitigation: { plan: 'p', actions: [{ title: 't', owner: 'dana', dueAt: london('Mon 3 Jun 2030 12:00'), completionCheck: 'c' }] } });
    expect(beyond).toThrow(expect.objectContaining({ shape: expect.objectContaining({ status: 422, code: 'beyond-the-calendar' }) }));
  });

  it('is read every week, and told by its lead every fortnight; whoever does not is called, and the escalation lead after them', () => {
    const story = reads(registered(), 1).comes('Wed 17 Jun 2026 09:59');
    expect(story.open()).not.toContain('indicator-reading');
    story.comes('Wed 17 Jun 2026 10:00');
    expect([story.status('indicator-reading'), story.due('indicator-reading')]).toEqual(['open', 'Thu 18 Jun 2026 17:00']);
    expect(story.comes('Tue 16 Jun 2026 17:00').called('status-update')).toEqual(['clinical-lead Mon 15 Jun 2026 09:00', 'clinical-lead Tue 16 Jun 2026 09:00', 'escalation-lead Wed 17 Jun 2026 09:00']);
    story.completes('status-update', { status: 's', changes: 'c', actionsTaken: 'a', emergingIssues: 'none' });
    expect(story.comes('Wed 24 Jun 2026 10:00').status('status-update')).toBe('open');
  });

  it('is reviewed by governance every month: what it agrees becomes tasks, and it says when it is reviewed next', () => {
    const story = reviews(registered(), { actions: [{ title: 'Ask for money', owner: 'erin', dueAt: london('Fri 10 Jul 2026 12:00'), completionCheck: 'asked' }] });
    expect([story.due('monthly-governance-review'), story.tasksOf('action').map(({ owner }) => owner.person)]).toEqual(['Wed 29 Jul 2026 14:00', ['dana', 'erin']]);
    const complete = (more: JsonObject) => story.answers({ type: 'complete', step: 'monthly-governance-review', evidence: review(story, more) });
    expect([complete({ nextAt: london('Thu 6 Aug 2026 14:00') }), complete({ nextAt: london('Wed 5 Aug 2026 14:00') }), complete({ nextAt: london('Wed 1 Jul 2026 14:00') })]).toEqual(['422 too-far-ahead', 'allowed', '422 in-the-past']);
  });

  it('within tolerance is nobody’s above; beyond it the director is called at once and decides', () => {
    const story = reads(registered(), 2);
    expect([story.state.stage, story.tasksOf('tolerance-decision')]).toEqual(['within-tolerance', []]);
    reads(story.comes('Wed 17 Jun 2026 10:00'), 3);
    expect([story.state.stage, story.due('tolerance-decision'), story.called('tolerance-decision')]).toEqual(['beyond-tolerance', 'Thu 18 Jun 2026 17:00', ['director Wed 17 Jun 2026 10:00']]);
  });

  it('read anew beyond tolerance calls the director again', () => {
    const story = reads(registered(), 3).reopens('indicator-reading');
    expect(story.status('tolerance-decision')).toBe('not-needed');
    reads(story.comes('Wed 10 Jun 2026 11:00'), 4);
    expect([story.status('tolerance-decision'), story.called('tolerance-decision')]).toEqual(['open', ['director Wed 10 Jun 2026 10:00', 'director Wed 10 Jun 2026 11:00']]);
  });

  it('whose last reading in range is read anew beyond tolerance is with senior leadership as before', () => {
    const story = decides(reads(registered(), 3), 'Wed 15 Jul 2026 10:00').comes('Wed 17 Jun 2026 10:00');
    reads(weeks(story, 2, 2, 2, 2), 0);
    expect(story.status('tolerance-decision')).toBe('not-needed');
    reads(story.reopens('indicator-reading').comes('Wed 15 Jul 2026 11:00'), 5);
    expect([story.state.stage, story.status('tolerance-decision'), story.due('tolerance-decision')]).toEqual(['beyond-tolerance', 'open', 'Wed 15 Jul 2026 10:00']);
  });

  it('decided on a reading that is then corrected, still beyond tolerance, is decided anew', () => {
    const story = decides(reads(registered(), 3), 'Wed 24 Jun 2026 12:00').reopens('indicator-reading');
    reads(story.comes('Wed 10 Jun 2026 11:00'), 4);
    expect([story.state.stage, story.open().includes('tolerance-decision'), story.called('tolerance-decision')]).toEqual(['beyond-tolerance', true, ['director Wed 10 Jun 2026 10:00', 'director Wed 10 Jun 2026 11:00']]);
    expect(decides(story, 'Wed 24 Jun 2026 12:00').due('tolerance-decision')).toBe('Wed 24 Jun 2026 12:00');
  });

  it('at least so much is a tolerance too', () => {
    expect(reads(registered({ indicator: { name: 'visits in time', range: 'at-least', tolerance: 90 } }), 89).state.stage).toBe('beyond-tolerance');
  });

  it('stays with senior leadership, which looks again when it said, until it was read in range for four weeks', () => {
    const story = decides(reads(registered(), 3), 'Wed 24 Jun 2026 12:00');
    expect([story.open().includes('tolerance-decision'), story.due('tolerance-decision')]).toEqual([true, 'Wed 24 Jun 2026 12:00']);
    story.comes('Wed 17 Jun 2026 10:00');
    expect(weeks(story, 2).state.stage).toBe('coming-back');
    weeks(story, 1, 2, 2);
    expect([story.state.stage, story.status('tolerance-decision')]).toEqual(['coming-back', 'open']);
    reads(story, 0);
    expect([story.state.stage, story.status('tolerance-decision')]).toEqual(['within-tolerance', 'not-needed']);
  });

  it('is looked at again by senior leadership within thirty-five days; one that began by the first policy goes on without that', () => {
    const to = (story: CaseStory, reviewAt: string): string => story.answers({ ...decision('act', { reviewAt }, 'tolerance-decision') });
    const story = reads(registered(), 3);
    expect([to(story, london('Wed 15 Jul 2026 10:00')), to(story, london('Wed 15 Jul 2026 10:01')), to(story, '2027-06-10T10:00:00.000Z')]).toEqual(['allowed', '422 too-far-ahead', '422 too-far-ahead']);
    const before = new CaseStory({ ...systemStart('system-risk', details()), policy: { id: 'system-risk', version: '1' } }, Date.parse(london('Wed 10 Jun 2026 10:00')));
    expect(to(reads(before, 3), '2027-06-10T10:00:00.000Z')).toBe('allowed');
  });

  it('does not come back by silence: unread it stays where it is', () => {
    const story = weeks(registered(), 3, 2).comes('Wed 16 Sep 2026 10:00');
    expect([story.state.stage, story.status('tolerance-decision')]).toEqual(['coming-back', 'open']);
  });

  it('beyond tolerance is not closed; within it governance closes it once its actions are done', () => {
    const story = reads(registered(), 3).comes('Wed 1 Jul 2026 14:00');
    const closed = (): JsonObject => { const { nextAt: _, ...rest } = review(story, { decision: 'close' }); return rest; };
    expect(story.answers({ type: 'complete', step: 'monthly-governance-review', evidence: closed() })).toBe('409 beyond-tolerance');
    weeks(story, 1, 1, 1, 1, 1);
    story.completes('monthly-governance-review', closed());
    expect([story.open(), story.state.stage]).toEqual([['action'], 'ending']);
    expect(story.completes('action', { done: 'agreed', check: 'both have it', checkedBy: 'erin' }).outcome).toEqual({ outcome: 'closed-by-governance' });
  });

  it('whose rating three reviews leave unchanged is the director’s to ask about', () => {
    const story = next(reviews(registered(), { agendaItem: 'one' }), { agendaItem: 'two' });
    const said = (): unknown[] => story.of('task-opened').filter(({ data }) => data.step === 'risk-stands-still' && !data.because?.startsWith('an action')).map(({ data }) => data.because);
    expect(said()).toEqual([]);
    next(story, { agendaItem: 'three' });
    expect([said(), story.task('risk-stands-still').owner.role]).toEqual([['its rating is what it was 3 reviews ago'], 'director']);
    next(next(story, { agendaItem: 'four', rating: 'major' }), { agendaItem: 'five', rating: 'major' });
    expect(said()).toHaveLength(1);
  });

  it('that is the same agenda item at three meetings is asked about, however it is written', () => {
    const story = next(next(reviews(registered(), { rating: 'minor' }), { agendaItem: ' Weekend  COVER', rating: 'major' }), { rating: 'moderate' });
    expect(story.of('task-opened').map(({ data }) => data.because)).toContain('it was the same agenda item at 3 meetings in a row');
    expect(story.completes('risk-stands-still', { findings: 'nobody decides', change: 'the board chair takes it' }).tasksOf('risk-stands-still').length).toBeGreaterThan(0);
  });

  it('with an action that two reviews have seen open is asked about, until that is done', () => {
    const story = reviews(registered());
    expect(story.tasksOf('risk-stands-still')).toEqual([]);
    next(story);
    expect([story.open().includes('risk-stands-still'), story.of('task-opened').at(-1)!.data]).toEqual([true, expect.objectContaining({ about: { taskId: story.task('action').id } })]);
    story.completes('action', { done: 'agreed', check: 'both have it', checkedBy: 'erin' });
    expect(story.status('risk-stands-still')).toBe('not-needed');
  });

  it('with an action that stays open after as many more reviews is asked about a second time', () => {
    const story = next(reviews(registered(), { agendaItem: '1' }), { agendaItem: '2' });
    const asked = (): number => story.of('task-opened').filter(({ data }) => data.step === 'risk-stands-still' && data.because?.startsWith('an action')).length;
    story.completes('risk-stands-still', { findings: 'nobody has time', change: 'the board frees a day' });
    expect([asked(), next(story, { agendaItem: '3', rating: 'minor' }).state.stage, asked()]).toEqual([1, 'within-tolerance', 1]);
    next(story, { agendaItem: '4' });
    expect([asked(), story.open().includes('risk-stands-still')]).toEqual([2, true]);
  });

  it('whose closing is taken back is read at once where a reading was asked for, not a week after that', () => {
    const story = weeks(registered(), 1, 1, 1).comes('Wed 1 Jul 2026 14:00');
    const { nextAt: _, ...closes } = review(story, { decision: 'close' });
    expect(story.status('indicator-reading')).toBe('open');
    story.completes('monthly-governance-review', closes).reopens('monthly-governance-review');
    expect(story.open()).toEqual(['action', 'indicator-reading', 'monthly-governance-review', 'status-update']);
  });

  it('whose closing is taken back is asked about as before, where it stood still', () => {
    const story = next(reviews(registered(), { agendaItem: 'one' }), { agendaItem: 'two' });
    next(story, { agendaItem: 'three' });
    expect(story.status('risk-stands-still')).toBe('open');
    story.until(story.task('monthly-governance-review').dueAt);
    const { nextAt: _, ...closes } = review(story, { decision: 'close', agendaItem: 'four', rating: 'minor' });
    story.completes('monthly-governance-review', closes);
    expect([story.open(), story.status('risk-stands-still')]).toEqual([['action'], 'not-needed']);
    expect(story.reopens('monthly-governance-review').open()).toContain('risk-stands-still');
  });

  it('is read in order, and never ahead of its time', () => {
    const story = reads(registered(), 1).comes('Wed 17 Jun 2026 10:00');
    const read = (readAt: string): string => story.answers({ type: 'complete', step: 'indicator-reading', evidence: { value: 1, readAt: london(readAt) } });
    expect([read('Wed 10 Jun 2026 10:00'), read('Wed 17 Jun 2026 10:05'), read('Wed 17 Jun 2026 09:00')]).toEqual(['422 not-after-the-last', '422 in-the-future', 'allowed']);
  });

  it('has nobody who could decline it, die or move away, and answers what is seen', () => {
    const story = registered().sees('safety-flag');
    expect(story.called('trigger-response')).toEqual(['escalation-owner Wed 10 Jun 2026 10:00']);
    expect(story.answers({ type: 'end', because: 'died', at: story.nowText, note: 'n' })).toBe('409 no-patient');
    expect(story.ends('entered-in-error').outcome).toEqual({ outcome: 'entered-in-error' });
  });

  it('is read at the same hour of elapsed time where the clocks change, and due at the end of the working day', () => {
    const story = new CaseStory(systemStart('system-risk', details({ reviewAt: london('Mon 2 Nov 2026 14:00') })), Date.parse(london('Tue 20 Oct 2026 10:00')));
    reads(story, 1).comes('Tue 27 Oct 2026 09:00');
    expect([story.status('indicator-reading'), story.due('indicator-reading')]).toEqual(['open', 'Wed 28 Oct 2026 17:00']);
  });
});
