import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CaseUnavailable } from '#libs/pathway/temporal/case-client.js';
import { seconds } from '#tests/support/temporal/case-in-world.js';
import { eventually } from '#tests/support/temporal/eventually.js';
import { everyRunReplays } from '#tests/support/temporal/every-run-replays.js';
import { kindsOf } from '#tests/support/temporal/histories.js';
import { KillableWorker } from '#tests/support/temporal/killable-worker.js';
import { World } from '#tests/support/temporal/world.js';

let world: World;
beforeAll(async () => { world = await World.begin('killed-worker'); }, 120_000);
afterAll(() => world.end(), 60_000);

describe('a worker that is killed', () => {
  it('in mid-flight loses nothing, doubles nothing and moves no deadline', async () => {
    await world.stopWorkers();
    let worker = await KillableWorker.start(world);
    const plan = Date.now() + 9 * seconds;
    const discharge = await world.discharge({ plannedDischargeAt: new Date(plan).toISOString() }, { rehearsal: false });
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
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    expect(events.filter(({ kind }) => kind === 'note-added').map(({ command }) => String(command)).toSorted()).toEqual(wanted.map(({ id }) => id).toSorted());
    expect((await discharge.of('rung-reached')).map(({ data }) => data.dueAt)).toEqual([new Date(plan).toISOString()]);
    expect((await discharge.runs()).flatMap(({ history }) => kindsOf(history))).toContain('WORKFLOW_TASK_TIMED_OUT');
  }, 90_000);
});

it('every run replays, to the events that the record has', () => everyRunReplays(world), 60_000);
