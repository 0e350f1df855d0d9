import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CaseEvent, EventOf } from '#libs/contracts/events.js';
import { Discharge } from '#tests/support/pathways/discharge.js';
import { london } from '#tests/support/pathways/london.js';
import { lives } from '#tests/support/pathways/lives/all.js';
import { commandOf, livesOf } from '#tests/support/pathways/random-life.js';
import { Simulation, type Directory } from '#tests/support/pathways/simulation.js';
import { missedBy, read } from './reckoned.js';

const MINUTE = 60_000;
const gaps = fc.subarray(['escalation-owner', 'escalation-lead', 'director'], { maxLength: 2 });
const without = (empty: string[]): Directory => (role) => (empty.includes(role) ? null : `the-${role}`);
/** What ends a climb, so that nothing of it is owed any more. */
const ends: readonly string[] = ['task-completed', 'task-unmet', 'task-ended', 'task-reopened', 'ladder-changed', 'task-owner-changed'];
const endsClimb = (event: CaseEvent, taskId: string): boolean => 'taskId' in event.data && event.data.taskId === taskId && (ends.includes(event.kind) || (event.kind === 'task-due-changed' && event.data.restart));
const before = (simulation: Simulation, at: number): CaseEvent[] => simulation.events.filter((event) => Date.parse(event.at) <= at);
const rungsOf = (simulation: Simulation, step: string): EventOf<'rung-reached'>[] => simulation.of('rung-reached').filter(({ data }) => data.step === step);

