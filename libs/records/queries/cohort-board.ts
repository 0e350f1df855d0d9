import type { EntityManager } from 'typeorm';
import type { JsonObject, PatientIdentity, TaskStatus } from '#libs/contracts/events.js';
import type { PatientView, Person, RestrictionView, RiskView } from '#libs/contracts/views.js';
import { LOCALITY_OF_A_CASE, TEAM_OF_A_CASE } from '#libs/directory/answers-for.js';
import { firstRow, rows } from '../transaction.js';
import { pageOf, readCursor } from './cursor.js';
import { cohortRule, escalations } from './escalated.js';
import { Parameters, visibleCase } from './listing.js';
import { restrictionsOf } from './restrictions.js';
import { risksOf } from './risks.js';
import { shownPatient } from './shown-case.js';
import { ShownPeople } from './shown-people.js';
import type { Reading } from './viewer.js';
import { withholding, type Withholding } from './withheld.js';

/** The signs that were looked for at a contact, as they were recorded. `named`: a first contact names those to look for from then on. */
export interface SignsSeen { at: string; caseId: string; seen: string[]; notSeen: string[]; named: string[] }
export interface CohortMember {
  patient: PatientView | null; escalations: number; firstAt: string; latestAt: string;
  /** Which escalations make them one of the cohort, the latest first. */
  because: { at: string; kind: string; caseId: string }[];
  /** What is due next on any of their open cases, and whose it is; null: nothing is open. */
  next: { taskId: string; caseId: string; step: string; title: string; owner: { role: string; person: Person | null }; dueAt: string; overdue: boolean } | null;
  team: { id: string; name: string } | null; locality: string | null;
  cases: { id: string; pathway: string; status: string; stage: string | null; clinicalLead: Person | null }[];
  reviews: { taskId: string; caseId: string; status: TaskStatus; dueAt: string; overdue: boolean; owner: Person | null; completedAt: string | null }[];
  lastContactAt: string | null; signs: SignsSeen[]; risks: RiskView[]; restrictions: RestrictionView[];
}
export interface CohortSearch { rehearsal?: boolean | undefined; team?: string | undefined; locality?: string | undefined; owner?: string | undefined; cursor?: string | undefined; limit?: number | undefined }
/** By what the whole cohort may be narrowed. */
export interface CohortChoices { teams: { id: string; name: string }[]; localities: string[]; owners: Person[] }
export interface CohortBoard { items: CohortMember[]; next: string | null; rule: { times: number; window: string }; choices: CohortChoices }

/** Each is looked up whole: a board is worked through, not leafed through. */
const PAGE = 25;
const LONGEST_PAGE = 200;
/** So many of the last contacts tell whether it gets better. */
const CONTACTS = 3;
/** Where somebody saw the person or spoke to them. */
export const CONTACT_STEPS = ['contact', 'first-contact', 'welfare-check', 'first-visit-done', 'person-seen', 'safety-call', 'urgent-clinical-check', 'visit-to-explain'];
const NOTHING_DUE = '9999-12-31T00:00:00Z';

interface Row { id: string; times: number; first_at: Date; latest_at: Date; because: { at: string; kind: string; case_id: string }[]; next_due: Date; team_id: string | null; team_name: string | null; locality: string | null }

/**
 * Who comes into crisis again and again, whose next step is due first on top, each with why, what is open and whose, and how it has gone since ([3], example 2). `owner`: owns something that is open of them; `team`: their latest case's.
 * @throws CursorUnknown
 */
