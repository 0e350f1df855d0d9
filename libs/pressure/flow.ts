import type { EntityManager } from 'typeorm';
import type { FlowView } from '#libs/contracts/http/pressure.js';
import { organisationById } from '#libs/directory/people.js';
import { policyOfCase } from '#libs/policies/released.js';
import { policyInForce } from '#libs/policy-releases/in-force.js';
import type { CaseDocument, TaskDocument } from '#libs/records/projection/document.js';
import { rows } from '#libs/records/transaction.js';
import { countedBy, type Counted } from './own-indicators.js';
import { pathway as pressure } from './open-case.js';
import { namesOf, stepOf } from './view.js';

const pathway = 'flow-meetings';
const NINETY_DAYS = 90 * 86_400_000;
const MOST = { items: 50, past: 20 } as const;

/**
 * The standing meetings of an organisation's system: the one that stands, what it is about, and what became of those before it. Nobody who is cared for is in it. `inside`: the reader works in that
 * organisation, and may see which cases they are.
 */
export async function flowOf(manager: EntityManager, organisation: string, now: Date, inside: boolean): Promise<FlowView> {
  const since = new Date(now.getTime() - NINETY_DAYS);
  const documents = (await rows<{ document: CaseDocument }>(manager, `
    select document from cases where organisation_id = $1 and pathway in ($2, $3) and not rehearsal and (closed_at is null or (pathway = $2 and closed_at > $4)) order by opened_at`, [organisation, pathway, pressure, since])).map(({ document }) => document);
  const policy = (await policyInForce(manager, pathway, organisation, now))!.policy;
  const meetings = documents.filter((document) => document.pathway === pathway).flatMap((document) => document.tasks.filter(({ step }) => step === 'flow-meeting').map((task) => ({ caseId: document.id, task, at: meetingAt(task) })));
  const open = documents.flatMap(({ tasks }) => tasks.filter(({ step, status }) => step === 'action' && status === 'open')).toSorted((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt));
  const names = await namesOf(manager, [...open, ...meetings.map(({ task }) => task)].flatMap(({ owner }) => owner.person ?? []));
  const past = meetings.filter(({ task }) => ['completed', 'handed-over'].includes(task.status)).toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at)).map(({ task }) => pastMeeting(task));
  const recent = past.filter((each) => Date.parse(each.meetingAt) > since.getTime());
  const counts = (became: string): number => recent.filter((each) => each.became === became).length;
  const named = await organisationById(manager, organisation);
  return {
    organisation: { id: organisation, name: named?.name ?? organisation }, days: String(policy.numbers['meetingDays']!.value), time: String(policy.numbers['meetingTime']!.value),
    next: meetings.filter(({ task }) => task.status === 'open').map(({ caseId, task, at }) => ({ ...stepOf(task, names, now), caseId, meetingAt: at, passedOver: passedOver(task) })),
    agenda: agendaOf(await countedBy(manager, organisation, now), open, now, inside), actions: open.map((task) => stepOf(task, names, now)), past: past.slice(0, MOST.past),
    counted: { since: since.toISOString(), meetings: recent.length, held: counts('held'), cancelled: counts('cancelled'), passedOver: meetings.filter(({ at }) => Date.parse(at) > since.getTime()).reduce((sum, { task }) => sum + passedOver(task), 0) },
  };
}

const meetingAt = ({ about, dueAt }: TaskDocument): string => (typeof about?.['meetingAt'] === 'string' ? about['meetingAt'] : dueAt);
const passedOver = ({ about }: TaskDocument): number => Number(about?.['passedOver'] ?? 0);
const lines = (told: unknown): string[] => (Array.isArray(told) ? told.map(String) : []);
const words = (told: unknown): string | null => (typeof told === 'string' ? told : null);

function pastMeeting(task: TaskDocument): FlowView['past'][number] {
  const { decision, joined, missing, discussed, because } = task.evidence ?? {};
  return {
    meetingAt: meetingAt(task), taskId: task.id, became: task.status === 'handed-over' ? 'handed-over' : decision === 'cancelled' || decision === 'ended' ? decision : 'held', late: task.late || task.recordedLate,
    joined: lines(joined), missing: lines(missing), discussed: words(discussed), because: words(because) ?? task.endedBecause,
  };
}

/** What a meeting goes through: drawn from the record each time that it is read, so that nobody has to bring a list that is of yesterday. */
function agendaOf(counted: Record<string, Counted[]>, open: readonly TaskDocument[], now: Date, inside: boolean): FlowView['agenda'] {
  const topic = (name: string, title: string, items: FlowView['agenda'][number]['items'] & object): FlowView['agenda'][number] => ({ topic: name, title, count: items.length, items: inside ? items.slice(0, MOST.items) : null });
  const late = open.filter(({ dueAt }) => Date.parse(dueAt) <= now.getTime());
  return [
    topic('escalations-at-last-rung', 'Escalations that have called the last person there is', counted['escalations-at-last-rung']!.map(itemOf)),
    topic('standards-unmet-by-capacity', 'Standards that cannot be met for want of capacity', counted['standards-unmet-by-capacity']!.map(itemOf)),
    topic('discharges-without-a-case', 'People who left hospital in the last day without a case', counted['discharges-without-a-case']!.map(itemOf)),
    topic('actions-not-done', 'Actions of these meetings and of the time under pressure whose time is over', late.map(({ id, title, dueAt }) => ({ caseId: null, taskId: id, says: title, at: dueAt }))),
  ];
}
/** By the step's own title: what somebody wrote of a person stays with the case. */
const itemOf = ({ caseId, taskId, step, policy, ward, at }: Counted): { caseId: string | null; taskId: string | null; says: string; at: string } =>
  ({ caseId, taskId, says: step !== null && policy ? policyOfCase(policy).steps[step]?.title ?? step : ward ?? 'ward not known', at: at.toISOString() });
