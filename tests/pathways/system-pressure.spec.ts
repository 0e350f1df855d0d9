import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#libs/contracts/events.js';
import { policyOf } from '#libs/policies/released.js';
import { CaseStory } from '#tests/support/pathways/case-story.js';
import { london } from '#tests/support/pathways/london.js';
import { systemStart } from '#tests/support/pathways/simulation.js';

/** Begins on Wednesday at 10:00, with two partners. */
const begun = (details: JsonObject = {}): CaseStory => new CaseStory(systemStart('system-pressure', { title: 'Riverside under pressure', situation: 'seven ambulances wait', participants: ['ambulance-lead', 'neighbour-lead'], ...details }), Date.parse(london('Wed 10 Jun 2026 10:00')));
const declares = (story: CaseStory, level: number, more: JsonObject = {}): CaseStory => story.decides(`level-${level}`, { because: 'what the indicators say', ...more }, 'level-decision');
const closing: JsonObject = { actionsThen: 'closed' };
const openOf = (story: CaseStory, step: string): string[] => story.tasksOf(step).filter(({ status }) => status === 'open').map(({ owner }) => owner.person ?? owner.role);
/** Somebody does every action that is open. */
const acts = (story: CaseStory): CaseStory => {
  const cards = policyOf('system-pressure')!.levels!.flatMap(({ cards: of }) => of.flatMap(({ steps }) => steps));
  for (const task of story.state.tasks.filter(({ step, status }) => status === 'open' && cards.includes(step))) story.does({ type: 'complete', taskId: task.id, evidence: { done: 'd', effect: 'e' } });
  return story;
};

