import { describe, expect, it } from '@jest/globals';
import type { CaseEvent } from '#libs/contracts/events.js';
import { openCase } from '#libs/pathway/engine.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import type { Protocol } from '#libs/pathway/protocol.js';
import type { Policy, PolicyLadder } from '#libs/policies/policy.js';
import { policyOf, withDraft } from '#libs/policies/released.js';
import { disputeLife } from '#tests/support/pathways/lives/dispute.js';
import { Discharge } from '#tests/support/pathways/discharge.js';
import { dischargeStart } from '#tests/support/pathways/simulation.js';
import { protocolOf } from '#workflows/protocols.js';
import { explore, type Effort } from './explorer.js';
import { lackedBy, missed, Reached } from './graph.js';
import { kept } from './kept.js';
import { Model } from './model.js';
import { silence } from './silence.js';

/** Each check is shown to bite: what it is there for is broken on purpose, and it says so. */
const effort: Effort = { seed: 1, walks: 40, milliseconds: 20_000 };
const dispute = protocolOf('dispute');
const patched = (run: (pathway: Pathway) => void): Protocol => ({ ...dispute, run });
const explored = (protocol?: Protocol) => explore(disputeLife, new Reached('dispute'), { ...effort, ...(protocol ? { protocol } : {}) }).failure;

/** The policy as released, with every ladder changed. */
function withLadders({ steps, ...policy }: Policy, change: (ladder: PolicyLadder) => PolicyLadder): Policy {
  return { ...policy, steps: Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, { ...step, ladder: change(step.ladder), ...(step.variants ? { variants: step.variants.map((each) => ({ ...each, ladder: change(each.ladder) })) } : {}) }])) };
}

describe('of an exploration', () => {
  it('nothing is found where nothing is broken', () => { expect(explored()).toBeNull(); });

  it('a ladder that calls later than its policy says is found, and told as a short story', () => {
    const slower = withLadders(policyOf('dispute')!, (ladder) => ({ ...ladder, rungs: ladder.rungs.map((rung, index) => (index === 1 ? { ...rung, within: 'PT13H' } : rung)) }));
    const failure = withDraft(slower, () => explored());
    expect(failure).toMatch(/by its ladder/);
    expect(failure!.split('\n').length).toBeLessThan(12);
  });

  it('a ladder that calls somebody else is found', () => {
    const other = withLadders(policyOf('dispute')!, (ladder) => ({ ...ladder, rungs: ladder.rungs.map((rung, index) => (index === ladder.rungs.length - 1 ? { ...rung, role: 'hub' } : rung)) }));
    expect(withDraft(other, () => explored())).toMatch(/calls the hub as level/);
  });

  it('a case that goes silent is found: what was open is withdrawn, and nobody says that it is over', () => {
    expect(explored(patched((pathway) => { for (const task of pathway.state.tasks) pathway.notNeeded(task, 'mutated'); }))).toMatch(/nothing is open/);
  });

  it('a protocol that goes another way reaches edges that the kept graph lacks', () => {
    const reached = new Reached('dispute');
    expect(explore(disputeLife, reached, { ...effort, protocol: patched((pathway) => { dispute.run(pathway); if (!pathway.state.closed) pathway.stage(`${pathway.state.stage.replace(' again', '')} again`); }) }).failure).toMatch(/does not come to rest/);
    const another = new Reached('dispute');
    const lessonsFirst = patched((pathway) => {
      if (pathway.state.triggers.length === 0) return dispute.run(pathway);
      for (const task of pathway.all('lead-review', 'forum-decision')) pathway.notNeeded(task, 'mutated');
      pathway.ask('lessons-captured');
    });
    explore(disputeLife, another, { ...effort, protocol: lessonsFirst });
    expect(lackedBy(kept('dispute')!, another.graph())).toEqual(expect.arrayContaining(["the state 'with-the-lead / lessons-captured'", expect.stringContaining("to 'with-the-lead / lessons-captured'")]));
  });

  it('a step of the policy that nothing opens is never reached', () => {
    const reached = new Reached('dispute');
    explore(disputeLife, reached, effort);
    expect(missed([...Object.keys(policyOf('dispute')!.steps), 'forgotten'], reached.graph())).toEqual(['forgotten']);
  });
});

