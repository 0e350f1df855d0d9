import type { JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import type { Protocol } from '#libs/pathway/protocol.js';
import { refuse } from '#libs/pathway/refusal.js';
import { said, text, type TaskState } from '#libs/pathway/state.js';
import { becomeTasks, noneIsOver } from './agreed-actions.js';
import { endedEarly, ordinarily, refuseWithoutPerson } from './every-pathway.js';

/** One case of the sample, and who looks at it. */
interface Sampled { caseId: string; reviewers: string[] }

/**
 * The audit of one month ([1], [2], [5]). Named reviewers look at a fair sample; the accountable lead says what must change; after the set time the same question is asked again.
 * Sample and figures are what libs/audit drew and counted; limits and standards: libs/policies/monthly-audit.ts
 */
function monthlyAudit(pathway: Pathway): void {
  if (endedEarly(pathway)) return;
  // 1. The sample, each case by its reviewers, the double ones apart.
  const reviews = sample(pathway).flatMap(({ caseId, reviewers }, index) => reviewers.map((reviewer, place) => pathway.action({
    title: place === 0 ? 'Look at one case of the month’s sample' : 'Look at one case of the month’s sample, as its second reviewer', owner: reviewer, dueAt: said(pathway.details, 'reviewBy'), completionCheck: 'every question is answered',
  }, `${index + 1}.${place + 1}`, 'sample-review', { caseId })));
  if (reviews.some(({ status }) => status === 'open')) return pathway.stage('sampling');
  // 2. What it says, and the actions that follow.
  const summary = pathway.ask('audit-summary');
  if (summary.status === 'open') return pathway.stage('summing-up');
  // 3. The same question again, once it could have changed.
  reAudit(pathway, summary);
}

function reAudit(pathway: Pathway, summary: TaskState): void {
  const { watch } = pathway.state;
  const again = summary.closedAt! + pathway.duration('reAuditAfter');
  if (pathway.nothingOpen && !watch) pathway.record('watch-started', { until: text(again) });
  if (watch?.endedBecause === undefined && !pathway.reached(again)) return pathway.stage('acting');
  if (watch && watch.endedBecause === undefined) pathway.record('watch-ended', { because: 'the same question is asked again' });
  const asked = pathway.ask('re-audit');
  pathway.stage('re-audit');
  if (asked.status !== 'open') pathway.close({ outcome: asked.status === 'completed' ? { yes: 'changed', partly: 'partly-changed', no: 'not-changed' }[said(asked.evidence, 'changed')] ?? 'audited' : 'handed-over' });
}

const sample = ({ details }: Pathway): Sampled[] => (Array.isArray(details['sample']) ? details['sample'] as unknown as Sampled[] : []);

/** What the summary agreed becomes tasks. */
function completed(pathway: Pathway, task: TaskState, evidence: JsonObject): void {
  if (task.step === 'audit-summary') becomeTasks(pathway, 'summary', evidence);
}

export const monthlyAuditProtocol: Protocol = {
  ...ordinarily, pathway: 'monthly-audit', revision: 1, run: monthlyAudit, triggers: [], decisions: {}, completed,
  refuse: (pathway, command) => {
    refuseWithoutPerson('an audit')(pathway, command);
    // What the second reviewer answers is worth something only from somebody else than the first.
    if (command.type === 'assign' && pathway.all('sample-review').some((one) => one.id !== command.taskId && one.owner.person === command.to && one.key.split('.')[0] === keyOf(pathway, command.taskId))) refuse('reviews-it-already', 'They review this case already: a second look needs somebody else.');
  },
  checkEvidence: (pathway, task, evidence) => { if (task.step === 'audit-summary') noneIsOver(pathway, evidence); },
};
const keyOf = (pathway: Pathway, taskId: string): string | undefined => pathway.all('sample-review').find(({ id }) => id === taskId)?.key.split('.')[0];