describe('a call that the record lost', () => {
  it.each(lives.map((life) => [life.pathway, life] as const))('is missed within two minutes on %s, whichever it was, while its climb goes on', (_pathway, life) => {
    let lost = 0;
    let owed = 0;
    fc.assert(fc.property(life.beginning, livesOf(life), gaps, ({ at, details }, lived, empty) => {
      const simulation = new Simulation(life.start(details), at, without(empty));
      for (const happens of lived) {
        if (happens.what !== 'wait') simulation.tries(commandOf(life, simulation, happens), 'new-one');
        simulation.until(simulation.now + happens.jump * MINUTE);
      }
      const rungs = simulation.of('rung-reached');
      for (const rung of rungs.filter((_, index) => index % Math.ceil(rungs.length / 10) === 0)) {
        const { taskId } = rung.data;
        const then = Date.parse(rung.at) + 2 * MINUTE;
        const known = before(simulation, then);
        const since = known.filter(({ sequence }) => sequence > rung.sequence);
        lost += 1;
        // A hold, or a hand-over of the role, at that very instant: whether the call came before it nobody can tell from outside.
        if (since.some((event) => endsClimb(event, taskId) || (event.at === rung.at && (event.kind === 'owner-changed' || (event.kind === 'task-held' && event.data.taskId === taskId))))) continue;
        owed += 1;
        expect(read(simulation, known.filter((event) => event !== rung)).missing(then)).toContainEqual(expect.objectContaining({ wrong: 'not-called', taskId }));
      }
    }), { seed: 20261125, numRuns: 30 });
    expect(owed).toBeGreaterThan(8);
    expect(owed).toBeGreaterThan(lost * 0.4);
  }, 60_000);

  /** Planned for Wednesday 15:00; the risk decision, on a ladder of day and night, is due then and nobody takes it. */
  const untaken = (until: string): Discharge => Discharge.onWednesday().comes(until);
  const missedAt = (simulation: Simulation, at: string, but: (event: CaseEvent) => boolean): string[] =>
    missedBy(simulation, before(simulation, Date.parse(london(at))).filter((event) => !but(event)), Date.parse(london(at))).filter((each) => each.includes('risk-decision'));
  const level = (wanted: number) => (event: CaseEvent): boolean => event.kind === 'rung-reached' && event.data.step === 'risk-decision' && event.data.level === wanted && !event.data.extra;

  it('is missed for as long as the task is open, though the ladder climbed on: rung 2 was skipped', () => {
    const discharge = untaken('Wed 10 Jun 2026 20:00');
    expect(rungsOf(discharge, 'risk-decision').map(({ data }) => data.level)).toEqual([1, 2, 3, 4, 4]);
    expect(missedAt(discharge, 'Wed 10 Jun 2026 15:14', level(2))).toEqual([]);
    for (const at of ['Wed 10 Jun 2026 15:15', 'Wed 10 Jun 2026 15:40', 'Wed 10 Jun 2026 15:46', 'Wed 10 Jun 2026 20:00']) expect([at, missedAt(discharge, at, level(2))]).toEqual([at, ['not-called risk-decision 2']]);
  });

  it('is missed when all went silent: after the last rung its repeat', () => {
    const discharge = untaken('Wed 10 Jun 2026 20:00');
    const silentFrom = (event: CaseEvent): boolean => Date.parse(event.at) >= Date.parse(london('Wed 10 Jun 2026 18:00'));
    expect(missedAt(discharge, 'Wed 10 Jun 2026 18:44', silentFrom)).toEqual([]);
    expect(missedAt(discharge, 'Wed 10 Jun 2026 18:45', silentFrom)).toEqual(['not-called risk-decision 4']);
  });

  it('is missed when it was a repeat, though the next one came', () => {
    const discharge = untaken('Wed 10 Jun 2026 21:00');
    const first = rungsOf(discharge, 'risk-decision').find(({ data }) => data.dueAt === london('Wed 10 Jun 2026 18:45'));
    expect(first?.data.level).toBe(4);
    expect(missedAt(discharge, 'Wed 10 Jun 2026 20:50', () => false)).toEqual([]);
    expect(missedAt(discharge, 'Wed 10 Jun 2026 20:50', (event) => event === first)).toEqual(['not-called risk-decision 4']);
  });

  it('is missed though somebody acknowledges the task before anybody noticed', () => {
    const discharge = untaken('Wed 10 Jun 2026 15:16').acknowledges('risk-decision', 'PT30M').comes('Wed 10 Jun 2026 15:20');
    expect(missedAt(discharge, 'Wed 10 Jun 2026 15:20', level(2))).toEqual(['not-called risk-decision 2']);
  });

  it('is missed at the instant at which an empty rung below it made it due', () => {
    const discharge = Discharge.onWednesday({}, without(['escalation-owner'])).comes('Wed 10 Jun 2026 20:00');
    expect(rungsOf(discharge, 'risk-decision').slice(0, 4).map(({ data }) => [data.level, data.dueAt])).toEqual([
      [1, london('Wed 10 Jun 2026 15:00')], [2, london('Wed 10 Jun 2026 15:15')], [3, london('Wed 10 Jun 2026 15:15')], [4, london('Wed 10 Jun 2026 16:15')]]);
    const silentAfterTwo = (event: CaseEvent): boolean => event.kind === 'rung-reached' && event.data.step === 'risk-decision' && event.data.level > 2;
    expect(missedAt(discharge, 'Wed 10 Jun 2026 15:17', silentAfterTwo)).toEqual(['not-called risk-decision 3']);
  });

  it('is missed at the instant at which a rung that no way reached made it due', () => {
    const discharge = untaken('Wed 10 Jun 2026 15:17').reachesNobody('risk-decision', 2).comes('Wed 10 Jun 2026 20:00');
    const silentAfterTwo = (event: CaseEvent): boolean => event.kind === 'rung-reached' && event.data.step === 'risk-decision' && event.data.level > 2;
    expect(missedAt(discharge, 'Wed 10 Jun 2026 15:16', silentAfterTwo)).toEqual([]);
    expect(missedAt(discharge, 'Wed 10 Jun 2026 15:17', silentAfterTwo)).toEqual(['not-called risk-decision 3']);
    // The one above it, its time after that, not after its own 15:45.
    const silentAfterThree = (event: CaseEvent): boolean => event.kind === 'rung-reached' && event.data.step === 'risk-decision' && event.data.level > 3;
    expect(missedAt(discharge, 'Wed 10 Jun 2026 16:16', silentAfterThree)).toEqual([]);
    expect(missedAt(discharge, 'Wed 10 Jun 2026 16:17', silentAfterThree)).toEqual(['not-called risk-decision 4']);
  });

  it('is missed when it is the call of the owner at the opening, which stands beside the ladder, also where nobody asked for it', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 09:00').sees('clinical-deterioration').comes('Wed 10 Jun 2026 09:02');
    const [opening] = rungsOf(discharge, 'trigger-response');
    expect(opening?.data.extra).toBe(true);
    const without = (...kinds: string[]): string[] => missedBy(discharge, discharge.events.filter((event) => event !== opening && !kinds.includes(event.kind)), discharge.now);
    expect(without()).toEqual(['not-called trigger-response 1']);
    expect(without('call-asked')).toEqual(['not-called trigger-response 1']);
  });

  it('is made up for by hand: whoever climbs to that rung calls it', () => {
    const discharge = untaken('Wed 10 Jun 2026 15:50').climbs('risk-decision', 2);
    expect(missedBy(discharge, discharge.events.filter((event) => !level(2)(event)), discharge.now).filter((each) => each.includes('risk-decision'))).toEqual([]);
  });

  it('is owed no more once the task is done', () => {
    const discharge = untaken('Wed 10 Jun 2026 15:50');
    const missed = (): string[] => missedBy(discharge, discharge.events.filter((event) => !level(2)(event)), discharge.now).filter((each) => each.includes('risk-decision'));
    expect(missed()).toEqual(['not-called risk-decision 2']);
    discharge.decides('stay');
    expect(missed()).toEqual([]);
  });
});

