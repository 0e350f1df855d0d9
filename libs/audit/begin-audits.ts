import type { EntityManager } from 'typeorm';
import type { JsonObject } from '#libs/contracts/events.js';
import { people } from '#libs/directory/people.js';
import { endOfWorkingDay, instantText } from '#libs/domain/local-time.js';
import { caseIdOf, hashOf } from '#libs/kin/case-id.js';
import type { Kin } from '#libs/kin/send-to-case.js';
import { startOnce } from '#libs/kin/start-once.js';
import { policyInForce } from '#libs/policy-releases/in-force.js';
import { storedVersion } from '#libs/records/stored.js';
import { rows } from '#libs/records/transaction.js';
import { candidatesOf, figuresOf } from './figures.js';
import { inWords, monthBefore, type Month } from './month.js';
import { governanceOwners } from './owners.js';
import { drawSample } from './sample.js';

const WITHIN_MS = 30_000;
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
  const begun: string[] = [];
  for (const { id: organisation } of await rows<{ id: string }>(manager, 'select id from organisations where active order by id')) {
    const caseId = auditCaseOf(organisation, month.name);
    if (await storedVersion(manager, caseId)) continue;
    const candidates = await candidatesOf(manager, organisation, month);
    if (candidates.length === 0) continue;
    const owners = await governanceOwners(manager, organisation, now);
    if (!owners) { log(organisation, 'nobody answers for it'); continue; }
    const { policy, ref } = (await policyInForce(manager, 'monthly-audit', organisation, now))!;
    const rule = (name: string): number => Number(policy.numbers[name]!.value);
    const reviewers = await reviewersOf(manager, organisation, now);
    // The seed is recorded with the sample: whoever doubts it draws it again.
    const seed = hashOf('sample', organisation, month.name).slice(0, 16);
    const sample = drawSample(candidates, reviewers, seed, { size: rule('sampleSize'), highRiskWeight: rule('highRiskWeight'), secondReviewerOneIn: rule('secondReviewerOneIn') });
    const details = await detailsOf(manager, organisation, month, now, { seed, candidates: candidates.length, sample });
    await startOnce(kin, { caseId, pathway: 'monthly-audit', policy: ref, actor: { system: 'clock' }, opening: { organisation, rehearsal: false, owners, details } }, Date.now() + WITHIN_MS);
    begun.push(caseId);
  }
  return begun;
}

async function detailsOf(manager: EntityManager, organisation: string, month: Month, now: Date, drawn: object): Promise<JsonObject> {
  return { title: `Audit of ${inWords(month.name)}`, month: month.name, reviewBy: instantText(endOfWorkingDay(now.getTime(), 10)), figures: await figuresOf(manager, organisation, month), ...drawn } as unknown as JsonObject;
}

async function reviewersOf(manager: EntityManager, organisation: string, at: Date): Promise<string[]> {
  const held = await Promise.all(REVIEWERS.map((role) => people(manager, { organisations: [organisation], role, organisation, at, limit: 200 })));
  return [...new Set(held.flatMap(({ items }) => items.map(({ id }) => id)))].toSorted();
}
