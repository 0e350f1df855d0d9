import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Command } from '#libs/contracts/commands.js';
import type { CaseEvent, JsonObject } from '#libs/contracts/events.js';
import { Refused } from '#libs/pathway/temporal/case-client.js';
import { hours, minutes, seconds, type CaseInWorld } from '#tests/support/temporal/case-in-world.js';
import { eventually } from '#tests/support/temporal/eventually.js';
import { kindOf } from '#tests/support/temporal/histories.js';
import { everyRunReplays } from '#tests/support/temporal/every-run-replays.js';
import { World } from '#tests/support/temporal/world.js';
import { metBy, Simulation } from '#tests/support/pathways/simulation.js';

let world: World;
beforeAll(async () => { world = await World.begin('one-task'); }, 120_000);
afterAll(() => world.end(), 60_000);
const text = (at: number): string => new Date(at).toISOString();
const kinds = (events: readonly CaseEvent[]): string[] => events.map(({ kind }) => kind);

/** Numbers the workflow task that each of the case's updates was accepted in. */
async function tasksOfUpdates(discharge: CaseInWorld): Promise<number[]> {
  const [run] = await discharge.runs();
  return (run!.history.events ?? []).flatMap(({ workflowExecutionUpdateAcceptedEventAttributes: accepted }) => (accepted ? [Number(accepted.acceptedRequestSequencingEventId)] : []));
}

describe('in one workflow task', () => {
  let plan: number;
  let discharge: CaseInWorld;
  beforeEach(async () => {
    plan = Date.now() + 30 * hours;
    discharge = await world.discharge({ plannedDischargeAt: text(plan) }, { rehearsal: false });
    await world.stopWorkers();
  }, 30_000);
  afterEach(async () => { await world.stopWorkers(); await world.startWorkers(); }, 30_000);

  it('each command sees what the ones before it brought about, and a rule refuses the one that comes too late', async () => {
    const simulation = new Simulation(discharge.opening, Date.now());
    const deliveries: Promise<unknown>[] = [];
    const deliver = async (command: Command): Promise<void> => {
      const { answer } = await discharge.deliver(discharge.envelope(command));
      deliveries.push(answer.then((tail) => tail.version, (error: unknown) => error));
    };
    for (const [step, evidence] of Object.entries(metBy(text(plan)))) {
      await deliver({ type: 'complete', taskId: simulation.task(step).id, evidence });
      simulation.complete(step, evidence);
    }
    // This task exists only once the four before it are completed.
    const confirm: Command = { type: 'complete', taskId: simulation.task('standards-confirmed').id, evidence: { confirmed: true } };
    await deliver(confirm);
    simulation.command(confirm);
    await deliver(confirm);

    await world.startWorkers();
    const answers = await Promise.all(deliveries);
    expect(answers.slice(0, 5)).toEqual(answers.slice(0, 5).toSorted((one, other) => Number(one) - Number(other)));
    expect(answers[5]).toBeInstanceOf(Refused);
    expect(answers[5]).toMatchObject({ refusal: { status: 409, code: 'task-already-completed' } });
    expect(new Set((await tasksOfUpdates(discharge)).slice(1)).size).toBe(1);
    const { events, version } = await world.client.tail(discharge.id, false, 0);
    expect(version).toBe(simulation.state.version);
    expect(kinds(events).slice(-3)).toEqual(kinds(simulation.events).slice(-3));
  }, 60_000);
});

describe('before the first workflow task', () => {
  afterEach(async () => { await world.stopWorkers(); await world.startWorkers(); }, 30_000);

  it('a command waits until the case has opened itself', async () => {
    await world.stopWorkers();
    const discharge = world.planned('minimum-safe-discharge', (world.cases[0]!).opening.opening, 'riverside-hub');
    const simulation = new Simulation(discharge.opening, Date.now());
    const started = discharge.start();
    await eventually('the workflow exists', () => world.client.running(discharge.id, false));
    const { answer } = await discharge.deliver(discharge.envelope({ type: 'complete', taskId: simulation.task('equipment-in-place').id, evidence: { items: [], noneNeeded: true } }));
    await world.startWorkers();
    const opened = await started;
    await discharge.write(await answer);
    expect(opened.events[0]).toMatchObject({ sequence: 1, kind: 'case-opened' });
    expect(kinds(await discharge.events())).toEqual([...kinds(simulation.events), 'task-completed']);
  }, 60_000);
});

