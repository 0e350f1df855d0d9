import type { RoleHolderView } from '#libs/contracts/views.js';
import { Problem } from '#apps/api/http/problem.js';
import { calendarFeed, feedOf } from '#libs/directory/calendar-feed.js';
import { everybody, type PersonView } from '#libs/directory/people-views.js';
import { DAY } from '#libs/domain/duration.js';
import { organisationsOf } from '#libs/security/permissions.js';
import { withinTheTable } from '#apps/api/coverage/stretch.js';
import { peopleToChoose } from '../escalations/people-to-choose.js';
import { fieldsInWords } from '../forms/errors.js';
import { momentField, readMoment } from '../time/local-moment.js';
import { command, field, goTo, problemOfAnswer, read, show, type Answered, type Page, type Visit } from '../visit.js';
import { all, mayChange, type Cover, type Coverage, type Leave, type LeftBehind, type Rota, type RotaParts, type Team } from './facts.js';
import { directoryPages } from './directory-pages.js';
import { holeWords } from './hole-words.js';

const AHEAD = 28 * DAY;
const LABELS = { '/from': 'From when', '/until': 'Until when', '/reason': 'The reason', '/by': 'Who covers', '/person': 'Who it is' };

async function index(visit: Visit): Promise<Answered> {
  const { reading: { now }, caller: { person } } = visit;
  const stretch = { from: now.toISOString(), until: new Date(now.getTime() + AHEAD).toISOString() };
  const [holders, coverage, leave, covers, teams, rotas, left] = await Promise.all([
    all<RoleHolderView>(visit, '/v1/people', { organisation: person.organisation.id }), read<Coverage>(visit, `/v1/coverage?${new URLSearchParams({ from: stretch.from, to: stretch.until }).toString()}`),
    all<Leave>(visit, '/v1/leave', stretch), all<Cover>(visit, '/v1/covers'), all<Team>(visit, '/v1/teams'), all<RotaParts>(visit, '/v1/rotas'), all<LeftBehind>(visit, '/v1/reassignments'),
  ]);
  const holes = coverage.items.map((hole) => ({ ...hole, ...holeWords(hole) })).toSorted((a, b) => Number(b.grave) - Number(a.grave));
  const roles = [...new Set(holders.map(({ role }) => role))].map((role) => ({ role, holders: holders.filter((each) => each.role === role) }));
  return show('people/index.njk', {
    title: 'People', mayEdit: await mayChange(visit, 'directory', null), roles, leave, everybody: await everybody(visit.manager, person.organisation.id),
    // Somebody may be named by cases and hold the role besides: one sentence says it.
    holes: holes.filter((hole, place) => holes.findIndex(({ what, from, until }) => what === hole.what && from === hole.from && until === hole.until) === place), teams: teams.filter(({ active }) => active), rotas, left,
    covers: covers.filter(({ status, until }) => (status === 'accepted' || status === 'offered') && until > stretch.from), organisation: person.organisation.name,
  });
}

async function one(visit: Visit, more: Record<string, unknown> = {}, status = 200): Promise<Answered> {
  const id = visit.params['id'] ?? '';
  const { reading: { now }, caller } = visit;
  const shown = await read<PersonView>(visit, `/v1/people/${encodeURIComponent(id)}`);
  const [covered, covering, mayAbsence, mayReassign, people, mayEdit, mayContact] = await Promise.all([
    all<Cover>(visit, '/v1/covers', { person: shown.id }), all<Cover>(visit, '/v1/covers', { by: shown.id }), mayChange(visit, 'absence', shown.id), mayChange(visit, 'reassign', shown.id), peopleToChoose(visit), mayChange(visit, 'directory', shown.id), mayChange(visit, 'contact', shown.id),
  ]);
  const standing = ({ status: is, until }: Cover): boolean => (is === 'accepted' || is === 'offered') && until > now.toISOString();
  return show('people/person.njk', {
    title: shown.name, shown, covered: covered.filter(standing), covering: covering.filter(standing), mayAbsence, mayReassign, mayEdit, mayContact, people: people.filter((each) => each.id !== shown.id), itsMe: caller.person.id === shown.id, myId: caller.person.id,
    suggested: momentField(now.getTime()), typed: visit.kept ?? {}, ...more,
  }, status);
}

const at = (visit: Visit, name: string): string => {
  const read_ = readMoment(field(visit.form, name));
  return read_ === null ? field(visit.form, name) : new Date(read_).toISOString();
};

