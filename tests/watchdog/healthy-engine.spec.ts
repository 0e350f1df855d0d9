import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Falls } from '#tests/support/pathways/falls.js';
import { beginning, commandOf, detailsOf, lives, openedAt, type Happening } from '#tests/support/pathways/random-life.js';
import { dischargeStart, reviewStart, Simulation, type Directory } from '#tests/support/pathways/simulation.js';
import { Taper } from '#tests/support/pathways/taper.js';
import { everMissed, missedBy } from './reckoned.js';

const parameters = { seed: 20261125, numRuns: 60, interruptAfterTimeLimit: 6_000, markInterruptAsFailure: false } as const;
const MINUTE = 60_000;
const gaps = fc.subarray(['escalation-owner', 'escalation-lead', 'director', 'clinical-lead', 'hub'], { maxLength: 2 });
const without = (empty: string[]): Directory => (role) => (empty.includes(role) ? null : `the-${role}`);
/** What people may do on every pathway, whatever its steps ask. */
const anywhere = ['attempt', 'acknowledge', 'assign', 'claim', 'hand-over', 'trigger', 'owners', 'owners-accept', 'climb', 'outcome', 'hospital-message', 'note', 'settle', 'declined'];

function live(simulation: Simulation, life: readonly Happening[], only?: readonly string[]): void {
  for (const happens of life) {
    if (happens.what !== 'wait' && (!only || only.includes(happens.what))) simulation.tries(commandOf(simulation, happens), 'new-one');
    simulation.until(simulation.now + happens.jump * MINUTE);
  }
}

describe('a healthy engine never makes the watchdog miss a call, at any instant,', () => {
  let calls = 0;

  it('whatever happens on a discharge, and whoever holds no role', () => {
    fc.assert(fc.property(beginning, lives, gaps, (begun, life, empty) => {
      const simulation = new Simulation(dischargeStart(detailsOf(begun)), openedAt(begun), without(empty));
      live(simulation, life);
      expect(everMissed(simulation)).toBeNull();
      calls += simulation.of('rung-reached').length;
    }), parameters);
    expect(calls).toBeGreaterThan(1_000);
  }, 60_000);

  it('whatever happens to a falls review, or to a taper while whose it is changes hands', () => {
    fc.assert(fc.property(lives, gaps, fc.nat({ max: 600 }), (life, empty, minutes) => {
      for (const story of [Falls.onMonday(without(empty)), Taper.onWednesday({}, without(empty))]) {
        live(story, life.slice(0, 5), anywhere);
        story.until(story.now + minutes * MINUTE);
        if (story instanceof Taper && story.open().includes('handover-accepted')) story.accepts();
        live(story, life.slice(5), anywhere);
        expect(everMissed(story)).toBeNull();
      }
    }), parameters);
  }, 60_000);

  it('nor on a message that waits to be read', () => {
    fc.assert(fc.property(beginning, lives, gaps, (begun, life, empty) => {
      const simulation = new Simulation(reviewStart(), openedAt(begun), without(empty));
      live(simulation, life);
      expect(everMissed(simulation)).toBeNull();
    }), { ...parameters, numRuns: 30 });
  }, 60_000);

  it('nor when it has caught up with an outage', () => {
    fc.assert(fc.property(beginning, lives, gaps, (begun, life, empty) => {
      const simulation = new Simulation(dischargeStart(detailsOf(begun)), openedAt(begun), without(empty));
      for (const happens of life) {
        if (happens.what !== 'wait') simulation.tries(commandOf(simulation, happens), 'new-one');
        simulation.outage(simulation.now + happens.jump * MINUTE);
        expect(missedBy(simulation, simulation.events, simulation.now)).toEqual([]);
      }
    }), parameters);
  }, 60_000);
});
