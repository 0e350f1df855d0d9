import { elapsedTime } from '#libs/domain/duration.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { instantIn, said, type TaskState } from '#libs/pathway/state.js';
import { cannotWait, factsOf, told } from './known.js';

export const receivedAt = (pathway: Pathway): number => instantIn(pathway.details, 'receivedAt')!;

/** The referral says so, or a rule that cannot wait holds by what the referral says. */
export const urgentAtFirst = (pathway: Pathway): boolean => said(pathway.details, 'urgency') === 'urgent' || cannotWait(pathway, factsOf(pathway, 0));

/** From when the case is known to be urgent: from the referral, from a crisis while the person waited, or from when something urgent became known. null: it is not. */
export function urgentSince(pathway: Pathway): number | null {
  if (urgentAtFirst(pathway)) return receivedAt(pathway);
  const became = told(pathway).filter(({ sequence }) => cannotWait(pathway, factsOf(pathway, sequence)));
  const instants = [...became, ...pathway.triggers('crisis')].map(({ at }) => at);
  return instants.length > 0 ? Math.min(...instants) : null;
}
export const urgent = (pathway: Pathway): boolean => urgentSince(pathway) !== null;

/** A triage that became urgent is due as urgent ones are, counted from then: sooner, never later. Overdue or nearly so, it climbs as they do all the same. */
export function hurry(pathway: Pathway, triage: TaskState): void {
  const since = urgentSince(pathway);
  if (triage.status !== 'open' || since === null || triage.when?.startsWith('urgent')) return;
  const within = pathway.policy.steps['triage-huddle']!.due.find(({ when }) => when === 'urgent')!.value;
  const sooner = since + elapsedTime(within) < triage.dueAt;
  if (!sooner && !pathway.since(2)) return;
  if (sooner) pathway.redue(triage, 'urgent', { when: 'urgent', anchors: { referral: since } });
  pathway.climbs(triage, 'urgent', 'urgent');
}
