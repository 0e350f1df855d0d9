import type { JsonObject } from '#libs/contracts/events.js';
import { said } from '#libs/pathway/state.js';
import { CaseOverHttp, type Beginning } from './case-over-http.js';
import { inHours, type Client } from './client.js';

/** One discharge case, as its people work on it over HTTP. */
export class DischargeCase extends CaseOverHttp {
  static async start(client: Client, details: JsonObject = {}, more: Beginning = {}): Promise<DischargeCase> {
    return new DischargeCase(client, await CaseOverHttp.begin(client, 'minimum-safe-discharge', { ward: 'Willow', plannedDischargeAt: inHours(30), dischargePathway: 1, destination: 'own-home', ...details }, more));
  }

  get planned(): number { return Date.parse(said(this.view.details as JsonObject, 'plannedDischargeAt')); }

  evidence(): Record<string, JsonObject> {
    return {
      'first-visit-booked': { visitAt: inHours(20, this.planned), provider: 'Community nursing' }, 'medicines-reconciled': { changes: 'one tablet stopped', supplied: true },
      'equipment-in-place': { items: ['walking frame'] }, 'red-flag-instructions-given': { givenTo: ['person'], understood: true, how: 'read together' },
    };
  }
  async meet(...but: string[]): Promise<void> {
    for (const [step, evidence] of Object.entries(this.evidence())) if (!but.includes(step)) await this.complete(step, evidence, step === 'medicines-reconciled' ? 'clinical-lead' : 'coordinator');
  }
  async readyToLeave(): Promise<void> {
    await this.meet();
    await this.complete('standards-confirmed', { confirmed: true });
  }
  async leave(): Promise<void> {
    await this.readyToLeave();
    await this.advanceTo(this.planned);
    await this.complete('departure', { leftAt: new Date(this.now).toISOString() }, 'hub');
  }
  riskDecision(outcome: string, more: JsonObject = {}): JsonObject {
    return this.decision('risk-decision', outcome, { unsafe: 'no visit tomorrow', mitigations: ['a call in the morning'], because: 'capacity', ...more });
  }
}
