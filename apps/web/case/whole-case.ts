import type { JsonObject, EventKind } from '#libs/contracts/events.js';
import type { CaseView, EventView, Page, Person } from '#libs/contracts/views.js';
import { ageAt } from '../time/in-words.js';
import { peopleByIds } from '#libs/directory/people.js';
import { roleWords } from '#libs/directory/role-words.js';
import { whoAnswerWhen } from '#libs/directory/who-answers.js';
import { positionsOf, type NextCall } from '#libs/pathway/positions.js';
import type { Policy } from '#libs/policies/policy.js';
import { policyOfCase } from '#libs/policies/released.js';
import { eventsOf } from '#libs/records/stored.js';
import { optionWords, plainWords } from '../words/labels.js';
import { casesCalled } from '../supervision/looked-at.js';
import { read, type Visit } from '../visit.js';
import { actorWords, eventWords, named, type EventLine, type Telling } from './event-words.js';
import { readableAbout } from '../words/about.js';
import { factsOf, valueWords, type Fact } from './facts.js';
import { gateBefore, stageLine, stageWords, taperStages } from './stages.js';

/** A case as the API tells it: `watching` stands beside a status of open and closed. */
export type ToldCase = Omit<CaseView, 'status'> & { status: 'open' | 'closed'; watching: boolean };
export type ShownNext = { words: 'held'; because: string } | { words: 'call'; role: string; person: string | null; at: number; level: number; asked: string; again: boolean };
export interface TimelineEntry extends EventLine { sequence: number; at: string; kind: EventKind; actor: string }

/** Everything that the pages of a case show of it; each has one present, the case's own. */
export interface WholeCase {
  told: ToldCase; now: number; telling: Telling; policy: Policy | null; timeline: TimelineEntry[]; events: EventView[]; next: Map<string, ShownNext>;
}

const steps = (policy: Policy | null) => (step: string): string => policy?.steps[step]?.title ?? plainWords(step);

export async function toldCase(visit: Visit, id = visit.params['id'] ?? ''): Promise<ToldCase> {
  return read<ToldCase>(visit, `/v1/cases/${encodeURIComponent(id)}`);
}

/** The case as this person may see it, with its history in words. @throws Problem as the API says no */
export async function wholeCase(visit: Visit): Promise<WholeCase> {
  const told = await toldCase(visit);
  const { items: events } = await read<Page<EventView>>(visit, `/v1/cases/${encodeURIComponent(told.id)}/events`);
  const now = Date.parse(told.clock.now);
  const policy = policyOf(told);
  const people = await peopleByIds(visit.manager, [...peopleIn(events)]);
  const names = new Map([...people].map(([id, { name }]) => [id, name]));
  const telling: Telling = { names, now, cases: await casesCalled(visit, told.details), titles: new Map(told.tasks.map(({ id, title }) => [id, title])), stepWords: steps(policy) };
  const timeline = events.map((event) => ({ sequence: event.sequence, at: event.at, kind: event.kind, actor: actorWords(event.actor, names), ...eventWords(event, telling) }));
  return { told, now, telling, policy, timeline, events, next: await nextOf(visit, told) };
}

function policyOf({ policy }: ToldCase): Policy | null {
  try {
    return policyOfCase(policy);
  } catch {
    return null;
  }
}

const PEOPLE = new Set(['owner', 'person', 'before', 'clinicalLead', 'coordinator', 'escalationOwner', 'chair', 'nextChair', 'participants']);
/** Ids of people wherever events name one, and whatever a call says of how somebody was found. */
function peopleIn(value: unknown, found = new Set<string>(), name = ''): Set<string> {
  if (typeof value === 'string') {
    if (PEOPLE.has(name)) found.add(value);
    if (name === 'why') for (const word of value.match(/[a-z0-9]+(?:-[a-z0-9]+)+|[0-9a-f-]{36}/g) ?? []) found.add(word);
  } else if (Array.isArray(value)) for (const each of value) peopleIn(each, found, name);
  else if (value !== null && typeof value === 'object') for (const [key, each] of Object.entries(value)) peopleIn(each, found, key);
  return found;
}

/** Who is next about each open task, and when: by the case's own events, and by the directory for that instant. */
async function nextOf(visit: Visit, told: ToldCase): Promise<Map<string, ShownNext>> {
  const positions = positionsOf(told.id, await eventsOf(visit.manager, told.id));
  const coming = positions.flatMap(({ taskId, next }): { taskId: string; call: NextCall }[] => (next ? [{ taskId, call: next }] : []));
  const { id, organisation, owners } = told;
  const named = owners ? { clinicalLead: owners.clinicalLead.id, coordinator: owners.coordinator.id, escalationOwner: owners.escalationOwner.id } : null;
  // Past the table of bank holidays nobody can say who answers: the role is still known.
  const answers = await whoAnswerWhen(visit.manager, { organisation: organisation.id, owners: named, caseId: id }, coming.map(({ call }) => ({ role: call.role, assigned: call.person, at: new Date(call.at) }))).catch(() => []);
  const names = await peopleByIds(visit.manager, answers.flatMap(({ person }) => person ?? []));
  const shown = new Map(positions.map(({ taskId, heldBecause }): [string, ShownNext] => [taskId, { words: 'held', because: heldBecause ?? '' }]));
  for (const [place, { taskId, call }] of coming.entries()) {
    const person = answers[place]?.person ?? null;
    shown.set(taskId, { words: 'call', role: roleWords(call.role), person: person === null ? null : names.get(person)?.name ?? person, at: call.at, level: call.level, asked: call.asked, again: call.repeat > 0 });
  }
  return shown;
}

