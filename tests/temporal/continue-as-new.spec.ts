import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CaseEvent } from '#libs/contracts/events.js';
import { nextRung } from '#libs/domain/ladder.js';
import { ladderOf } from '#libs/pathway/ladder-of.js';
import { structuredCopy } from '#libs/pathway/engine.js';
import type { Carried, CaseInput } from '#libs/pathway/temporal/case-workflow.js';
import { CaseInWorld, days, hours, minutes } from '#tests/support/temporal/case-in-world.js';
import { eventually } from '#tests/support/temporal/eventually.js';
import { activitiesOf, kindsOf } from '#tests/support/temporal/histories.js';
import { content, lateness, uninterrupted } from '#tests/support/temporal/uninterrupted.js';
import { everyRunReplays } from '#tests/support/temporal/every-run-replays.js';
import { dischargeStart, metBy, Simulation } from '#tests/support/pathways/simulation.js';
import { World } from '#tests/support/temporal/world.js';

let world: World;
beforeAll(async () => { world = await World.begin('continue-as-new'); }, 120_000);
afterAll(() => world.end(), 60_000);

const text = (at: number): string => new Date(at).toISOString();

/** Notes from several people at once: each is an event, and five more of the workflow's history. */
async function write(discharge: CaseInWorld, notes: number, atOnce = 6): Promise<void> {
  let left = notes;
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (left-- > 0) await discharge.command({ type: 'note', text: `note ${left}: nothing has changed since this morning` });
  }));
}

async function notMoved(discharge: CaseInWorld): Promise<void> {
  const now = await discharge.now();
  const events = await discharge.events();
  const simulated = uninterrupted(discharge, events, now);
  expect(events.map(content)).toEqual(simulated.map(content));
  expect(lateness(events, simulated).least).toBeGreaterThanOrEqual(0);
}

