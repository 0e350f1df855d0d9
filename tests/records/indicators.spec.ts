import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ComputedIndicator } from '#libs/contracts/http/pathways/system-risk.js';
import { syntheticNhsNumber } from '#libs/domain/nhs-number.js';
import { ownIndicators } from '#libs/pressure/own-indicators.js';
import { indicatorAt } from '#libs/records/queries/indicators.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { Discharge } from '#tests/support/pathways/discharge.js';
import { london } from '#tests/support/pathways/london.js';
import { dischargeStart } from '#tests/support/pathways/simulation.js';
import { freshRecord, type FreshRecord } from './fresh-record.js';

let fresh: FreshRecord;
beforeAll(async () => { fresh = await freshRecord('indicators'); }, 120_000);
afterAll(() => fresh.close());

let cases = 0;
/** Opened on Wednesday at 08:00, planned for 15:00; all but the equipment is there. */
function discharge(rehearsal = false): Discharge {
  const start = dischargeStart({ plannedDischargeAt: london('Wed 10 Jun 2026 15:00') }, `indicator-${cases += 1}`);
  const owners = { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' };
  return new Discharge({ ...start, opening: { ...start.opening, rehearsal, owners } }, Date.parse(london('Wed 10 Jun 2026 08:00')), (role) => `riverside-${role}`).meets('first-visit-booked', 'medicines-reconciled', 'red-flag-instructions-given');
}
const write = async (...told: Discharge[]): Promise<void> => { for (const { start, events } of told) await writeTail(fresh.record.manager, start.caseId, events); };
const own = (at: string, organisation = 'riverside') => ownIndicators(fresh.record.manager, organisation, new Date(london(at)));
const inWeekBefore = (indicator: ComputedIndicator, at: string, organisation = 'riverside') => indicatorAt(fresh.record.manager, { organisation, indicator }, new Date(london(at)));

describe('a system’s own indicators of pressure', () => {
  it('count climbs that have called the last person there is, until somebody has acted', async () => {
    // Something is unmet and nobody decides: late at 15:00, the director is called at 16:45.
    const [one, rehearsed] = [discharge().unmet('equipment-in-place').comes('Wed 10 Jun 2026 16:44'), discharge(true).unmet('equipment-in-place').comes('Wed 10 Jun 2026 17:00')];
    await write(one, rehearsed);
    expect((await own('Wed 10 Jun 2026 16:44'))['escalations-at-last-rung']).toBe(0);
    await write(one.comes('Wed 10 Jun 2026 16:45'));
    expect([(await own('Wed 10 Jun 2026 16:45'))['escalations-at-last-rung'], (await own('Wed 10 Jun 2026 16:45', 'hillview'))['escalations-at-last-rung']]).toEqual([1, 0]);
    await write(one.decides('stay', { because: 'clinical' }));
    expect((await own('Wed 10 Jun 2026 17:00'))['escalations-at-last-rung']).toBe(0);
  });

  it('count standards that are unmet because of capacity, not for another reason, until they are met', async () => {
    const goes = (because: string, rehearsal = false): Discharge => discharge(rehearsal).unmet('equipment-in-place').decides('go-with-risk', { because, unmetDueAt: london('Thu 11 Jun 2026 12:00') });
    const [capacity, ...others] = [goes('capacity'), goes('clinical'), goes('capacity', true)];
    await write(capacity!, ...others);
    const count = async (): Promise<number | undefined> => (await own('Wed 10 Jun 2026 09:00'))['standards-unmet-by-capacity'];
    expect(await count()).toBe(1);
    await write(capacity!.meets('equipment-in-place'));
    expect(await count()).toBe(0);
  });

  it('count who left hospital in the last day without a case', async () => {
    const left = (id: string, at: string, status = 'left') => fresh.owner.query('insert into admissions (id, organisation_id, status, nhs_number, left_at) values ($1, $2, $3, $4, $5)', [id, 'riverside', status, syntheticNhsNumber(900 + cases++), london(at)]);
    await left('today', 'Wed 10 Jun 2026 11:00');
    await left('died', 'Wed 10 Jun 2026 11:00', 'died');
    await left('the day before', 'Tue 9 Jun 2026 11:59');
    const count = async (at: string): Promise<number | undefined> => (await own(at))['discharges-without-a-case'];
    expect([await count('Wed 10 Jun 2026 12:00'), await count('Wed 10 Jun 2026 10:59'), await count('Thu 11 Jun 2026 11:01')]).toEqual([1, 1, 0]);
    await fresh.owner.query(`update cases set admission_id = 'today' where id = 'indicator-1'`);
    expect(await count('Wed 10 Jun 2026 12:00')).toBe(0);
  });
});

describe('an indicator of a system risk that is reckoned from the record', () => {
  it('counts escalations that nobody answered for a turn of the last rung in the week before', async () => {
    // The director is called at 16:45, and again after two hours: then everybody on duty is alarmed.
    const unanswered = (rehearsal = false): Discharge => discharge(rehearsal).unmet('equipment-in-place').comes('Wed 10 Jun 2026 18:45');
    await write(unanswered(), unanswered(true));
    expect([await inWeekBefore('unanswered-escalations', 'Wed 10 Jun 2026 18:46'), await inWeekBefore('unanswered-escalations', 'Wed 10 Jun 2026 18:44'), await inWeekBefore('unanswered-escalations', 'Wed 17 Jun 2026 18:46'), await inWeekBefore('unanswered-escalations', 'Wed 10 Jun 2026 18:46', 'hillview')]).toEqual([1, 0, 0, 0]);
  });

  it('counts discharges that failed in the week before', async () => {
    const failed = (rehearsal = false): Discharge => {
      const story = discharge(rehearsal).meets('equipment-in-place').confirms().comes('Wed 10 Jun 2026 15:00').leaves().comes('Fri 12 Jun 2026 10:00').sees('readmission', london('Fri 12 Jun 2026 06:00'));
      story.complete('learning-review', { findings: 'no visit', change: 'book earlier' });
      return story;
    };
    await write(failed(), failed(), failed(true));
    expect([await inWeekBefore('failed-discharges', 'Fri 12 Jun 2026 10:01'), await inWeekBefore('failed-discharges', 'Fri 12 Jun 2026 09:59'), await inWeekBefore('failed-discharges', 'Fri 19 Jun 2026 10:01'), await inWeekBefore('failed-discharges', 'Fri 12 Jun 2026 10:01', 'hillview')]).toEqual([2, 0, 0, 0]);
  });
});
