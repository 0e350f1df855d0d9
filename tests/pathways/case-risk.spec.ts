import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#libs/contracts/events.js';
import { CaseStory } from '#tests/support/pathways/case-story.js';
import { london } from '#tests/support/pathways/london.js';
import { patientStart } from '#tests/support/pathways/simulation.js';

const details = (more: JsonObject = {}): JsonObject => ({
  title: 'two days’ tablets at once', category: 'medication', description: 'twice this month', severity: 'moderate', immediateAction: 'her sister keeps the box', leadAgency: 'Riverside', reviewAt: london('Tue 16 Jun 2026 12:00'), ...more,
});
/** Found on Wednesday at 10:00. */
const found = (more?: JsonObject): CaseStory => new CaseStory(patientStart('case-risk', details(more)), Date.parse(london('Wed 10 Jun 2026 10:00')));
const assessment = (more: JsonObject = {}): JsonObject => ({ category: 'medication', severity: 'moderate', consequence: 'an overdose', immediateAction: 'a weekly box', plan: 'seen twice a week', personsView: 'agrees', reviewAt: london('Mon 15 Jun 2026 12:00'), ...more });
const route = { route: ['Dr Farouk', 'the duty lead'], outOfHours: 'the crisis line' };
const managed = (more?: JsonObject): CaseStory => found(more).completes('risk-owned', { accepted: true }).completes('risk-assessment', assessment()).completes('risk-route', route);
const review = (story: CaseStory, more: JsonObject = {}): JsonObject => ({ decision: 'go-on', heldAt: story.nowText, status: 'as before', severity: 'moderate', contributions: [], personsView: 'glad', rationale: 'still open', actions: [], nextAt: new Date(story.now + 7 * 86_400_000).toISOString(), ...more });
const closing = (story: CaseStory, more: JsonObject = {}): JsonObject => { const { nextAt: _, ...rest } = review(story, { decision: 'close', ...more }); return rest; };
const disputes = (story: CaseStory): CaseStory => story.does({ type: 'unmet', taskId: story.task('risk-owned').id, reason: 'the other team has her', unsafe: 'nobody looks' }, 'the-clinical-lead');
const names = (story: CaseStory, person: string): CaseStory => story.does({ type: 'owners', role: 'clinical-lead', person, reason: 'settled' });

