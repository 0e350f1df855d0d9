import type { JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import type { Protocol } from '#libs/pathway/protocol.js';
import type { TaskState } from '#libs/pathway/state.js';
import { ownership } from './case-risk/ownership.js';
import { ends, lastReview, overBecause } from './case-risk/reviews.js';
import { checkRisk } from './case-risk/evidence.js';
import { thresholds } from './case-risk/thresholds.js';
import { becomeTasks } from './agreed-actions.js';
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
  const comesBack = ends(pathway) ? [] : Object.values(overBecause);
  const assessed = pathway.ask('risk-assessment', { comesBack });
  const route = pathway.ask('risk-route', { comesBack });
  const owned = ownership(pathway, comesBack);
  // 5. As bad as the policy says, it is known above at once, whatever is still to do.
  thresholds(pathway);
  if (owned.status === 'handed-over') return over(pathway, 'handed-over');

  // Nothing of it goes on before it is owned and assessed, and its route known.
  const gate = pathway.gate('owned and assessed', { open: pathway.state.gates['owned and assessed']?.open === true || (owned.status === 'completed' && [assessed, route].every(done)), by: 'met-standards', shutBecause: '' });
  if (!gate.open) return pathway.stage('assessing');

  // 4. Reviewed every week, until a review closes it.
  const last = lastReview(pathway, assessed, comesBack);
  if (last.status === 'open') return pathway.stage('managed');
  over(pathway, last.status === 'completed' ? 'resolved' : 'handed-over');
}

const done = ({ status }: TaskState): boolean => status === 'completed' || status === 'handed-over';

function partners(pathway: Pathway): void {
  const asked = (pathway.details['partners'] ?? []) as unknown as { agency: string; person: string; asked: string; dueAt: string }[];
  asked.forEach(({ agency, person, asked: title, dueAt }, index) => pathway.action({ title: `${agency}: ${title}`, owner: person, dueAt, completionCheck: 'told to the owner of the risk' }, String(index + 1), 'partner-contribution'));
}

/** Closed by its review, or another's. What was agreed, and telling those above, is still done. */
function over(pathway: Pathway, outcome: string): void {
  for (const task of pathway.all('risk-owned', 'risk-assessment', 'risk-route', 'risk-review', 'ownership-settled')) {
    // That somebody said it is not theirs stays said.
    if (task.status === 'open' || !pathway.since(2)) pathway.notNeeded(task, outcome === 'resolved' ? overBecause.closed : overBecause.handedOver);
  }
  pathway.stage('ending');
  pathway.close({ outcome });
}

export const caseRiskProtocol: Protocol = {
  ...ordinarily, pathway: 'case-risk', revision: 1, run: caseRisk, triggers: seen, decisions: { 'declined-decision': { kind: 'declined-decision', outcomes: ['accept', 'offer-again'] } },
  notDeclined: [...notThePersonsToDecline, 'risk-owned', 'risk-assessment', 'risk-route', 'risk-review', 'threshold-crossed', 'ownership-settled', 'trigger-response'],
  // Whoever does not own it says so; then somebody above settles whose it is.
  mayBeUnmet: (_facts, task) => task.step === 'risk-owned',
  refuse: refuseAfterEnd, checkEvidence: checkRisk, decided: declinedDecided,
  completed: (pathway, task, evidence: JsonObject) => { if (task.step === 'risk-review') becomeTasks(pathway, 'review', evidence); },
};
