import { escalationView } from '#libs/records/queries/escalations.js';
import { countBoard, escalationBoard } from '#libs/records/queries/escalation-board.js';
import { Problem } from '#apps/api/http/problem.js';
import { openAlarms } from '../alarms/pages.js';
import { acknowledgeChoices } from './acknowledging.js';
import { fieldsInWords } from '../forms/errors.js';
import { command, field, goTo, problemOfAnswer, show, type Answered, type Page, type Visit } from '../visit.js';
import { board, boardFilter, boardQuery, initials, pathwayChoices, shownClimbs } from './board.js';
import { mayDoAbout } from './may-do.js';
import { peopleToChoose } from './people-to-choose.js';
import { reassignPages, unfinished } from './reassigning.js';
import { watched } from './watched.js';

const A_PAGE = 25;
const ON_THE_WALL = 12;

async function list(visit: Visit): Promise<Answered> {
  if (visit.url.searchParams.get('wall') === '1') return wall(visit);
  const filter = boardFilter(visit.url.searchParams);
  const [{ items, next }, count, { alarms, loud }, unanswered, cut] = await Promise.all([board(visit, filter, A_PAGE), countBoard(visit.manager, visit.reading), watched(visit, { everything: false }), openAlarms(visit), unfinished(visit)]);
  return show('escalations/list.njk', {
    title: 'Escalations', unfinished: cut, items, filter, count, alarms, loud, unanswered, pathways: pathwayChoices(), next: next === null ? null : boardQuery(filter, { cursor: next }), first: filter.cursor === undefined ? null : boardQuery(filter),
    everybodys: boardQuery(filter, { mine: false }), mines: boardQuery(filter, { mine: true }), narrowed: filter.pathway !== '' || filter.level !== null,
  });
}

/** For a screen that hangs in a room: no names, large, and loud when it cannot be trusted. */
async function wall(visit: Visit): Promise<Answered> {
  const filter = boardFilter(new URLSearchParams());
  const [{ items }, count, { alarms, loud }, unanswered] = await Promise.all([board(visit, filter, ON_THE_WALL), countBoard(visit.manager, visit.reading), watched(visit, { everything: true }), openAlarms(visit)]);
  const nobody = unanswered.length === 0 ? [] : [`${unanswered.length === 1 ? 'One task was' : `${unanswered.length} tasks were`} called to the end of the ladder, and nobody acted`];
  return show('escalations/wall.njk', { title: 'Escalations on the wall', items: items.map((item) => ({ ...item, initials: initials(item.patient?.name ?? null) })), count, alarms, loud: [...loud, ...nobody], at: visit.reading.now, longest: count.since === null ? null : visit.reading.now.getTime() - count.since.getTime() });
}

const LABELS = { '/for': 'How long it is held back', '/note': 'The note', '/toLevel': 'Whom to call', '/reason': 'The reason', '/response': 'What was done', '/to': 'To whom it goes' };

async function one(visit: Visit, more: Record<string, unknown> = {}, status = 200): Promise<Answered> {
  const id = visit.params['id'] ?? '';
  const { items: found } = await escalationBoard(visit.manager, visit.reading, { escalation: id, limit: 1 });
  const [climb] = await shownClimbs(visit, found);
  // It has ended meanwhile: the case tells how.
  if (!climb) return endedClimb(visit, id);
  const [may, people] = await Promise.all([mayDoAbout(visit, id), peopleToChoose(visit)]);
  return show('escalations/one.njk', {
    title: climb.task.title, climb, may: Object.fromEntries([...may].map((action) => [action, true])), mayNothing: may.size === 0, caseNow: climb.now, choices: climb.drawn ? acknowledgeChoices(climb.drawn.acknowledgeFor) : [], people, typed: visit.kept ?? {},
    rehearsal: climb.task.rehearsal, ...more,
  }, status);
}

async function endedClimb(visit: Visit, id: string): Promise<Answered> {
  const found = await escalationView(visit.manager, visit.reading, id);
  if (!found) throw new Problem(404, 'not-found', '');
  return show('escalations/ended.njk', { title: 'This climb has ended', escalation: found });
}

interface Sent { path: string; body: unknown; told: string }

function sent({ form, params }: Visit, taskId: string): Sent | null {
  const escalation = `/v1/escalations/${encodeURIComponent(params['id'] ?? '')}`;
  const task = `/v1/tasks/${encodeURIComponent(taskId)}`;
  switch (field(form, 'act')) {
    case 'acknowledge': return { path: `${escalation}/acknowledge`, body: { for: field(form, 'for'), note: field(form, 'note') }, told: 'acknowledge' };
    case 'claim': return { path: `${task}/claim`, body: {}, told: 'claim' };
    case 'climb': return { path: `${escalation}/climb`, body: { toLevel: Number(field(form, 'toLevel')), reason: field(form, 'reason') }, told: 'climb' };
    case 'outcome': return { path: `${escalation}/outcome`, body: { response: field(form, 'response') }, told: 'outcome' };
    case 'assign': return { path: `${task}/assign`, body: { to: field(form, 'to'), reason: field(form, 'reason') }, told: 'assign' };
    default: return null;
  }
}

async function act(visit: Visit): Promise<Answered> {
  const { items: [found] } = await escalationBoard(visit.manager, visit.reading, { escalation: visit.params['id'] ?? '', limit: 1 });
  const asked = found && sent(visit, found.task.id);
  if (!asked) return one(visit);
  const said = await command(visit, asked.path, asked.body);
  const problem = problemOfAnswer(said);
  if (!problem) return goTo(`${visit.url.pathname}?told=${said.status === 202 ? 'pending' : asked.told}`);
  if (problem.status === 503) throw problem;
  const which = field(visit.form, 'act');
  const errors = problem.errors ? fieldsInWords(problem.errors, LABELS).map((error) => ({ ...error, href: `#${which}-${error.pointer.slice(1)}` })) : [{ text: `${problem.message} This is how it stands now; what you typed is still here.`, href: `#${which}` }];
  return one(visit, { errors, wrong: which, typed: visit.form }, problem.status);
}

/** Escalations: what has timed out, longest silent first. */
export const escalationPages: readonly Page[] = [
  { path: '/escalations', show: list },
  ...reassignPages,
  { path: '/escalations/:id', show: (visit) => one(visit), send: act },
];