describe('a system under pressure', () => {
  it('asks its accountable lead at once to declare a level, in half an hour', () => {
    const story = begun();
    expect([story.open(), story.due('level-decision'), story.called('level-decision'), story.state.stage]).toEqual([['level-decision'], 'Wed 10 Jun 2026 10:30', ['clinical-lead Wed 10 Jun 2026 10:00'], 'level-proposed']);
    expect(story.comes('Wed 10 Jun 2026 11:15').called('level-decision').slice(1)).toEqual(['clinical-lead Wed 10 Jun 2026 10:30', 'escalation-owner Wed 10 Jun 2026 10:45', 'escalation-lead Wed 10 Jun 2026 11:15']);
  });

  it.each([['level-4-proposed', '10:15'], ['level-3-proposed', '10:30'], ['level-2-proposed', '11:00']])('is asked sooner the higher the rules propose: %s by %s', (kind, by) => {
    const story = begun().sees(kind);
    expect(story.due('level-decision')).toBe(`Wed 10 Jun 2026 ${by}`);
  });

  it('has its level declared by a person, who says why; what the rules proposed may be departed from', () => {
    const story = declares(begun().sees('level-3-proposed'), 2);
    expect([story.state.stage, story.tasksOf('level-decision').map(({ status }) => status)]).toEqual(['level-2', ['not-needed', 'completed', 'open']]);
  });

  it('links level 2 to its card: each step with an owner and a time, who is called at once', () => {
    const story = declares(begun(), 2);
    expect(story.open()).toEqual(['community-slots-released', 'discharge-sweep', 'level-decision']);
    expect([story.due('discharge-sweep'), story.called('discharge-sweep'), story.called('community-slots-released')]).toEqual(['Wed 10 Jun 2026 12:00', ['hub Wed 10 Jun 2026 10:00'], ['coordinator Wed 10 Jun 2026 10:00']]);
    expect(story.comes('Wed 10 Jun 2026 13:45').called('discharge-sweep').slice(1)).toEqual(['hub Wed 10 Jun 2026 12:00', 'escalation-owner Wed 10 Jun 2026 12:15', 'escalation-lead Wed 10 Jun 2026 12:45', 'director Wed 10 Jun 2026 13:45']);
  });

  it('works the cards of the levels below it too, once', () => {
    const story = declares(begun(), 2);
    declares(story.sees('level-4-proposed'), 4);
    expect([story.open().length, story.tasksOf('discharge-sweep').length, story.state.stage]).toEqual([9, 1, 'level-4']);
  });

  it('has at level 4 the full capacity protocol put in force, and said which clinical standards cannot be met and what mitigates each', () => {
    const story = declares(begun(), 4);
    expect([story.called('full-capacity-protocol'), story.due('full-capacity-protocol')]).toEqual([['director Wed 10 Jun 2026 10:00'], 'Wed 10 Jun 2026 11:00']);
    expect([story.called('standards-mitigated'), story.due('standards-mitigated')]).toEqual([['clinical-lead Wed 10 Jun 2026 10:00'], 'Wed 10 Jun 2026 12:00']);
    expect(() => story.completes('standards-mitigated', { done: 'two checks, not four' })).toThrow('effect');
    expect(declares(begun(), 3).tasksOf('full-capacity-protocol')).toEqual([]);
  });

  it('lets go of what a lower level no longer asks for only when somebody says what becomes of it', () => {
    const story = declares(begun(), 3).sees('level-2-proposed');
    expect(story.answers({ type: 'decide', decision: { kind: 'level-decision', outcome: 'level-2', because: 'w', actions: [] } })).toBe('422 required');
    declares(story, 2, closing);
    expect([story.status('handover-spaces-named'), story.status('discharge-sweep'), story.task('handover-spaces-named').endedBecause]).toEqual(['not-needed', 'open', 'what the indicators say']);
  });

  it('opens the card anew when the level rises again', () => {
    const story = declares(declares(begun(), 3).sees('level-2-proposed'), 2, closing);
    declares(story.sees('level-3-proposed'), 3);
    expect([story.tasksOf('handover-spaces-named').map(({ status }) => status), story.tasksOf('discharge-sweep').length]).toEqual([['not-needed', 'open'], 1]);
  });

  it('proposed at another level while a decision waits is due by the new one, and proposed as it stands asks nothing any more', () => {
    const story = declares(begun(), 2).sees('level-3-proposed').comes('Wed 10 Jun 2026 10:05').sees('level-4-proposed');
    expect([story.due('level-decision'), story.called('level-decision').at(-1)]).toEqual(['Wed 10 Jun 2026 10:20', 'clinical-lead Wed 10 Jun 2026 10:05']);
    expect(story.answers({ type: 'trigger', kind: 'level-4-proposed', occurredAt: story.nowText, note: 'n' })).toBe('409 level-stands');
    story.sees('level-2-proposed');
    expect([story.due('level-decision'), story.of('task-ended').length]).toEqual(['Thu 11 Jun 2026 10:00', 3]);
    expect(story.answers({ type: 'trigger', kind: 'level-2-proposed', occurredAt: story.nowText, note: 'n' })).toBe('409 level-stands');
  });

  it.each([[2, 'Thu 11 Jun 2026 10:00'], [3, 'Wed 10 Jun 2026 22:00'], [4, 'Wed 10 Jun 2026 14:00']])('unchanged at level %i is an alarm of its own: the director is called, by night too, and declares it anew or changes it', (level, at) => {
    const story = acts(declares(begun(), level));
    expect([story.open(), story.due('level-decision')]).toEqual([['level-decision'], at]);
    story.comes(at);
    expect(story.called('level-decision').at(-1)).toBe(`director ${at}`);
    declares(story, level);
    expect([story.open(), story.state.stage, story.task('level-decision').dueAt > story.now]).toEqual([['level-decision'], `level-${level}`, true]);
  });

  it('may be declared otherwise at any time, proposed or not', () => expect(declares(declares(begun(), 2), 3).state.stage).toBe('level-3'));

  it('unchanged over the night when the clocks go back is told after 24 hours, not a local day later', () => {
    const story = new CaseStory(systemStart('system-pressure', { title: 't', situation: 's' }), Date.parse(london('Sat 24 Oct 2026 18:00')));
    acts(declares(story, 2));
    expect([story.due('level-decision'), story.comes('Sun 25 Oct 2026 17:00').called('level-decision').at(-1)]).toEqual(['Sun 25 Oct 2026 17:00', 'director Sun 25 Oct 2026 17:00']);
  });

  it('whose actions are late by an hour is an alarm of its own, once for each declaration', () => {
    const story = declares(begun(), 2).comes('Wed 10 Jun 2026 12:59');
    expect(story.tasksOf('level-without-action')).toEqual([]);
    story.comes('Wed 10 Jun 2026 13:00');
    expect([story.called('level-without-action'), story.due('level-without-action')]).toEqual([['director Wed 10 Jun 2026 13:00'], 'Wed 10 Jun 2026 14:00']);
    story.completes('level-without-action', { done: 'two wards were called' });
    expect(story.comes('Wed 10 Jun 2026 18:00').tasksOf('level-without-action').length).toBe(1);
    declares(story.comes('Thu 11 Jun 2026 10:30'), 2);
    expect([story.comes('Thu 11 Jun 2026 11:29').tasksOf('level-without-action').length, story.comes('Thu 11 Jun 2026 11:30').tasksOf('level-without-action').length]).toEqual([1, 2]);
    acts(story);
    expect(story.status('level-without-action')).toBe('not-needed');
  });
});

