import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#libs/contracts/events.js';
import { notNeeded, StepUpStory, wholePlan, wholeScript } from '#tests/support/pathways/step-up.js';

const without = (...prompts: string[]): JsonObject => Object.fromEntries(prompts.map((prompt) => [prompt, '']));

describe('a step-up that somebody raises', () => {
  it('goes to the named clinical lead at once, who decides within four hours, and climbs until somebody has', () => {
    const story = StepUpStory.onWednesday();
    expect([story.stage, story.open(), story.due('threshold-decision'), story.owners]).toEqual(['threshold', ['threshold-decision'], 'Wed 10 Jun 2026 14:00', { 'threshold-decision': 'clinical-lead' }]);
    story.comes('Wed 10 Jun 2026 16:00');
    expect(story.called('threshold-decision')).toEqual([
      'clinical-lead Wed 10 Jun 2026 10:00', 'clinical-lead Wed 10 Jun 2026 14:00', 'escalation-owner Wed 10 Jun 2026 14:15', 'escalation-lead Wed 10 Jun 2026 14:45', 'director Wed 10 Jun 2026 15:45']);
  });

  it('at night, with somebody in danger now, is decided within the hour: the call does not wait for the morning', () => {
    const story = StepUpStory.raised('Sat 13 Jun 2026 23:30', { dangerNow: true });
    expect([story.due('threshold-decision'), story.called('threshold-decision')]).toEqual(['Sun 14 Jun 2026 00:30', ['clinical-lead Sat 13 Jun 2026 23:30']]);
  });

  it.each([['across the change to summer time', 'Sun 28 Mar 2027 00:30', 'Sun 28 Mar 2027 05:30'], ['across the change to winter time', 'Sun 25 Oct 2026 00:30', 'Sun 25 Oct 2026 03:30']])('%s has its four hours, as they elapse', (_, raised, due) => {
    expect(StepUpStory.raised(raised).due('threshold-decision')).toBe(due);
  });

  it.each([['one prompt', ['alreadyTried']], ['every prompt', Object.keys(wholeScript)]])('with a gap in %s is not refused: what is missing is asked beside it, within two hours, and holds nothing up', (_, missing) => {
    const story = StepUpStory.onWednesday(without(...missing));
    expect([story.open(), story.due('script-completed'), story.owners['script-completed'], story.task('script-completed').sequence > story.task('threshold-decision').sequence]).toEqual([
      ['script-completed', 'threshold-decision'], 'Wed 10 Jun 2026 12:00', 'coordinator', true]);
    expect(story.of('task-opened').find(({ data }) => data.step === 'script-completed')?.data.about).toEqual({ open: missing });
    expect(story.stepsUp().stage).toBe('stepped-up');
  });

  it('that is not stepped up says why and what would change it, and whoever raised it is told: a partner by somebody within a day, and climbing', () => {
    const story = StepUpStory.onWednesday().comes('Wed 10 Jun 2026 12:00').saysNo();
    expect([story.stage, story.open(), story.due('raiser-told'), story.due('supervision-review')]).toEqual(['finishing', ['raiser-told', 'supervision-review'], 'Thu 11 Jun 2026 12:00', 'Wed 17 Jun 2026 12:00']);
    expect(story.of('task-opened').find(({ data }) => data.step === 'raiser-told')?.data.about).toEqual({ outcome: 'not-met' });
    expect(story.comes('Thu 11 Jun 2026 13:30').called('raiser-told')).toEqual(['coordinator Thu 11 Jun 2026 12:00', 'escalation-owner Thu 11 Jun 2026 13:00']);
  });

  it('by somebody of the staff calls them when it is decided, in the words of the answer, until they have read it', () => {
    const raised = { raised: { person: 'a-nurse', name: 'A Nurse' } };
    const story = StepUpStory.onWednesday(raised).comes('Wed 10 Jun 2026 12:00').saysNo();
    expect([story.owners['answer-read'], story.due('answer-read'), story.open()]).toEqual(['a-nurse', 'Thu 11 Jun 2026 12:00', ['answer-read', 'supervision-review']]);
    const [call] = story.of('rung-reached').filter(({ data }) => data.step === 'answer-read');
    expect([call?.data.person, call?.data.asked, call?.data.dueAt]).toEqual(['a-nurse', 'It was not stepped up: read why, and what would change that. Raise it again when it does.', '2026-06-10T11:00:00.000Z']);
    expect(story.completes('answer-read', { read: true }, 'a-nurse').open()).toEqual(['supervision-review']);
    // The clinical lead who raised it has decided it: nobody need tell them.
    expect(StepUpStory.onWednesday({ raised: { person: 'the-clinical-lead', name: 'L' } }).saysNo().open()).toEqual(['supervision-review']);
  });

  it('handed over after the lead who raised it has decided asks nobody to read it', () => {
    const story = StepUpStory.onWednesday({ raised: { person: 'the-clinical-lead', name: 'L' } }).saysNo();
    story.does({ type: 'owners', role: 'clinical-lead', person: 'another-lead', reason: 'on leave' });
    expect([story.state.owners?.clinicalLead, story.open()]).toEqual(['another-lead', ['supervision-review']]);
  });

  it('by a lead who had handed it over before it was decided is for them to read', () => {
    const story = StepUpStory.onWednesday({ raised: { person: 'the-clinical-lead', name: 'L' } });
    story.does({ type: 'owners', role: 'clinical-lead', person: 'another-lead', reason: 'on leave' }).saysNo();
    expect([story.open(), story.owners['answer-read']]).toEqual([['answer-read', 'supervision-review'], 'the-clinical-lead']);
  });

  it('is watched for thirty days after a no: a return within them is counted', () => {
    const story = StepUpStory.onWednesday().comes('Wed 10 Jun 2026 12:00').saysNo().tellsWhoRaised().supervises();
    expect([story.stage, story.open()]).toEqual(['watching', []]);
    story.comes('Fri 10 Jul 2026 11:59');
    expect(story.outcome).toBeUndefined();
    expect(story.comes('Fri 10 Jul 2026 12:00').outcome).toEqual({ outcome: 'not-stepped-up', basis: 'nothing-heard', rePresentations: 0 });
  });

  it('that is raised again after a no is weighed again, and each time whoever raised it is told', () => {
    const story = StepUpStory.onWednesday().comes('Wed 10 Jun 2026 12:00').saysNo().tellsWhoRaised().supervises().comes('Fri 12 Jun 2026 09:00').tells('raised-again');
    expect([story.stage, story.open().includes('threshold-decision'), story.due('threshold-decision'), story.called('threshold-decision').at(-1)]).toEqual(['threshold', true, 'Fri 12 Jun 2026 13:00', 'clinical-lead Fri 12 Jun 2026 09:00']);
    story.stepsUp();
    expect([story.stage, story.statuses('raiser-told')]).toEqual(['stepped-up', ['completed', 'open']]);
  });

  it('that is raised again while the decision waits is answered beside it: nothing that is told is swallowed', () => {
    const story = StepUpStory.onWednesday().comes('Wed 10 Jun 2026 11:00').tells('raised-again');
    expect([story.statuses('threshold-decision'), story.due('trigger-response'), story.called('trigger-response')]).toEqual([['open'], 'Wed 10 Jun 2026 15:00', ['clinical-lead Wed 10 Jun 2026 11:00']]);
    // One decision answers both.
    expect(story.saysNo().statuses('raiser-told')).toEqual(['open', 'open']);
  });

  it('refuses a plan that nobody would look at before its contacts end, and an urgent review that is not urgent', () => {
    const story = StepUpStory.onWednesday();
    const refused = (plan: JsonObject): string => { try { story.stepsUp(plan); return 'allowed'; } catch (error) { return (error as { shape: { code: string; pointer: string } }).shape.pointer + ' ' + (error as { shape: { code: string } }).shape.code; } };
    expect(refused({ mdtAt: '2026-06-18T00:00:00.000Z' })).toBe('/plan/mdtAt after-the-last-contact');
    expect(refused({ mdtAt: '2026-06-10T08:00:00.000Z' })).toBe('/plan/mdtAt in-the-past');
    expect(refused({ urgentReview: { by: '2026-06-12T09:01:00.000Z', with: 'w' } })).toBe('/plan/urgentReview/by too-far-ahead');
    expect(refused({ urgentReview: { by: '2026-06-10T08:00:00.000Z', with: 'w' } })).toBe('/plan/urgentReview/by in-the-past');
    expect(story.statuses('threshold-decision')).toEqual(['open']);
    expect(wholePlan(story.now, { urgentReview: notNeeded })['urgentReview']).toEqual(notNeeded);
  });
});
