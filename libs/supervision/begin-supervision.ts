import { randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { beginNow, beginOnceEach, type Governed } from '#libs/audit/begin-once-each.js';
import { inWords } from '#libs/audit/month.js';
import { drawn } from '#libs/audit/sample.js';
import type { JsonObject } from '#libs/contracts/events.js';
import { elapsedTime } from '#libs/domain/duration.js';
import { caseIdOf } from '#libs/kin/case-id.js';
import type { Kin } from '#libs/kin/send-to-case.js';
import { rows } from '#libs/records/transaction.js';
import { edgeCasesOf } from './edge-cases.js';
import { liveCasesOf } from './live-cases.js';
import { ledByUs, plainly } from './reasons.js';
import { unclearOwnershipOf } from './unclear-ownership.js';
import { weekBefore, weekSoFar, type Week } from './week.js';

/** Which case the supervision of a week is: always the same one. `monday`: the first day of that week. */
export const supervisionCaseOf = (organisation: string, monday: string): string => caseIdOf('weekly-supervision', organisation, monday);

/**
 * From 09:00 of the first working day of a week: each organisation that had a case in the week before gets its supervision, once, however many ask. Answers the ids of those that it began.
 * @throws CaseUnavailable, BankHolidayTableEnds: asked again with the next pass
 */
export async function beginSupervision(kin: Kin, now: Date, log: (organisation: string, why: string) => void = () => undefined): Promise<string[]> {
  const week = weekBefore(now.getTime());
  if (now.getTime() < week.lookedAtFrom) return [];
  return beginOnceEach(kin, now, supervisionOf(kin.record.manager, week, now, `Supervision of the week from ${dayInWords(week.monday)}`, (organisation) => supervisionCaseOf(organisation, week.monday)), log);
}

/**
 * The week so far, looked at out of turn, because somebody asks: the week's own begins on its day all the same. `key`: asked with it again it is the same one.
 * @returns its case; null: there was no case in the week, or nobody answers for it
 */
export async function beginSupervisionNow(kin: Kin, now: Date, { organisation, key, by }: { organisation: string; key: string; by: string }): Promise<string | null> {
  const week = weekSoFar(now.getTime());
  const caseId = caseIdOf('supervision out of turn', organisation, key);
  return beginNow(kin, now, { ...supervisionOf(kin.record.manager, week, now, `Supervision of the week from ${dayInWords(week.monday)}, so far`, () => caseId), actor: { person: by } }, organisation);
}

/** Edge cases are those of the week; what is live and whose it is are as they stand when it begins. */
function supervisionOf(manager: EntityManager, week: Week, now: Date, title: string, caseOf: (organisation: string) => string): Governed<true> {
  return {
    pathway: 'weekly-supervision', caseOf,
    found: async (organisation) => ((await rows(manager, `select 1 from cases where ${ledByUs} and opened_at < $3 and (closed_at is null or closed_at >= $2) limit 1`, [organisation, new Date(week.from), new Date(week.to)])).length > 0 ? true : null),
    details: async (organisation, _found, { numbers }) => {
      const number = (name: string): number => Number(numbers[name]!.value);
      const edges = await edgeCasesOf(manager, organisation, week);
      const live = await liveCasesOf(manager, organisation, { since: now.getTime() - elapsedTime(String(numbers['changedWithin']!.value)), triggers: number('triggersWithin') });
      const unclear = await unclearOwnershipOf(manager, organisation, now);
      // Recorded, so that whoever doubts the draw makes it again; each reason makes a case likelier.
      const seed = randomBytes(8).toString('hex');
      return {
        title, week: week.monday, seed, edgeCandidates: edges.length, edgeCases: drawn(edges, seed, number('edgeCases'), ({ reasons }) => reasons.length).map(plainly),
        liveCandidates: live.length, liveCases: live.slice(0, number('liveCases')).map(plainly), unclearCandidates: unclear.length, unclearOwnership: unclear.slice(0, number('unclearOwnership')).map(plainly),
      } as unknown as JsonObject;
    },
  };
}

const dayInWords = (date: string): string => `${Number(date.slice(8))} ${inWords(date.slice(0, 7))}`;
