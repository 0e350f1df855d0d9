import { z } from 'zod';

/**
 * What the API answers, as schemas: the OpenAPI document is made of them, and the fuzzer holds every answer against them.
 * The interfaces that the record's queries fill are in libs/contracts/views.ts.
 */

const at = z.string().meta({ format: 'date-time' });
const json = z.record(z.string(), z.unknown());

export const person = z.object({ id: z.string(), name: z.string() }).meta({ id: 'Person' });
const organisation = z.object({ id: z.string(), name: z.string() }).meta({ id: 'Organisation' });

/** A person, or a part of the system. */
const by = z.union([person, z.object({ system: z.string() })]);

const identifiers = z.array(z.object({ system: z.string(), value: z.string() })).optional();
/** Whoever reads without identity gets no name, number or date: `withheld` says so. */
export const patient = z.object({
  id: z.string(), nhsNumber: z.string().optional(), identifiers, name: z.string().nullable(), dateOfBirth: z.string().nullable().optional(), needs: json.optional(), contacts: z.array(json).optional(), withheld: z.literal(true).optional(),
}).meta({ id: 'Patient' });

const notice = z.object({ channel: z.string(), status: z.enum(['queued', 'accepted', 'delivered', 'failed', 'unknown', 'rehearsed']), at, tries: z.int().optional(), error: z.string().optional() });
const reminder = z.object({ before: z.string().meta({ format: 'duration' }), dueAt: at, at, person: person.nullable(), answered: z.boolean(), why: z.string().optional(), notices: z.array(notice) });
const acceptance = z.object({ organisation: z.string(), name: z.string(), contact: z.string() });
export const task = z.object({
  id: z.string(), caseId: z.string(), pathway: z.string(), step: z.string(), title: z.string(), organisation: z.string(), rehearsal: z.boolean(),
  owner: z.object({ role: z.string(), person: person.nullable() }), openedAt: at, dueAt: at,
  due: z.object({ rule: z.string(), clock: z.string(), source: z.string(), status: z.string() }),
  status: z.enum(['open', 'completed', 'unmet', 'declined', 'not-needed', 'handed-over']), overdue: z.boolean(), late: z.boolean(), recordedLate: z.boolean(),
  attempts: z.array(z.object({ at, by, tried: z.string(), why: z.string() })),
  acknowledgement: z.object({ by, at, until: at, note: z.string() }).nullable(),
  acknowledgements: z.int().meta({ description: 'How often the climb under way was acknowledged: from the third time on it holds nothing and calls the next rung' }),
  because: z.string().optional(), about: json.optional(),
  evidence: json.optional(), completedAt: at.optional(), completedBy: by.optional(), endedAt: at.optional(), endedBecause: z.string().optional(), acceptedBy: acceptance.optional(),
  unmet: z.object({ at, by, reason: z.string(), unsafe: z.string() }).optional(),
  declined: z.object({ at, by, said: z.string(), capacity: z.string(), explained: z.string(), alternative: z.string(), bestInterests: z.union([json, z.string()]).optional() }).optional(),
  reminders: z.array(reminder).meta({ description: 'Of whom the policy reminded before it is due: notices, not calls' }),
  heldBecause: z.string().optional(), reopened: z.object({ at, by, reason: z.string() }).optional(), needs: json.meta({ description: 'JSON Schema of what completes it' }),
  withheld: z.literal(true).optional().meta({ description: 'About safeguarding: what it says is for the case’s named owners' }),
}).meta({ id: 'Task' });

const huddleItem = z.object({ ...task.shape, patient: patient.nullable() }).meta({ id: 'HuddleItem' });
const day = z.string().meta({ format: 'date' });
export const huddleWalk = z.object({ id: z.string(), team: z.string().meta({ description: 'Organisation id' }), date: day, at, by: person, present: z.array(z.string()) }).meta({ id: 'HuddleWalk' });
export const huddle = z.object({ items: z.array(huddleItem), next: z.string().nullable(), date: day, walked: z.array(huddleWalk).meta({ description: 'When the huddle of that day was walked, the latest first' }) }).meta({ id: 'Huddle' });

const call = z.object({
  level: z.int(), role: z.string(), person: person.nullable(), dueAt: at, at, asked: z.string(), missed: z.int().optional(), notices: z.array(notice), answered: z.boolean(), why: z.string().optional(),
  reached: z.boolean().nullable().meta({ description: 'true: a receipt says that a notice arrived; false: no way reached them, and the rung counts as empty from then; null: nobody can tell' }),
});
export const escalation = z.object({
  id: z.string(), caseId: z.string(), taskId: z.string(), pathway: z.string(), step: z.string(), reason: z.enum(['overdue', 'trigger', 'attempt', 'handed-over']), status: z.enum(['open', 'acknowledged', 'ended']),
  endedBecause: z.string().optional(), endedAt: at.optional(), raisedAt: at, level: z.int(), acknowledgedBy: by.optional(), acknowledgedUntil: at.optional(), acknowledgements: z.int(),
  outcomes: z.array(z.object({ at, by, response: z.string(), note: z.string().optional() })), calls: z.array(call),
  climbs: z.array(z.object({ at, by, toLevel: z.int(), reason: z.string() })).meta({ description: 'Rungs that were called out of their turn, and why' }),
}).meta({ id: 'Escalation' });