interface Sent { path: string; body: unknown; told: string }
function sentAbout(visit: Visit): Sent | null {
  const { form, params } = visit;
  const person = `/v1/people/${encodeURIComponent(params['id'] ?? '')}`;
  const cover = `/v1/covers/${encodeURIComponent(field(form, 'cover'))}`;
  const reason = field(form, 'reason');
  switch (field(form, 'act')) {
    case 'leave': return { path: `${person}/leave`, body: { from: at(visit, 'from'), until: at(visit, 'until'), reason }, told: 'leave' };
    case 'leave-withdraw': return { path: `${person}/leave/withdraw`, body: { leave: field(form, 'leave'), reason }, told: 'directory' };
    case 'cover': return { path: '/v1/covers', body: { person: params['id'] ?? '', by: field(form, 'by'), from: at(visit, 'from'), until: at(visit, 'until'), reason }, told: 'cover' };
    case 'cover-accept': return { path: `${cover}/accept`, body: {}, told: 'directory' };
    case 'cover-decline': return { path: `${cover}/decline`, body: { reason }, told: 'directory' };
    case 'cover-withdraw': return { path: `${cover}/withdraw`, body: { reason }, told: 'directory' };
    default: return null;
  }
}

type Shown = (visit: Visit, more?: Record<string, unknown>, status?: number) => Promise<Answered>;
const sending = (sentBy: (visit: Visit) => Sent | null, again: Shown) => async (visit: Visit): Promise<Answered> => {
  const asked = sentBy(visit);
  if (!asked) return again(visit);
  const problem = problemOfAnswer(await command(visit, asked.path, asked.body));
  if (!problem) return goTo(`${visit.url.pathname}?told=${asked.told}`);
  if (problem.status === 503 || problem.status === 404) throw problem;
  const act = field(visit.form, 'act');
  const errors = problem.errors ? fieldsInWords(problem.errors, LABELS).map((error) => ({ ...error, href: error.href === '#maincontent' ? error.href : `#${act}-${error.pointer.slice(1)}`, text: error.text.replace(/must be an RFC.*$|must be an instant.*$/u, 'must be a day and a time') })) : [{ text: problem.message, href: `#${act}` }];
  return again(visit, { errors, wrong: act, typed: visit.form }, problem.status);
};

async function rota(visit: Visit, more: Record<string, unknown> = {}, status = 200): Promise<Answered> {
  const id = visit.params['id'] ?? '';
  const [shown, mayEdit, people] = await Promise.all([read<Rota>(visit, `/v1/rotas/${encodeURIComponent(id)}`), mayChange(visit, 'directory', null), peopleToChoose(visit)]);
  return show('people/rota.njk', { title: shown.name, shown, mayEdit, people, suggested: momentField(visit.reading.now.getTime()), typed: visit.kept ?? {}, ...more }, status);
}

function sentRota(visit: Visit): Sent | null {
  const { form, params } = visit;
  const of = `/v1/rotas/${encodeURIComponent(params['id'] ?? '')}/overrides`;
  switch (field(form, 'act')) {
    case 'override': return { path: of, body: { person: field(form, 'person'), from: at(visit, 'from'), until: at(visit, 'until'), reason: field(form, 'reason') }, told: 'override' };
    case 'override-withdraw': return { path: `${of}/withdraw`, body: { override: field(form, 'override'), reason: field(form, 'reason') }, told: 'directory' };
    default: return null;
  }
}

/** The calendar of a rota, a team or a person: the same as the API's, for whoever is signed in here. */
async function calendar(visit: Visit): Promise<Answered> {
  const { person } = visit.caller;
  const id = (visit.params['id'] ?? '').replace(/\.ics$/, '');
  const of = await feedOf(visit.manager, id, person.organisation.id);
  if (!of || !organisationsOf(person).includes(of.organisation)) throw new Problem(404, 'not-found', '');
  return { file: await withinTheTable(() => calendarFeed(visit.manager, of, visit.reading.now)), type: 'text/calendar', name: `${of.name.replace(/[^\p{L}\p{N}]+/gu, '-')}.ics` };
}

/** People: who answers for what, who is away, who covers, and where nobody would answer. */
export const peoplePages: readonly Page[] = [
  { path: '/people', show: index }, { path: '/people/calendars/:id', show: calendar }, ...directoryPages, { path: '/people/rotas/:id', show: (visit) => rota(visit), send: sending(sentRota, rota) },
  { path: '/people/:id', show: (visit) => one(visit), send: sending(sentAbout, one) },
];