export async function cohortBoard(manager: EntityManager, reading: Reading, { rehearsal = false, team, locality, owner, cursor, limit = PAGE }: CohortSearch): Promise<CohortBoard> {
  const { viewer, now } = reading;
  const { times, windowMs, window } = await cohortRule(manager, viewer.organisations[0] ?? '', now);
  const size = Math.min(limit, LONGEST_PAGE);
  const parameters = new Parameters();
  const since = `${parameters.add(new Date(now.getTime() - windowMs))}::timestamptz`;
  const visible = visibleCase(viewer, parameters, 'cases.id');
  const conditions = `cases.patient_id is not null and cases.rehearsal = ${rehearsal} and ${visible}`;
  const after = readCursor(cursor);
  const cohort = `
    with cohort as (
      select patient_id as id, count(*)::int as times, min(at) as first_at, max(at) as latest_at, jsonb_agg(jsonb_build_object('at', at, 'kind', kind, 'case_id', case_id) order by at desc) as because, (array_agg(case_id order by at desc))[1] as latest_case
      from (${escalations(since, conditions)}) as escalated group by patient_id having count(*) >= ${parameters.add(times)}
    ), open as (
      select cases.patient_id, tasks.due_at, tasks.owner_person from tasks join cases on cases.id = tasks.case_id where cases.patient_id in (select id from cohort) and tasks.status = 'open' and ${conditions}
    ), placed as (
      select cohort.*, ${TEAM_OF_A_CASE} as team_id, ${LOCALITY_OF_A_CASE} as locality, coalesce((select min(due_at) from open where open.patient_id = cohort.id), '${NOTHING_DUE}'::timestamptz) as next_due
      from cohort join cases on cases.id = latest_case
    )`;
  const choices = await choicesOf(manager, cohort, [...parameters.values]);
  const narrowed = [
    ...(team === undefined ? [] : [`team_id = ${parameters.add(team)}`]), ...(locality === undefined ? [] : [`locality = ${parameters.add(locality)}`]),
    ...(owner === undefined ? [] : [`exists (select 1 from open where open.patient_id = placed.id and owner_person = ${parameters.add(owner)})`]),
    ...(after ? [`(next_due, id) > (${parameters.add(after.at)}::timestamptz, ${parameters.add(after.id)})`] : []),
  ];
  const found = await rows<Row>(manager, `${cohort}
    select placed.*, (select name from teams where teams.id = team_id) as team_name from placed${narrowed.length > 0 ? ` where ${narrowed.join(' and ')}` : ''} order by next_due, id limit ${parameters.add(size + 1)}`, parameters.values);
  const members = await Members.of(manager, reading, rehearsal, found.slice(0, size).map(({ id }) => id));
  const page = pageOf(found, size, (row) => ({ at: row.next_due.toISOString(), id: row.id }), (all) => all);
  return { rule: { times, window }, choices, next: page.next, items: page.items.map((row) => members.shown(row)) };
}

async function choicesOf(manager: EntityManager, cohort: string, values: unknown[]): Promise<CohortChoices> {
  const found = (await firstRow<Omit<CohortChoices, 'owners'> & { owners: string[] }>(manager, `${cohort}
    select coalesce((select jsonb_agg(distinct jsonb_build_object('id', teams.id, 'name', teams.name)) from placed join teams on teams.id = team_id), '[]') as teams,
      coalesce((select jsonb_agg(distinct locality) from placed where locality is not null), '[]') as localities, coalesce((select jsonb_agg(distinct owner_person) from open where owner_person is not null), '[]') as owners`, values))!;
  const people = await ShownPeople.of(manager, found.owners);
  const byName = <Named extends { name: string }>(all: readonly Named[]): Named[] => all.toSorted((one, other) => one.name.localeCompare(other.name, 'en'));
  return { teams: byName(found.teams), localities: found.localities, owners: byName(found.owners.map((id) => people.person(id))) };
}

interface CaseRow { id: string; patient_id: string; pathway: string; status: string; stage: string | null; clinical_lead: string | null; offset: string; patient: PatientIdentity | null; identities: PatientIdentity[] }
interface TaskRow { id: string; case_id: string; step: string; title: string; status: TaskStatus; due_at: Date; owner_role: string; owner_person: string | null; completed_at: string | null; evidence: JsonObject | null }

/** The cases of a page's people that the viewer may see, with what of their tasks a board shows. */
class Members {
  private constructor(
    private readonly reading: Reading, private readonly cases: readonly CaseRow[], private readonly tasks: readonly TaskRow[], private readonly people: ShownPeople,
    private readonly risks: ReadonlyMap<string, RiskView[]>, private readonly restrictions: ReadonlyMap<string, RestrictionView[]>,
  ) {}

  static async of(manager: EntityManager, reading: Reading, rehearsal: boolean, ids: readonly string[]): Promise<Members> {
    const parameters = new Parameters();
    const cases = await rows<CaseRow>(manager, `
      select id, patient_id, pathway, status, stage, clinical_lead, clock_offset_ms as offset, summary -> 'patient' as patient, coalesce(summary -> 'identities', '[]') as identities from cases
      where patient_id = any(${parameters.add(ids)}) and rehearsal = ${rehearsal} and ${visibleCase(reading.viewer, parameters, 'cases.id')} order by opened_at, id`, parameters.values);
    const tasks = await rows<TaskRow>(manager, `
      select id, case_id, step, document ->> 'title' as title, status, due_at, owner_role, owner_person, document ->> 'completedAt' as completed_at, nullif(document -> 'evidence', 'null') as evidence from tasks
      where case_id = any($1) and (status = 'open' or step = 'post-escalation-review' or (status = 'completed' and step = any($2))) order by due_at, id`, [cases.map(({ id }) => id), CONTACT_STEPS]);
    const people = await ShownPeople.of(manager, [...cases.map((each) => each.clinical_lead), ...tasks.map((each) => each.owner_person)]);
    const withheldFrom = (patientId: string): Withholding | null => withheldOf(reading, cases.filter((each) => each.patient_id === patientId));
    return new Members(reading, cases, tasks, people, await risksOf(manager, reading, ids, rehearsal), await restrictionsOf(manager, reading.viewer, ids, rehearsal, withheldFrom));
  }