export const alarm = z.object({
  id: z.string(), caseId: z.string(), taskId: z.string(), escalationId: z.string(), pathway: z.string(), step: z.string(), title: z.string(), organisation, rehearsal: z.boolean(), status: z.enum(['open', 'done']), level: z.int(),
  role: z.string().meta({ description: 'Of the last rung, which nobody answered for' }), since: at, raisedAt: at, dueAt: at, times: z.int().meta({ description: 'How often it was told' }), lastAt: at, why: z.string().optional(),
  told: z.array(z.object({ person, why: z.string().optional(), notices: z.array(notice) })), done: z.object({ at, by: person, done: z.string() }).optional(),
}).meta({ id: 'Alarm', description: 'Nobody answered for a whole turn of a ladder’s last rung. It stays open until somebody writes what was done' });

const summary = {
  id: z.string(), pathway: z.string(), policy: z.object({ id: z.string(), version: z.string(), amends: z.object({ version: z.string(), changes: z.array(z.unknown()).readonly() }).optional().meta({ description: 'Of a version that people released: which of the software’s it changes, and all that is other' }) }), status: z.enum(['open', 'closed']), watching: z.boolean(),
  outcome: z.object({ outcome: z.string(), basis: z.string().optional(), concerns: z.array(z.string()).optional(), because: z.string().optional(), repeatFalls: z.int().optional(), rePresentations: z.int().optional() }).optional(),
  stage: z.string().nullable(),
  patient: patient.nullable(), organisation, owners: z.object({ clinicalLead: person, coordinator: person, escalationOwner: person }).nullable(), details: json, admissionId: z.string().optional(),
  openedAt: at, closedAt: at.optional(), version: z.int(), clock: z.object({ now: at, rehearsal: z.boolean() }),
  gates: z.array(z.object({ name: z.string(), open: z.boolean(), unmet: z.array(z.string()), by: z.string().optional(), because: z.string().optional() })),
  leftAt: at.optional(), watchUntil: at.optional(), offers: z.array(z.object({ role: z.string(), person })).optional(), openTasks: z.int(), overdue: z.boolean(), nextDueAt: at.nullable(),
  begun: z.array(z.object({ pathway: z.string(), status: z.enum(['asked', 'begun', 'refused', 'ended']), because: z.string(), caseId: z.string().optional(), refusedBecause: z.string().optional(), outcome: z.string().optional() })).optional().meta({ description: 'Cases that this one asked for' }),
  begunBy: z.object({ caseId: z.string() }).optional().meta({ description: 'The case that asked for this one' }),
};
/** As lists show it. */
export const caseSummary = z.object(summary).meta({ id: 'CaseSummary' });
const restriction = z.object({ caseId: z.string(), what: z.string(), until: at, reviewAt: at.nullable(), stepDownPlan: z.string() });
export const risk = z.object({
  caseId: z.string(), kind: z.enum(['person', 'system']), patient: patient.nullable(), title: z.string(), category: z.string().optional(), severity: z.string().meta({ description: 'How bad it would be, never how likely' }), status: z.string(), doing: z.string(),
  leadAgency: z.string().optional(), governance: z.string().optional(), owner: person.nullable(), stage: z.string().nullable(), openedAt: at, reviewAt: at.nullable(), openActions: z.int(), overdueActions: z.int(), overdue: z.boolean(),
  warnings: z.array(z.object({ title: z.string(), because: z.string().optional() })).meta({ description: 'What calls for somebody above its owner' }),
  indicator: z.object({ name: z.string(), computed: z.string().optional(), range: z.enum(['at-most', 'at-least']), tolerance: z.int(), last: z.object({ value: z.int(), readAt: at }).nullable() }).optional(),
}).meta({ id: 'Risk' });
export const caseView = z.object({
  ...summary, tasks: z.array(task), escalations: z.array(escalation), alarms: z.array(alarm), restrictions: z.array(restriction).meta({ description: 'Restrictions of the person that are in force: they travel with every handover' }),
  risks: z.array(risk).meta({ description: 'Risks of the person that are open' }),
}).meta({ id: 'Case' });

