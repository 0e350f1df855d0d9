import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CommandEnvelope } from '#libs/contracts/commands.js';
import type { JsonObject } from '#libs/contracts/events.js';
import { CaseNotRunning, CaseUnavailable, Refused } from '#libs/pathway/temporal/case-client.js';
import { CaseInWorld, hours, minutes } from '#tests/support/temporal/case-in-world.js';
import { kindsOf, tasksForced, type Run } from '#tests/support/temporal/histories.js';
import { eventually } from '#tests/support/temporal/eventually.js';
import { everyRunReplays } from '#tests/support/temporal/every-run-replays.js';
import { World } from '#tests/support/temporal/world.js';

let world: World;
beforeAll(async () => { world = await World.begin('commands'); }, 120_000);
afterAll(() => world.end(), 60_000);

const text = (at: number): string => new Date(at).toISOString();
const live = (): Promise<CaseInWorld> => world.discharge({ plannedDischargeAt: text(Date.now() + 30 * hours) }, { rehearsal: false });
const note = (discharge: CaseInWorld, id?: string): CommandEnvelope => discharge.envelope({ type: 'note', text: 'asked for the key safe code' }, undefined, 0, id);
const notes = async (discharge: CaseInWorld): Promise<number> => (await discharge.of('note-added')).length;

describe('a look at what a case has to tell', () => {
  it('leaves nothing in its history, and never comes between a rung and who is called for it', async () => {
    const plan = Date.now() + 8_000;
    const discharge = await world.discharge({ plannedDischargeAt: text(plan) }, { rehearsal: false });
    await discharge.settled();
    const before = (await discharge.runs())[0]!.history.events!.length;
    expect((await world.client.tail(discharge.id, false, 0)).version).toBe(await discharge.stored());
    expect((await discharge.runs())[0]!.history.events).toHaveLength(before);
    // Asked while its rung falls due and nobody is there: all wait for the same workflow task.
    await world.stopWorkers();
    await eventually('the planned discharge', async () => kindsOf((await discharge.runs())[0]!.history).includes('TIMER_FIRED'), 20_000);
    const looks = [1, 2, 3].map(() => world.client.tail(discharge.id, false, 0));
    // On the same connection, after them: they have come.
    for (let after = 0; after < 20; after += 1) expect(await world.client.running(discharge.id, false)).toBe(true);
    await world.startWorkers();
    expect((await Promise.all(looks)).map(({ version }) => version > 0)).toEqual([true, true, true]);
    await eventually('the call', async () => (await discharge.of('called')).length > 0);
    await discharge.settled();
    const [{ history }] = await discharge.runs() as [Run];
    const forced = tasksForced(history);
    expect(forced).toEqual([]);
  }, 60_000);
});

describe('a command', () => {
  it('whose rules throw is refused alone: the case goes on as if it had never come', async () => {
    const discharge = await live();
    const { id: taskId } = await discharge.task('equipment-in-place');
    const version = await discharge.stored();
    // No such thing passes the edge; it makes the engine's own code throw.
    const broken = discharge.send(discharge.envelope({ type: 'complete', taskId, evidence: null as unknown as JsonObject }));
    await expect(broken).rejects.toThrow(CaseUnavailable);
    const tail = await discharge.command({ type: 'note', text: 'goes on' });
    expect(tail.version).toBe(version + 1);
    await discharge.complete('equipment-in-place', { items: [], noneNeeded: true });
    const [run] = await discharge.runs();
    expect(kindsOf(run!.history)).not.toContain('WORKFLOW_TASK_FAILED');
  }, 30_000);

  it('that the rules refuse says which rule, and changes nothing', async () => {
    const discharge = await live();
    const version = await discharge.stored();
    expect(await discharge.refusal({ type: 'claim', taskId: 'no-such-task' })).toBe('404 not-found');
    expect(await discharge.refusal({ type: 'acknowledge', taskId: (await discharge.task('equipment-in-place')).id, for: 'P3D', note: '' })).toBe('422 too-long');
    expect((await world.client.tail(discharge.id, false, 0)).version).toBe(version);
  }, 30_000);

  it('sent again with the same id is carried out once, in this run and in the next', async () => {
    const discharge = await live();
    const once = note(discharge);
    const [first, second] = await Promise.all([discharge.send(once), discharge.send(once)]);
    expect(second).toEqual(first);
    await discharge.write(first);
    await discharge.command({ type: 'move-on' });
    // The server no longer knows the id: the case does.
    const third = await discharge.send(once);
    expect(third.version).toBe(first.version);
    expect(await notes(discharge)).toBe(1);
    expect((await world.client.tail(discharge.id, false, 0)).version).toBe(first.version);
    expect(await discharge.runs()).toHaveLength(2);
  }, 30_000);

  it('sent by many at once, over and over, while the case goes on in fresh runs, is carried out once', async () => {
    const discharge = await live();
    const envelopes = Array.from({ length: 24 }, () => note(discharge));
    const sendUntilAnswered = async (envelope: CommandEnvelope): Promise<void> => {
      for (;;) {
        try {
          await discharge.write(await discharge.send({ ...envelope, stored: await discharge.stored() }, 2_000));
          return;
        } catch (error) {
          if (!(error instanceof CaseUnavailable)) throw error;
        }
      }
    };
    const moving = (async () => { for (let run = 0; run < 4; run += 1) await sendUntilAnswered(discharge.envelope({ type: 'move-on' })); })();
    await Promise.all([moving, ...envelopes.flatMap((envelope) => [sendUntilAnswered(envelope), sendUntilAnswered(envelope)])]);
    await discharge.settled();
    expect((await discharge.of('note-added')).map(({ command }) => String(command)).toSorted()).toEqual(envelopes.map(({ id }) => id).toSorted());
    expect((await discharge.runs()).length).toBeGreaterThanOrEqual(5);
  }, 60_000);
});

