import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CaseEvent } from '#libs/contracts/events.js';
import { ladderOf } from '#libs/pathway/ladder-of.js';
import { policyOf } from '#libs/policies/released.js';
import { faultsOfRecord } from '#tests/support/pathways/invariants.js';
import { naiveCalls, untouched } from '#tests/support/pathways/naive-ladder.js';
import { beginning, commandOf, detailsOf, lives, openedAt, type Happening } from '#tests/support/pathways/random-life.js';
import { dischargeStart, reviewStart, Simulation, type Directory } from '#tests/support/pathways/simulation.js';

/** Always the same runs, so that a red one is red again. */
const parameters = { seed: 20261122, numRuns: 300, interruptAfterTimeLimit: 10_000, markInterruptAsFailure: false } as const;
const MINUTE = 60_000;
/** Roles that nobody holds. */
const gaps = fc.subarray(['escalation-owner', 'escalation-lead', 'director', 'clinical-lead', 'hub'], { maxLength: 2 });
const without = (empty: string[]): Directory => (role) => (empty.includes(role) ? null : `the-${role}`);
const discharge = (begun: Parameters<typeof detailsOf>[0], empty: string[] = []): Simulation => new Simulation(dischargeStart(detailsOf(begun)), openedAt(begun), without(empty));

/** Lives through it all on one clock; `pass` says how time passes. Every trial of a command is held against what then happens (Simulation.tries). */
function live(simulation: Simulation, life: readonly Happening[], pass: (to: number) => void = (to) => simulation.until(to)): void {
  for (const happens of life) {
    if (happens.what !== 'wait') simulation.tries(commandOf(simulation, happens), 'new-one');
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

describe('a discharge through which anything may happen', () => {
  it('is the same when its state goes through JSON, or is folded anew from its events, at any moment', () => {
    fc.assert(fc.property(beginning, lives, gaps, (begun, life, empty) => {
      const [never, often] = [discharge(begun, empty), discharge(begun, empty)];
      for (const happens of life) {
        const before = never.events.length;
        const command = happens.what === 'wait' ? null : commandOf(never, happens);
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
    }), parameters);
  }, 60_000);

  it('calls about a task that nobody touches exactly as a naive reading of its ladder says', () => {
    let compared = 0;
    fc.assert(fc.property(beginning, lives, gaps, (begun, life, empty) => {
      const simulation = discharge(begun, empty);
      // Where a rung may turn out to be held by nobody, its answer must come before the next is due.
      live(simulation, life, (to) => { if (empty.length === 0 && to % 7 === 0) simulation.outage(to); else simulation.until(to); });
      const changedOwner = simulation.of('owner-changed').length > 0;
      for (const { opened, calls, ended } of untouched(simulation.events)) {
        const { data } = opened;
        const ladder = ladderOf(simulation.state, { step: data.step, ladder: data.ladder });
        const owned = (level: number): boolean => ladder.rungs[level - 1]!.role === data.owner.role && data.owner.person !== null;
        const until = ended ? Date.parse(ended.at) : simulation.now;
        const expected = naiveCalls(ladder, Math.max(Date.parse(data.dueAt), Date.parse(data.openedAt)), until, (level) => owned(level) || !empty.includes(ladder.rungs[level - 1]!.role));
        // What the clock ended while an outage was caught up with ended at an instant of its own, before that of its event.
        const whole = ended === undefined || ended.command !== undefined;
        const made = calls.flatMap((call) => [...Array<null>(call.data.missed ?? 0).fill(null), { level: call.data.level, dueAt: Date.parse(call.data.dueAt) }]);
        if (whole && !(changedOwner && simulation.state.closed)) expect([data.step, made.length]).toEqual([data.step, expected.length]);
        made.forEach((call, index) => { if (call) expect([data.step, call]).toEqual([data.step, expected[index]]); });
        compared += made.length;
      }
    }), parameters);
    expect(compared).toBeGreaterThan(1_000);
  }, 60_000);

  it('loses no call and no task to an outage, and moves no deadline', () => {
    fc.assert(fc.property(beginning, lives, (begun, life) => {
      const [awake, asleep] = [discharge(begun), discharge(begun)];
      for (const happens of life) {
        if (happens.what !== 'wait') for (const simulation of [awake, asleep]) simulation.tries(commandOf(simulation, happens), 'new-one');
        const to = awake.now + happens.jump * MINUTE;
        awake.until(to);
        asleep.outage(to);
      }
      const tasks = (simulation: Simulation): string[] => simulation.state.tasks.map(({ step, key, status, dueAt, openedAt, late }) => JSON.stringify([step, key.replaceAll(/\d+/g, '#'), status, dueAt, openedAt, late])).toSorted();
      expect(tasks(asleep)).toEqual(tasks(awake));
      expect(counts(asleep)).toEqual(counts(awake));
      expect(asleep.state.closed?.outcome).toEqual(awake.state.closed?.outcome);
    }), parameters);
  }, 60_000);
});

describe('the random lives', () => {
  it('reach every step, every kind of ending and the rare turns: else they would prove little', () => {
    const reached = new Set<string>();
    fc.assert(fc.property(beginning, lives, (begun, life) => {
      const simulation = discharge(begun);
      live(simulation, life);
      for (const event of simulation.events) reached.add(event.kind === 'task-opened' ? event.data.step : event.kind === 'case-closed' ? event.data.outcome.outcome : event.kind);
    }), { seed: parameters.seed, numRuns: 150 });
    const wanted = [
      ...Object.keys(policyOf('minimum-safe-discharge')!.steps), 'safe-discharge', 'discharged-with-concerns', 'failed-discharge', 'stayed-in-hospital', 'died', 'wrong-person', 'gate-shut', 'leaving-undone', 'task-held', 'task-released', 'ladder-changed', 'climbed',
    ];
    expect(wanted.filter((each) => !reached.has(each))).toEqual([]);
  }, 60_000);
});

describe('a message review through which anything may happen', () => {
  it('is the same re-run or not, and never silent', () => {
    fc.assert(fc.property(beginning, lives, gaps, (begun, life, empty) => {
      const [never, often] = [new Simulation(reviewStart(), openedAt(begun), without(empty)), new Simulation(reviewStart(), openedAt(begun), without(empty))];
      for (const happens of life) {
        if (happens.what !== 'wait') for (const simulation of [never, often]) simulation.tries(commandOf(simulation, happens), 'new-one');
        renew(often, happens.choice);
        for (const simulation of [never, often]) simulation.until(simulation.now + happens.jump * MINUTE);
      }
      expect(difference(often.events, never.events, 0)).toBeNull();
      expect(faultsOfRecord(never.events)).toEqual([]);
    }), { ...parameters, numRuns: 60 });
  }, 60_000);
});
