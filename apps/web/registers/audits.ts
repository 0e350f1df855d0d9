import { agreementOf } from '#libs/audit/agreement.js';
import type { Figures } from '#libs/audit/figures.js';
import { belowStandard } from '#libs/audit/standards.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { CaseSummary, CaseView } from '#libs/contracts/views.js';
import { policyOfCase } from '#libs/policies/released.js';
import type { Fact } from '../case/facts.js';
import { figuresFacts } from '../case/figures.js';
import { labelOf } from '../words/labels.js';
import { read, type Visit } from '../visit.js';

/** What is below its standard, how far the sample is looked at, how far two reviewers agree, and what was counted. */
export async function auditFacts(visit: Visit, { id, details, policy }: CaseSummary): Promise<Fact[]> {
  const { tasks } = await read<CaseView>(visit, `/v1/cases/${encodeURIComponent(id)}`);
  const reviews = tasks.filter(({ step }) => step === 'sample-review');
  const caseOf = (about: JsonObject | undefined): string => (typeof about?.['caseId'] === 'string' ? about['caseId'] : '');
  const { cases, percent } = agreementOf(reviews.map(({ about, evidence }) => ({ caseId: caseOf(about), evidence: evidence ?? null })));
  const figures = details['figures'] as unknown as Figures;
  const below = belowStandard(figures, policyOfCase(policy)).map(({ name, percent: is, atLeast }) => `${labelOf('', name)}: ${is} %, at least ${atLeast} % asked`);
  return [
    { label: 'Below the standard', values: below.length > 0 ? below : ['Nothing that could be counted'] }, { label: 'Looked at', values: [`${reviews.filter(({ status }) => status === 'completed').length} of ${reviews.length} reviews`] },
    { label: 'Two reviewers agree', values: [percent === null ? 'No case has both answers yet' : `${percent} % of the answers, on ${cases} ${cases === 1 ? 'case' : 'cases'}`] },
    ...figuresFacts(figures),
  ];
}
