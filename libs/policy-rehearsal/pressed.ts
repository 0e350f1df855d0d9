import type { EntityManager } from 'typeorm';
import type { Policy } from '#libs/policies/policy.js';
import { levelOf, type Standing } from '#libs/pressure/proposal.js';
import { rows } from '#libs/records/transaction.js';

/** What the points of levels would have said of the readings of a time: how long they spoke for each level (ms), and how often each indicator reached each point. What a person then declared is theirs. */
export interface Pressed { readings: number; levels: { level: number; msBefore: number; msAfter: number }[]; reached: { indicator: string; level: number; before: number; after: number }[] }
export interface ReadingThen { indicator: string; value: number; at: number }
const LEVELS = [1, 2, 3, 4] as const;

/** `readings`: in the order of their instants; those before `from` (epoch ms) say what stood then and count for nothing else. `until`: epoch ms, to which the last of them stands. */
export function pressedBy(readings: readonly ReadingThen[], before: Policy, after: Policy, { from, until }: { from: number; until: number }): Pressed {
  const stands: Record<string, Standing> = {};
  const levels = LEVELS.map((level) => ({ level, msBefore: 0, msAfter: 0 }));
  const reached = Object.keys(before.indicators ?? {}).flatMap((indicator) => ([2, 3, 4] as const).map((level) => ({ indicator, level, before: 0, after: 0 })));
  readings.forEach(({ indicator, value, at }, index) => {
    const stood = stands[indicator]?.value ?? -Infinity;
    for (const each of reached) {
      if (each.indicator !== indicator || at < from) continue;
      for (const [name, policy] of [['before', before], ['after', after]] as const) { const point = policy.indicators![indicator]!.points[each.level]; if (value >= point && stood < point) each[name] += 1; }
    }
    stands[indicator] = { value, highest: value };
    const lasts = Math.max(0, (readings[index + 1]?.at ?? until) - Math.max(at, from));
    levels[levelOf(before, stands) - 1]!.msBefore += lasts;
    levels[levelOf(after, stands) - 1]!.msAfter += lasts;
  });
  return { readings: readings.filter(({ at }) => at >= from).length, levels, reached };
}

/** Those of an organisation's readings in a time that say something new, oldest first, and before them the last that each indicator had before it. */
export async function readingsOf(manager: EntityManager, organisation: string, from: Date, to: Date): Promise<ReadingThen[]> {
  const found = await rows<{ indicator: string; value: number; at: Date }>(manager, `
    with stood_then as (
      select distinct on (indicator) id, indicator, value, at from indicator_readings where organisation_id = $1 and at < $2 order by indicator, at desc, id desc
    ), every as (
      select * from stood_then union all select id, indicator, value, at from indicator_readings where organisation_id = $1 and at >= $2 and at < $3
    )
    select indicator, value, at from (select *, lag(value) over (partition by indicator order by at, id) as stood from every) as told
    where stood is distinct from value order by at, id`, [organisation, from, to]);
  return found.map(({ at, ...reading }) => ({ ...reading, at: at.getTime() }));
}
