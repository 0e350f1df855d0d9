import type { JsonObject } from '#libs/contracts/events.js';
import type { Asking, Pathway } from '#libs/pathway/pathway.js';
import { said, type TaskState } from '#libs/pathway/state.js';
import { borderline } from '#libs/domain/thresholds.js';
import { assigned } from './assigning.js';
import { notTold, proposals, rulesOf } from './known.js';
import { takenBack } from './referrer.js';
import { hurry, receivedAt, urgent, urgentAtFirst } from './urgency.js';

/** Where a triage leads: to its end; to a task that is open; or to the next triage. */
export type Leads = { outcome: string } | { open: TaskState | null } | { again: TaskState };

/** What the shared thresholds propose, as whoever decides reads it first. */
const proposedBy = (pathway: Pathway): JsonObject => {
  const rules = proposals(pathway);
  return { proposals: rules.map(({ id, says, then, source }) => ({ rule: id, says, ...then, source })), borderline: borderline(rules) };
};
const hurried = (pathway: Pathway): Asking => (urgent(pathway) ? { when: 'urgent' } : {});

/** The referral from its screening to its end, from the top. null: it is on its way. What is not on that way any more is withdrawn. */
export function comesThrough(pathway: Pathway): string | null {
  const first = urgentAtFirst(pathway);
  const gaps = notTold(pathway);
  const { minimum } = rulesOf(pathway);
  const call = gaps.length > 0 ? pathway.ask('clarification-call', { comesBack: takenBack, key: 'start', calls: first, ...(first ? { when: 'urgent' } : {}), about: { missing: gaps.map((gap) => minimum.find(({ part }) => part === gap)!.asks) } }) : null;
  const way = new Set<string>();
  let triage = pathway.ask('triage-huddle', { comesBack: takenBack, key: 'start', calls: first, ...(first ? { when: 'urgent' } : {}), anchors: { referral: receivedAt(pathway) }, about: proposedBy(pathway) });
  for (;;) {
    way.add(triage.id);
    hurry(pathway, triage);
    const leads = afterTriage(pathway, triage);
    if ('outcome' in leads) return leads.outcome;
    if ('open' in leads) {
      if (leads.open) way.add(leads.open.id);
      if (call && leads.open === triage) way.add(call.id);
      withdrawOthers(pathway, way);
      pathway.stage(stageOf(leads.open, call));
      return null;
    }
    triage = triagedAgain(pathway, leads.again);
  }
}

function afterTriage(pathway: Pathway, triage: TaskState): Leads {
  if (triage.status === 'handed-over') return { outcome: 'handed-over' };
  if (triage.status !== 'completed') return { open: triage };
  const key = String(triage.closedSequence);
  switch (said(triage.evidence, 'outcome')) {
    case 'senior-oversight': return afterTriage(pathway, pathway.ask('senior-oversight', { comesBack: takenBack, key, ...hurried(pathway), calls: true, about: { ...proposedBy(pathway), asked: said(triage.evidence, 'question') } }));
    case 'clarify': {
      const call = pathway.ask('clarification-call', { comesBack: takenBack, key, ...hurried(pathway), calls: true, about: { ask: triage.evidence!['ask']!, of: said(triage.evidence, 'of') } });
      return call.status === 'open' ? { open: call } : { again: call };
    }
    case 'redirect': {
      const redirect = pathway.ask('redirect', { comesBack: takenBack, key, ...hurried(pathway), calls: true, about: triage.evidence!['to'] as JsonObject });
      return redirect.status === 'open' ? { open: redirect } : { outcome: 'redirected' };
    }
    default: return assigned(pathway, triage, key);
  }
}

/** Triage once more after `task` (a call, a service that said no, a pathway that could not begin): a huddle of its own, with a due time of its own. */
function triagedAgain(pathway: Pathway, { closedSequence }: TaskState): TaskState {
  return pathway.ask('triage-huddle', { comesBack: takenBack, key: String(closedSequence), when: urgent(pathway) ? 'urgent-again' : 'again', calls: true, about: proposedBy(pathway) });
}

/** Tasks that a triage opened which has since been opened again, and a call that a decision did without. */
function withdrawOthers(pathway: Pathway, way: ReadonlySet<string>): void {
  for (const task of pathway.all('clarification-call', 'triage-huddle', 'senior-oversight', 'service-accepts', 'assignment-refused', 'redirect')) {
    if (task.status === 'open' && !way.has(task.id)) pathway.notNeeded(task, 'the triage has gone on without it');
  }
}

const stages: Readonly<Record<string, string>> = { 'clarification-call': 'screening', 'triage-huddle': 'triage', 'senior-oversight': 'oversight', redirect: 'redirecting' };
const stageOf = (open: TaskState | null, call: TaskState | null): string => (open?.step === 'triage-huddle' && open.key === 'start' && call?.status === 'open' ? 'screening' : stages[open?.step ?? ''] ?? 'assigning');