describe('a system meeting', () => {
  const meets = (): CaseStory => begun().sees('system-meeting');

  it('may be called at any time by whoever takes part: everybody is called at once, partners by name', () => {
    const story = meets();
    expect(openOf(story, 'meeting-joined')).toEqual(['hub', 'clinical-lead', 'escalation-lead', 'crisis-team', 'ambulance-lead', 'neighbour-lead']);
    expect(story.called('meeting-joined')).toEqual(['hub', 'clinical-lead', 'escalation-lead', 'crisis-team', 'action-owner', 'action-owner'].map((role) => `${role} Wed 10 Jun 2026 10:00`));
    expect(story.of('called').filter(({ data }) => data.step === 'meeting-joined').map(({ data }) => data.person).slice(-2)).toEqual(['ambulance-lead', 'neighbour-lead']);
    expect([story.due('meeting-joined'), story.due('meeting-held')]).toEqual(['Wed 10 Jun 2026 10:15', 'Wed 10 Jun 2026 12:00']);
  });

  it('calls who does not join above them after a quarter of an hour, at night too', () => {
    const story = begun().comes('Wed 10 Jun 2026 23:30').sees('system-meeting').comes('Thu 11 Jun 2026 00:00');
    expect(story.called('meeting-joined').filter((call) => call.startsWith('escalation-owner'))).toContain('escalation-owner Thu 11 Jun 2026 00:00');
  });

  it('records who joined or whom they send, and its actions are tasks', () => {
    const story = meets().completes('meeting-joined', { sends: 'the duty manager', because: 'on the road' });
    const action = { title: 'Ten beds at Hillview', owner: 'somebody', dueAt: london('Wed 10 Jun 2026 15:00'), completionCheck: 'seen' };
    expect(() => story.completes('meeting-held', { heldAt: story.nowText, joined: ['A'], discussed: 'd', actions: [{ ...action, dueAt: london('Wed 10 Jun 2026 09:00') }] })).toThrow('time to come');
    story.completes('meeting-held', { heldAt: story.nowText, joined: ['A', 'B'], discussed: 'beds', actions: [action] });
    expect([openOf(story, 'meeting-joined'), story.due('action'), openOf(story, 'action')]).toEqual([[], 'Wed 10 Jun 2026 15:00', ['somebody']]);
    expect(story.tasksOf('meeting-joined').map(({ status }) => status)).toEqual([...Array<string>(5).fill('not-needed'), 'completed']);
  });

  it('called again calls everybody again', () => expect(openOf(meets().sees('system-meeting'), 'meeting-joined').length).toBe(12));
});