describe('a completion that shares its workflow task with the deadline', () => {
  afterEach(async () => { await world.stopWorkers(); await world.startWorkers(); }, 30_000);

  interface Visit { discharge: CaseInWorld; due: number }

  /** Left an hour and a half ago; the first visit is due an hour after its slot, in `ms` from now. */
  async function visitDueIn(ms: number): Promise<Visit> {
    const begun = Date.now();
    const [plan, visit] = [begun - 90 * minutes, begun - 1 * hours + ms];
    const discharge = await world.discharge({ plannedDischargeAt: text(plan) }, { rehearsal: false });
    const evidence: Record<string, JsonObject> = { ...metBy(text(plan)), 'first-visit-booked': { visitAt: text(visit), provider: 'Community nursing' } };
    for (const [step, met] of Object.entries(evidence)) await discharge.complete(step, met);
    await discharge.complete('standards-confirmed', { confirmed: true });
    await discharge.complete('departure', { leftAt: text(plan + 5 * minutes) }, 'riverside-hub');
    const { dueAt } = await discharge.task('first-visit-done');
    expect(dueAt).toBe(visit + 1 * hours);
    return { discharge, due: dueAt };
  }

  /** Two such cases and no worker any more, before either is due. */
  async function bothToCome(ms: number): Promise<[Visit, Visit]> {
    const both = await Promise.all([visitDueIn(ms), visitDueIn(ms)]);
    await world.stopWorkers();
    if (both.every(({ due }) => Date.now() < due)) return both;
    // Too late on a busy machine: again, with more time.
    await world.startWorkers();
    return bothToCome(2 * ms);
  }

  it('swallows no rung, and is late or not by its own instant', async () => {
    const [beaten, missed] = await bothToCome(5 * seconds);
    const visitedAt = [text(beaten.due - 1 * seconds), text(missed.due + 1)];
    const tasks = await Promise.all([beaten, missed].map(({ discharge }) => discharge.task('first-visit-done')));
    const timerFired = async ({ discharge }: { discharge: CaseInWorld }): Promise<boolean> => kindOf((await discharge.runs())[0]!.history.events!.at(-2)!) === 'TIMER_FIRED';
    await eventually('both deadlines pass', async () => (await timerFired(beaten)) && timerFired(missed));
    const answers = await Promise.all([beaten, missed].map(({ discharge }, index) =>
      discharge.deliver(discharge.envelope({ type: 'complete', taskId: tasks[index]!.id, evidence: { visitedAt: visitedAt[index]!, by: 'a nurse' } }, undefined, tasks[index]!.sequence))));
    await world.startWorkers();
    const tails = await Promise.all(answers.map(({ answer }) => answer));
    for (const [index, { discharge, due }] of [beaten, missed].entries()) {
      const { events } = tails[index]!;
      const rung = events.findIndex((event) => event.kind === 'rung-reached' && event.data.step === 'first-visit-done');
      const completed = events.findIndex(({ kind }) => kind === 'task-completed');
      expect(events[rung]?.data).toMatchObject({ level: 1, role: 'escalation-owner', dueAt: text(due) });
      expect(completed).toBeGreaterThan(rung);
      expect(events[completed]?.data).toMatchObject({ late: index === 1, recordedLate: true });
      const history = (await discharge.runs())[0]!.history.events!.map(kindOf);
      // The timer, the one task, and in it the update.
      expect(history.slice(history.lastIndexOf('TIMER_FIRED')).slice(0, 5)).toEqual(['TIMER_FIRED', 'WORKFLOW_TASK_SCHEDULED', 'WORKFLOW_TASK_STARTED', 'WORKFLOW_TASK_COMPLETED', 'WORKFLOW_EXECUTION_UPDATE_ACCEPTED']);
    }
  }, 60_000);

  it('leaves no call behind when it comes a second before it', async () => {
    const plan = Date.now() + 30 * hours;
    const discharge = await world.discharge({ plannedDischargeAt: text(plan) });
    const due = (await discharge.task('equipment-in-place')).dueAt;
    await discharge.until(due - 5 * seconds);
    for (const [step, evidence] of Object.entries(metBy(text(plan)))) await discharge.complete(step, evidence);
    expect(await discharge.now()).toBeLessThan(due);
    await discharge.until(due + 1 * minutes);
    expect((await discharge.of('task-completed')).map(({ data }) => data.late)).toEqual([false, false, false, false]);
    expect(await discharge.of('rung-reached')).toEqual([]);
  }, 60_000);
});

it('every run replays, to the events that the record has', () => everyRunReplays(world), 60_000);
