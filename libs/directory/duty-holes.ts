import { BankHolidayTableEnds } from '#libs/domain/bank-holidays.js';
import type { Instant } from '#libs/domain/local-time.js';
import { stretches } from './answers-between.js';
import { everybody } from './everybody.js';
import type { Facts } from './facts.js';
import type { Hole, When } from './hole.js';

/**
 * Where a system alarm would not be heard as it should: nobody on duty who can be told, or somebody on duty who cannot. All of them are told, not only the first, so each who would be passed over is a hole. `why` of
 * `nobody-answers` says who would be told in their place.
 */
export function dutyHoles(facts: Facts, organisation: string, pathways: readonly string[], { from, until }: When): Hole[] {
  const holes: Hole[] = [];
  const standing = new Map<string, { until: Instant }>();
  // One hole for as long as it stays the same.
  const add = (key: string, hole: Hole & When): void => {
    const before = standing.get(key);
    if (before?.until === hole.from) before.until = hole.until;
    else {
      holes.push(hole);
      standing.set(key, hole);
    }
  };
  try {
    for (const [start, end] of stretches(facts, { role: 'duty', organisation, team: null, caseId: null, owners: null, assigned: null }, from, until)) {
      const { told, why, passedOver } = everybody(facts, { organisation, at: start });
      const common = { organisation, role: 'duty', from: start, until: end };
      if (told !== 'duty') add(`nobody ${why}`, { kind: 'nobody-answers', owner: null, cases: 0, pathways, why, ...common });
      for (const { role, end: person, code } of passedOver) {
        if (role !== 'duty' || (code !== 'unreachable' && code !== 'on-leave')) continue;
        add(`${code} ${person}`, { kind: code === 'unreachable' ? 'no-verified-method' : 'leave-without-cover', person, ...common });
      }
    }
  } catch (error) {
    if (!(error instanceof BankHolidayTableEnds)) throw error;
    return [...holes, { kind: 'calendar-ends', organisation, role: 'duty', why: error.message }];
  }
  return holes;
}
