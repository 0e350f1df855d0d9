import { createHash } from 'node:crypto';

/** A case that may be looked at. `stratum`: what it is drawn from (candidates.ts). */
export interface Candidate { caseId: string; stratum: string; highRisk: boolean; owners: readonly string[] }
export interface Sampled { caseId: string; stratum: string; highRisk: boolean; reviewers: string[] }
export interface SampleRules { size: number; highRiskWeight: number; secondReviewerOneIn: number }

/** A number from 0 to 1 that belongs to this seed and case: anybody can draw the same sample again. */
function chance(seed: string, caseId: string): number {
  return (createHash('sha256').update(`${seed} ${caseId}`).digest().readUIntBE(0, 6) + 0.5) / 2 ** 48;
}

/** A random sample without putting back (Efraimidis and Spirakis: the smallest of -ln(u)/weight): first one of every stratum, as far as it goes, then whoever is next. */
export function drawn<Of extends Pick<Candidate, 'caseId' | 'stratum'>>(candidates: readonly Of[], seed: string, size: number, weight: (candidate: Of) => number): Of[] {
  const order = candidates.map((candidate) => ({ candidate, place: -Math.log(chance(seed, candidate.caseId)) / weight(candidate) })).toSorted((one, other) => one.place - other.place).map(({ candidate }) => candidate);
  const first = order.filter((candidate, index) => order.findIndex(({ stratum }) => stratum === candidate.stratum) === index);
  return [...first, ...order.filter((candidate) => !first.includes(candidate))].slice(0, size);
}

/**
 * The sample of an audit, in which high-risk decisions weigh more.
 * Reviewers by turns, those with the fewest first, never an owner of the case; one in so many has two. A case that nobody else could look at has none, and is left out.
 */
export function drawSample(candidates: readonly Candidate[], reviewers: readonly string[], seed: string, { size, highRiskWeight, secondReviewerOneIn }: SampleRules): Sampled[] {
  const able = candidates.filter(({ owners }) => reviewers.some((reviewer) => !owners.includes(reviewer)));
  const chosen = drawn(able, seed, size, ({ highRisk }) => (highRisk ? highRiskWeight : 1));
  const given = new Map(reviewers.map((reviewer) => [reviewer, 0]));
  return chosen.map(({ caseId, stratum, highRisk, owners }, index) => {
    const others = [...given].filter(([reviewer]) => !owners.includes(reviewer)).toSorted(([, one], [, other]) => one - other).map(([reviewer]) => reviewer);
    const taken = others.slice(0, index % secondReviewerOneIn === 0 ? 2 : 1);
    for (const reviewer of taken) given.set(reviewer, given.get(reviewer)! + 1);
    return { caseId, stratum, highRisk, reviewers: taken };
  });
}
