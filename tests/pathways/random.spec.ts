import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CaseEvent } from '#libs/contracts/events.js';
import { ladderOf } from '#libs/pathway/ladder-of.js';
import type { Refusal } from '#libs/pathway/refusal.js';
import { policyOf } from '#libs/policies/released.js';
import { freezeWorkflowModules } from '#tests/support/pathways/frozen.js';
import { faultsOfRecord } from '#tests/support/pathways/invariants.js';
import { naiveCalls, naiveLength, unansweredTurns, untouched } from '#tests/support/pathways/naive-ladder.js';
import { lives } from '#tests/support/pathways/lives/all.js';
import type { Begun, Happening, PathwayLife } from '#tests/support/pathways/lives/life.js';
import { commandOf, livesOf } from '#tests/support/pathways/random-life.js';
import { Simulation, type Directory } from '#tests/support/pathways/simulation.js';

/** Always the same runs, so that a red one is red again. */
const parameters = { seed: 20261122, interruptAfterTimeLimit: 500, markInterruptAsFailure: false } as const;
const MINUTE = 60_000;
/** Roles that nobody holds. */
const gaps = fc.subarray(['escalation-owner', 'escalation-lead', 'director', 'clinical-lead', 'hub'], { maxLength: 2 });
const without = (empty: string[]): Directory => (role) => (empty.includes(role) ? null : `the-${role}`);
function begin(life: PathwayLife, { at, details }: Begun, empty: string[] = []): Simulation {
  const simulation = new Simulation(life.start(details), at, without(empty));
  if (life.begins) simulation.begins = (asked) => life.begins!(asked);
  return simulation;
}

/** Lives through it all on one clock; `pass` says how time passes. Every trial of a command is held against what then happens (Simulation.tries). */
function live(life: PathwayLife, simulation: Simulation, lived: readonly Happening[], pass: (to: number) => void, refused: (refusal: Refusal) => void = () => undefined): void {
  for (const happens of lived) {
    const refusal = happens.what === 'wait' ? null : simulation.tries(commandOf(life, simulation, happens), 'new-one');
    if (refusal) refused(refusal);
    pass(simulation.now + happens.jump * MINUTE);
  }
}
/** How often each rung of each task was called, however late it was told: repeats are counted, not told apart. Tasks by their place, since their ids are sequences. */
function counts(simulation: Simulation): string[] {
  const calls = new Map<string, number>();
  for (const { data } of simulation.of('rung-reached')) {
    const key = `${simulation.state.tasks.findIndex((task) => task.id === data.taskId)} ${data.step} ${data.level}${data.extra ? ' beside' : ''}`;
    calls.set(key, (calls.get(key) ?? 0) + 1 + (data.missed ?? 0));
  }
  return [...calls].map(([call, times]) => `${call}: ${times}`).toSorted();
}

/** A run ends and the next goes on with nothing but its state, or with nothing but its events. */
function renew(simulation: Simulation, choice: number): void {
  if (choice % 4 === 1) simulation.continueAsNew();
  if (choice % 4 === 2 && !simulation.state.closed) simulation.revive();
}
/** The first event after these that is not the same; null: all are. */
function difference(some: readonly CaseEvent[], others: readonly CaseEvent[], after: number): unknown {
  for (let index = after; index < Math.max(some.length, others.length); index += 1) {
    if (JSON.stringify(some[index]) !== JSON.stringify(others[index])) return [some[index], others[index]];
  }
  return null;
}

beforeAll(freezeWorkflowModules);

