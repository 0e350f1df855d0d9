import type { Pathway } from '#libs/pathway/pathway.js';
import { beginningOf, said, type TaskState } from '#libs/pathway/state.js';
import { done, stood } from '../every-pathway.js';

const accepted = (pathway: Pathway): boolean => pathway.all('handover-accepted').some(done);

/** Until the community lead accepts, the crisis team still owns the person, and with that every task but the acceptance itself and a dispute about it. */
export function keeper(pathway: Pathway, step: string): string | null {
  return accepted(pathway) || pathway.state.ended || ['handover-accepted', 'handover-dispute'].includes(step) ? null : 'crisis-team';
}

/** The handover is accepted, asked about, or disputed. Accepted, what the crisis team kept is the owners' in the same step: it is never in between. */
export function handover(pathway: Pathway): boolean {
  const acceptance = pathway.ask('handover-accepted');
  if (said(pathway.details, 'incompleteBecause') !== '') pathway.ask('handover-completed');
  if (!done(acceptance)) {
    questions(pathway, acceptance);
    return false;
  }
  for (const task of pathway.all('handover-clarified', 'handover-dispute')) pathway.notNeeded(task, 'the community lead accepted the handover');
  pathway.handOn('crisis-team', 'the community lead accepted the handover');
  return true;
}

/** A question is answered by the crisis team. Asked again, or not accepted at all, somebody above both decides; the acceptance stays open and climbs. A lead who is new to it, and one to whom a dispute was answered, may ask. */
function questions(pathway: Pathway, acceptance: TaskState): void {
  const since = Math.max(pathway.state.ownerSince?.['clinical-lead'] ?? 0, ...pathway.all('handover-dispute').map(({ closedSequence }) => closedSequence));
  for (const { sequence } of acceptance.attempts) pathway.ask('handover-clarified', { key: String(sequence), because: 'a question about the handover', calls: true });
  for (const { sequence } of acceptance.attempts.filter((question) => question.sequence > since).slice(1)) {
    if (!stood(pathway.all('handover-dispute'), sequence)) dispute(pathway, String(sequence), 'asked more than once');
  }
  if (acceptance.status !== 'unmet') return;
  if (!pathway.open('handover-dispute')) dispute(pathway, String(acceptance.closedSequence), 'not accepted');
  pathway.stand(acceptance, 'it is disputed, and waits to be accepted', acceptance.ladder);
}

/** Somebody above both settles here what becomes of the handover; what the agencies do not agree about is a dispute of its own, led by the escalation owner, for which nothing here waits. */
function dispute(pathway: Pathway, key: string, because: string): void {
  pathway.ask('handover-dispute', { key, because, calls: true });
  const { owners, caseId } = pathway.state;
  const route = pathway.policy.numbers['disputeRoute']?.value;
  if (route === undefined || !owners) return;
  pathway.begin(`handover-dispute ${key}`, {
    pathway: 'dispute', because: `the handover is disputed: ${because}`, owners: { ...owners, clinicalLead: owners.escalationOwner }, details: {
      title: 'Handover after a crisis that is not accepted', description: `A handover is disputed: ${because}. What was said about it stands in its case.`, context: 'A crisis team hands over, and the team in the community has not accepted',
      impact: 'The person stays with the crisis team, and nobody has accepted what follows', initiatingAgency: 'The team in the community that was to accept', otherAgencies: [beginningOf(said(pathway.details, 'crisisTeam'), 200)], route: String(route), caseId,
    },
  });
}

/** The dispute was decided: the person goes back to the crisis team. */
export const sentBack = (pathway: Pathway): boolean => pathway.all('handover-dispute').some((dispute) => done(dispute) && said(dispute.evidence, 'resolution') === 'back-to-crisis-team');

/** The crisis team, who owned everything so far, keeps it outside this case. */
export function notAccepted(pathway: Pathway): void {
  pathway.stage('ended');
  for (const task of pathway.state.tasks) pathway.notNeeded(task, 'the handover was not accepted: the person is back with the crisis team');
  pathway.close({ outcome: 'not-accepted' });
}
