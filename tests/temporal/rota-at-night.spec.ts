import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addLocalDays, atLocal, localTime } from '#libs/domain/local-time.js';
import { openRecord } from '#libs/records/database.js';
import { outOfHours } from '#tests/directory/made-up.js';
import { everyRunReplays } from '#tests/support/temporal/every-run-replays.js';
import { hours } from '#tests/support/temporal/case-in-world.js';
import { World } from '#tests/support/temporal/world.js';

let world: World;
beforeAll(async () => { world = await World.begin('rota-at-night'); }, 120_000);
afterAll(() => world.end(), 60_000);

/** 02:10 in London on the next Saturday that is two days away at least. */
function saturdayNight(): number {
  const today = localTime(Date.now()).date;
  const saturday = [2, 3, 4, 5, 6, 7, 8].map((days) => addLocalDays(today, days)).find((date) => new Date(`${date}T12:00:00Z`).getUTCDay() === 6)!;
  return atLocal(saturday, '02:10').at;
}

describe('a rehearsal at 02:10 on a Saturday', () => {
  it('calls whom the rota names at that instant of its own clock, and passes over who is on leave then', async () => {
    const at = saturdayNight();
    const owner = await openRecord(world.database.ownerUrl, { poolSize: 1, applicationName: 'rota' });
    await owner.query(`insert into rotas (id, organisation_id, role, scope, name, rules) values ('nights', 'riverside', 'clinical-lead', 'organisation', 'Doctors at night', $1)`, [JSON.stringify([outOfHours(['riverside-clinical-lead-2'])])]);
    await owner.query(`insert into leaves (id, person_id, starts_at, ends_at) values ('weekend', 'riverside-director', $1, $2)`, [new Date(at - 24 * hours), new Date(at + 24 * hours)]);
    await owner.destroy();
    const discharge = await world.discharge({ plannedDischargeAt: new Date(at).toISOString() });
    await discharge.command({ type: 'unmet', taskId: (await discharge.task('equipment-in-place')).id, reason: 'no capacity', unsafe: 'nobody comes' });
    await discharge.until(at + 2 * hours);
    await discharge.settled();
    const called = (await discharge.of('called')).filter(({ data }) => data.step === 'risk-decision').slice(0, 4);
    expect(called.map(({ data }) => [data.role, data.person])).toEqual([
      ['clinical-lead', 'riverside-clinical-lead-2'], ['escalation-owner', 'riverside-escalation-owner'], ['escalation-lead', 'riverside-escalation-lead'], ['director', 'riverside-director-2'],
    ]);
    expect(called.map(({ data }) => data.why)).toEqual([
      'on rota: clinical-lead of the organisation, in the place of Dr Leila Farouk', 'holds it: named escalation-owner of the case', 'holds it: escalation-lead of the organisation',
      'holds it: director of the organisation (passed over: Dilip Rao is on leave without cover)',
    ]);
  }, 120_000);
});

it('every run replays, to the events that the record has', () => everyRunReplays(world), 60_000);
