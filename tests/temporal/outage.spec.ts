import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Command, Tail } from '#libs/contracts/commands.js';
import { CaseNotRunning } from '#libs/pathway/temporal/case-client.js';
import { hours, minutes, seconds, type CaseInWorld } from '#tests/support/temporal/case-in-world.js';
import { eventually } from '#tests/support/temporal/eventually.js';
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

describe('a workflow that is gone', () => {
  it('comes back from its record: what fell due meanwhile happens as of then, and no command happens twice', async () => {
    const plan = Date.now() + 6 * seconds;
    const discharge = await live(plan);
    const once = discharge.envelope({ type: 'note', text: 'before' }, undefined, await discharge.stored());
    await discharge.write(await discharge.send(once));
    await discharge.settled();
    const events = await discharge.events();
    await discharge.terminate();
    await expect(discharge.command({ type: 'note', text: 'nobody hears it' })).rejects.toThrow(CaseNotRunning);
    await eventually('the deadline passes', () => Date.now() > plan);
    const back = await discharge.start({ revived: events });
    expect(back.events[0]).toMatchObject({ sequence: events.length + 1, kind: 'rung-reached', data: { step: 'risk-decision', level: 1, dueAt: text(plan) } });
    await discharge.send(once);
    expect((await discharge.start({ revived: events })).events).toEqual(back.events);
    await discharge.command({ type: 'note', text: 'after' });
    await eventually('the call', async () => (await discharge.of('called')).length > 0);
    await discharge.settled();
    const whole = await discharge.events();
    expect(whole.slice(0, events.length)).toEqual(events);
    inOrder(whole.map(({ sequence }) => sequence));
    expect(await discharge.of('note-added')).toHaveLength(2);
  }, 60_000);
});

it('every run replays, to the events that the record has', () => everyRunReplays(world), 60_000);
