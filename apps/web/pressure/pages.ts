import type { FlowView, PressureView } from '#libs/contracts/http/pressure.js';
import { policyOf } from '#libs/policies/released.js';
import type { Page as ListPage } from '#libs/contracts/views.js';
import { watched } from '../escalations/watched.js';
import { fieldsInWords } from '../forms/errors.js';
import { command, field, goTo, problemOfAnswer, read, show, type Answered, type Page, type Visit } from '../visit.js';

const pressure = async (visit: Visit): Promise<PressureView[]> => (await read<ListPage<PressureView>>(visit, '/v1/pressure')).items;
/** Steps of cards by their names, for whoever says something about one. */
const cardSteps = (): { value: string; text: string }[] => policyOf('system-pressure')!.levels!.flatMap(({ cards }) => cards.flatMap(({ steps }) => steps)).map((step) => ({ value: step, text: policyOf('system-pressure')!.steps[step]!.title }));

/** The system of one's own house first, then those in which it takes part. `organisation` in the address: one of them alone. */
async function page(visit: Visit, more: Record<string, unknown> = {}, status = 200): Promise<Answered> {
  const all = await pressure(visit);
  const wanted = visit.url.searchParams.get('organisation');
  const shown = all.find(({ organisation }) => organisation.id === wanted) ?? all.find(({ organisation }) => organisation.id === visit.caller.person.organisation.id) ?? all[0]!;
  if (visit.url.searchParams.get('wall') === '1') return wall(visit, shown);
  const [flow] = (await read<ListPage<FlowView>>(visit, `/v1/pressure/flow?organisation=${encodeURIComponent(shown.organisation.id)}`)).items;
  return show('pressure/page.njk', { title: 'System pressure', shown, flow, others: all.filter((each) => each !== shown).map(({ organisation, level }) => ({ ...organisation, level })), cardSteps: cardSteps(), typed: visit.kept ?? {}, ...more }, status);
}

/** For a screen in a room: what is being done, not only the level; loud when it cannot be trusted. */
async function wall(visit: Visit, shown: PressureView): Promise<Answered> {
  const { loud } = await watched(visit, { everything: true });
  const steps = shown.cards.flatMap((card) => card.steps.map((step) => ({ ...step, card: card.title })));
  const stale = shown.indicators.filter(({ stale: old }) => old).map(({ title }) => `Nothing new is heard of: ${title}`);
  return show('pressure/wall.njk', {
    title: 'System pressure on the wall', shown, at: visit.reading.now, loud: [...loud, ...stale, ...shown.alarms.map(({ title }) => title)],
    open: steps.filter(({ status }) => status === 'open').toSorted((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt)), done: steps.filter(({ status }) => status === 'completed').length, all: steps.length,
  });
}

const LABELS = { '/note': 'What it is about', '/about': 'Which step of a card', '/kind': 'Which level' };

async function send(visit: Visit): Promise<Answered> {
  const organisation = field(visit.form, 'organisation');
  const shown = (await pressure(visit)).find((each) => each.organisation.id === organisation);
  const [act, note] = [field(visit.form, 'act'), field(visit.form, 'note')];
  if (!shown) return page(visit);
  const about = field(visit.form, 'about');
  const kind = act === 'level' ? `level-${field(visit.form, 'level')}-proposed` : act === 'aid' ? 'aid-requested' : 'card-feedback';
  const asked = act === 'meeting' ? { path: '/v1/pressure/meetings', body: { organisation, note } }
    : { path: `/v1/cases/${encodeURIComponent(shown.caseId ?? '')}/triggers`, body: { kind, occurredAt: visit.reading.now.toISOString(), note, ...(act === 'feedback' && about !== '' ? { about } : {}) } };
  const said = await command(visit, asked.path, asked.body);
  const problem = problemOfAnswer(said);
  const told = { meeting: 'meeting-called', aid: 'aid-requested', level: 'level-proposed' }[act] ?? 'card-feedback';
  const here = `/pressure?organisation=${encodeURIComponent(organisation)}`;
  if (!problem) return goTo(`${here}&told=${said.status === 202 ? 'pending' : told}`);
  if (problem.status !== 409 && problem.status !== 422) throw problem;
  return page(visit, { typed: visit.form, errors: problem.errors ? fieldsInWords(problem.errors, LABELS).map(({ text }) => ({ text, href: `#${act}-note` })) : [{ text: problem.message, href: `#${act}-note` }] }, problem.status);
}

/** Under which pressure the system is, for everybody, and what anybody may do about it. */
export const pressurePages: readonly Page[] = [{ path: '/pressure', show: (visit) => page(visit), send }];
