import type { DecisionAction, JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import type { Protocol } from '#libs/pathway/protocol.js';
import { instantIn, said, type TaskState } from '#libs/pathway/state.js';
import { ownership } from './case-risk/ownership.js';
import { checkRisk } from './case-risk/evidence.js';
import { thresholds } from './case-risk/thresholds.js';
import { answerTriggers, decideWhatWasDeclined, declinedDecided, endedEarly, messagesOfTheHospital, notThePersonsToDecline, ordinarily, refuseAfterEnd, seen } from './every-pathway.js';

/**
 * A risk of a person's case ([2], example 1): owned by one person, assessed and with its route written down before it goes on; reviewed every week; known above when it becomes bad.
 * Time limits, owners and ladders: libs/policies/case-risk.ts
 */
function caseRisk(pathway: Pathway): void {
  if (endedEarly(pathway)) return;
  answerTriggers(pathway, ...seen);
  messagesOfTheHospital(pathway);
  decideWhatWasDeclined(pathway, ...pathway.state.tasks);

  // 1. The named owner says that it is theirs. 2. They assess it; the route is written down. 3. Partners contribute: what they were asked is theirs to do, the risk stays its owner's.
  partners(pathway);
  const assessed = pathway.ask('risk-assessment');
  const route = pathway.ask('risk-route');
  const owned = ownership(pathway);
  // 5. As bad as the policy says, it is known above at once, whatever is still to do.
  thresholds(pathway);
  if (owned.status === 'handed-over') return over(pathway, 'handed-over');

  // Nothing of it goes on before it is owned and assessed, and its route known.
  const gate = pathway.gate('owned and assessed', { open: pathway.state.gates['owned and assessed']?.open === true || (owned.status === 'completed' && [assessed, route].every(done)), by: 'met-standards', shutBecause: '' });
  if (!gate.open) return pathway.stage('assessing');

  // 4. Reviewed every week, until a review closes it.
  const last = reviews(pathway, assessed);
  if (last.status === 'open') return pathway.stage('managed');
  over(pathway, last.status === 'completed' ? 'resolved' : 'handed-over');
}

const done = ({ status }: TaskState): boolean => status === 'completed' || status === 'handed-over';

function partners(pathway: Pathway): void {
  const asked = (pathway.details['partners'] ?? []) as unknown as { agency: string; person: string; asked: string; dueAt: string }[];
  asked.forEach(({ agency, person, asked: title, dueAt }, index) => pathway.action({ title: `${agency}: ${title}`, owner: person, dueAt, completionCheck: 'told to the owner of the risk' }, String(index + 1), 'partner-contribution'));
}

/** The last review, which is the one that stands: each that lets the risk go on opens the next. */
function reviews(pathway: Pathway, assessed: TaskState): TaskState {
  const all: TaskState[] = [];
  for (let at = instantIn(assessed.evidence, 'reviewAt') ?? instantIn(pathway.details, 'reviewAt')!, key = '1'; ;) {
    const review = pathway.ask('risk-review', { key, anchors: { reviewAt: at }, about: { risk: said(pathway.details, 'title') } });
    all.push(review);
    if (review.status !== 'completed' || said(review.evidence, 'decision') !== 'go-on') break;
    [at, key] = [instantIn(review.evidence, 'nextAt')!, String(review.closedSequence)];
  }
  for (const review of pathway.all('risk-review')) if (!all.includes(review)) pathway.notNeeded(review, 'what it followed from was taken back');
  return all.at(-1)!;
}

/** Closed by its review, or another's. What was agreed, and telling those above, is still done. */
function over(pathway: Pathway, outcome: string): void {
  for (const task of pathway.all('risk-owned', 'risk-assessment', 'risk-route', 'risk-review', 'ownership-settled')) pathway.notNeeded(task, outcome === 'resolved' ? 'the risk is closed' : 'it was handed over');
  pathway.stage('ending');
  pathway.close({ outcome });
}

export const caseRiskProtocol: Protocol = {
  ...ordinarily, pathway: 'case-risk', revision: 1, run: caseRisk, triggers: seen, decisions: { 'declined-decision': { kind: 'declined-decision', outcomes: ['accept', 'offer-again'] } },
  notDeclined: [...notThePersonsToDecline, 'risk-owned', 'risk-assessment', 'risk-route', 'risk-review', 'threshold-crossed', 'ownership-settled', 'trigger-response'],
  // Whoever does not own it says so; then somebody above settles whose it is.
  mayBeUnmet: (_facts, task) => task.step === 'risk-owned',
  refuse: refuseAfterEnd, checkEvidence: checkRisk, decided: declinedDecided,
  completed: (pathway, task, evidence: JsonObject) => { if (task.step === 'risk-review') pathway.agreed('review', evidence['actions'] as unknown as DecisionAction[]); },
};
