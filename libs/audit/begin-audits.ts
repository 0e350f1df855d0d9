import { randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { JsonObject } from '#libs/contracts/events.js';
import { people } from '#libs/directory/people.js';
import { endOfWorkingDay, instantText } from '#libs/domain/local-time.js';
import { caseIdOf } from '#libs/kin/case-id.js';
import type { Kin } from '#libs/kin/send-to-case.js';
import { beginNow, beginOnceEach, type Governed } from './begin-once-each.js';
import { candidatesOf } from './candidates.js';
import { figuresOf } from './figures.js';
import { inWords, monthBefore, monthSoFar, type Month } from './month.js';
import { drawSample } from './sample.js';

/** Who may look at somebody else's cases. */
const REVIEWERS = ['clinical-lead', 'escalation-lead', 'director'] as const;

/** Which audit a month's is: always the same one. */
export const auditCaseOf = (organisation: string, month: string): string => caseIdOf('monthly-audit', organisation, month);

/**
 * From 09:00 of the first working day of a month: each organisation that had a case in the month before gets its audit, once, however many ask. Answers the ids of those that it began.
 * @throws CaseUnavailable, BankHolidayTableEnds: asked again with the next pass
 */
export async function beginAudits(kin: Kin, now: Date, log: (organisation: string, why: string) => void = () => undefined): Promise<string[]> {
  const { record: { manager } } = kin;
  const month = monthBefore(now.getTime());
  if (now.getTime() < month.auditFrom) return [];
  return beginOnceEach(kin, now, auditOf(manager, month, now, `Audit of ${inWords(month.name)}`, (organisation) => auditCaseOf(organisation, month.name)), log);
}

/**
 * The month so far, looked at out of turn, because somebody asks: the month's own audit begins on its day all the same. `key`: asked with it again it is the same one.
 * @returns its case; null: there is nothing to look at in the month, or nobody answers for it
 */
export async function beginAuditNow(kin: Kin, now: Date, { organisation, key, by }: { organisation: string; key: string; by: string }): Promise<string | null> {
  const { record: { manager } } = kin;
  const month = monthSoFar(now.getTime());
  const caseId = caseIdOf('audit out of turn', organisation, key);
  return beginNow(kin, now, { ...auditOf(manager, month, now, `Audit of ${inWords(month.name)} so far`, () => caseId), actor: { person: by } }, organisation);
}

function auditOf(manager: EntityManager, month: Month, now: Date, title: string, caseOf: (organisation: string) => string): Governed<Candidates> {
  return {
    pathway: 'monthly-audit', caseOf,
    found: async (organisation) => {
      const candidates = await candidatesOf(manager, organisation, month);
      return candidates.length === 0 ? null : candidates;
    },
    details: async (organisation, candidates, policy) => {
      const rule = (name: string): number => Number(policy.numbers[name]!.value);
      const reviewers = await reviewersOf(manager, organisation, now);
      // Drawn as the case begins, so that nobody can know the sample before; recorded with it, so that whoever doubts it draws it again. Of two that begin it at once one start counts, and with it one seed.
      const seed = randomBytes(8).toString('hex');
      const sample = drawSample(candidates, reviewers, seed, { size: rule('sampleSize'), highRiskWeight: rule('highRiskWeight'), secondReviewerOneIn: rule('secondReviewerOneIn') });
      return detailsOf(manager, organisation, month, now, title, { seed, candidates: candidates.length, sample });
    },
  };
}
type Candidates = Awaited<ReturnType<typeof candidatesOf>>;

async function detailsOf(manager: EntityManager, organisation: string, month: Month, now: Date, title: string, drawn: object): Promise<JsonObject> {
  return { title, month: month.name, reviewBy: instantText(endOfWorkingDay(now.getTime(), 10)), figures: await figuresOf(manager, organisation, month), ...drawn } as unknown as JsonObject;
}

async function reviewersOf(manager: EntityManager, organisation: string, at: Date): Promise<string[]> {
  const held = await Promise.all(REVIEWERS.map((role) => people(manager, { organisations: [organisation], role, organisation, at, limit: 200 })));
  return [...new Set(held.flatMap(({ items }) => items.map(({ id }) => id)))].toSorted();
}