describe('continue-as-new', () => {
  it('moves nothing: open ladders, an acknowledgement that runs and a plan that waits go through many runs as through none', async () => {
    const plan = Date.now() + 30 * hours;
    const discharge = await world.discharge({ plannedDischargeAt: text(plan) });
    // The person left before it was safe: one ladder calls day and night, and standards go on late.
    await discharge.command({ type: 'trigger', kind: 'left-before-safe', occurredAt: text(Date.now() - 1 * minutes), note: 'seen in the car park' });
    await write(discharge, 60);
    await discharge.advance(50 * minutes);
    await discharge.command({ type: 'acknowledge', taskId: (await discharge.task('left-before-safe-response')).id, for: 'PT30M', note: 'on the phone to the family' }, 'riverside-escalation-owner');
    await discharge.command({ type: 'move-on' });
    await write(discharge, 60);
    await discharge.advance(8 * hours);
    await write(discharge, 60);
    await discharge.command({ type: 'move-on' });
    await discharge.advance(16 * hours);

    const runs = await discharge.runs();
    expect(runs.length).toBeGreaterThanOrEqual(4);
    const events = await discharge.events();
    expect(events.filter(({ kind }) => kind === 'note-added')).toHaveLength(180);
    expect(events.filter(({ kind }) => kind === 'rung-reached').length).toBeGreaterThan(20);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    await notMoved(discharge);
  }, 90_000);

  it('lets nothing happen twice when the clock strikes in the very task that ends a run', async () => {
    const discharge = await world.discharge({ plannedDischargeAt: text(Date.now() + 30 * hours) });
    // A run ends at 400 of the server's events: the timer's task is the first to begin beyond that.
    const length = async (): Promise<number> => Number((await discharge.describe()).workflowExecutionInfo?.historyLength);
    while ((await length()) < 395) await discharge.command({ type: 'note', text: 'nothing has changed since this morning' });
    const { dueAt } = await discharge.task('equipment-in-place');
    const rung = nextRung(ladderOf(await discharge.state(), await discharge.task('equipment-in-place')), (await discharge.task('equipment-in-place')).climb)!.at;
    expect(rung).toBeGreaterThanOrEqual(dueAt);
    await discharge.until(rung + 1 * minutes);
    const [first, ...others] = await discharge.runs();
    expect(others).toHaveLength(1);
    expect(kindsOf(first!.history).slice(-5)).toEqual(['TIMER_FIRED', 'WORKFLOW_TASK_SCHEDULED', 'WORKFLOW_TASK_STARTED', 'WORKFLOW_TASK_COMPLETED', 'WORKFLOW_EXECUTION_CONTINUED_AS_NEW']);
    expect((await discharge.of('rung-reached')).length).toBeGreaterThan(0);
    await notMoved(discharge);
  }, 60_000);

  it('keeps a moved plan waiting, run after run', async () => {
    const plan = Date.now() + 3 * hours;
    const discharge = await world.discharge({ plannedDischargeAt: text(plan) });
    await discharge.advance(90 * minutes);
    await discharge.command({ type: 'replan', plannedDischargeAt: text(plan + 1 * days), reason: 'no transport' }, 'riverside-hub');
    for (let moved = 0; moved < 5; moved += 1) {
      await discharge.command({ type: 'move-on' });
      await discharge.advance(7 * hours);
    }
    expect(await discharge.runs()).toHaveLength(6);
    expect((await discharge.task('risk-decision')).dueAt).toBe(plan + 1 * days);
    expect((await discharge.calls('risk-decision', plan + 1 * days)).slice(0, 4)).toEqual(['clinical-lead +0', 'escalation-owner +15', 'escalation-lead +45', 'director +105']);
    await notMoved(discharge);
  }, 60_000);

  it('is no instant that an outage can hide in: what fell due between two runs happens as of then', async () => {
    const now = Date.now();
    const plan = now - 29 * hours;
    const visit = now - 2 * hours;
    const handedOver = now - 2 * hours;
    // A visit that is missed an hour ago, of somebody who lives alone: somebody sees them within two hours of that.
    const opening = { ...dischargeStart({ plannedDischargeAt: text(plan), livesAlone: true }), caseId: randomUUID() };
    const simulation = new Simulation(opening, plan - 4 * hours, (role) => `riverside-${role}`);
    const met = { ...metBy(text(plan)), 'first-visit-booked': { visitAt: text(visit), provider: 'Community nursing' } };
    for (const [step, evidence] of Object.entries(met)) simulation.complete(step, evidence);
    simulation.complete('standards-confirmed', { confirmed: true });
    simulation.until(plan + 10 * minutes);
    simulation.complete('departure', { leftAt: text(plan) });
    simulation.until(handedOver);
    const { version } = simulation.state;
    const carried: Carried = { state: structuredCopy(simulation.state), ledger: { tail: [], stored: version, carried: version, ids: [] } };

    const discharge = new CaseInWorld(world, opening);
    const { events, now: then } = await world.client.start({ ...opening, carried } as CaseInput, 20_000);
    await discharge.terminate();
    simulation.outage(then);
    const expected = simulation.events.slice(version);
    expect(events.map(content)).toEqual(expected.slice(0, expected.findIndex(({ kind }) => kind === 'called')).map(content));
    const opened = events.find((event) => event.kind === 'task-opened' && event.data.step === 'person-seen');
    expect(opened?.data).toMatchObject({ openedAt: text(visit + 1 * hours), dueAt: text(visit + 3 * hours) });
  }, 30_000);

  it('asks again in the next run who answers for a rung that the last run got no answer for', async () => {
    const discharge = await world.discharge({ plannedDischargeAt: text(Date.now() + 30 * hours) }, { rehearsal: false });
    await discharge.command({ type: 'trigger', kind: 'left-before-safe', occurredAt: text(Date.now() - 1 * minutes), note: 'seen in the car park' });
    const { id: escalationId } = await eventually('the first call', async () => (await discharge.task('left-before-safe-response')).escalation ?? undefined);
    const held = await world.rolesHeld();
    await discharge.command({ type: 'climb', escalationId, toLevel: 2, reason: 'nobody picks up' }, 'riverside-escalation-owner');
    await discharge.command({ type: 'move-on' });
    const unanswered = (await discharge.state()).unanswered.map(({ rung }) => rung);
    expect(unanswered).toHaveLength(1);
    await held.release();
    const called = await eventually('the call', async () => (await discharge.of('called')).find(({ data }) => data.rung === unanswered[0]));
    expect(called.data).toMatchObject({ role: 'escalation-lead', person: 'riverside-escalation-lead' });
    // The last run asked and got no answer; what the recorder did beside it is none.
    const [first] = await discharge.runs();
    const looked = activitiesOf(first!.history, 'whoAnswers');
    expect(looked.asked).toBeGreaterThan(looked.answered);
    await discharge.settled();
    const events: CaseEvent[] = await discharge.events();
    expect(events.filter(({ kind }) => kind === 'called').length).toBe(events.filter(({ kind }) => kind === 'rung-reached').length);
  }, 60_000);
});

it('every run replays, to the events that the record has', () => everyRunReplays(world), 60_000);
