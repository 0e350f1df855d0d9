import type { HuddleItem, HuddleView } from '#libs/contracts/views.js';
import { addLocalDays, endOfLocalDay, localTime } from '#libs/domain/local-time.js';
import { may } from '#libs/security/permissions.js';
import { fieldsInWords } from '../forms/errors.js';
import { momentField, readMoment } from '../time/local-moment.js';
import { command, field, goTo, problemOfAnswer, read, show, type Answered, type Page, type Visit } from '../visit.js';

const A_DAY = /^\d{4}-\d{2}-\d{2}$/;
const LABELS = {
  '/evidence/done': 'What was done', '/evidence/check': 'How it was checked', '/evidence/checkedBy': 'Who checked it', '/dueAt': 'The new time', '/reason': 'The reason',
  '/acceptedBy/organisation': 'The organisation that takes it', '/acceptedBy/name': 'Who takes it', '/acceptedBy/contact': 'How to reach them', '/present': 'Who was there', '/date': 'The day',
};

async function huddle(visit: Visit, more: Record<string, unknown> = {}, status = 200): Promise<Answered> {
  const { caller: { person }, reading, url } = visit;
  const wanted = url.searchParams.get('date') ?? '';
  const today = localTime(reading.now.getTime()).date;
  const date = A_DAY.test(wanted) && !Number.isNaN(Date.parse(wanted)) ? wanted : today;
  const cursor = url.searchParams.get('cursor');
  const found = await read<HuddleView>(visit, `/v1/huddle?${new URLSearchParams({ ...(date === today ? {} : { date }), ...(cursor === null ? {} : { cursor }) }).toString()}`);
  const on = (day: string): string => (day === today ? '/huddle' : `/huddle?date=${day}`);
  return show('huddle/page.njk', {
    title: 'Huddle', items: found.items, walked: found.walked, date, isToday: date === today, yesterday: on(addLocalDays(date, -1)), tomorrow: on(addLocalDays(date, 1)), today: on(today), toCome: date > today,
    next: found.next === null ? null : `/huddle?${new URLSearchParams({ ...(date === today ? {} : { date }), cursor: found.next }).toString()}`, groups: groupsOf(found.items, reading.now), mayWalk: may(person, 'walk-huddle', { organisation: person.organisation.id, owners: null }),
    suggested: momentField(endOfLocalDay(reading.now.getTime()) + 17 * 3_600_000), typed: visit.kept ?? {}, ...more,
  }, status);
}

/** In walking order: what is late, what is due today, what comes later. */
function groupsOf(items: readonly HuddleItem[], now: Date): { heading: string; id: string; items: HuddleItem[] }[] {
  const tonight = new Date(endOfLocalDay(now.getTime())).toISOString();
  const groups = [
    { id: 'late', heading: 'Late', items: items.filter(({ overdue }) => overdue) }, { id: 'today', heading: 'Due today', items: items.filter(({ overdue, dueAt }) => !overdue && dueAt < tonight) },
    { id: 'later', heading: 'Later', items: items.filter(({ overdue, dueAt }) => !overdue && dueAt >= tonight) },
  ];
  return groups.filter((group) => group.items.length > 0);
}

interface Sent { path: string; body: unknown; told: string }

function sent({ form, caller }: Visit, at: number | null): Sent | null {
  const task = `/v1/tasks/${encodeURIComponent(field(form, 'task'))}`;
  switch (field(form, 'act')) {
    case 'done': return { path: `${task}/complete`, body: { evidence: { done: field(form, 'done'), check: field(form, 'check'), checkedBy: field(form, 'checkedBy') } }, told: 'complete' };
    case 'move': return { path: `${task}/move`, body: { dueAt: at === null ? '' : new Date(at).toISOString(), reason: field(form, 'reason') }, told: 'move' };
    case 'hand-over': return { path: `${task}/hand-over`, body: { acceptedBy: { organisation: field(form, 'organisation'), name: field(form, 'name'), contact: field(form, 'contact') }, reason: field(form, 'reason') }, told: 'hand-over' };
    case 'walked': return { path: '/v1/huddle', body: { team: caller.person.organisation.id, date: field(form, 'date'), present: field(form, 'present').split('\n').map((line) => line.trim()).filter(Boolean) }, told: 'walked' };
    default: return null;
  }
}

async function send(visit: Visit): Promise<Answered> {
  const asked = sent(visit, readMoment(field(visit.form, 'dueAt')));
  if (!asked) return huddle(visit);
  const said = await command(visit, asked.path, asked.body);
  const problem = problemOfAnswer(said);
  const act = field(visit.form, 'act');
  if (!problem) {
    const query = new URLSearchParams(visit.url.search);
    query.set('told', said.status === 202 ? 'pending' : asked.told);
    return goTo(`/huddle?${query.toString()}${act === 'walked' ? '#walked' : field(visit.form, 'then')}`);
  }
  if (problem.status === 503) throw problem;
  const id = act === 'walked' ? 'walked' : `${act}-${field(visit.form, 'place')}`;
  const errors = problem.errors
    ? fieldsInWords(problem.errors, LABELS).map((error) => ({ ...error, href: `#${id}-${error.pointer.slice(error.pointer.lastIndexOf('/') + 1)}`, text: error.pointer === '/dueAt' ? 'The new time must be a day and a time to come' : error.text }))
    : [{ text: problem.message, href: `#${id}` }];
  return huddle(visit, { errors, wrongTask: field(visit.form, 'task'), wrongAct: act, typed: visit.form }, problem.status);
}

/** Huddle: the team's actions in walking order; done, moved or handed over as they are walked. */
export const huddlePages: readonly Page[] = [{ path: '/huddle', show: (visit) => huddle(visit), send }];
