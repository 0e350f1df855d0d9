import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Command, Tail } from '#libs/contracts/commands.js';
import { CaseUnavailable } from '#libs/pathway/temporal/case-client.js';
import { hours, minutes, seconds, type CaseInWorld } from '#tests/support/temporal/case-in-world.js';
import { eventually } from '#tests/support/temporal/eventually.js';
import { kindsOf } from '#tests/support/temporal/histories.js';
import { KillableWorker } from '#tests/support/temporal/killable-worker.js';
import { everyRunReplays } from '#tests/support/temporal/every-run-replays.js';
import { World } from '#tests/support/temporal/world.js';

let world: World;
beforeAll(async () => { world = await World.begin('outage'); }, 120_000);
afterAll(() => world.end(), 60_000);

const text = (at: number): string => new Date(at).toISOString();
const live = (plan: number): Promise<CaseInWorld> => world.discharge({ plannedDischargeAt: text(plan) }, { rehearsal: false });
const inOrder = (sequences: number[]): void => expect(sequences).toEqual(sequences.map((_, index) => index + 1));

async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const began = performance.now();
  const result = await work();
  return [performance.now() - began, result];
}

describe('a directory that does not answer', () => {
  it('holds commands up for half a second at most; the rung is in the record, and the call follows when it answers', async () => {
    const discharge = await live(Date.now() + 30 * hours);
    await discharge.command({ type: 'trigger', kind: 'left-before-safe', occurredAt: text(Date.now() - 1 * minutes), note: 'seen in the car park' });
    const { id: escalationId } = await eventually('the first call', async () => (await discharge.task('left-before-safe-response')).escalation ?? undefined);
    await discharge.settled();
    const [usual] = await timed(() => discharge.command({ type: 'note', text: 'how long does it take' }));
    const held = await world.rolesHeld();
    try {
      const [climbed] = await timed(() => discharge.command({ type: 'climb', escalationId, toLevel: 2, reason: 'nobody picks up' }, 'riverside-escalation-owner'));
      const [noted] = await timed(() => discharge.command({ type: 'note', text: 'still trying' }));
      // Half a second, and what a busy machine adds; the directory itself would have kept them waiting until it is released.
      expect(climbed).toBeLessThan(usual + 2_000);
      expect(noted).toBeLessThan(usual + 2_000);
      expect((await discharge.of('rung-reached')).at(-1)?.data).toMatchObject({ level: 2, role: 'escalation-lead' });
      expect((await discharge.of('called')).at(-1)?.data.level).toBe(1);
    } finally {
      await held.release();
    }
    await eventually('the call', async () => (await discharge.of('called')).at(-1)?.data.person === 'riverside-escalation-lead');
    const scheduled = (await discharge.runs()).at(-1)!.history.events!.flatMap(({ activityTaskScheduledEventAttributes: activity }) => activity?.activityType?.name ?? []);
    expect(scheduled).toContain('whoAnswers');
  }, 60_000);
});

describe('a record that is away', () => {
  afterEach(() => world.database.mend());

  it('stops no clock: rungs are reached at their instants, commands are taken, and afterwards the record is whole', async () => {
    const plans = [5, 6, 7, 8].map((second) => Date.now() + second * seconds);
    const cases = await Promise.all(plans.map(live));
    const decisions = await Promise.all(cases.map((each) => each.task('risk-decision')));
    const stored = await Promise.all(cases.map((each) => each.stored()));
    await world.database.cut();
    // Each risk decision is due at its planned discharge.
    const rung = (tail: Tail) => tail.events.find(({ kind }) => kind === 'rung-reached');
    for (const [index, each] of cases.entries()) {
      const { at, data } = await eventually('the rung', async () => rung(await world.client.tail(each.id, false, stored[index]!)));
      expect(data).toMatchObject({ step: 'risk-decision', level: 1, dueAt: text(plans[index]!) });
      expect(Date.parse(at) - plans[index]!).toBeLessThan(5 * seconds);
      expect(Date.parse(at)).toBeGreaterThanOrEqual(plans[index]!);
    }
    // Held back for a second, in which the end of the acknowledgement falls due as well.
    const acknowledge = (index: number): Command => ({ type: 'acknowledge', taskId: decisions[index]!.id, for: 'PT1S', note: 'on my way' });
    const answers = await Promise.all(cases.map((each, index) => each.send(each.envelope(acknowledge(index), 'riverside-clinical-lead', stored[index]!))));
    for (const [index, each] of cases.entries()) {
      await eventually('the acknowledgement ends', async () => (await world.client.tail(each.id, false, answers[index]!.version)).events.some(({ kind }) => kind === 'acknowledgement-ended'));
    }
    const versions = await Promise.all(cases.map(async (each) => (await world.client.tail(each.id, false, 0)).version));
    await world.database.mend();
    for (const [index, each] of cases.entries()) {
      await each.settled();
      const events = await each.events();
      expect(events.length).toBeGreaterThanOrEqual(versions[index]!);
      inOrder(events.map(({ sequence }) => sequence));
      const reached = await each.of('rung-reached');
      expect(reached.filter(({ data }) => data.step === 'risk-decision').map(({ data }) => data.dueAt)).toEqual([text(plans[index]!)]);
      expect((await each.of('called')).map(({ data }) => data.rung)).toEqual(reached.map(({ sequence }) => sequence));
    }
  }, 60_000);
});

describe('a worker that is killed', () => {
  it('in mid-flight loses nothing, doubles nothing and moves no deadline', async () => {
    await world.stopWorkers();
    let worker = await KillableWorker.start(world);
    const plan = Date.now() + 9 * seconds;
    const discharge = await live(plan);
    const wanted = Array.from({ length: 40 }, (_, index) => discharge.envelope({ type: 'note', text: `note ${index}` }));
    const deliver = async (index: number): Promise<void> => {
      const envelope = wanted[index]!;
      for (;;) {
        try {
          await discharge.write(await discharge.send({ ...envelope, stored: await discharge.stored() }, 3_000));
          return;
        } catch (error) {
          if (!(error instanceof CaseUnavailable)) throw error;
        }
      }
    };
    let next = 0;
    const people = Promise.all(Array.from({ length: 4 }, async () => { while (next < wanted.length) await deliver(next++); }));
    for (const after of [6, 22]) {
      await eventually(`${after} notes are on their way`, () => next > after);
      await worker.kill();
      worker = await KillableWorker.start(world);
    }
    await people;
    await eventually('the deadline passes', async () => (await discharge.of('rung-reached')).length > 0, 40_000);
    await discharge.settled();
    await worker.kill();
    await world.startWorkers();
    const events = await discharge.events();
    inOrder(events.map(({ sequence }) => sequence));
    expect(events.filter(({ kind }) => kind === 'note-added').map(({ command }) => command).toSorted()).toEqual(wanted.map(({ id }) => id).toSorted());
    expect((await discharge.of('rung-reached')).map(({ data }) => data.dueAt)).toEqual([text(plan)]);
    expect((await discharge.runs()).flatMap(({ history }) => kindsOf(history))).toContain('WORKFLOW_TASK_TIMED_OUT');
  }, 90_000);
});

it('every run replays, to the events that the record has', () => everyRunReplays(world), 60_000);
