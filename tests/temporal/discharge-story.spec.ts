import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addLocalDays, atLocal, localTime } from '#libs/domain/local-time.js';
import { days, hours, minutes, type CaseInWorld } from '#tests/support/temporal/case-in-world.js';
import { content, lateness, uninterrupted } from '#tests/support/temporal/uninterrupted.js';
import { everyRunReplays } from '#tests/support/temporal/every-run-replays.js';
import { World } from '#tests/support/temporal/world.js';
import { metBy } from '#tests/support/pathways/simulation.js';

let world: World;
beforeAll(async () => { world = await World.begin('story'); }, 120_000);
afterAll(() => world.end(), 60_000);

/** 15:00 in London in two days. */
const planned = (): number => atLocal(addLocalDays(localTime(Date.now()).date, 2), '15:00').at;
const text = (at: number): string => new Date(at).toISOString();

/** All four standards met and confirmed four hours before, and the person leaves five minutes after the planned time: up to there nothing is late. */
async function leftAsPlanned(discharge: CaseInWorld, plan: number): Promise<number> {
  await discharge.until(plan - 4 * hours);
  for (const [step, evidence] of Object.entries(metBy(text(plan)))) await discharge.complete(step, evidence);
  expect(await discharge.open()).toEqual(['standards-confirmed']);
  await discharge.complete('standards-confirmed', { confirmed: true });
  expect(await discharge.open()).toEqual(['departure']);
  const left = plan + 5 * minutes;
  await discharge.until(left + 5 * minutes);
  await discharge.complete('departure', { leftAt: text(left) }, 'riverside-hub');
  expect(await discharge.open()).toEqual(['first-visit-done', 'gp-summary-sent']);
  await discharge.complete('gp-summary-sent', { sentAt: text(left), to: 'the GP' }, 'riverside-clinical-lead');
  return left;
}

/** What the record has is what the engine alone makes of the same commands at the same instants: nothing lost, doubled, moved or early. */
async function asUninterrupted(discharge: CaseInWorld, now: number): Promise<void> {
  const events = await discharge.events();
  const simulated = uninterrupted(discharge, events, now);
  expect(events.map(content)).toEqual(simulated.map(content));
  const { least, most } = lateness(events, simulated);
  expect(least).toBeGreaterThanOrEqual(0);
  expect(most).toBeLessThan(1 * minutes);
}

describe('a discharge on the real server', () => {
  it('goes to plan and on time, and closes safe after a week; a readmission told afterwards brings it back, and it closes again', async () => {
    const plan = planned();
    const discharge = await world.discharge({ plannedDischargeAt: text(plan) });
    const left = await leftAsPlanned(discharge, plan);
    await discharge.until(plan + 20 * hours + 30 * minutes);
    await discharge.complete('first-visit-done', { visitedAt: text(plan + 20 * hours + 15 * minutes), by: 'a nurse' });
    await discharge.until(left + 24 * hours);
    expect(await discharge.open()).toEqual(['safety-call']);
    await discharge.complete('safety-call', { spokeTo: 'the person', how: 'phone', worry: 'none' });
    await discharge.until(left + 7 * days - 1 * minutes);
    expect(await discharge.state()).toMatchObject({ stage: 'watching', closed: null });
    await discharge.advance(2 * minutes);
    await discharge.ended();
    const closed = await discharge.state();
    expect(closed.closed?.outcome).toEqual({ outcome: 'safe-discharge', basis: 'asked' });
    expect(closed.closed?.at).toBeGreaterThanOrEqual(left + 7 * days);
    expect(await discharge.of('rung-reached')).toEqual([]);
    await asUninterrupted(discharge, left + 7 * days + 1 * minutes);

    const before = await discharge.events();
    const told = discharge.envelope({ type: 'trigger', kind: 'readmission', occurredAt: text(left + 6 * days), note: 'fell at home' }, 'riverside-hub', before.length);
    await discharge.start({ revived: before, lateCommand: told });
    expect((await discharge.events()).slice(0, before.length)).toEqual(before);
    expect((await discharge.events()).slice(before.length, before.length + 5).map(({ kind }) => kind)).toEqual(['case-revived', 'trigger-recorded', 'stage-entered', 'outcome-amended', 'task-opened']);
    expect(await discharge.open()).toEqual(['learning-review']);
    expect(await discharge.now()).toBeGreaterThanOrEqual(left + 7 * days);
    await discharge.advance(1 * days);
    await discharge.complete('learning-review', { findings: 'no rail on the stairs', change: 'ask about stairs' }, 'riverside-clinical-lead');
    await discharge.ended();
    const again = await discharge.state();
    expect(again.closed?.outcome).toEqual({ outcome: 'failed-discharge', basis: 'asked' });
    expect(again.closed?.at).toBeGreaterThanOrEqual(left + 8 * days);
  }, 60_000);

  it('calls one after the other at their instants when nobody confirms the first visit', async () => {
    const plan = planned();
    const discharge = await world.discharge({ plannedDischargeAt: text(plan) });
    await leftAsPlanned(discharge, plan);
    const due = plan + 21 * hours;
    await discharge.until(due + 6 * hours);
    expect(await discharge.calls('first-visit-done', due)).toEqual(['escalation-owner +0', 'escalation-lead +30', 'director +90', 'director +210', 'director +330']);
    expect((await discharge.calls('person-seen', due))[0]).toBe('clinical-lead +0');
    await asUninterrupted(discharge, await discharge.now());
  }, 60_000);
});

it('every run replays, to the events that the record has', () => everyRunReplays(world), 60_000);
