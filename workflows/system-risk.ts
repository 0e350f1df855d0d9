import type { Command } from '#libs/contracts/commands.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import type { Protocol } from '#libs/pathway/protocol.js';
import { instantIn, type TaskState } from '#libs/pathway/state.js';
import { becomeTasks } from './agreed-actions.js';
import { answerTriggers, endedEarly, ordinarily, refuseWithoutPerson } from './every-pathway.js';
import { lookedAtWithin } from './next-look.js';
import { asTheySay, reviewsInTurn } from './reviews-in-turn.js';
import { checkReading, checkReview } from './system-risk/evidence.js';
import { withinTolerance } from './system-risk/tolerance.js';
import { overBecause, warnings } from './system-risk/warnings.js';

/**
 * A risk across agencies ([2], example 2): one named owner, actions, an indicator with a tolerance, a review every month, until governance closes it. Beyond tolerance it is senior leadership's.
 * Time limits, owners and ladders: libs/policies/system-risk.ts
 */
function systemRisk(pathway: Pathway): void {
  if (endedEarly(pathway)) return;
  answerTriggers(pathway, 'system-risk', 'safety-flag');

  // 2. What is done about it: each action is a task. 4. Reviewed every month; what a review agrees becomes tasks as well.
  becomeTasks(pathway, 'mitigation', pathway.details['mitigation'] as JsonObject);
  const reviews = reviewsInTurn(pathway, 'monthly-governance-review', asTheySay(instantIn(pathway.details, 'reviewAt')!));
  const last = reviews.at(-1)!;
  if (last.status !== 'open') return over(pathway, last);

  // 3. The indicator is read and its owner tells how it stands, again and again.
  again(pathway, 'indicator-reading', 'readEvery');
  again(pathway, 'status-update', 'updateEvery');
  // 5. Beyond tolerance it is with senior leadership, until it has been back in range for the set time.
  pathway.stage(withinTolerance(pathway));
  // Discussed and not managed: the same rating, the same agenda item, actions that do not move.
  warnings(pathway, reviews);
}

/** Governance has closed it, or another's governance has taken it over. What was agreed is still done. */
function over(pathway: Pathway, last: TaskState): void {
  const closed = last.status === 'completed';
  for (const task of pathway.all('indicator-reading', 'status-update', 'tolerance-decision', 'risk-stands-still')) pathway.notNeeded(task, closed ? overBecause.closed : overBecause.handedOver);
  pathway.stage('ending');
  pathway.close({ outcome: closed ? 'closed-by-governance' : 'handed-over' });
}

/** One that was withdrawn, since the risk was closed, was not done. */
function again(pathway: Pathway, step: 'indicator-reading' | 'status-update', every: string): void {
  const told = pathway.all(step);
  const last = told.at(-1);
  const missed = last?.status === 'not-needed' && pathway.since(2);
  if (!last || missed || (last.status !== 'open' && pathway.reached(last.openedAt + pathway.duration(every)))) pathway.ask(step, { key: String(told.length + 1) });
}

const withoutPerson = refuseWithoutPerson('a system risk');
/** A decision that nobody looks at again is how a risk beyond its tolerance goes on without an end. */
function refuse(pathway: Pathway, command: Command): void {
  withoutPerson(pathway, command);
  if (command.type === 'decide') lookedAtWithin(pathway, 'toleranceReviewAtMost', instantIn(command.decision, 'reviewAt'), '/reviewAt', 'It is looked at again');
}

export const systemRiskProtocol: Protocol = {
  ...ordinarily, pathway: 'system-risk', revision: 1, run: systemRisk, triggers: ['system-risk', 'safety-flag'],
  decisions: { 'tolerance-decision': { kind: 'tolerance-decision', outcomes: ['act', 'accept-until-review'] } },
  refuse,
  checkEvidence: (pathway, task, evidence) => { checkReading(pathway, task, evidence); checkReview(pathway, task, evidence); },
  completed: (pathway, task, evidence: JsonObject) => { if (task.step === 'monthly-governance-review') becomeTasks(pathway, 'review', evidence); },
};