describe('what holds calls back', () => {
  const missed = (discharge: Discharge): string[] => missedBy(discharge, discharge.events, discharge.now);

  it('an acknowledgement, for no longer than the policy allows, whatever the record says', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 15:05').acknowledges('risk-decision', 'PT30M');
    const known = discharge.events.map((event) => (event.kind === 'task-acknowledged' ? { ...event, data: { ...event.data, until: london('Thu 11 Jun 2026 15:05') } } : event));
    const at = (time: string): string[] => missedBy(discharge, known, Date.parse(london(time))).filter((each) => each.includes('risk-decision'));
    expect(at('Wed 10 Jun 2026 15:34')).toEqual([]);
    expect(at('Wed 10 Jun 2026 15:35')).toEqual(['not-called risk-decision 2']);
  });

  it('a hospital message that waits for its answer; but were everything held, nobody would be called again', () => {
    const discharge = Discharge.onWednesday().leavesByPlan('Wed 10 Jun 2026 15:00').comes('Thu 11 Jun 2026 16:00').hears('readmitted').comes('Thu 11 Jun 2026 16:30');
    expect(discharge.state.tasks.filter(({ heldBecause }) => heldBecause !== null).map(({ step }) => step)).not.toEqual([]);
    expect(missed(discharge)).toEqual([]);
    const unanswerable = discharge.events.filter((event) => !('step' in event.data && !discharge.state.tasks.some(({ step, heldBecause }) => heldBecause !== null && step === (event.data as { step: string }).step)));
    expect(missedBy(discharge, unanswerable, discharge.now)).toContainEqual(expect.stringMatching(/^held /));
  });
});

describe('what an engine is given time for', () => {
  it('after an outage: a rung is owed from when the record made it due, not from its own instant', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 14:30');
    discharge.outage(london('Wed 10 Jun 2026 18:00'));
    const third = rungsOf(discharge, 'risk-decision').find(({ data }) => data.level === 3)!;
    const history = read(discharge, discharge.events.filter(({ sequence }) => sequence < third.sequence));
    const [owed] = history.missing(discharge.now).filter(({ wrong, step }) => wrong === 'not-called' && step === 'risk-decision');
    expect(owed).toMatchObject({ level: 3, dueAt: Date.parse(london('Wed 10 Jun 2026 15:45')), since: Date.parse(london('Wed 10 Jun 2026 18:00')) });
  });

  it('at night: whoever had the role for an hour need not be called in the morning', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 21:00');
    for (const person of ['a-new-one', 'another']) discharge.does({ type: 'owners', role: 'coordinator', person, reason: 'leave' });
    discharge.comes('Thu 11 Jun 2026 08:05');
    expect(discharge.of('called').filter(({ data }) => data.person === 'another')).not.toEqual([]);
    expect(missedBy(discharge, discharge.events, discharge.now)).toEqual([]);
  });
});

describe('a rung that was reached', () => {
  it('and of which nobody was looked up is missed as a call', () => {
    const discharge = Discharge.onWednesday().comes('Wed 10 Jun 2026 15:01');
    const last = discharge.of('called').at(-1)!;
    expect(missedBy(discharge, discharge.events.filter((event) => event !== last), discharge.now)).toEqual([`not-answered ${last.data.step} ${last.data.level}`]);
  });
});

describe('what nobody can reckon', () => {
  it('is said, not passed over: a policy that this watchdog does not know', () => {
    const discharge = Discharge.onWednesday();
    const events = discharge.events.map((event) => (event.kind === 'case-opened' ? { ...event, data: { ...event.data, policy: { id: event.data.policy.id, version: 'of next year' } } } : event));
    expect(() => read(discharge, events).missing(discharge.now)).not.toThrow();
    expect(read(discharge, events).missing(discharge.now).map(({ wrong, detail }) => `${wrong}: ${detail}`)).toContainEqual(expect.stringMatching(/^not-reckoned: no policy/));
  });
});
