import { addLocalDays, localTime } from '#libs/domain/local-time.js';
import { OVERLOADED } from './crowd/fill.js';
import { crewOf } from './crowd/staff.js';

/** What of the record the addresses of pages name. */
export interface Known { tasks: readonly string[]; cases: readonly string[]; escalations: readonly string[] }
/** A page as somebody opens it: the turn chooses who and which. `within`: what is promised of its p95 on a quiet machine, ms; null: nothing is. */
export interface Opened { name: string; within: number | null; path: (turn: number) => string; who: (turn: number) => string }

const of = <Item>(all: readonly Item[], turn: number): Item => all[turn % all.length]!;
const coordinators = crewOf('coordinator').slice(0, 40);
const leads = crewOf('escalation-lead');
const hubs = crewOf('hub');
const one = (who: string) => (): string => who;
const anyOf = (all: readonly string[]) => (turn: number): string => of(all, turn);

/** Every page that reads the record, as those who use it do. */
export function everyOpened({ tasks, cases, escalations }: Known, now: number): Opened[] {
  const today = localTime(now).date;
  const page = (name: string, path: string | ((turn: number) => string), who: readonly string[], within: number | null = 100): Opened => ({ name, within, who: anyOf(who), path: typeof path === 'string' ? one(path) : path });
  return [
    page('My work', '/', coordinators, 50),
    page('My work, of a clinical lead', '/', crewOf('clinical-lead'), 50),
    page('My work, I was called', '/?show=called', leads, 50),
    page('My work, for my team', '/?show=claimable', hubs, 50),
    page('My work, searched by name', '/?q=griffiths', coordinators, 50),
    page('My work, overdue only, due last', '/?due=overdue&sort=-dueAt', coordinators, 50),
    page('My work, of somebody with 10,000 tasks', '/', [OVERLOADED], 50),
    page('the same, searched for a name that nobody has', '/?q=nobody-of-that-name', [OVERLOADED], 50),
    page('Task', (turn) => `/tasks/${of(tasks, turn)}`, [OVERLOADED]),
    page('Task, something else said of it', (turn) => `/tasks/${of(tasks, turn)}/attempt`, [OVERLOADED]),
    page('Case', (turn) => `/cases/${of(cases, turn)}`, [OVERLOADED]),
    page('Case, handover sheet', (turn) => `/cases/${of(cases, turn)}?print=1`, [OVERLOADED]),
    page('Start a case', '/cases/new', hubs),
    page('Escalations', '/escalations', leads),
    page('Escalations, I was called', '/escalations?show=called', leads),
    page('Escalations, rung 3 or higher', '/escalations?level=3', leads),
    page('Escalations, on a wall', '/escalations?wall=1', leads),
    page('Escalation', (turn) => `/escalations/${of(escalations, turn)}`, leads),
    page('Huddle', '/huddle', coordinators),
    page('Admissions', '/admissions', hubs),
    page('Admissions, without a case', '/admissions?hasCase=false', hubs),
    page('People', '/people', leads),
    page('Person', (turn) => `/people/${of(coordinators, turn)}`, leads),
    page('Policies', '/policies', leads),
    page('Policy', '/policies/rapid-falls-review/1', leads),
    page('Reports, 28 days', '/reports', leads),
    page('Reports, 28 days, worked out anew', '/reports?anew=1', leads, null),
    page('Reports, a chart of them', '/reports/mtta.svg', leads),
    page('Reports, three months', `/reports?from=${addLocalDays(today, -90)}&to=${today}`, leads, null),
    page('Rehearsal', '/rehearsal', leads),
    page('What may I decide?', '/decision-rights', coordinators),
    page('You', '/me', coordinators),
  ];
}
