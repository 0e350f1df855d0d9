import { elapsedTime } from '#libs/domain/duration.js';
import type { JsonObject, Owners } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { said, type TaskState } from '#libs/pathway/state.js';
import type { Leads } from './course.js';
import { takenBack } from './referrer.js';
import { urgent } from './urgency.js';

/** The lead professional accepts for their service, or the pathway's case begins with them: until then the front door still owns the person. */
export function assigned(pathway: Pathway, triage: TaskState, key: string): Leads {
  const to = triage.evidence!['to'] as JsonObject;
  return said(to, 'service') !== '' ? toService(pathway, triage, key, to) : toPathway(pathway, triage, key, to);
}

/** Nobody hands a person to a service that has not said yes: a no goes back to the huddle. */
function toService(pathway: Pathway, triage: TaskState, key: string, to: JsonObject): Leads {
  const acceptance = pathway.ask('service-accepts', { comesBack: takenBack, key, person: said(triage.evidence, 'leadProfessional'), ...(urgent(pathway) ? { when: 'urgent' } : {}), calls: true, about: to });
  if (acceptance.status === 'open') return { open: acceptance };
  if (acceptance.status === 'unmet') return { again: acceptance };
  return { outcome: acceptance.status === 'handed-over' ? 'handed-over' : 'accepted-by-service' };
}

/** The case of the pathway begins, led by the lead professional. Where it cannot, somebody sees to it that the person is not between two. */
function toPathway(pathway: Pathway, triage: TaskState, key: string, to: JsonObject): Leads {
  const { evidence } = triage;
  const begun = pathway.begin(key, { pathway: said(to, 'pathway'), details: evidence!['details'] as JsonObject, because: 'the front door assigned the person', owners: ownersOf(pathway, evidence!) });
  if (begun.status === 'asked') return { open: pathway.since(2) ? notBegunYet(pathway, triage.closedAt!, key, to) : null };
  if (begun.status !== 'refused') return { outcome: 'assigned' };
  const refusal = pathway.ask('assignment-refused', { comesBack: takenBack, key, calls: true, because: begun.code!, about: { ...to, code: begun.code, ...(begun.caseId === null ? {} : { caseId: begun.caseId }) } });
  if (refusal.status === 'open') return { open: refusal };
  return said(refusal.evidence, 'resolution') === 'triaged-again' ? { again: refusal } : { outcome: 'assigned' };
}

/** What is neither begun nor refused is somebody's after as long as a refusal has, and again after as long once more: a fault of ours must not leave the person between two. null: it is not that late. */
function notBegunYet(pathway: Pathway, since: number, key: string, to: JsonObject): TaskState | null {
  const within = elapsedTime(pathway.policy.steps['assignment-refused']!.due[0]!.value);
  for (let [from, time] = [since, 1]; pathway.reached(from + within); time += 1) {
    const late = pathway.ask('assignment-refused', { comesBack: takenBack, key: `${key}.late.${time}`, calls: true, because: 'not-begun-yet', about: to });
    if (late.status === 'open') return late;
    from = late.closedAt!;
  }
  return null;
}

/** Whoever the huddle named; the others are this case's. */
function ownersOf({ state: { owners } }: Pathway, named: JsonObject): Owners {
  const of = owners!;
  return { clinicalLead: said(named, 'leadProfessional'), coordinator: said(named, 'coordinator') || of.coordinator, escalationOwner: said(named, 'escalationOwner') || of.escalationOwner };
}