describe('a risk of a case', () => {
  it('asks its named owner at once, and for its assessment and route', () => {
    const story = found();
    expect([story.open(), story.state.stage]).toEqual([['risk-assessment', 'risk-owned', 'risk-route'], 'assessing']);
    expect([story.due('risk-owned'), story.called('risk-owned'), story.due('risk-assessment'), story.due('risk-route')]).toEqual(['Wed 10 Jun 2026 14:00', ['clinical-lead Wed 10 Jun 2026 10:00'], 'Thu 11 Jun 2026 10:00', 'Thu 11 Jun 2026 10:00']);
  });

  it.each([
    ['risk-owned', ['risk-assessment', 'risk-route']], ['risk-assessment', ['risk-owned', 'risk-route']], ['risk-route', ['risk-owned', 'risk-assessment']],
  ])('cannot leave its first stage without %s', (missing, others) => {
    const story = found();
    for (const step of others) story.completes(step, step === 'risk-owned' ? { accepted: true } : step === 'risk-assessment' ? assessment() : route);
    expect([story.open(), story.state.stage, story.state.gates['owned and assessed']]).toEqual([[missing], 'assessing', undefined]);
  });

  it('owned, assessed and with its route goes on to its first review', () => {
    const story = managed();
    expect([story.open(), story.state.stage, story.due('risk-review'), story.state.gates['owned and assessed']?.open]).toEqual([['risk-review'], 'managed', 'Mon 15 Jun 2026 12:00', true]);
  });

  it('is assessed whole: what, how bad, what is done at once, and when it is looked at, within a week', () => {
    for (const missing of ['category', 'severity', 'immediateAction', 'reviewAt']) {
      expect(() => found().completes('risk-assessment', Object.fromEntries(Object.entries(assessment()).filter(([name]) => name !== missing)))).toThrow(missing);
    }
    expect(() => found().completes('risk-assessment', assessment({ likelihood: 'rare' }))).toThrow('likelihood');
    expect(found().answers({ type: 'complete', step: 'risk-assessment', evidence: assessment({ reviewAt: london('Wed 17 Jun 2026 10:01') }) })).toBe('422 too-far-ahead');
    expect(found().answers({ type: 'complete', step: 'risk-assessment', evidence: assessment({ reviewAt: london('Wed 10 Jun 2026 10:00') }) })).toBe('422 in-the-past');
  });

  it('is reviewed every week, until a review closes it', () => {
    const story = managed().comes('Mon 15 Jun 2026 12:00');
    expect(story.answers({ type: 'complete', step: 'risk-review', evidence: review(story, { nextAt: london('Mon 22 Jun 2026 12:01') }) })).toBe('422 too-far-ahead');
    story.completes('risk-review', review(story));
    expect(story.due('risk-review')).toBe('Mon 22 Jun 2026 12:00');
    expect(story.completes('risk-review', closing(story)).outcome).toEqual({ outcome: 'resolved' });
  });

  it('that nobody reviews calls its owner, the escalation owner an hour later, and the escalation lead after two more', () => {
    expect(managed().comes('Mon 15 Jun 2026 15:00').called('risk-review')).toEqual(['clinical-lead Mon 15 Jun 2026 12:00', 'escalation-owner Mon 15 Jun 2026 13:00', 'escalation-lead Mon 15 Jun 2026 15:00']);
  });

  it('that became worse has an action, or says why not; what is agreed is done before it closes', () => {
    const story = managed().comes('Mon 15 Jun 2026 12:00');
    expect(story.answers({ type: 'complete', step: 'risk-review', evidence: review(story, { severity: 'major' }) })).toBe('422 no-action');
    expect(story.answers({ type: 'complete', step: 'risk-review', evidence: review(story, { severity: 'major', noActionBecause: 'all is done that can be' }) })).toBe('allowed');
    story.completes('risk-review', review(story, { severity: 'minor', actions: [{ title: 'a locked box', owner: 'dana', dueAt: london('Thu 18 Jun 2026 12:00'), completionCheck: 'seen' }] }));
    story.completes('risk-review', closing(story, { severity: 'minor' }));
    expect([story.open(), story.outcome]).toEqual([['action'], undefined]);
    expect(story.completes('action', { done: 'brought', check: 'seen', checkedBy: 'erin' }).outcome).toEqual({ outcome: 'resolved' });
  });

  it('as bad as the threshold calls its owner day and night to act and to tell the system leads, before anything else is done', () => {
    const story = new CaseStory(patientStart('case-risk', details({ severity: 'major' })), Date.parse(london('Wed 10 Jun 2026 22:00')));
    expect([story.called('threshold-crossed'), story.due('threshold-crossed')]).toEqual([['clinical-lead Wed 10 Jun 2026 22:00'], 'Wed 10 Jun 2026 23:00']);
    expect(story.comes('Thu 11 Jun 2026 00:45').called('threshold-crossed').slice(1)).toEqual(['clinical-lead Wed 10 Jun 2026 23:00', 'escalation-owner Wed 10 Jun 2026 23:15', 'escalation-lead Wed 10 Jun 2026 23:45', 'director Thu 11 Jun 2026 00:45']);
  });

  it('crosses the threshold by itself where an assessment or a review says so, once each time that it becomes worse', () => {
    const story = found().completes('risk-owned', { accepted: true }).completes('risk-route', route).completes('risk-assessment', assessment({ severity: 'major' }));
    expect(story.tasksOf('threshold-crossed')).toHaveLength(1);
    story.completes('threshold-crossed', { actionsTaken: 'box taken', leadsTold: ['the place lead'], toldAt: story.nowText }).comes('Mon 15 Jun 2026 12:00');
    story.completes('risk-review', review(story, { severity: 'major' }));
    expect(story.tasksOf('threshold-crossed')).toHaveLength(1);
    story.completes('risk-review', review(story, { severity: 'catastrophic', noActionBecause: 'she is in hospital' }));
    expect([story.tasksOf('threshold-crossed').length, story.open()]).toEqual([2, ['risk-review', 'threshold-crossed']]);
  });

  it('whose assessment is corrected and as bad again calls its owner again', () => {
    const story = found().completes('risk-owned', { accepted: true }).completes('risk-route', route).completes('risk-assessment', assessment({ severity: 'major' })).reopens('risk-assessment');
    expect(story.status('threshold-crossed')).toBe('not-needed');
    story.comes('Wed 10 Jun 2026 22:00').completes('risk-assessment', assessment({ severity: 'major' }));
    expect([story.open().includes('threshold-crossed'), story.due('threshold-crossed'), story.called('threshold-crossed')]).toEqual([true, 'Wed 10 Jun 2026 23:00', ['clinical-lead Wed 10 Jun 2026 10:00', 'clinical-lead Wed 10 Jun 2026 22:00']]);
    expect(story.of('task-reopened').at(-1)?.data.reason).toBe('its consequence would be major');
  });

  it('whose assessment is corrected to something worse calls its owner again, also where the leads know of what it said before', () => {
    const story = found().completes('risk-owned', { accepted: true }).completes('risk-route', route).completes('risk-assessment', assessment({ severity: 'major' }));
    const tells = (): CaseStory => story.completes('threshold-crossed', { actionsTaken: 'box taken', leadsTold: ['the place lead'], toldAt: story.nowText });
    const corrected = (severity: string): CaseStory => story.reopens('risk-assessment').completes('risk-assessment', assessment({ severity }));
    tells().comes('Wed 10 Jun 2026 22:00');
    expect(corrected('major').open()).not.toContain('threshold-crossed');
    expect([corrected('catastrophic').open().includes('threshold-crossed'), story.called('threshold-crossed')]).toEqual([true, ['clinical-lead Wed 10 Jun 2026 10:00', 'clinical-lead Wed 10 Jun 2026 22:00']]);
  });

  it('that its named owner disputes goes to the operational lead, whoever is then named is asked, and nothing goes on meanwhile', () => {
    const story = disputes(found()).completes('risk-assessment', assessment()).completes('risk-route', route);
    expect([story.open(), story.called('ownership-settled'), story.state.stage]).toEqual([['ownership-settled'], ['escalation-lead Wed 10 Jun 2026 10:00'], 'assessing']);
    names(story, 'another-lead');
    expect([story.open(), story.status('ownership-settled'), story.of('called').at(-1)!.data.role]).toEqual([['risk-owned'], 'not-needed', 'clinical-lead']);
    expect(story.completes('risk-owned', { accepted: true }, 'another-lead').state.stage).toBe('managed');
  });

  it('that stays whose it was is asked of them again', () => {
    const story = disputes(found()).completes('ownership-settled', { rationale: 'hers by contract' }, 'the-escalation-lead');
    expect([story.open(), story.tasksOf('risk-owned').map(({ status }) => status)]).toEqual([['risk-assessment', 'risk-owned', 'risk-route'], ['unmet', 'open']]);
    expect(disputes(story).open()).toContain('ownership-settled');
  });

  it('that its owner lets lie for two days goes to the operational lead too, who is told once', () => {
    const story = managed().comes('Wed 17 Jun 2026 11:59');
    expect(story.open()).toEqual(['risk-review']);
    expect([story.comes('Wed 17 Jun 2026 12:00').open(), story.called('ownership-settled')]).toEqual([['ownership-settled', 'risk-review'], ['escalation-lead Wed 17 Jun 2026 12:00']]);
    story.completes('ownership-settled', { rationale: 'she was ill, and is back' });
    expect(story.comes('Thu 18 Jun 2026 12:00').tasksOf('ownership-settled')).toHaveLength(1);
    const reviewed = managed().comes('Wed 17 Jun 2026 12:00');
    expect(reviewed.completes('risk-review', review(reviewed)).status('ownership-settled')).toBe('not-needed');
  });

  it('whose late review is recorded and taken back is the operational lead’s again', () => {
    const story = managed().comes('Wed 17 Jun 2026 12:00');
    const [late] = story.tasksOf('risk-review');
    story.completes('risk-review', review(story)).comes('Wed 17 Jun 2026 13:00').does({ type: 'reopen', taskId: late!.id, reason: 'of another risk' });
    expect([story.open(), story.called('ownership-settled')]).toEqual([['ownership-settled', 'risk-review'], ['escalation-lead Wed 17 Jun 2026 12:00', 'escalation-lead Wed 17 Jun 2026 13:00']]);
  });

  describe('whose closing is taken back while an action of it is open', () => {
    const agreed = { actions: [{ title: 'a locked box', owner: 'dana', dueAt: london('Thu 18 Jun 2026 12:00'), completionCheck: 'seen' }] };
    const closed = (story: CaseStory): CaseStory => story.comes('Mon 15 Jun 2026 12:00').completes('risk-review', closing(story, agreed));

    it('is asked of its new owner as before, and goes on being reviewed', () => {
      const story = closed(names(managed(), 'another-lead'));
      expect(story.open()).toEqual(['action']);
      // What happens meanwhile brings nothing back.
      expect(story.comes('Tue 16 Jun 2026 12:00').sees('safety-flag').open()).toEqual(['action', 'trigger-response']);
      expect(story.reopens('risk-review').open()).toEqual(['action', 'risk-owned', 'risk-review', 'trigger-response']);
    });

    it('is the operational lead’s to settle as before, and not asked of whoever disputes it', () => {
      const story = names(managed(), 'another-lead');
      story.does({ type: 'unmet', taskId: story.task('risk-owned').id, reason: 'the other team has her', unsafe: 'nobody looks' }, 'another-lead');
      expect(closed(story).open()).toEqual(['action']);
      expect(story.reopens('risk-review').open()).toEqual(['action', 'ownership-settled', 'risk-review']);
    });
  });

  it('is asked anew of whoever comes to own it, while its reviews go on', () => {
    const story = names(managed(), 'another-lead');
    expect([story.open(), story.state.stage]).toEqual([['risk-owned', 'risk-review'], 'managed']);
  });

  it('has partners who contribute, each a task of their own, and stays its owner’s', () => {
    const story = found({ partners: [{ agency: 'Hillview', person: 'dana', asked: 'count the tablets', dueAt: london('Fri 12 Jun 2026 12:00') }] });
    expect([story.task('partner-contribution').owner, story.of('task-opened').find(({ data }) => data.step === 'partner-contribution')?.data.title]).toEqual([{ role: 'action-owner', person: 'dana' }, 'Hillview: count the tablets']);
    story.completes('partner-contribution', { agency: 'Hillview', contribution: 'counted: four missing' }, 'dana');
    expect([story.state.owners?.clinicalLead, story.open(), story.state.stage]).toEqual(['the-clinical-lead', ['risk-assessment', 'risk-owned', 'risk-route'], 'assessing']);
  });

  it('is another’s once its ownership or its review was handed over', () => {
    expect([found().handsOver('risk-owned').outcome, managed().handsOver('risk-review').outcome]).toEqual([{ outcome: 'handed-over' }, { outcome: 'handed-over' }]);
  });

  it('is not the person’s to decline; an action is, and somebody clinical decides', () => {
    expect(found().answers({ type: 'declined', step: 'risk-assessment', by: 'p', capacity: 'presumed', explained: 'e', alternative: 'a' })).toBe('409 cannot-be-declined');
    const story = managed().comes('Mon 15 Jun 2026 12:00');
    story.completes('risk-review', review(story, { actions: [{ title: 'a locked box', owner: 'dana', dueAt: london('Thu 18 Jun 2026 12:00'), completionCheck: 'seen' }] })).declines('action');
    expect(story.open()).toContain('declined-decision');
  });

  it('is reviewed where the clocks change, at the hour that the clock shows', () => {
    const story = new CaseStory(patientStart('case-risk', details({ reviewAt: london('Sun 25 Oct 2026 12:00') })), Date.parse(london('Wed 21 Oct 2026 12:00')));
    story.completes('risk-owned', { accepted: true }).completes('risk-route', route).completes('risk-assessment', assessment({ reviewAt: london('Sun 25 Oct 2026 12:00') }));
    expect([story.due('risk-review'), story.comes('Sun 25 Oct 2026 13:00').called('risk-review')]).toEqual(['Sun 25 Oct 2026 12:00', ['clinical-lead Sun 25 Oct 2026 12:00', 'escalation-owner Sun 25 Oct 2026 13:00']]);
  });
});
