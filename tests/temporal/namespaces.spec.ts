import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { addLocalDays, atLocal, localTime } from '#libs/domain/local-time.js';
import { advanceClock } from '#libs/pathway/temporal/advance.js';
import { RehearsalUnavailable } from '#libs/pathway/temporal/case-client.js';
import { hours, minutes, seconds, type CaseInWorld } from '#tests/support/temporal/case-in-world.js';
import { eventually } from '#tests/support/temporal/eventually.js';
import { kindsOf } from '#tests/support/temporal/histories.js';
import { everyRunReplays } from '#tests/support/temporal/every-run-replays.js';
import { World } from '#tests/support/temporal/world.js';
import { metBy } from '#tests/support/pathways/simulation.js';

let world: World;
beforeAll(async () => { world = await World.begin('namespaces'); }, 120_000);
afterAll(() => world.end(), 60_000);

const text = (at: number): string => new Date(at).toISOString();
const live = (plan: number): Promise<CaseInWorld> => world.discharge({ plannedDischargeAt: text(plan) }, { rehearsal: false });

describe('the clock of a live case', () => {
  it('cannot be moved: the server refuses to skip time in that namespace, and skips it in the other', async () => {
    const discharge = await live(Date.now() + 30 * hours);
    const before = await discharge.describe();
    await expect(advanceClock(world.connection, world.servers.namespace, discharge.id, 'never', 4 * hours, 5_000)).rejects.toThrow(RehearsalUnavailable);
    const after = await discharge.describe();
    expect(after.workflowExtendedInfo?.timeSkippingInfo).toEqual(before.workflowExtendedInfo?.timeSkippingInfo);
    expect(Math.abs((await discharge.command({ type: 'settle' }).then(({ now }) => Date.parse(now))) - Date.now())).toBeLessThan(30 * seconds);

    const rehearsal = await world.discharge({ plannedDischargeAt: text(Date.now() + 30 * hours) });
    const began = Date.now();
    await rehearsal.advance(4 * hours);
    expect((await rehearsal.now()) - began).toBeGreaterThanOrEqual(4 * hours);
    expect((await rehearsal.now()) - Date.now()).toBeLessThanOrEqual(4 * hours);
  }, 60_000);

  it('is moved once by an advance that is asked for again and again, in the next run of the case too', async () => {
    const rehearsal = await world.discharge({ plannedDischargeAt: text(Date.now() + 30 * hours) });
    const began = Date.now();
    const once = () => world.client.advance(rehearsal.id, 'once', 4 * hours, 20_000);
    expect((await once()).state).toBe('done');
    expect((await once()).state).toBe('done');
    await rehearsal.command({ type: 'move-on' });
    const again = await once();
    expect(again.state).toBe('done');
    expect(again.now - began).toBeLessThan(4 * hours + 1 * minutes);
    expect((await world.client.advance(rehearsal.id, 'another', 4 * hours, 20_000)).now - began).toBeGreaterThanOrEqual(8 * hours);
    expect((await once()).now - began).toBeLessThan(8 * hours + 1 * minutes);
  }, 60_000);

  it('stops where it was told to, though something falls due in the very moment before', async () => {
    const rehearsals = await Promise.all([0, 10, 20, 40].map(async (ms) => {
      const rehearsal = await world.discharge({ plannedDischargeAt: text(Date.now() + 30 * hours) });
      await rehearsal.command({ type: 'trigger', kind: 'left-before-safe', occurredAt: text(Date.now() - 1 * minutes), note: 'seen in the car park' });
      return { rehearsal, ms, opened: (await rehearsal.task('left-before-safe-response')).dueAt };
    }));
    // The server, left alone, leaps from there to the next deadline: here half an hour or more.
    await Promise.all(rehearsals.map(async ({ rehearsal, ms, opened }) => {
      for (const rung of [30, 90, 210, 330]) {
        const target = opened + rung * minutes + ms;
        await rehearsal.until(target);
        expect((await rehearsal.now()) - target).toBeLessThan(1 * minutes);
      }
    }));
  }, 60_000);

  it('is waited for as long as was said, and again', async () => {
    const rehearsal = await world.discharge({ plannedDischargeAt: text(Date.now() + 30 * hours) });
    await rehearsal.command({ type: 'trigger', kind: 'left-before-safe', occurredAt: text(Date.now() - 1 * minutes), note: 'seen in the car park' });
    const states: string[] = [];
    const began = Date.now();
    for (let now = began; states.at(-1) !== 'done'; expect(now - began).toBeLessThan(36 * hours + 1 * minutes)) {
      // Some hundred calls are due on the way: far more than fits into one wait.
      const answer = await world.client.advance(rehearsal.id, 'long', 36 * hours, 100);
      ({ now } = answer);
      states.push(answer.state);
    }
    expect(states.slice(0, -1)).toEqual(Array(Math.max(1, states.length - 1)).fill('pending'));
  }, 60_000);

  it('goes on when an operator cancels the workflow', async () => {
    const plan = Date.now() + 3 * seconds;
    const discharge = await live(plan);
    await world.connection.workflowService.requestCancelWorkflowExecution({ namespace: discharge.namespace, workflowExecution: { workflowId: discharge.id }, reason: 'a mistake' });
    await discharge.command({ type: 'note', text: 'it is still here' });
    const rung = await eventually('the deadline', async () => (await discharge.of('rung-reached'))[0]);
    expect(rung.data).toMatchObject({ step: 'risk-decision', dueAt: text(plan) });
    await discharge.command({ type: 'move-on' });
    await discharge.command({ type: 'note', text: 'in the next run too' });
    expect(await world.client.running(discharge.id, false)).toBe(true);
    expect((await discharge.runs()).flatMap(({ history }) => kindsOf(history))).toContain('WORKFLOW_EXECUTION_CANCEL_REQUESTED');
  }, 60_000);
});

