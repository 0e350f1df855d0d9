import { auditQuestions } from '#libs/contracts/http/pathways/monthly-audit.js';
import type { JsonObject } from '#libs/contracts/events.js';

/** What one reviewer answered of a case; null while they have not. */
export interface Review { caseId: string; evidence: JsonObject | null }
/** Of the cases that two reviewers have answered: how many of their answers are the same. */
export interface Agreement { cases: number; answers: number; same: number; percent: number | null }

export function agreementOf(reviews: readonly Review[]): Agreement {
  const answered = reviews.filter((review): review is { caseId: string; evidence: JsonObject } => review.evidence !== null);
  const pairs = answered.flatMap(({ caseId, evidence }, index) => answered.slice(index + 1).filter((other) => other.caseId === caseId).map((other) => [evidence, other.evidence] as const));
  const same = pairs.reduce((sum, [one, other]) => sum + auditQuestions.filter((question) => one[question] === other[question]).length, 0);
  const answers = pairs.length * auditQuestions.length;
  return { cases: pairs.length, answers, same, percent: answers === 0 ? null : Math.round((100 * same) / answers) };
}
