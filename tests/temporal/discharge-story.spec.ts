import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addLocalDays, atLocal, localTime } from '#libs/domain/local-time.js';
import { days, hours, minutes } from '#tests/support/temporal/case-in-world.js';
import { content, lateness, uninterrupted } from '#tests/support/temporal/uninterrupted.js';
import { World } from '#tests/support/temporal/world.js';
import { metBy } from '#tests/support/pathways/simulation.js';

let world: World;
beforeAll(async () => { world = await World.begin('story'); }, 120_000);
afterAll(() => world.end());

/** 15:00 in London in two days. */
const planned = (): number => atLocal(addLocalDays(localTime(Date.now()).date, 2), '15:00').at;
const text = (at: number): string => new Date(at).toISOString();

describe('a discharge on the real server', () => {
  it('goes to plan and on time', async () => {
    const plan = planned();
    const discharge = await world.discharge({ plannedDischargeAt: text(plan) });
    await discharge.until(plan - 4 * hours);
    for (const [step, evidence] of Object.entries(metBy(text(plan)))) await discharge.complete(step, evidence);
    expect(await discharge.open()).toEqual(['standards-confirmed']);
  }, 60_000);
});
