import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lives } from '#tests/support/pathways/lives/all.js';
import { dischargeLife } from '#tests/support/pathways/lives/discharge.js';
import { MINUTE, type Happening, type PathwayLife } from '#tests/support/pathways/lives/life.js';
import { commandOf, livesOf } from '#tests/support/pathways/random-life.js';
import { Simulation, type Directory } from '#tests/support/pathways/simulation.js';
import { Taper } from '#tests/support/pathways/taper.js';
import { everMissed, missedBy } from './reckoned.js';

/** Always the same lives, and few: tests/pathways/random.spec.ts lives many. */
const parameters = { seed: 20261125, numRuns: 14 } as const;
const gaps = fc.subarray(['escalation-owner', 'escalation-lead', 'director', 'clinical-lead', 'hub'], { maxLength: 2 });
const without = (empty: string[]): Directory => (role) => (empty.includes(role) ? null : `the-${role}`);

function live(life: PathwayLife, simulation: Simulation, lived: readonly Happening[], pass: (to: number) => void = (to) => simulation.until(to)): void {
  for (const happens of lived) {
    if (happens.what !== 'wait') simulation.tries(commandOf(life, simulation, happens), 'new-one');
    pass(simulation.now + happens.jump * MINUTE);
  }
}

describe.each(lives.map((life) => [life.pathway, life] as const))('on %s, whatever happens and whoever holds no role,', (_pathway, life) => {
  it('a healthy engine never makes the watchdog miss a call, at any instant', () => {
    let calls = 0;
    fc.assert(fc.property(life.beginning, livesOf(life), gaps, ({ at, details }, happenings, empty) => {
      const simulation = new Simulation(life.start(details), at, without(empty));
      live(life, simulation, happenings);
      expect(everMissed(simulation)).toBeNull();
      calls += simulation.of('rung-reached').length;
    }), parameters);
    expect(calls).toBeGreaterThan(20);
  }, 60_000);

  it('nor one that has caught up with an outage', () => {
    fc.assert(fc.property(life.beginning, livesOf(life), gaps, ({ at, details }, happenings, empty) => {
      const simulation = new Simulation(life.start(details), at, without(empty));
      live(life, simulation, happenings, (to) => {
        simulation.outage(to);
        expect(missedBy(simulation, simulation.events, simulation.now)).toEqual([]);
      });
    }), parameters);
  }, 60_000);
});

describe('while whose the tasks are changes hands', () => {
  /** What people may do on every pathway, whatever its steps ask. */
  const anywhere = ['attempt', 'acknowledge', 'assign', 'claim', 'hand-over', 'trigger', 'owners', 'owners-accept', 'climb', 'outcome', 'hospital-message', 'note', 'settle', 'declined', 'wait'];
  const life: PathwayLife = { ...dischargeLife, pathway: 'step-down-tapering', kinds: ['warning-sign', 'crisis', 'safety-flag', 'care-instability', 'non-attendance'] };

  it('the watchdog misses no call that the new owner was never owed', () => {
    let handedOn = 0;
    fc.assert(fc.property(livesOf(life), gaps, fc.nat({ max: 6_000 }), (lived, empty, minutes) => {
      const taper = Taper.onWednesday({}, without(empty));
      const any = lived.filter(({ what }) => anywhere.includes(what));
      live(life, taper, any.slice(0, 5));
      taper.until(taper.now + minutes * MINUTE);
      if (taper.open().includes('handover-accepted')) taper.accepts();
      live(life, taper, any.slice(5));
      expect(everMissed(taper)).toBeNull();
      handedOn += taper.of('task-owner-changed').length;
    }), parameters);
    expect(handedOn).toBeGreaterThan(10);
  }, 60_000);
});