describe('mutual aid', () => {
  const offer = (story: CaseStory): JsonObject => ({ decision: 'offer', what: 'four nurses', deliveryAt: new Date(story.now + 4 * 3_600_000).toISOString(), paidBy: 'the system' });
  const asks = (): CaseStory => declares(begun(), 4, {}).sees('aid-requested');

  it('is asked of every partner by name, each with an hour to say what they can give', () => {
    const story = asks();
    expect([openOf(story, 'aid-offered'), story.due('aid-offered')]).toEqual([['ambulance-lead', 'neighbour-lead'], 'Wed 10 Jun 2026 11:00']);
  });

  it('offered is accepted in half an hour, and is there when it was promised, or who promised it is called', () => {
    const story = asks();
    story.completes('aid-offered', offer(story));
    expect([story.due('aid-accepted'), story.called('aid-accepted')]).toEqual(['Wed 10 Jun 2026 10:30', ['coordinator Wed 10 Jun 2026 10:00']]);
    story.completes('aid-accepted', { decision: 'take', agreedWith: 'the duty manager there' });
    expect([openOf(story, 'aid-done'), story.due('aid-done')]).toEqual([['neighbour-lead'], 'Wed 10 Jun 2026 14:00']);
    expect(acts(story).comes('Wed 10 Jun 2026 14:15').called('aid-done')).toEqual(['action-owner Wed 10 Jun 2026 14:00', 'escalation-owner Wed 10 Jun 2026 14:15']);
    expect(story.completes('aid-done', { done: 'four nurses came', receivedBy: 'ward 5' }).open()).toEqual(['aid-offered', 'level-decision']);
  });

  it('given anew is one promise: the one that holds', () => {
    const story = asks().completes('aid-offered', { ...offer(asks()) }).completes('aid-accepted', { decision: 'take', agreedWith: 'the duty manager there' });
    story.reopens('aid-offered');
    expect([openOf(story, 'aid-done'), openOf(story, 'aid-accepted')]).toEqual([[], []]);
    story.completes('aid-offered', { ...offer(story), deliveryAt: london('Wed 10 Jun 2026 18:00') });
    expect([openOf(story, 'aid-done'), openOf(story, 'aid-accepted')]).toEqual([[], ['coordinator']]);
    story.completes('aid-accepted', { decision: 'take', agreedWith: 'the duty manager there' });
    expect([openOf(story, 'aid-done'), story.due('aid-done')]).toEqual([['neighbour-lead'], 'Wed 10 Jun 2026 18:00']);
  });

  it('accepted by mistake promises nothing, and accepted once more does again', () => {
    const taken = { decision: 'take', agreedWith: 'the duty manager there' };
    const story = asks().completes('aid-offered', { ...offer(asks()) }).completes('aid-accepted', taken).reopens('aid-accepted');
    expect(openOf(story, 'aid-done')).toEqual([]);
    expect(openOf(story.completes('aid-accepted', taken), 'aid-done')).toEqual(['neighbour-lead']);
  });

  it('that nobody can give is the director’s answer', () => {
    const story = asks();
    for (const { id } of story.tasksOf('aid-offered')) story.does({ type: 'complete', taskId: id, evidence: { decision: 'cannot', because: 'full too' } });
    expect([openOf(story, 'aid-unanswered'), story.called('aid-unanswered')]).toEqual([['director'], ['director Wed 10 Jun 2026 10:00']]);
  });

  it('without named partners is the escalation lead’s to find', () => {
    const story = declares(begun({ participants: [] }), 4, {}).sees('aid-requested');
    expect(openOf(story, 'aid-offered')).toEqual(['escalation-lead']);
    story.completes('aid-offered', offer(story)).completes('aid-accepted', { decision: 'take', agreedWith: 'x' });
    expect(openOf(story, 'aid-done')).toEqual(['escalation-lead']);
  });
});

