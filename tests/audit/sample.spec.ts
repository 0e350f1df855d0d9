import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { agreementOf } from '#libs/audit/agreement.js';
import { inWords, monthBefore } from '#libs/audit/month.js';
import { belowStandard } from '#libs/audit/standards.js';
import { monthlyAuditPolicy } from '#libs/policies/monthly-audit.js';
import { drawSample, type Candidate } from '#libs/audit/sample.js';
import { auditQuestions } from '#libs/contracts/http/pathways/monthly-audit.js';

const rules = { size: 10, highRiskWeight: 3, secondReviewerOneIn: 10 };
const candidates = (count: number, of: (index: number) => Partial<Candidate> = () => ({})): Candidate[] => Array.from({ length: count }, (_, index) => ({ caseId: `case-${index}`, stratum: 'one', highRisk: false, owners: [], ...of(index) }));
const reviewers = ['a', 'b', 'c', 'd'];

describe('the sample of an audit', () => {
  it('is the same again for the same seed, and another for another', () => {
    const ids = (seed: string) => drawSample(candidates(100), reviewers, seed, rules).map(({ caseId }) => caseId);
    expect(ids('x')).toEqual(ids('x'));
    expect(ids('x')).not.toEqual(ids('y'));
  });

  it('has one of every stratum while there is room, never one case twice, and all where there are few', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 8 }), fc.string(), (count, strata, seed) => {
      const all = candidates(count, (index) => ({ stratum: String(index % strata) }));
      const drawn = drawSample(all, reviewers, seed, rules);
      expect(drawn).toHaveLength(Math.min(count, rules.size));
      expect(new Set(drawn.map(({ caseId }) => caseId)).size).toBe(drawn.length);
      expect(new Set(drawn.map(({ stratum }) => stratum)).size).toBe(Math.min(strata, count));
    }));
  });

  it('takes a high-risk decision about three times as often', () => {
    const all = candidates(400, (index) => ({ highRisk: index % 2 === 0 }));
    const risky = Array.from({ length: 300 }, (_, seed) => drawSample(all, reviewers, `seed ${seed}`, rules).filter(({ highRisk }) => highRisk).length).reduce((sum, each) => sum + each, 0);
    // Of 3,000 drawn 2,250 are to be expected; less than half would be even odds.
    expect(risky).toBeGreaterThan(2_100);
    expect(risky).toBeLessThan(2_400);
  });

  it('gives nobody a case of their own, shares them out, and one in ten to two', () => {
    const drawn = drawSample(candidates(40, (index) => ({ owners: [reviewers[index % 4]!] })), reviewers, 's', { ...rules, size: 20 });
    const owned = (caseId: string): string => reviewers[Number(caseId.slice(5)) % 4]!;
    expect(drawn.filter(({ caseId, reviewers: by }) => by.includes(owned(caseId)))).toEqual([]);
    expect(drawn.map(({ reviewers: by }) => by.length)).toEqual(Array.from({ length: 20 }, (_, index) => (index % 10 === 0 ? 2 : 1)));
    const each = reviewers.map((reviewer) => drawn.filter(({ reviewers: by }) => by.includes(reviewer)).length);
    expect(Math.max(...each) - Math.min(...each)).toBeLessThanOrEqual(2);
  });

  it('leaves out what nobody else could look at', () => {
    expect(drawSample(candidates(3, () => ({ owners: ['a'] })), ['a'], 's', rules)).toEqual([]);
  });
});

describe('the agreement of two reviewers', () => {
  const review = (caseId: string, no: readonly string[] = []) => ({ caseId, evidence: Object.fromEntries(auditQuestions.map((question) => [question, no.includes(question) ? 'no' : 'yes'])) });
  it('counts the same answers of those whom both have looked at', () => {
    expect(agreementOf([review('one'), review('one', ['ownershipClear']), review('two'), { caseId: 'two', evidence: null }, review('three')])).toEqual({ cases: 1, answers: 6, same: 5, percent: 83 });
    expect(agreementOf([review('one')])).toEqual({ cases: 0, answers: 0, same: 0, percent: null });
  });
});

describe('the standards of an audit', () => {
  const share = (done: number, of: number) => ({ done, of, percent: of === 0 ? null : Math.round((100 * done) / of), middle: null, longest: null });
  it('names what is below them, and not what could not be counted', () => {
    // 199 of 200 are a rounded hundred per cent, and not all.
    expect(belowStandard({ restrictionsInTime: share(199, 200) }, monthlyAuditPolicy)).toEqual([{ name: 'restrictionsInTime', percent: 100, atLeast: 100 }]);
    expect(belowStandard({ responsesInTime: share(7, 10), actionsInTime: share(8, 10), handoversComplete: share(0, 0), callsAnswered: share(94, 100) }, monthlyAuditPolicy)).toEqual([
      { name: 'responsesInTime', percent: 70, atLeast: 80 }, { name: 'callsAnswered', percent: 94, atLeast: 95 }]);
  });
});

describe('the month of an audit', () => {
  const of = (at: string) => { const { name, from, to, auditFrom } = monthBefore(Date.parse(at)); return [name, ...[from, to, auditFrom].map((each) => new Date(each).toISOString())]; };
  it('is the local month before, from its first midnight to its last', () => {
    expect(of('2026-04-10T12:00:00Z')).toEqual(['2026-03', '2026-03-01T00:00:00.000Z', '2026-03-31T23:00:00.000Z', '2026-04-01T08:00:00.000Z']);
    expect(of('2026-11-02T12:00:00Z')).toEqual(['2026-10', '2026-09-30T23:00:00.000Z', '2026-11-01T00:00:00.000Z', '2026-11-02T09:00:00.000Z']);
    expect(inWords('2026-10')).toBe('October 2026');
  });
  it('is audited from 09:00 of the first working day: after New Year, and after a weekend', () => {
    expect(of('2027-01-20T12:00:00Z').slice(0, 4)).toEqual(['2026-12', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z', '2027-01-04T09:00:00.000Z']);
  });
});