  shown({ id, times, first_at: firstAt, latest_at: latestAt, because, team_id: team, team_name: teamName, locality }: Row): CohortMember {
    const own = this.cases.filter((each) => each.patient_id === id);
    const tasks = this.tasks.filter((each) => own.some((of) => of.id === each.case_id));
    const withheld = withheldOf(this.reading, own);
    const [next] = tasks.filter(({ status }) => status === 'open');
    const contacts = tasks.flatMap((task) => { const at = contactedAt(task); return at === null ? [] : [{ at, task }]; }).toSorted((one, other) => (one.at < other.at ? 1 : -1));
    return {
      patient: shownPatient(own.at(-1)?.patient ?? null, { withoutIdentity: this.reading.viewer.withoutIdentity }), escalations: times, firstAt: firstAt.toISOString(), latestAt: latestAt.toISOString(),
      because: because.map(({ at, kind, case_id: caseId }) => ({ at: new Date(at).toISOString(), kind, caseId })),
      next: next ? { taskId: next.id, caseId: next.case_id, step: next.step, title: withheld && next.step === 'action' ? withheld.text(next.title) : next.title, owner: { role: next.owner_role, person: this.people.personOrNull(next.owner_person) }, dueAt: next.due_at.toISOString(), overdue: this.overdue(next) } : null,
      team: team === null ? null : { id: team, name: teamName ?? team }, locality,
      cases: own.filter(({ id: of, status }) => status !== 'closed' || because.some(({ case_id: caseId }) => caseId === of)).map(({ id: of, pathway, status, stage, clinical_lead: lead }) => ({ id: of, pathway, status, stage, clinicalLead: this.people.personOrNull(lead) })),
      reviews: tasks.filter(({ step }) => step === 'post-escalation-review').map((task) => ({ taskId: task.id, caseId: task.case_id, status: task.status, dueAt: task.due_at.toISOString(), overdue: this.overdue(task), owner: this.people.personOrNull(task.owner_person), completedAt: task.completed_at })),
      lastContactAt: contacts[0]?.at ?? null, signs: contacts.flatMap(({ at, task }) => signsOf(task, at)).slice(0, CONTACTS).map((each) => (withheld ? withheld.value(each) : each)),
      risks: this.risks.get(id) ?? [], restrictions: this.restrictions.get(id) ?? [],
    };
  }

  private overdue({ case_id: caseId, status, due_at: dueAt }: TaskRow): boolean {
    return status === 'open' && dueAt.getTime() < this.reading.now.getTime() + Number(this.cases.find(({ id }) => id === caseId)?.offset ?? 0);
  }
}

const withheldOf = ({ viewer }: Reading, own: readonly CaseRow[]): Withholding | null => (viewer.withoutIdentity ? withholding(own.flatMap(({ identities }) => identities)) : null);

function contactedAt({ step, status, evidence, completed_at: completedAt }: TaskRow): string | null {
  if (status !== 'completed' || !CONTACT_STEPS.includes(step)) return null;
  const said = ['contactedAt', 'visitedAt', 'seenAt'].map((name) => evidence?.[name]).find((each): each is string => typeof each === 'string');
  return said ?? completedAt;
}

function signsOf({ case_id: caseId, evidence }: TaskRow, at: string): SignsSeen[] {
  const signs = evidence?.['warningSigns'];
  if (!Array.isArray(signs) || signs.length === 0) return [];
  const looked = signs.filter((each) => typeof each === 'object') as unknown as { sign: string; seen: boolean }[];
  return [{ at, caseId, seen: looked.filter(({ seen }) => seen).map(({ sign }) => sign), notSeen: looked.filter(({ seen }) => !seen).map(({ sign }) => sign), named: signs.filter((each): each is string => typeof each === 'string') }];
}
