import type { Pathway } from '#libs/pathway/pathway.js';
import { said, type TaskState } from '#libs/pathway/state.js';
import { stood, urgentResponseAnswers } from '../every-pathway.js';

/** A missed visit, or an attempt at one (nobody home), means that somebody sees the person: within two hours when living alone or after a risk decision. */
export function seePersonAfterVisit(pathway: Pathway, visit: TaskState): void {
  const atRisk = pathway.details['livesAlone'] === true || pathway.decisions('risk-decision').some((decision) => decision.outcome === 'go-with-risk');
  const asking = { because: 'the first visit was missed', calls: true, ...(atRisk ? { when: 'missed-visit-at-risk' } : {}) };
  const family = (): TaskState[] => pathway.all('person-seen').filter((task) => task.key.startsWith('visit'));
  for (const attempt of visit.attempts) {
    if (visit.status === 'open' && !stood(family(), attempt.sequence)) pathway.ask('person-seen', { ...asking, key: `visit-attempt-${attempt.sequence}` });
  }
  if (visit.status !== 'open' || visit.heldBecause !== null || !pathway.reached(visit.dueAt)) return;
  const answered = family().some((task) => task.openedAt <= visit.dueAt && (task.closedAt === null || task.closedAt >= visit.dueAt));
  if (!answered) pathway.ask('person-seen', { ...asking, key: `visit-${visit.sequence}-${visit.dueAt}` });
}

/** A worry at the safety call, or two tries two hours apart without a reply. Seen, the call without a reply is no longer needed. */
export function seePersonAfterCall(pathway: Pathway, call: TaskState): void {
  const tries = call.attempts.map(({ at }) => at);
  const noReply = `no-reply-${call.sequence}`;
  if (call.status === 'open' && tries.length > 1 && Math.max(...tries) - Math.min(...tries) >= pathway.duration('safetyCallAttempts')) {
    const seen = pathway.ask('person-seen', { key: noReply, because: 'no reply to the safety call', calls: true });
    if (seen.status === 'completed') pathway.notNeeded(call, 'the person was seen');
  }
  const worry = (call.status === 'completed' && said(call.evidence, 'worry')) || 'none';
  if (worry === 'none') return;
  const when = worry === 'today' ? {} : { when: worry === 'urgent' && !urgentResponseAnswers(pathway) ? 'worry-urgent-out-of-hours' : `worry-${worry}` };
  pathway.ask('person-seen', { key: `worry-${call.closedSequence}`, because: `worry at the safety call: ${worry}`, calls: true, ...when });
}
