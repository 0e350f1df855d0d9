import { crossings } from '#libs/domain/consequence.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { said } from '#libs/pathway/state.js';

const corrected = 'it was corrected';

/** Each time that a risk becomes as bad as the policy's threshold, or worse than that, its owner acts and tells the system leads, and is called at once ([2], example 1, step 5). Corrected to something worse it is told anew. */
export function thresholds(pathway: Pathway): void {
  const told = [{ key: 'start', severity: said(pathway.details, 'severity') }, ...pathway.all('risk-assessment', 'risk-review').filter(({ status }) => status === 'completed')
    .toSorted((a, b) => a.closedSequence - b.closedSequence).map(({ id, evidence }) => ({ key: pathway.since(2) ? `${id} ${said(evidence, 'severity')}` : id, severity: said(evidence, 'severity') }))];
  const crossed = crossings(told.map(({ severity }) => severity), String(pathway.number('threshold')))
    .map((index) => pathway.ask('threshold-crossed', { comesBack: corrected, key: told[index]!.key, calls: true, because: `its consequence would be ${told[index]!.severity}` }));
  for (const task of pathway.all('threshold-crossed')) if (!crossed.includes(task)) pathway.notNeeded(task, corrected);
}