describe('standing down', () => {
  const busy = (): CaseStory => declares(begun(), 3).sees('system-meeting').sees('aid-requested').sees('level-1-proposed');

  it('closes what is open, and asks what of the plan worked', () => {
    const story = declares(busy(), 1, closing);
    expect([story.open(), story.state.stage, story.due('plan-updated')]).toEqual([['plan-updated'], 'stood-down', 'Wed 24 Jun 2026 17:00']);
    expect(story.completes('plan-updated', { worked: 'w', didNot: 'd', planChange: { noneBecause: 'n' } }).outcome).toEqual({ outcome: 'stood-down' });
  });

  it('or hands it over to somebody who has accepted it by name', () => {
    const acceptedBy = { organisation: 'Riverside', name: 'A Colleague', contact: '0300 000 000' };
    const story = declares(busy(), 1, { actionsThen: 'handed-over', acceptedBy });
    expect(['handover-spaces-named', 'discharge-sweep', 'meeting-joined', 'aid-offered'].map((step) => story.status(step))).toEqual(Array<string>(4).fill('handed-over'));
    expect(story.of('task-ended').filter(({ data }) => data.step !== 'level-decision').every(({ data }) => data.acceptedBy?.name === 'A Colleague')).toBe(true);
  });

  it('is taken back by a new declaration: the same case goes on', () => {
    const story = declares(declares(busy(), 1, closing).sees('level-3-proposed'), 3);
    expect([story.state.stage, story.open().includes('handover-spaces-named'), story.open().includes('plan-updated')]).toEqual(['level-3', true, true]);
  });

  it('a second time asks a second time what of the plan worked', () => {
    const updated = { worked: 'w', didNot: 'd', planChange: { noneBecause: 'n' } };
    const again = declares(busy().sees('safety-flag'), 1, closing).completes('plan-updated', updated).sees('level-3-proposed');
    declares(declares(again, 3), 1, closing);
    expect([again.tasksOf('plan-updated').length, again.open()]).toEqual([2, ['plan-updated', 'trigger-response']]);
  });

  it('of what was never under pressure closes at once', () => expect(declares(begun(), 1).outcome).toEqual({ outcome: 'no-pressure' }));
});

describe('feedback on an action card', () => {
  const says = (story: CaseStory, about?: string): CaseStory => story.does({ type: 'trigger', kind: 'card-feedback', occurredAt: story.nowText, note: 'the list is of last year', ...(about === undefined ? {} : { about }) });

  it('from anyone is answered in two working days, before the case closes', () => {
    const story = says(declares(begun(), 2), 'discharge-sweep');
    expect([story.due('feedback-answered'), story.of('task-opened').at(-1)!.data.about]).toEqual(['Fri 12 Jun 2026 10:00', { trigger: 'card-feedback', sequence: story.state.triggers.at(-1)!.sequence, card: 'discharge-sweep' }]);
    declares(story.sees('level-1-proposed'), 1, closing).completes('plan-updated', { worked: 'w', didNot: 'd', planChange: 'c' });
    expect(story.outcome).toBeUndefined();
    expect(story.completes('feedback-answered', { answer: 'a', told: 'the ward', cardChange: 'a new list' }).outcome).toEqual({ outcome: 'stood-down' });
  });

  it('is about a step of a card, where it names one', () => expect(begun().answers({ type: 'trigger', kind: 'card-feedback', occurredAt: begun().nowText, note: 'n', about: 'meeting-held' })).toBe('422 unknown-card'));
});

describe('whatever else happens to a system under pressure', () => {
  it('a safety flag has its own answer, and holds the case open', () => expect(declares(begun().sees('safety-flag'), 1).open()).toEqual(['trigger-response']));
  it('nobody could decline, die or move away', () => {
    expect(begun().answers({ type: 'declined', step: 'level-decision', by: 'p', capacity: 'presumed', explained: 'e', alternative: 'a' })).toBe('409 cannot-be-declined');
    expect(begun().ends('entered-in-error').outcome).toEqual({ outcome: 'entered-in-error' });
  });
});