describe('what a step costs in Temporal’s history', () => {
  const lengthOf = async (discharge: CaseInWorld): Promise<number> => ((await discharge.runs()).at(-1)!.history.events ?? []).length;
  const since = (history: History, from: number): string[] => kindsOf(history).slice(from);

  it('is five events for a task completed on time, and seven when the next deadline moves', async () => {
    // In the afternoon, whenever this runs: at night the calls of confirmation and departure would both wait for 08:00, and no deadline would move.
    const plan = atLocal(addLocalDays(localTime(Date.now()).date, 2), '15:00').at;
    const discharge = await live(plan);
    const evidence = metBy(text(plan));
    const cost: number[] = [];
    for (const [step, met] of [...Object.entries(evidence), ['standards-confirmed', { confirmed: true }] as const]) {
      const before = await lengthOf(discharge);
      await discharge.complete(step, met);
      await discharge.settled();
      cost.push((await lengthOf(discharge)) - before);
    }
    // All four standards are due at one instant, so only the fourth moves the next deadline, and so does the confirmation.
    expect(cost).toEqual([5, 5, 5, 7, 7]);
  }, 60_000);

  it('is thirteen events for a rung that falls due, its call and both in the record, the last of them so that no task leaves nothing', async () => {
    // On a busy machine a look-up may take longer than it has, and costs six more.
    const histories = await Promise.all([4, 5, 6].map(async (second) => {
      const discharge = await live(Date.now() + second * seconds);
      const before = await lengthOf(discharge);
      await eventually('the call', async () => (await discharge.of('called')).length > 0);
      await discharge.settled();
      await eventually('its last task', async () => kindsOf((await discharge.runs())[0]!.history).at(-1) === 'WORKFLOW_PROPERTIES_MODIFIED');
      return since((await discharge.runs())[0]!.history, before);
    }));
    expect(histories).toContainEqual([
      'TIMER_FIRED', 'WORKFLOW_TASK_SCHEDULED', 'WORKFLOW_TASK_STARTED', 'WORKFLOW_TASK_COMPLETED', 'TIMER_STARTED', 'MARKER_RECORDED',
      'ACTIVITY_TASK_SCHEDULED', 'ACTIVITY_TASK_STARTED', 'ACTIVITY_TASK_COMPLETED', 'WORKFLOW_TASK_SCHEDULED', 'WORKFLOW_TASK_STARTED', 'WORKFLOW_TASK_COMPLETED', 'WORKFLOW_PROPERTIES_MODIFIED',
    ]);
  }, 60_000);
});

it('every run replays, to the events that the record has', () => everyRunReplays(world), 60_000);
