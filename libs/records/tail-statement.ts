import type { EntityManager } from 'typeorm';
import type { CaseEvent, EventOf, PatientIdentity } from '#libs/contracts/events.js';
import type { NoticeKind } from './entities/notice.js';
import { NAME_NOT_KNOWN } from '#libs/domain/name-not-known.js';
import { callsOf } from './projection/calls.js';
import type { CaseDocument } from './projection/document.js';
import { peopleOf, rowsOf } from './projection/rows.js';
import { alarmsAfter, tellsOfAlarms, type AlarmRow, type Closing } from './projection/system-alarms.js';
import { toldOutside } from './projection/told-outside.js';
import { rows } from './transaction.js';

/**
 * What is to be written for a tail, in one statement. `after` null: the projection has stopped, only events are kept. `before` null: every row of the case is written;
 * `exists`: its own row is there already. `events` are new; `projected` are those whose calls are to stand in rows: the new ones, or of a rebuild all.
 */
export interface TailToWrite {
  caseId: string; events: readonly CaseEvent[]; projected: readonly CaseEvent[]; version: number; hash: string; exists: boolean; before: CaseDocument | null; after: CaseDocument | null; clockOffsetMs: number;
}

const taskColumns = ['title', 'status', 'owner_role', 'owner_person', 'opened_at', 'due_at', 'completed_at', 'ended_at', 'acknowledged_until', 'late', 'recorded_late', 'document'];
const escalationColumns = ['status', 'level', 'silent_since', 'ended_at', 'ended_because', 'document'];
const callColumns = ['person', 'answered', 'why', 'unreached'];
const caseColumns = [
  'organisation_id', 'pathway', 'policy_id', 'policy_version', 'revision', 'admission_id', 'rehearsal', 'opened_at', 'patient_id', 'status', 'stage', 'clinical_lead', 'coordinator', 'escalation_owner', 'closed_at', 'outcome', 'watch_until', 'open_tasks', 'next_due_at', 'ward', 'search', 'summary', 'document', 'version', 'hash',
  'clock_offset_ms',
];

/** Collects the parts of one statement: each a `with` part of its own, so that a tail is one round trip. */
class Statement {
  private readonly parts: string[] = [];
  private readonly parameters: unknown[] = [];

