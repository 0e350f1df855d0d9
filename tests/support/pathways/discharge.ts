import type { JsonObject } from '#libs/contracts/events.js';
import { CaseStory } from './case-story.js';
import { london } from './london.js';
import { dischargeStart, metBy, type Directory } from './simulation.js';

export const fourStandards = ['equipment-in-place', 'first-visit-booked', 'medicines-reconciled', 'red-flag-instructions-given'];

/** A discharge told as a story. */
export class Discharge extends CaseStory {
  /** `planned` and `opened` as 'Wed 10 Jun 2026 15:00'. */
  static planned(planned: string, opened: string, details: JsonObject = {}, holds?: Directory): Discharge {
    return new Discharge(dischargeStart({ plannedDischargeAt: london(planned), ...details }), Date.parse(london(opened)), holds);
  }
  /** Planned for Wednesday 15:00, opened that day at 08:00: standards are due at 13:00, the risk decision is near from 14:00. */
  static onWednesday(details: JsonObject = {}, holds?: Directory): Discharge {
    return Discharge.planned('Wed 10 Jun 2026 15:00', 'Wed 10 Jun 2026 08:00', details, holds);
  }

  get planned(): string { return this.state.details['plannedDischargeAt'] as string; }

  // What time and people do.
  meets(...steps: string[]): this {
    const evidence = metBy(this.planned);
    for (const step of steps.length > 0 ? steps : Object.keys(evidence)) this.complete(step, evidence[step]!);
    return this;
  }
  confirms(): this { this.complete('standards-confirmed', { confirmed: true }); return this; }
  /** All four met and confirmed, and the person left at the present instant. */
  leavesByPlan(time: string): this { return this.meets().confirms().comes(time).leaves(); }
  leaves(at = this.nowText): this { this.complete('departure', { leftAt: at }, 'the-hub'); return this; }
  walksOut(at = this.nowText): this { return this.sees('left-before-safe', at); }
  unmet(...steps: string[]): this {
    for (const step of steps) this.command({ type: 'unmet', taskId: this.task(step).id, reason: 'no capacity', unsafe: 'nobody comes' });
    return this;
  }
  replans(planned: string): this { return this.does({ type: 'replan', plannedDischargeAt: london(planned), reason: 'the ward' }); }
  override decides(outcome: string, more: JsonObject = {}, kind = 'risk-decision'): this { return super.decides(outcome, more, kind); }
  rebooks(visitAt: string): this {
    this.complete('first-visit-booked', { visitAt: london(visitAt), provider: 'Community nursing' });
    return this;
  }

  // What stands.
  get gateOpen(): boolean { return this.state.gates['safe to leave']?.open ?? false; }
}