describe('an answer that nobody wrote', () => {
  it('stays in the case, run after run, until the record has it', async () => {
    const discharge = await live();
    const stored = await discharge.stored();
    // Whoever sent these died before it could write.
    await discharge.send(discharge.envelope({ type: 'note', text: 'first' }, undefined, stored));
    await discharge.send(discharge.envelope({ type: 'move-on' }, undefined, stored));
    await discharge.send(discharge.envelope({ type: 'note', text: 'second' }, undefined, stored));
    expect(await discharge.stored()).toBe(stored);
    const tail = await world.client.tail(discharge.id, false, stored);
    expect(tail.events.map(({ sequence, kind }) => [sequence, kind])).toEqual([[stored + 1, 'note-added'], [stored + 2, 'note-added']]);
    await discharge.write(tail);
    await discharge.command({ type: 'note', text: 'third' });
    expect(await notes(discharge)).toBe(3);
    expect((await world.client.tail(discharge.id, false, 0)).events).toHaveLength(1);
  }, 30_000);
});

describe('a start', () => {
  it('sent again finds the case running and changes nothing', async () => {
    const discharge = await live();
    const version = await discharge.stored();
    expect((await discharge.start()).version).toBe(version);
    expect((await world.client.tail(discharge.id, false, 0)).version).toBe(version);
  }, 30_000);

  it('that the rules refuse starts nothing', async () => {
    const discharge = await live();
    await discharge.command({ type: 'end', because: 'entered-in-error', at: text(Date.now()), note: 'wrong ward' });
    await discharge.ended();
    const events = await discharge.events();
    const late = discharge.envelope({ type: 'trigger', kind: 'readmission', occurredAt: text(Date.now()), note: 'came back' }, undefined, events.length);
    await expect(discharge.start({ revived: events, lateCommand: late })).rejects.toMatchObject({ refusal: { code: 'case-closed' } });
    expect(await world.client.running(discharge.id, false)).toBe(false);
    expect(await discharge.events()).toEqual(events);
  }, 30_000);

  it('that a fault of ours stops is not lost: it waits for the release that mends it', async () => {
    const discharge = await live();
    const faulty = new CaseInWorld(world, { ...discharge.opening, caseId: randomUUID(), policy: { id: 'minimum-safe-discharge', version: 'never-released' } });
    await expect(world.client.start(faulty.opening, 1_500)).rejects.toThrow(CaseUnavailable);
    expect(await world.client.running(faulty.id, false)).toBe(true);
    await faulty.terminate();
  }, 30_000);
});

describe('a case that closes', () => {
  it('refuses every command from then on, and ends only when the record has it all', async () => {
    const discharge = await live();
    const version = await discharge.stored();
    const end = discharge.envelope({ type: 'end', because: 'entered-in-error', at: text(Date.now() - 1 * minutes), note: 'wrong ward' }, 'riverside-hub', version);
    await world.database.cut();
    try {
      const closed = await discharge.send(end);
      expect(closed.events.at(-1)).toMatchObject({ kind: 'case-closed', data: { outcome: { outcome: 'entered-in-error' } } });
      await expect(discharge.send(note(discharge))).rejects.toMatchObject({ refusal: { status: 409, code: 'case-closed' } });
      await expect(discharge.send(note(discharge))).rejects.toThrow(Refused);
      expect((await discharge.send({ ...end, stored: version })).version).toBe(closed.version);
      expect(await world.client.running(discharge.id, false)).toBe(true);
    } finally {
      await world.database.mend();
    }
    await discharge.ended();
    expect((await discharge.events()).at(-1)).toMatchObject({ kind: 'case-closed' });
    await expect(discharge.send(note(discharge))).rejects.toThrow(CaseNotRunning);
    // What it answered before it closed it still answers.
    expect((await discharge.send(end)).events.at(-1)).toMatchObject({ kind: 'case-closed' });
    expect((await discharge.start()).version).toBe(version);
    expect(await world.client.running(discharge.id, false)).toBe(false);
  }, 60_000);
});

it('every run replays, to the events that the record has', () => everyRunReplays(world), 60_000);