describe('of the model', () => {
  const late = (): Discharge => Discharge.onWednesday().comes('Wed 10 Jun 2026 16:00');
  const told = (events: readonly CaseEvent[], state = late().state, now = late().now): string => {
    const model = new Model(policyOf('minimum-safe-discharge')!);
    model.take(events);
    return model.compared(state, now).join('; ');
  };
  const without = (kind: string): CaseEvent[] => late().events.filter((event, index, all) => index !== all.findIndex((each) => each.kind === kind));
  const renumbered = (events: readonly CaseEvent[]): CaseEvent[] => events.map((event, index) => ({ ...event, sequence: index + 1 }));
  const changed = (kind: string, data: object): CaseEvent[] => late().events.map((event, index, all) => (index === all.findIndex((each) => each.kind === kind) ? { ...event, data: { ...event.data, ...data } } as CaseEvent : event));

  it('nothing is found where nothing is broken', () => { expect(told(late().events)).toBe(''); });

  it.each([
    ['an event is lost', without('task-opened'), /follows event/],
    ['an event comes twice', late().events.flatMap((event, index) => (index === 4 ? [event, event] : [event])), /follows event/],
    ['an event is before the one before it', late().events.map((event, index) => (index === 5 ? { ...event, at: '2026-06-01T00:00:00.000Z' } : event)), /before the one before it/],
    ['a call is left out', renumbered(without('rung-reached')), /calls level 2|should have been called/],
    ['a call is not answered', without('called').map((event, index) => ({ ...event, sequence: index + 1 })), /nobody was looked up/],
    ['a call is about another task’s rung', changed('rung-reached', { level: 3 }), /calls level 3/],
    ['a call comes before its time', changed('rung-reached', { dueAt: '2026-06-11T00:00:00.000Z' }), /before its time/],
    ['a task is another’s', changed('task-opened', { owner: { role: 'director', person: null } }), /by its events/],
    ['a task is due at another time', changed('task-opened', { dueAt: '2026-06-10T12:30:00.000Z' }), /by its events/],
    ['a task was never opened', renumbered(without('task-opened')), /never opened/],
  ] as [string, CaseEvent[], RegExp][])('%s', (_what, events, words) => { expect(told(events)).toMatch(words); });

  it('a task that the case has closed and the record has not', () => {
    const { state, events, now } = late();
    state.tasks[0]!.status = 'completed';
    expect(told(events, state, now)).toMatch(/is completed, by its events it is not/);
  });

  it('a command that is taken and leaves nothing, and one that is refused and leaves something', () => {
    const model = new Model(policyOf('minimum-safe-discharge')!);
    const story = late();
    model.take(story.events);
    model.answered('note', false, 0);
    model.answered('note', true, 1);
    expect(model.compared(story.state, story.now)).toEqual(['note was carried out and left nothing', 'note was refused and left 1 events']);
  });
});

describe('of silence', () => {
  const opened = () => openCase(protocolOf('minimum-safe-discharge'), dischargeStart({ plannedDischargeAt: '2026-06-10T14:00:00.000Z' }), Date.parse('2026-06-10T07:00:00Z'));
  const only = (change: (session: ReturnType<typeof opened>) => void): string | null => {
    const session = opened();
    session.state.tasks = session.state.tasks.slice(0, 1);
    change(session);
    return silence(session);
  };

  it('a case as it is opened is not silent', () => { expect(only(() => undefined)).toBeNull(); });
  it.each([
    ['nothing is open', (session: ReturnType<typeof opened>) => { session.state.tasks = []; }, /nothing is open/], ['a task has no owner', (session: ReturnType<typeof opened>) => { session.state.tasks[0]!.owner = { role: '', person: null }; }, /has no owner/],
    ['a task has no due time', (session: ReturnType<typeof opened>) => { session.state.tasks[0]!.dueAt = NaN; }, /due at no time/], ['calls are held and nothing else is open', (session: ReturnType<typeof opened>) => { session.state.tasks[0]!.heldBecause = 'h'; }, /are held/],
    ['it is closed with something open', (session: ReturnType<typeof opened>) => { session.state.closed = { at: 0, outcome: { outcome: 'o' } }; }, /closed with/],
    ['its watch is over', (session: ReturnType<typeof opened>) => { session.state.tasks = []; session.state.watch = { until: 0 }; }, /nothing is open/],
    ['its watch is nobody’s', (session: ReturnType<typeof opened>) => { session.state.tasks = []; session.state.watch = { until: session.now + 1 }; session.state.owners = null; }, /nothing is open/],
  ] as const)('%s', (_what, change, words) => { expect(only(change)).toMatch(words); });

  it('a ladder that ends', () => {
    const ends = withLadders(policyOf('minimum-safe-discharge')!, (ladder) => ({ ...ladder, rungs: ladder.rungs.map(({ repeats: _, ...rung }) => rung) }));
    expect(only((session) => { expect(withDraft(ends, () => silence(session))).toMatch(/ladder of .* ends/); })).toBeNull();
  });
});
