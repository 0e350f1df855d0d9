import type { EntityManager } from 'typeorm';
import type { AlarmView, Page } from '#libs/contracts/views.js';
import { text } from '../stored.js';
import { rows } from '../transaction.js';
import { pageSize, readCursor } from './cursor.js';
import { cut, Parameters, readPage, visibleBranches, visibleCase } from './listing.js';
import { isSafeguarding, seesSafeguarding } from './safeguarding.js';
import { shownNotice, type NoticeRow } from './shown-notices.js';
import { ShownPeople } from './shown-people.js';
import { casesOf } from './tasks.js';
import type { Reading } from './viewer.js';
import { WITHHELD, withholding } from './withheld.js';

interface Notice extends NoticeRow { alarm: string; person: string }
interface AlarmRow {
  id: string; case_id: string; task_id: string; escalation_id: string; organisation_id: string; pathway: string; rehearsal: boolean; step: string; level: number; role: string; since: Date; raised_at: Date; due_at: Date; last_at: Date;
  times: number; told: { person: string; why: string }[]; why: string | null; done_at: Date | null;
}
const columns = 'id, case_id, task_id, escalation_id, organisation_id, pathway, rehearsal, step, level, role, since, raised_at, due_at, last_at, times, told, why, done_at';

/** `open`: nobody has written yet what was done. */
export interface AlarmSearch { status?: 'open' | 'done'; caseId?: string; rehearsal?: boolean; cursor?: string; limit?: number }
/** So many stand above other lists; GET /v1/alarms has all. */
const above = 50;

/** System alarms, the one that has stood longest first. @throws CursorUnknown */
export async function listAlarms(manager: EntityManager, reading: Reading, search: AlarmSearch): Promise<Page<AlarmView>> {
  const parameters = new Parameters();
  const limit = pageSize(search.limit);
  const branches = search.caseId === undefined ? visibleBranches(reading.viewer, parameters, 'case_id') : [`case_id = ${parameters.add(text(search.caseId))} and ${visibleCase(reading.viewer, parameters, 'system_alarms.case_id')}`];
  const conditions = [`rehearsal = ${search.rehearsal === true}`, ...(search.status === undefined ? [] : [`done_at is ${search.status === 'open' ? '' : 'not '}null`])];
  const found = await readPage<AlarmRow>(manager, { table: 'system_alarms', columns, branches, conditions, sortedBy: 'raised_at', descending: false, after: readCursor(search.cursor), limit }, parameters);
  const { shown, next } = cut(found, limit, (row) => row.raised_at);
  return { items: await shownAlarms(manager, reading, shown), next };
}

/** What stands on top of everybody's list until somebody has written what was done. */
export async function openAlarms(manager: EntityManager, reading: Reading, rehearsal = false): Promise<AlarmView[]> {
  return (await listAlarms(manager, reading, { status: 'open', rehearsal, limit: above })).items;
}

/** One alarm; null when it is not there or not the viewer's to see. */
export async function alarmView(manager: EntityManager, reading: Reading, alarmId: string): Promise<AlarmView | null> {
  const parameters = new Parameters();
  const found = await rows<AlarmRow>(manager, `select ${columns} from system_alarms where id = ${parameters.add(text(alarmId))} and ${visibleCase(reading.viewer, parameters, 'system_alarms.case_id')}`, parameters.values);
  return (await shownAlarms(manager, reading, found))[0] ?? null;
}

/** All alarms of a case that the viewer sees. */
export async function alarmsOfCase(manager: EntityManager, reading: Reading, caseId: string): Promise<AlarmView[]> {
  return shownAlarms(manager, reading, await rows<AlarmRow>(manager, `select ${columns} from system_alarms where case_id = $1 order by raised_at, id`, [caseId]));
}

interface Closing { alarm_id: string; at: Date; person_id: string; done: string }

async function shownAlarms(manager: EntityManager, { viewer }: Reading, found: readonly AlarmRow[]): Promise<AlarmView[]> {
  if (found.length === 0) return [];
  const ids = found.map(({ id }) => id);
  const [titles, notices, closings, cases] = await Promise.all([
    rows<{ id: string; title: string }>(manager, 'select id, title from tasks where id = any($1)', [found.map(({ task_id }) => task_id)]),
    rows<Notice>(manager, `
      select system_alarms.id as alarm, person_id as person, channel, status, at, tries, last_error as error from system_alarms join notices on notices.case_id = system_alarms.case_id and notices.rung between sequence and last_sequence
        and notices.kind = 'alarm' and notices.task_id = system_alarms.task_id where system_alarms.id = any($1) order by notices.id`, [ids]),
    rows<Closing>(manager, 'select alarm_id, at, person_id, done from system_alarm_closings where alarm_id = any($1)', [ids]),
    casesOf(manager, found.map(({ case_id }) => case_id)),
  ]);
  const people = await ShownPeople.of(manager, [...found.flatMap(({ told }) => told.map(({ person }) => person)), ...notices.map(({ person }) => person), ...closings.map(({ person_id }) => person_id)], found.map(({ organisation_id }) => organisation_id));
  return found.map((row): AlarmView => {
    const ofCase = cases.get(row.case_id);
    const withheld = viewer.withoutIdentity ? withholding(ofCase?.identities ?? []) : null;
    const closing = closings.find(({ alarm_id }) => alarm_id === row.id);
    const title = titles.find(({ id }) => id === row.task_id)?.title ?? row.step;
    const own = notices.filter(({ alarm }) => alarm === row.id);
    const told = new Map<string, string>([...own.map(({ person }): [string, string] => [person, '']), ...row.told.map(({ person, why }): [string, string] => [person, why])]);
    const hidden = isSafeguarding(row.step) && !seesSafeguarding(viewer, ofCase?.owners ?? null);
    return {
      id: row.id, caseId: row.case_id, taskId: row.task_id, escalationId: row.escalation_id, pathway: row.pathway, step: row.step, title: withheld && row.step === 'action' ? withheld.text(title) : title,
      organisation: people.organisation(row.organisation_id), rehearsal: row.rehearsal, status: row.done_at === null ? 'open' : 'done', level: row.level, role: row.role, since: row.since.toISOString(),
      raisedAt: row.raised_at.toISOString(), dueAt: row.due_at.toISOString(), times: row.times, lastAt: row.last_at.toISOString(), ...(row.why === null ? {} : { why: row.why }),
      told: [...told].map(([person, why]) => ({ person: people.person(person), ...(why === '' ? {} : { why }), notices: own.filter((notice) => notice.person === person).map(shownNotice) })),
      ...(closing ? { done: { at: closing.at.toISOString(), by: people.person(closing.person_id), done: hidden ? WITHHELD : withheld ? withheld.text(closing.done) : closing.done } } : {}),
    };
  });
}
