import type { CaseStatus } from '#libs/contracts/views.js';
import type { CaseDocument, EscalationDocument } from './document.js';
import type { EscalationStatus } from '#libs/contracts/views.js';

const hasOpenTask = (document: CaseDocument): boolean => document.tasks.some((task) => task.status === 'open');
const watchRuns = (document: CaseDocument): boolean => document.watch !== null && document.watch.endedBecause === null;

/** The first that fits names the status of a case. */
const caseStatuses: readonly [CaseStatus, (document: CaseDocument) => boolean][] = [
  ['closed', (document) => document.closedAt !== null],
  ['watching', (document) => watchRuns(document) && !hasOpenTask(document)],
  ['open', () => true],
];
export function caseStatus(document: CaseDocument): CaseStatus {
  return caseStatuses.find(([, fits]) => fits(document))![0];
}

const escalationStatuses: readonly [EscalationStatus, (escalation: EscalationDocument) => boolean][] = [
  ['ended', (escalation) => escalation.endedAt !== null],
  ['acknowledged', (escalation) => escalation.acknowledgement !== null],
  ['open', () => true],
];
export function escalationStatus(escalation: EscalationDocument): EscalationStatus {
  return escalationStatuses.find(([, fits]) => fits(escalation))![0];
}

/** What stays open after a case has its outcome: it no longer keeps the person from another case. */
const afterwards = ['learning-review', 'wrong-person-put-right'];

/** May the person have another case on this pathway? Yes while nothing is open (watching), or once only the afterwards is left. */
export function givesWay(document: CaseDocument): boolean {
  const open = document.tasks.filter((task) => task.status === 'open');
  if (document.closedAt !== null) return true;
  if (caseStatus(document) === 'watching') return true;
  return open.length > 0 && (document.outcome !== null || document.ended !== null) && open.every((task) => afterwards.includes(task.step));
}
