import type { Command } from '#libs/contracts/commands.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import type { Protocol } from '#libs/pathway/protocol.js';
import { instantIn, said, type DecisionState } from '#libs/pathway/state.js';
import { answerTriggers, endedEarly, ordinarily, refuseWithoutPerson } from './every-pathway.js';
import { lookedAtWithin } from './next-look.js';

/**
 * A dispute between agencies ([2], example 3). A named lead decides it in a set time or says what holds meanwhile; what is not resolved goes to the forum above. No case waits for it: the one
 * that it is about goes on by its own clocks. Time limits, owners and ladders: libs/policies/dispute.ts
 */
function dispute(pathway: Pathway): void {
  if (endedEarly(pathway)) return;
  // Somebody may be at risk while agencies argue: that has an answer of its own.
  answerTriggers(pathway, 'system-risk', 'safety-flag');

  const resolved = [...pathway.decisions('lead-review'), ...pathway.decisions('forum-decision')].find(({ outcome }) => outcome === 'resolved');
  if (!resolved) return decide(pathway);
  // 4. The outcome is told to every agency, and each says that it knows. 5. What was learned goes to the themes.
  for (const open of pathway.all('lead-review', 'forum-decision')) pathway.notNeeded(open, 'it is resolved');
  parties(pathway).forEach((agency, index) => pathway.ask('outcome-told', { key: String(index + 1), about: { agency } }));
  pathway.ask('lessons-captured');
  pathway.stage('telling');
  pathway.close({ outcome: resolved.step === 'lead-review' ? 'resolved-by-lead' : 'resolved-by-forum' });
}

/** 2. The accountable lead reviews it. 3. Sent on, or not resolved in its time, it is the forum's, which the lead then waits for. */
function decide(pathway: Pathway): void {
  const sentOn = pathway.decisions('lead-review').some(({ outcome }) => outcome === 'to-forum');
  if (!sentOn && !pathway.reached(pathway.state.openedAt + pathway.duration('forumAfter'))) {
    pathway.stage('with-the-lead');
    return review(pathway, 'lead-review');
  }
  pathway.stage('with-the-forum');
  for (const open of pathway.all('lead-review')) pathway.notNeeded(open, 'it is with the forum');
  review(pathway, 'forum-decision');
}

/** What holds meanwhile holds until its review, which is the next look. */
function review(pathway: Pathway, step: 'lead-review' | 'forum-decision'): void {
  const [last] = pathway.decisions(step).slice(-1);
  const about = { route: said(pathway.details, 'route') };
  if (!last) pathway.ask(step, { about, calls: true });
  else pathway.ask(step, { key: String(last.sequence), about, when: 'interim', anchors: { reviewAt: reviewOf(last) } });
}
const reviewOf = (decision: DecisionState): number => decision.reviewAt ?? decision.at;

function parties({ details }: Pathway): string[] {
  const others = Array.isArray(details['otherAgencies']) ? details['otherAgencies'].map(String) : [];
  return [...new Set([said(details, 'initiatingAgency'), ...others])];
}

/** An interim action that nobody looks at again is how a dispute goes on without an end. */
function refuse(pathway: Pathway, command: Command): void {
  withoutPerson(pathway, command);
  if (command.type === 'decide') lookedAtWithin(pathway, 'interimAtMost', instantIn(command.decision, 'reviewAt'), '/reviewAt', 'An interim action is reviewed');
}
const withoutPerson = refuseWithoutPerson('a dispute');

export const disputeProtocol: Protocol = {
  ...ordinarily, pathway: 'dispute', revision: 1, run: dispute, triggers: ['system-risk', 'safety-flag'],
  decisions: { 'lead-review': { kind: 'lead-review', outcomes: ['resolved', 'interim', 'to-forum'] }, 'forum-decision': { kind: 'forum-decision', outcomes: ['resolved', 'interim'] } },
  refuse,
};
