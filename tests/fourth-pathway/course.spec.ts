import { describe, expect, it } from '@jest/globals';
import './with-the-fourth.js';

const { CaseStory } = await import('#tests/support/pathways/case-story.js');
const { london } = await import('#tests/support/pathways/london.js');
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

  it('stops when the person has died', () => {
    expect(asked().ends('died').open()).toEqual(['after-death']);
  });
});