  value(given: unknown): string {
    this.parameters.push(given);
    return `$${this.parameters.length}`;
  }
  json(given: unknown): string { return `${this.value(JSON.stringify(given))}::jsonb`; }
  part(sql: string): void { this.parts.push(`part${this.parts.length} as (${sql})`); }
  upsert(table: string, given: readonly object[], key: string, columns: readonly string[]): void {
    if (given.length === 0) return;
    const changes = columns.map((column) => `${column} = excluded.${column}`).join(', ');
    this.part(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, ${this.json(given)}) on conflict (${key}) do update set ${changes}`);
  }
  async run(manager: EntityManager): Promise<void> {
    await rows(manager, `with ${this.parts.join(',\n')} select 1`, this.parameters);
  }
}

/** Writes a tail and its projection. The caller holds the case's lock. Foreign keys are checked at the end of the statement, whatever the order of its parts. */
export async function writeRows(manager: EntityManager, tail: TailToWrite): Promise<void> {
  const statement = new Statement();
  insertEvents(statement, tail);
  if (tail.after === null) {
    statement.part(`update cases set version = ${statement.value(tail.version)}, hash = ${statement.value(tail.hash)} where id = ${statement.value(tail.caseId)}`);
  } else {
    registerPatient(statement, tail.events, tail.after.rehearsal);
    project(statement, tail, tail.after);
  }
  insertNotices(statement, tail);
  insertWebhookDeliveries(statement, tail);
  await projectAlarms(statement, manager, tail);
  const commands = [...new Set(tail.events.flatMap(({ command }) => command ?? []))];
  if (commands.length > 0) statement.part(`update commands set status = 'done', done_at = now() where update_id = any(${statement.value(commands)}) and status = 'sent'`);
  await statement.run(manager);
}

function insertEvents(statement: Statement, { caseId, events }: TailToWrite): void {
  if (events.length === 0) return;
  const given = events.map(({ sequence, at, kind, actor, command, data }) => ({ case_id: caseId, sequence, at, kind, actor, command: command ?? null, data }));
  statement.part(`insert into events select * from jsonb_populate_recordset(null::events, ${statement.json(given)})`);
}

function project(statement: Statement, { caseId, events, projected, version, hash, exists, before, clockOffsetMs }: TailToWrite, after: CaseDocument): void {
  const written = rowsOf(after, before);
  const row = statement.json({ ...written.case, version, hash, clock_offset_ms: clockOffsetMs });
  if (!exists) statement.part(`insert into cases select * from jsonb_populate_record(null::cases, ${row})`);
  else {
    const columns = caseColumns.join(', ');
    statement.part(`update cases set (${columns}) = (select ${columns} from jsonb_populate_record(null::cases, ${row})) where id = ${statement.value(after.id)}`);
  }
  statement.upsert('tasks', written.tasks, 'id', taskColumns);
  statement.upsert('escalations', written.escalations, 'id', escalationColumns);
  projectCalls(statement, caseId, projected);
  const people = written.people.join('\n');
  if (before === null || people !== peopleOf(before).join('\n')) showTo(statement, after, written.people);
  if (events.length > 0) keepClaim(statement, before, after);
}

function projectCalls(statement: Statement, caseId: string, projected: readonly CaseEvent[]): void {
  const { made, answered, unreached } = callsOf(caseId, projected);
  statement.upsert('calls', made, 'case_id, sequence', callColumns);
  // One statement updates a row once: who answered and that it was no use may come in one tail.
  const told = new Map<number, object>();
  for (const each of [...answered, ...unreached]) told.set(each.sequence, { ...told.get(each.sequence), ...each });
  if (told.size === 0) return;
  statement.part(`update calls set person = case when given.answered is null then calls.person else given.person end, answered = coalesce(given.answered, calls.answered), why = coalesce(given.why, calls.why),
      unreached = coalesce(calls.unreached, given.unreached)
    from jsonb_populate_recordset(null::calls, ${statement.json([...told.values()])}) as given where calls.case_id = given.case_id and calls.sequence = given.sequence`);
}

/** A closed case no longer keeps its person from another; a corrected person takes the claim along where nobody else has it. */
function keepClaim(statement: Statement, before: CaseDocument | null, after: CaseDocument): void {
  const closes = after.closedAt !== null && !before?.closedAt;
  const moves = after.closedAt === null && before?.patient && after.patient && before.patient.id !== after.patient.id;
  if (after.rehearsal || !(closes || moves)) return;
  const caseId = statement.value(after.id);
  statement.part(`update case_claims set released_at = now() where case_id = ${caseId} and released_at is null`);
  if (closes) statement.part(`update organisation_claims set released_at = now() where case_id = ${caseId} and released_at is null`);
  if (!moves) return;
  const patient = statement.value(after.patient?.id);
  statement.part(`insert into case_claims (case_id, patient_id, pathway) select case_id, ${patient}, pathway from case_claims where case_id = ${caseId} and released_at is null on conflict do nothing`);
}

/** The organisations that see the case: the lead's, and those of the people who own something in it. */
function showTo(statement: Statement, { id, organisation }: CaseDocument, people: readonly string[]): void {
  const lead = statement.value(organisation);
  const guests = `select organisation_id from people where id = any(${statement.value(people)}) and organisation_id <> ${lead}`;
  const caseId = statement.value(id);
  statement.part(`insert into case_organisations select ${caseId}, ${lead}, true union select ${caseId}, organisation_id, false from (${guests}) as guests on conflict do nothing`);
  statement.part(`delete from case_organisations where case_id = ${caseId} and not lead and organisation_id not in (${guests})`);
}

/** A call to a person is told once, so is a reminder, and an alarm to everybody whom it is for; by which way, the sender looks up. Rehearsals keep what they would have sent. A part of the writer, not of the projection: a rebuild sends nothing. */
function insertNotices(statement: Statement, { caseId, events, before, after }: TailToWrite): void {
  const rehearsal = (after ?? before)?.rehearsal ?? true;
  const given = events.flatMap(noticesOf).map((notice) => ({ case_id: caseId, ...notice }));
  if (given.length === 0) return;
  const status = rehearsal ? `'rehearsed', now(), null` : `'queued', now(), now()`;
  statement.part(`insert into notices (kind, case_id, rung, task_id, person_id, status, at, next_try_at)
    select kind, case_id, rung, task_id, person_id, ${status} from jsonb_populate_recordset(null::notices, ${statement.json(given)}) on conflict (case_id, rung, person_id, place) do nothing`);
}

/** What an event has to be told, to whom. `rung`: the sequence of what it tells of. */
function noticesOf({ kind, data }: CaseEvent): { kind: NoticeKind; rung: number; task_id: string; person_id: string }[] {
  if (kind === 'called' && data.person !== null) return [{ kind: 'call', rung: data.rung, task_id: data.taskId, person_id: data.person }];
  if (kind === 'reminded' && data.person !== null) return [{ kind: 'reminder', rung: data.reminder, task_id: data.taskId, person_id: data.person }];
  if (kind === 'system-alarm-told') return data.people.map(({ person }) => ({ kind: 'alarm', rung: data.alarm, task_id: data.taskId, person_id: person }));
  return [];
}

/** The alarms of the case that these events tell of, also where its projection has stopped. */
async function projectAlarms(statement: Statement, manager: EntityManager, { caseId, projected, before, after }: TailToWrite): Promise<void> {
  const document = after ?? before;
  if (!document || !projected.some(tellsOfAlarms)) return;
  const standing = await rows<{ alarm: AlarmRow }>(manager, 'select to_jsonb(system_alarms) as alarm from system_alarms where case_id = $1 order by sequence', [caseId]);
  const closings = await rows<Closing>(manager, 'select alarm_id, covers, at from system_alarm_closings where case_id = $1', [caseId]);
  statement.upsert('system_alarms', alarmsAfter(document, standing.map(({ alarm }) => alarm), closings, projected), 'id', ['last_sequence', 'last_at', 'times', 'told', 'why']);
}

/** Other systems are told of live cases once an event, in its order; like notices a part of the writer, so that a rebuild tells nothing. */
function insertWebhookDeliveries(statement: Statement, { caseId, events, before, after }: TailToWrite): void {
  const of = after ?? before;
  const told = of === null || of.rehearsal || events.length === 0 ? [] : toldOutside(events, before, after);
  if (told.length === 0) return;
  statement.part(`insert into webhook_deliveries (webhook_id, case_id, sequence, kind, task_id, escalation_id, step, at)
    select webhooks.id, ${statement.value(caseId)}, sequence, kind, task_id, escalation_id, step, at from jsonb_populate_recordset(null::webhook_deliveries, ${statement.json(told)}) as told
      join webhooks on webhooks.organisation_id = ${statement.value(of!.organisation)} and webhooks.status = 'on' and told.kind = any(webhooks.kinds) order by sequence, kind`);
}

const storable = (patient: PatientIdentity): boolean => patient.name !== '' && (patient.dateOfBirth === undefined || /^\d{4}-\d{2}-\d{2}$/.test(patient.dateOfBirth));

/** Keeps the register of patients true to what cases were told: a person whom nobody registered, and what was corrected. A number that somebody else has stays theirs. */
function registerPatient(statement: Statement, events: readonly CaseEvent[], rehearsal: boolean): void {
  const told = events.filter((event): event is EventOf<'case-opened'> | EventOf<'patient-corrected'> => event.kind === 'case-opened' || event.kind === 'patient-corrected');
  const patient = told.at(-1)?.data.patient;
  if (!patient || !storable(patient)) return;
  const [id, name, born, number] = [patient.id, patient.name, patient.dateOfBirth ?? null, patient.nhsNumber ?? null].map((given) => `${statement.value(given)}::text`);
  const free = `case when exists (select 1 from patients where nhs_number = ${number} and rehearsal = ${rehearsal} and id <> ${id}) then null else ${number} end`;
  // What a case does not know is no correction of what somebody else told the register.
  const correction = `update set name = case when excluded.name = '${NAME_NOT_KNOWN}' then patients.name else excluded.name end, date_of_birth = coalesce(excluded.date_of_birth, patients.date_of_birth), nhs_number = excluded.nhs_number, updated_at = now() where patients.rehearsal = ${rehearsal}`;
  statement.part(`insert into patients (id, nhs_number, name, date_of_birth, rehearsal) values (${id}, ${free}, ${name}, ${born}, ${rehearsal})
    on conflict (id) do ${told.at(-1)!.kind === 'patient-corrected' ? correction : 'nothing'}`);
}