const actor = z.union([z.object({ person: z.string() }), z.object({ system: z.string() })]);
export const event = z.object({ sequence: z.int(), at, kind: z.string(), actor, data: json }).meta({ id: 'Event' });
export const refusal = z.object({ at, actor, command: z.string(), status: z.int(), code: z.string(), detail: z.string(), taskId: z.string().optional() }).meta({ id: 'Refusal' });
export const admission = z.object({
  id: z.string(), organisation, status: z.enum(['in-hospital', 'left', 'cancelled', 'died']), ward: z.string().nullable(), bed: z.string().nullable(), visitNumber: z.string().nullable(),
  patient: z.object({ nhsNumber: z.string().optional(), identifiers, name: z.string().nullable(), dateOfBirth: z.string().nullable(), withheld: z.literal(true).optional() }),
  admittedAt: at.nullable(), plannedDischargeAt: at.nullable(), leftAt: at.nullable(), flags: z.array(z.string()), caseId: z.string().nullable(),
}).meta({ id: 'Admission' });

const listOf = <S extends z.ZodType>(item: S) => z.object({ items: z.array(item), next: z.string().nullable() });
export const caseList = listOf(caseSummary).meta({ id: 'CaseList' });
/** Open system alarms stand on top of everybody's lists. */
const alarms = { alarms: z.array(alarm).meta({ description: 'System alarms about which nobody has written yet what was done, the longest standing first: at most 50, GET /v1/alarms has all' }) };
export const taskList = listOf(task).extend(alarms).meta({ id: 'TaskList' });
export const riskList = listOf(risk).meta({ id: 'RiskList' });
export const escalationList = listOf(escalation).extend(alarms).meta({ id: 'EscalationList' });
export const alarmList = listOf(alarm).meta({ id: 'AlarmList' });
export const eventList = listOf(event).meta({ id: 'EventList' });
export const refusalList = listOf(refusal).meta({ id: 'RefusalList' });
export const admissionList = listOf(admission).meta({ id: 'AdmissionList' });
export const patientFindings = z.object({ patient: patient.nullable(), cases: z.array(caseSummary), admissions: z.array(admission) }).meta({ id: 'PatientFindings' });

/** Durable, not visible yet: the same key again waits again. */
export const pending = z.object({ pending: z.literal(true), version: z.int() }).meta({ id: 'Pending' });
export const advancePending = z.object({ pending: z.literal(true), clock: z.object({ now: at }) }).meta({ id: 'AdvancePending' });

const rung = z.object({ role: z.string(), within: z.string(), repeats: z.string().optional() }).loose();
const ladder = z.object({ class: z.enum(['now', 'today', 'planned']), clock: z.enum(['elapsed', 'day', 'working']), rungs: z.array(rung) }).loose();
const due = z.object({ when: z.string().optional(), value: z.string(), from: z.string(), clock: z.string(), source: z.string(), status: z.string() }).loose();
const difference = z.object({ path: z.string(), default: z.union([z.string(), z.number()]), here: z.union([z.string(), z.number()]), source: z.string(), status: z.string() });
export const policy = z.object({
  pathway: z.string(), version: z.string(), locality: z.string().nullable(), released: z.string(), title: z.string(), purpose: z.string(),
  extends: z.object({ version: z.string() }).optional(), amends: z.object({ version: z.string(), draft: z.string(), from: at, by: person, reason: z.string() }).optional().meta({ description: 'Of a version that the people of your organisation released: which it changes, and since when it is in force' }), differs: z.array(difference).meta({ description: 'What a locality has that the version which it extends has not' }),
  steps: z.record(z.string(), z.object({ title: z.string(), owner: z.string(), due: z.array(due), acknowledgeFor: z.string(), ladder,
    reminders: z.array(z.object({ before: z.string(), source: z.string(), status: z.string() })).optional().meta({ description: 'The owner is reminded so long before it is due, on the ladder’s clock: notices, not calls' }) }).loose()),
}).loose().meta({ id: 'Policy' });
export const policyList = listOf(policy).meta({ id: 'PolicyList' });

const heldRole = z.object({ role: z.string(), scope: z.string() });
export const me = z.object({ id: z.string(), name: z.string(), organisation, roles: z.array(heldRole) }).meta({ id: 'Me' });
export const directoryPerson = z.object({ id: z.string(), name: z.string(), organisation, role: z.string(), answers: z.boolean(), why: z.string().optional() }).meta({ id: 'RoleHolder' });
export const personList = listOf(directoryPerson).meta({ id: 'PersonList' });

export const live = z.object({ live: z.literal(true) }).meta({ id: 'Live' });
export const ready = z.object({ ready: z.boolean(), parts: z.record(z.string(), z.string()) }).meta({ id: 'Ready' });
export const mail = z.array(z.object({ to: z.string(), from: z.string(), subject: z.string(), text: z.string(), receivedAt: at }).loose()).meta({ id: 'Mail' });
export const sms = z.array(z.object({ to: z.string(), text: z.string(), status: z.string(), receivedAt: at })).meta({ id: 'Sms' });

/** RFC 9457. */
export const problem = z.object({
  type: z.string(), title: z.string(), status: z.int(), code: z.string(), detail: z.string(),
  errors: z.array(z.object({ pointer: z.string(), code: z.string(), message: z.string() })).optional(), requestId: z.string(),
}).loose().meta({ id: 'Problem' });
