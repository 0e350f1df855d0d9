import type { CaseEvent, EventOf } from '#libs/contracts/events.js';
import type { CaseDocument } from './document.js';
import { foldCase } from './fold-case.js';
import { foldEscalations } from './fold-escalations.js';
import { foldTasks } from './fold-tasks.js';
import { gatesAtStart } from './gates.js';

/**
 * The case after one more event. Pure: what the event did not touch is the same object as before, so that a writer knows which rows to write.
 * @throws when the event does not follow, or names a task or escalation that does not exist
 */
export function fold(document: CaseDocument | null, event: CaseEvent, caseId: string): CaseDocument {
  if (event.sequence !== (document?.version ?? 0) + 1) throw new Error(`event ${event.sequence} does not follow ${document?.version ?? 0}`);
  if (document === null) {
    if (event.kind !== 'case-opened') throw new Error(`a case begins with case-opened, not with ${event.kind}`);
    return opened(caseId, event);
  }
  const folded = foldEscalations(foldTasks(foldCase(document, event), event), event);
  return { ...folded, version: event.sequence };
}

export function foldAll(document: CaseDocument | null, events: readonly CaseEvent[], caseId: string): CaseDocument | null {
  return events.reduce<CaseDocument | null>((before, event) => fold(before, event, caseId), document);
}

function opened(caseId: string, { at, data }: EventOf<'case-opened'>): CaseDocument {
  const { pathway, policy, revision, organisation, rehearsal, details } = data;
  const patient = data.patient ?? null;
  return {
    id: caseId, version: 1, pathway, policy, revision, organisation, rehearsal, admissionId: data.admissionId ?? null, patient, identities: patient ? [patient] : [], details,
    owners: data.owners ?? null, offers: [], stage: null, openedAt: at, closedAt: null, outcome: null, ended: null, left: null, watch: null, ...(data.begunBy ? { begunBy: { caseId: data.begunBy.caseId } } : {}), gates: gatesAtStart(pathway), tasks: [], escalations: [],
  };
}
