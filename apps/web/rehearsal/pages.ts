import { policyOf } from '#libs/policies/released.js';
import type { CaseSummary, CaseView, Page as ListPage } from '#libs/contracts/views.js';
import { elapsedTime } from '#libs/domain/duration.js';
import { may } from '#libs/security/permissions.js';
import { command, field, goTo, problemOfAnswer, read, show, SHOW_PROGRESS_MS, type Answered, type Page, type Visit } from '../visit.js';
import { moves, moveOf } from './clock.js';
import { rehearsed } from './rehearsed.js';
import { sceneOf, scenes } from './scenes.js';
import { startScene } from './starting.js';

const UNAVAILABLE = 'Rehearsals need a Temporal server whose time may be moved, and this one has none. Live cases are not affected. Whoever looks after Handrail finds how to set one up under “Production” in docs/operations.md.';
const mayStart = ({ caller: { person } }: Visit): boolean => may(person, 'start', { organisation: person.organisation.id, owners: null });
const pathOf = (id: string): string => `/rehearsal/${encodeURIComponent(id)}`;

async function index(visit: Visit, more: Record<string, unknown> = {}, status = 200): Promise<Answered> {
  const { items, next } = await read<ListPage<CaseSummary>>(visit, '/v1/cases?rehearsal=true&status=open&limit=20');
  return show('rehearsal/index.njk', {
    title: 'Rehearsal', rehearsal: true, mayStart: mayStart(visit), scenes: scenes.map((scene) => ({ ...scene, pathwayTitle: policyOf(scene.pathway)?.title })), going: items.map((of) => ({ ...of, pathwayTitle: policyOf(of.pathway)?.title })), more: next !== null, ...more,
  }, status);
}

async function start(visit: Visit): Promise<Answered> {
  const scene = sceneOf(field(visit.form, 'scene'));
  if (!scene) return index(visit, { errors: [{ text: 'Choose what to rehearse.', href: '#scenes' }] }, 422);
  const said = await startScene(visit, scene, field(visit.form, '_key'));
  const problem = problemOfAnswer(said);
  if (problem?.code === 'rehearsal-unavailable') return index(visit, { errors: [{ text: UNAVAILABLE, href: '#scenes' }] }, 409);
  if (problem) throw problem;
  const { id } = said.body as { id?: string };
  return goTo(id === undefined ? '/rehearsal' : `${pathOf(id)}?began=${scene.name}`);
}

const caseOf = (visit: Visit): Promise<CaseView> => read<CaseView>(visit, `/v1/cases/${encodeURIComponent(visit.params['id'] ?? '')}`);

async function one(visit: Visit, more: Record<string, unknown> = {}, status = 200): Promise<Answered> {
  const of = await caseOf(visit);
  if (!of.clock.rehearsal) return goTo(`/cases/${encodeURIComponent(of.id)}`);
  const since = visit.url.searchParams.get('since');
  const shown = await rehearsed(visit, of, since !== null && !Number.isNaN(Date.parse(since)) ? since : null);
  return show('rehearsal/case.njk', {
    title: `Rehearsal: ${shown.pathway}`, rehearsal: true, of, ...shown, moves, caseNow: of.clock.now, ahead: Date.parse(of.clock.now) - visit.reading.now.getTime(), mayMove: mayStart(visit), maySupervise: may(visit.caller.person, 'supervise', { organisation: of.organisation.id, owners: null }),
    scene: sceneOf(visit.url.searchParams.get('began') ?? ''), ...more,
  }, status);
}

async function move(visit: Visit): Promise<Answered> {
  const of = await caseOf(visit);
  const { next } = await rehearsed(visit, of, null);
  const now = Date.parse(of.clock.now);
  const asked = moveOf(visit.form, now, next);
  if ('error' in asked) return one(visit, { errors: [{ text: asked.error, href: '#hours' }], hours: field(visit.form, 'hours') }, 422);
  const since = field(visit.form, 'since') || of.clock.now;
  const said = await command(visit, `/v1/cases/${encodeURIComponent(of.id)}/advance`, { by: asked.by }, { waitMs: SHOW_PROGRESS_MS });
  if (said.status === 202) {
    const there = (said.body as { clock?: { now: string } }).clock?.now ?? of.clock.now;
    const whole = elapsedTime(asked.by);
    return show('rehearsal/moving.njk', { title: 'The clock is moving', rehearsal: true, of, since, by: asked.by, key: field(visit.form, '_key'), there, until: Date.parse(since) + whole, whole, moved: Math.min(whole, Date.parse(there) - Date.parse(since)) });
  }
  const problem = problemOfAnswer(said);
  switch (problem?.code) {
    case undefined: return goTo(`${pathOf(of.id)}?since=${encodeURIComponent(since)}`);
    // Sent twice: the clock has been moved already, and a little less was left.
    case 'idempotency-key-reused': return goTo(pathOf(of.id));
    case 'rehearsal-unavailable': return one(visit, { errors: [{ text: UNAVAILABLE, href: '#clock' }] }, 409);
    case 'advance-running': return one(visit, { errors: [{ text: 'The clock of this rehearsal is being moved already. Wait until it has arrived, then look again.', href: '#clock' }] }, 409);
    case 'case-closed': return one(visit, { errors: [{ text: 'This rehearsal has come to its end. Start another one.', href: '#clock' }] }, 409);
    default: throw problem!;
  }
}

/** Rehearsal: a case with a clock that can be moved, to see who is called when nobody acts. */
export const rehearsalPages: readonly Page[] = [
  { path: '/rehearsal', show: (visit) => index(visit), send: start },
  { path: '/rehearsal/:id', show: (visit) => one(visit), send: move },
];
