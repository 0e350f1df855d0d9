import { describe, expect, it } from '@jest/globals';
import './with-the-fourth.js';

const { CaseStory } = await import('#tests/support/pathways/case-story.js');
const { london } = await import('#tests/support/pathways/london.js');
const { answerBeginning, perform, structuredCopy } = await import('#libs/pathway/engine.js');
const { tick } = await import('#libs/pathway/heart.js');
const { Session } = await import('#libs/pathway/session.js');
const { patientStart } = await import('#tests/support/pathways/simulation.js');
type Story = InstanceType<typeof CaseStory>;

const start = () => patientStart('equipment-return', { equipment: ['hospital bed'], where: 'the front room' });
/** Opened on Wednesday at 10:00: the store is to be asked by Thursday 17:00. */
const opened = (): Story => new CaseStory(start(), Date.parse(london('Wed 10 Jun 2026 10:00')));
const asked = (): Story => { const story = opened(); return story.completes('collection-asked', { sentAt: story.nowText, to: 'the store' }); };
const fetched = (story: Story): Story => story.completes('equipment-collected', { visitedAt: story.nowText, by: 'the driver' });

describe('an equipment return', () => {
  it('asks the store by the next working day, and has it fetched in five', () => {
    expect([opened().open(), opened().due('collection-asked')]).toEqual([['collection-asked'], 'Thu 11 Jun 2026 17:00']);
    expect([asked().open(), asked().due('equipment-collected')]).toEqual([['equipment-collected'], 'Wed 17 Jun 2026 17:00']);
  });

  it('takes no evidence but its own', () => {
    expect(() => opened().completes('collection-asked', { done: 'yes' })).toThrow('sentAt');
  });

  it('closes as returned a week after it was fetched', () => {
    const story = fetched(asked().comes('Fri 12 Jun 2026 11:00'));
    expect([story.open(), story.state.stage, story.comes('Fri 19 Jun 2026 10:59').outcome]).toEqual([[], 'watching', undefined]);
    expect(story.comes('Fri 19 Jun 2026 11:00').outcome).toEqual({ outcome: 'returned' });
  });

  it('calls the coordinator, then the escalation owner and the escalation lead, when nobody fetches it', () => {
    expect(asked().comes('Thu 18 Jun 2026 11:00').called('equipment-collected')).toEqual(['coordinator Wed 17 Jun 2026 17:00', 'escalation-owner Wed 17 Jun 2026 18:00', 'escalation-lead Thu 18 Jun 2026 08:00']);
  });

  it('asks the clinical lead after two attempts in vain, and again after two more', () => {
    const story = asked().attempts('equipment-collected');
    expect(story.open()).toEqual(['equipment-collected']);
    expect(story.attempts('equipment-collected').open()).toEqual(['equipment-collected', 'write-off-decision']);
    expect(story.decides('try-again', { worth: '900 pounds' }, 'write-off-decision').open()).toEqual(['equipment-collected']);
    expect(story.attempts('equipment-collected').attempts('equipment-collected').open()).toEqual(['equipment-collected', 'write-off-decision']);
    story.decides('write-off', { worth: '900 pounds' }, 'write-off-decision').comes('Wed 17 Jun 2026 10:00');
    expect([story.status('equipment-collected'), story.outcome]).toEqual(['not-needed', { outcome: 'written-off' }]);
  });

  it('asks nothing of the clinical lead any more when it is fetched after all', () => {
    const story = fetched(asked().attempts('equipment-collected').attempts('equipment-collected'));
    expect([story.status('write-off-decision'), story.open()]).toEqual(['not-needed', []]);
  });

  it('brings it back when it is needed again, also in the watch, and watches anew', () => {
    const story = fetched(asked()).comes('Fri 12 Jun 2026 09:00').sees('needed-again');
    expect([story.open(), story.due('equipment-brought-back'), story.called('equipment-brought-back')]).toEqual([['equipment-brought-back'], 'Sat 13 Jun 2026 09:00', ['coordinator Fri 12 Jun 2026 09:00']]);
    story.completes('equipment-brought-back', { done: 'brought' });
    expect(story.comes('Fri 19 Jun 2026 08:59').outcome).toBeUndefined();
    expect(story.comes('Fri 19 Jun 2026 09:00').outcome).toEqual({ outcome: 'returned' });
  });

  describe('where whoever fetched it found the person on the floor', () => {
    const found = (story: Story): Story => story.completes('equipment-collected', { visitedAt: story.nowText, by: 'the driver', foundOnTheFloor: 'had fallen in the night' });
    const begun = ({ state }: Story) => state.begun?.map(({ key, status, caseId, code, outcome }) => ({ key, status, caseId, code, outcome }));

    it('begins a falls review, once', () => {
      const story = found(asked());
      expect(begun(story)).toEqual([{ key: 'found-on-the-floor', status: 'begun', caseId: 'begun-found-on-the-floor', code: null, outcome: null }]);
      expect(story.of('case-asked').map(({ data }) => data.details)).toEqual([{ trigger: { kind: 'head-injury', occurredAt: story.nowText, where: 'at home', note: 'had fallen in the night' } }]);
      story.reopens('equipment-collected');
      expect(found(story).of('case-asked')).toHaveLength(1);
    });

    it('says which case stood in the way, and goes on', () => {
      const story = asked();
      story.begins = () => ({ code: 'case-already-open', detail: 'This person has an open case on this pathway.', caseId: 'another' });
      expect(begun(found(story))).toEqual([{ key: 'found-on-the-floor', status: 'refused', caseId: 'another', code: 'case-already-open', outcome: null }]);
      expect(story.comes('Fri 19 Jun 2026 11:00').outcome).toEqual({ outcome: 'returned' });
    });

    it('hears how the review ended, once, and knows no other case', () => {
      const story = found(asked()).caseEnded('found-on-the-floor', 'reviewed-in-time').caseEnded('found-on-the-floor', 'reviewed-in-time');
      expect([begun(story)?.[0]?.outcome, story.of('begun-case-ended').length]).toEqual(['reviewed-in-time', 1]);
      expect(story.answers({ type: 'begun-case-ended', key: 'another', caseId: 'x', outcome: 'y' })).toBe('404 not-found');
    });

    it('does not close before it is known what came of it', () => {
      const start = asked();
      const session = new Session(structuredCopy(start.state), start.session.protocol, start.now);
      perform(session, { id: 'c', actor: { person: 'p' }, stored: 0, receivedAt: '', command: { type: 'complete', taskId: start.task('equipment-collected').id, evidence: { visitedAt: start.nowText, by: 'd', foundOnTheFloor: 'n' } } }, start.now);
      const over = start.now + 8 * 24 * 3_600_000;
      tick(session, over);
      expect([session.state.watch?.endedBecause, session.state.closed]).toEqual(['its time is over', null]);
      answerBeginning(session, session.state.begun![0]!.sequence, { begun: 'another' }, over);
      expect(session.state.closed?.outcome).toEqual({ outcome: 'returned' });
      answerBeginning(session, session.state.begun![0]!.sequence, { begun: 'another' }, over);
      expect(session.take().filter(({ kind }) => kind === 'case-begun')).toHaveLength(1);
    });
  });

  it('stops when the person has died', () => {
    expect(asked().ends('died').open()).toEqual(['after-death']);
  });
});
