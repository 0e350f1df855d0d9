import type { JsonObject } from '#libs/contracts/events.js';
import { CaseOverHttp, type Beginning } from './case-over-http.js';
import { inHours, type Client } from './client.js';

export const handover: JsonObject = {
  formulation: 'low after a loss', riskHistory: 'one overdose in 2019', currentRisks: 'alone at night', protectiveFactors: 'her sister', medication: 'sertraline 50 mg', crisisPlan: 'rings her sister, then the line',
  outOfHours: 'the crisis line', legalStatus: 'informal', dependants: 'none', accommodation: 'own flat', restrictions: [], contacts: [{ name: 'a sister', contact: '0300 000 000', mayShare: true }],
};
/** One contact a day for two days, then one every second day for two: a taper in a week. */
const brief = [{ every: 'P1D', for: 'P2D' }, { every: 'P2D', for: 'P2D' }];
const notNeeded = { notNeededBecause: 'all is well' };

/** One taper after a crisis, as its people work on it over HTTP. */
export class TaperCase extends CaseOverHttp {
  static details(more: JsonObject = {}): JsonObject {
    return { crisisTeam: 'Riverside crisis team', dischargedAt: inHours(-1), from: 'inpatient', handover, suicideRisk: 'not-identified', safeguarding: { indicators: [] }, taper: brief, ...more };
  }
  static async start(client: Client, more: JsonObject = {}, beginning: Beginning = {}): Promise<TaperCase> {
    return new TaperCase(client, await CaseOverHttp.begin(client, 'step-down-tapering', TaperCase.details(more), { by: 'crisis-team', ...beginning }));
  }

  accept(): Promise<void> { return this.complete('handover-accepted', { accepted: true }, 'clinical-lead'); }
  firstContact(): Promise<void> {
    return this.complete('first-contact', { contactedAt: this.at(), how: 'visit', presentation: 'tired, hopeful', warningSigns: ['stops sleeping'] }, 'clinical-lead');
  }
  async everythingElse(): Promise<void> {
    await this.complete('crisis-plan-reviewed', { plan: 'ring her sister first', outOfHours: 'the crisis line' }, 'clinical-lead');
    await this.complete('stabilisation-agreed', { sleep: notNeeded, routine: notNeeded, safeContacts: notNeeded, practicalSupport: notNeeded }, 'clinical-lead');
    await this.complete('care-plan-sent', { sentAt: this.at(), to: 'the GP' }, 'crisis-team');
    await this.complete('triggers-communicated', { triggers: ['stops sleeping'], toPerson: true, toPartners: ['her sister'] });
  }
  /** Every contact that is open, as it falls due first. */
  async contacts(): Promise<void> {
    while (this.open().includes('contact')) {
      const [next] = this.view.tasks.filter(({ step, status }) => step === 'contact' && status === 'open').toSorted((a, b) => a.dueAt.localeCompare(b.dueAt));
      await this.advanceTo(Date.parse(next!.dueAt) - 3_600_000);
      await this.client.done('coordinator', `/v1/tasks/${next!.id}/complete`, { evidence: { contactedAt: this.at(), how: 'visit', warningSigns: [{ sign: 'stops sleeping', seen: false }], note: 'well' } });
      await this.look();
    }
  }
}