describe.each(lives.map((life) => [life.pathway, life] as const))('%s, through which anything may happen,', (_pathway, life) => {
  const some = { ...parameters, numRuns: life.runs };

  it('is the same when its state goes through JSON, or is folded anew from its events, at any moment', () => {
    fc.assert(fc.property(life.beginning, livesOf(life), gaps, (begun, lived, empty) => {
      const [never, often] = [begin(life, begun, empty), begin(life, begun, empty)];
      for (const happens of lived) {
        const before = never.events.length;
        const command = happens.what === 'wait' ? null : commandOf(life, never, happens);
        if (command) expect(often.tries(command, 'new-one')?.shape).toEqual(never.tries(command, 'new-one')?.shape);
        renew(often, happens.task);
        const to = never.now + happens.jump * MINUTE;
        if (happens.choice % 3 === 0) {
          // An outage, after which the other goes on in a fresh run.
          never.outage(to);
          often.now = to;
          if (happens.choice % 2 === 0 && !often.state.closed) often.revive(); else often.continueAsNew();
        } else for (const simulation of [never, often]) simulation.until(to);
        renew(often, happens.choice);
        expect(difference(often.events, never.events, before)).toBeNull();
      }
      expect(often.state).toEqual(JSON.parse(JSON.stringify(never.state)));
      expect(faultsOfRecord(never.events)).toEqual([]);
    }), some);
  }, 60_000);

  it('calls about a task that nobody touches exactly as a naive reading of its ladder says', () => {
    let [compared, lives] = [0, 0];
    fc.assert(fc.property(life.beginning, livesOf(life), gaps, (begun, lived, empty) => {
      const simulation = begin(life, begun, empty);
      lives += 1;
      // Where a rung may turn out to be held by nobody, its answer must come before the next is due.
      live(life, simulation, lived, (to) => { if (empty.length === 0 && to % 7 === 0) simulation.outage(to); else simulation.until(to); });
      const changedOwner = simulation.of('owner-changed').length > 0;
      for (const { opened, calls, notReached, ended } of untouched(simulation.events)) {
        const { data } = opened;
        const ladder = ladderOf(simulation.state, { step: data.step, ladder: data.ladder });
        const owned = (level: number): boolean => ladder.rungs[level - 1]!.role === data.owner.role && data.owner.person !== null;
        const until = ended ? Date.parse(ended.at) : simulation.now;
        const expected = naiveCalls(ladder, Math.max(Date.parse(data.dueAt), Date.parse(data.openedAt)), until, (level) => owned(level) || !empty.includes(ladder.rungs[level - 1]!.role), notReached);
        // What the clock ended while an outage was caught up with ended at an instant of its own, before that of its event.
        const whole = ended === undefined || ended.command !== undefined;
        const made = calls.flatMap((call) => [...Array<null>(call.data.missed ?? 0).fill(null), { level: call.data.level, dueAt: Date.parse(call.data.dueAt) }]);
        if (whole && !(changedOwner && simulation.state.closed)) expect([data.step, made.length]).toEqual([data.step, expected.length]);
        made.forEach((call, index) => { if (call) expect([data.step, call]).toEqual([data.step, expected[index]]); });
        compared += made.length;
      }
    }), some);
    expect(compared).toBeGreaterThan(lives * life.calls);
  }, 60_000);

  it('alarms everybody on duty with each repeat of a last rung about which nobody has said or done anything', () => {
    let compared = 0;
    fc.assert(fc.property(life.beginning, livesOf(life), gaps, (begun, lived, empty) => {
      const simulation = begin(life, begun, empty);
      simulation.trialsLookedAt = false;
      live(life, simulation, lived, (to) => simulation.until(to));
      for (const { raised, repeats } of unansweredTurns(simulation.events)) {
        expect(raised).toEqual(repeats);
        compared += raised.length;
      }
    }), { ...some, numRuns: 20, interruptAfterTimeLimit: 20_000 });
    if (life.calls >= 1) expect(compared).toBeGreaterThan(10);
  }, 60_000);

  it('reminds each owner once at the instants that the policy names, never after it is done or due', () => {
    fc.assert(fc.property(life.beginning, livesOf(life), (begun, lived) => {
      const simulation = begin(life, begun);
      live(life, simulation, lived, (to) => simulation.until(to));
      const steps = policyOf(life.pathway)!.steps;
      const reminders = simulation.of('reminder-reached');
      for (const { sequence, at, data } of reminders) {
        const before = naiveLength('elapsed', data.before);
        expect([steps[data.step]!.reminders?.map((each) => each.before), Date.parse(data.taskDueAt) - Date.parse(data.dueAt), at]).toEqual([expect.arrayContaining([data.before]), before, data.dueAt]);
        const ended = simulation.events.findLast((event) => event.sequence < sequence && 'taskId' in event.data && event.data.taskId === data.taskId && ['task-completed', 'task-unmet', 'task-ended', 'task-reopened', 'task-opened'].includes(event.kind));
        expect(['task-reopened', 'task-opened']).toContain(ended?.kind);
      }
      const told = reminders.map(({ data }) => `${data.taskId} ${data.dueAt} ${data.taskDueAt}`);
      expect(new Set(told).size).toBe(told.length);
      // None is left out: a task that stood, untouched, from before its reminder until its due time had it.
      for (const { opened, ended } of untouched(simulation.events)) {
        const due = Date.parse(opened.data.dueAt);
        const until = Math.min(due, ended ? Date.parse(ended.at) : simulation.now);
        const owed = (steps[opened.data.step]?.reminders ?? []).map((each) => due - naiveLength('elapsed', each.before)).filter((at) => at > Date.parse(opened.data.openedAt) && at < until);
        expect(reminders.filter(({ data }) => data.taskId === opened.data.taskId && Date.parse(data.dueAt) < until).map(({ data }) => Date.parse(data.dueAt))).toEqual(owed);
      }
    }), some);
  }, 60_000);

  it('loses no call and no task to an outage, and moves no deadline', () => {
    fc.assert(fc.property(life.beginning, livesOf(life), (begun, lived) => {
      const [awake, asleep] = [begin(life, begun), begin(life, begun)];
      for (const happens of lived) {
        if (happens.what !== 'wait') for (const simulation of [awake, asleep]) simulation.tries(commandOf(life, simulation, happens), 'new-one');
        const to = awake.now + happens.jump * MINUTE;
        awake.until(to);
        asleep.outage(to);
      }
      const tasks = (simulation: Simulation): string[] => simulation.state.tasks.map(({ step, key, status, dueAt, openedAt, late }) => JSON.stringify([step, key.replaceAll(/\d+/g, '#'), status, dueAt, openedAt, late])).toSorted();
      expect(tasks(asleep)).toEqual(tasks(awake));
      expect(counts(asleep)).toEqual(counts(awake));
      expect(asleep.state.closed?.outcome).toEqual(awake.state.closed?.outcome);
    }), some);
  }, 60_000);

  it('reaches every step, every kind of ending and the rare turns: else its lives would prove little', () => {
    const reached = new Set<string>();
    const missing = (): string[] => [...Object.keys(policyOf(life.pathway)!.steps), ...life.reaches].filter((each) => !reached.has(each));
    for (const [begun, lived] of fc.sample(fc.tuple(life.beginning, livesOf(life)), { seed: parameters.seed, numRuns: life.runs })) {
      if (missing().length === 0) break;
      const simulation = begin(life, begun);
      simulation.trialsLookedAt = false;
      live(life, simulation, lived, (to) => simulation.until(to), ({ shape }) => reached.add(shape.code));
      for (const { kind, data } of simulation.events) {
        reached.add(kind);
        if (kind === 'task-opened') reached.add(data.step);
        if (kind === 'stage-entered') reached.add(data.stage);
        if (kind === 'case-closed') for (const each of [data.outcome.outcome, data.outcome.basis ?? '']) reached.add(each);
      }
    }
    expect(missing()).toEqual([]);
  }, 60_000);
});