/** Who the person is and how one deals with them, for the banner. */
export function bannerOf({ told, now, telling }: Pick<WholeCase, 'told' | 'now' | 'telling'>): Record<string, unknown> | null {
  const { patient, details } = told;
  if (!patient) return null;
  const facts = (value: JsonObject | undefined): Fact[] => (value ? factsOf(value, telling) : []);
  const handover = details['handover'] as JsonObject | undefined;
  const contacts = [...patient.contacts ?? [], ...(handover?.['contacts'] as JsonObject[] | undefined ?? [])].map((contact) => ({
    name: said(contact, 'name'), relation: said(contact, 'relation'), contact: said(contact, 'contact'), mayShare: told_(contact['mayShare']), safeToContact: told_(contact['safeToContact']),
  }));
  return {
    name: patient.name, withheld: patient.withheld ?? false, nhsNumber: patient.nhsNumber, identifiers: patient.identifiers ?? [], dateOfBirth: patient.dateOfBirth ?? null, age: patient.dateOfBirth ? ageAt(patient.dateOfBirth, now) : null,
    needs: facts(patient.needs), contacts,
  };
  function told_(value: unknown): string { return value === undefined ? 'not recorded' : valueWords(value as never, 'mayShare', telling).toLowerCase(); }
}
const said = (facts: JsonObject, name: string): string => (typeof facts[name] === 'string' ? facts[name] : '');

/** Where on the pathway it is: the stages as a line, and the gates with what is unmet. */
export function pathwayOf({ told, policy, events, telling, now }: WholeCase) {
  const been = events.flatMap(({ kind, data }) => (kind === 'stage-entered' ? [data['stage'] as string] : []));
  const line = stageLine({ pathway: told.pathway, stage: told.stage, closed: told.status === 'closed', been, tapers: taperStages(told.details, policy?.numbers['taper']?.value) });
  const gates = told.gates.map(({ name, open, unmet, by, because }) => ({
    name, open, by: by === 'met-standards' ? 'all of it was met and confirmed' : by && optionWords(by).toLowerCase(), because, before: gateBefore[name],
    unmet: unmet.map((step) => {
      const task = told.tasks.findLast((each) => each.step === step);
      return { title: telling.stepWords(step), taskId: task?.id, state: task ? unmetWords(task.status, task.overdue) : 'not begun', dueAt: task?.status === 'open' ? task.dueAt : undefined };
    }),
  }));
  return { title: policy?.title ?? optionWords(told.pathway), purpose: policy?.purpose, line, gates, now, details: factsOf(told.details['safeguarding'] === undefined ? withoutHandover(told.details) : { ...withoutHandover(told.details), safeguarding: shownSafeguarding(told.details['safeguarding']) }, telling, '/details'), stage: told.stage && stageWords(told.stage) };
}
const withoutHandover = ({ handover: _, safeguarding: __, ...details }: JsonObject): JsonObject => details;
const shownSafeguarding = (value: unknown): JsonObject => (value as JsonObject)['withheld'] === true ? { indicators: 'Withheld: for the people named on the case' } : value as JsonObject;
const unmetWords = (status: string, overdue: boolean): string => (status === 'open' ? overdue ? 'open and overdue' : 'open' : status === 'unmet' ? 'will not be met' : status === 'declined' ? 'the person said no' : plainWords(status).toLowerCase());

/** Open tasks, the longest overdue first, each with who was called, who was reached, and who is next. */
export function openTasksOf({ told, next, telling }: WholeCase) {
  return told.tasks.filter(({ status }) => status === 'open').toSorted((one, other) => Date.parse(one.dueAt) - Date.parse(other.dueAt)).map((task) => ({
    ...task, ownerWords: task.owner.person?.name ?? roleWords(task.owner.role), ownerRole: roleWords(task.owner.role), next: next.get(task.id),
    calls: told.escalations.filter(({ taskId, status }) => taskId === task.id && status !== 'ended').flatMap(({ calls }) => calls).map((call) => ({ ...call, why: named(call.why, telling) })),
    outcomes: told.escalations.filter(({ taskId, status }) => taskId === task.id && status !== 'ended').flatMap(({ outcomes }) => outcomes),
    aboutFacts: task.about ? factsOf(readableAbout(task.about as JsonObject), telling) : [],
  }));
}
export function endedTasksOf({ told }: WholeCase) {
  return told.tasks.filter(({ status }) => status !== 'open').map((task) => ({ id: task.id, title: task.title, status: task.status, late: task.late, at: task.completedAt ?? task.endedAt, by: (task.completedBy as Person | undefined)?.name, because: task.endedBecause }));
}
export const ownersOf = ({ told, policy }: WholeCase) => (told.owners ? ([['clinical-lead', told.owners.clinicalLead], ['coordinator', told.owners.coordinator], ['escalation-owner', told.owners.escalationOwner]] as const).map(([role, person]) => ({
  role, words: (role === 'clinical-lead' ? policy?.leadTitle : undefined) ?? roleWords(role), person, offered: told.offers?.find((offer) => offer.role === role)?.person,
})) : []);

/** The minimum dataset that a crisis team handed over. */
export function handoverFacts({ told, telling }: Pick<WholeCase, 'told' | 'telling'>): Fact[] {
  const handover = told.details['handover'] as JsonObject | undefined;
  if (!handover) return [];
  const { contacts: _, ...rest } = handover;
  return factsOf(rest, telling, '/handover');
}
