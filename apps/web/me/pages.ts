import { z } from 'zod';
import { standalone } from '#libs/contracts/http/evidence.js';
import { id, instant, text } from '#libs/contracts/http/fields.js';
import type { CoverView, PersonView } from '#libs/directory/people-views.js';
import type { RotaParts, RotaView } from '#libs/directory/rota-page.js';
import { pageSetting, setPage } from '#libs/records/page-settings.js';
import { aboutForm, drawn, formOf, sent, unsent, type Form, type Shown } from '../forms/form.js';
import type { Schema } from '../forms/schema.js';
import { command, field, goTo, problemOfAnswer, read, show, type Answered, type Page, type Visit } from '../visit.js';

const schemaOf = (request: z.ZodType): Schema => standalone(request) as Schema;
/** What somebody says of themselves, each on a page of its own. */
const sayings = {
  cover: { title: 'Ask somebody to cover for you', intro: 'It counts once they have accepted. Whoever covers for you is called in your place, and sees your work.', button: 'Ask them', schema: schemaOf(z.strictObject({ by: id, from: instant, until: instant, reason: text })), path: '/v1/covers' },
  leave: { title: 'Say when you are away', intro: 'While you are away you are not called. Ask somebody to cover for you as well: without cover the next person on the ladder is called.', button: 'Record it', schema: schemaOf(z.strictObject({ from: instant, until: instant, reason: text })), path: '' },
} as const;
type Saying = keyof typeof sayings;

const person = ({ caller }: Visit): string => encodeURIComponent(caller.person.id);
const WEEKS_MS = 28 * 86_400_000;

/** My shifts of the coming four weeks, and those in which somebody else stands in for me. */
async function shiftsOf(visit: Visit): Promise<{ rota: string; role: string; from: string; until: string; answers: string | null; why: string }[]> {
  const me = visit.caller.person.id;
  const { items } = await read<{ items: RotaParts[] }>(visit, '/v1/rotas?limit=200');
  const mine = items.filter(({ rules, overrides }) => JSON.stringify([rules, overrides]).includes(JSON.stringify(me))).slice(0, 10);
  const from = visit.reading.now.toISOString();
  const until = new Date(visit.reading.now.getTime() + WEEKS_MS).toISOString();
  const found = await Promise.all(mine.map(async (rota) => {
    const said = await visit.ask({ method: 'GET', path: `/v1/rotas/${encodeURIComponent(rota.id)}?from=${from}&to=${until}` });
    return said.status === 200 ? (said.body as RotaView).shifts.filter(({ onRota, answers }) => onRota.id === me || answers?.id === me).map((shift) => ({ rota: rota.name, role: rota.role, from: shift.from, until: shift.until, answers: shift.answers?.id === me ? null : shift.answers?.name ?? 'nobody', why: shift.why })) : [];
  }));
  return found.flat().toSorted((one, other) => (one.from < other.from ? -1 : 1)).slice(0, 20);
}

async function me(visit: Visit, errors: { text: string; href: string }[] = [], status = 200): Promise<Answered> {
  const now = visit.reading.now.toISOString();
  const [shown, mine, forOthers, shifts, onePageStart] = await Promise.all([
    read<PersonView>(visit, `/v1/people/${person(visit)}`), read<{ items: CoverView[] }>(visit, `/v1/covers?person=${person(visit)}&limit=200`), read<{ items: CoverView[] }>(visit, `/v1/covers?by=${person(visit)}&limit=200`), shiftsOf(visit), pageSetting(visit.manager, visit.caller.person.id, 'one-page-start'),
  ]);
  const toCome = ({ until, status: state }: CoverView): boolean => until > now && (state === 'offered' || state === 'accepted');
  return show('me/page.njk', {
    title: 'You', shown, coversOfMine: mine.items.filter(toCome), coversByMe: forOthers.items.filter(toCome), shifts, onePageStart, errors, roles: shown.roles.filter(({ from, until }) => (from ?? now) <= now && (until ?? now) >= now), address: field(visit.form, 'address'),
  }, status);
}

/** One of the small forms of the page: where its command goes, what it says, and what is told. */
type Small = (visit: Visit, shown: PersonView) => { path: string; body: unknown; told: string; at: string };
const small: Readonly<Record<string, Small>> = {
  add: (visit) => ({ path: `/v1/people/${person(visit)}/methods`, body: { channel: field(visit.form, 'channel'), address: field(visit.form, 'address').trim() }, told: 'method-added', at: '#address' }),
  verify: (visit) => ({ path: `/v1/people/${person(visit)}/methods/verify`, body: { method: field(visit.form, 'method'), code: field(visit.form, 'code').replace(/\s/g, '') }, told: 'method-verified', at: `#code-${field(visit.form, 'method')}` }),
  code: (visit) => ({ path: `/v1/people/${person(visit)}/methods/code`, body: { method: field(visit.form, 'method') }, told: 'code-sent', at: '#methods' }),
  remove: (visit) => ({ path: `/v1/people/${person(visit)}/methods/remove`, body: { method: field(visit.form, 'method') }, told: 'method-removed', at: '#methods' }),
  first: (visit, { methods = [] }) => {
    const chosen = field(visit.form, 'method');
    return { path: `/v1/people/${person(visit)}/methods/order`, body: { methods: [chosen, ...methods.map((each) => each.id).filter((each) => each !== chosen)] }, told: 'methods-ordered', at: '#methods' };
  },
  accept: (visit) => ({ path: `/v1/covers/${encodeURIComponent(field(visit.form, 'cover'))}/accept`, body: {}, told: 'cover-accepted', at: '#covers' }),
  decline: (visit) => ({ path: `/v1/covers/${encodeURIComponent(field(visit.form, 'cover'))}/decline`, body: { reason: field(visit.form, 'reason').trim() || 'declined on their own page' }, told: 'cover-declined', at: '#covers' }),
  'step-down': (visit) => ({ path: `/v1/covers/${encodeURIComponent(field(visit.form, 'cover'))}/step-down`, body: { reason: field(visit.form, 'reason').trim() }, told: 'cover-stepped-down', at: `#step-down-${field(visit.form, 'cover')}` }),
};

async function change(visit: Visit): Promise<Answered> {
  if (visit.params['what'] === 'pages') {
    await setPage(visit.manager, visit.caller.person.id, 'one-page-start', field(visit.form, 'one-page-start') === 'true');
    return goTo('/me?told=pages-set');
  }
  const make = small[visit.params['what']!];
  if (!make) return say(visit);
  const { path, body, told, at } = make(visit, await read<PersonView>(visit, `/v1/people/${person(visit)}`));
  const problem = problemOfAnswer(await command(visit, path, body));
  if (!problem) return goTo(`/me?told=${told}`);
  const [first] = problem.errors ?? [];
  const called = first ? { '/address': 'The address', '/code': 'The code', '/channel': 'The kind', '/reason': 'Why' }[first.pointer] : undefined;
  return me(visit, [{ text: called && first ? `${called} ${first.message}` : problem.message, href: at }], problem.status);
}

const sayingOf = (visit: Visit): Saying | undefined => (Object.keys(sayings) as Saying[]).find((each) => each === visit.params['what']);

function sayPage(saying: Saying, form: Form, shown: Shown): Answered {
  const { title, intro, button } = sayings[saying];
  return show('me/say.njk', { title, intro, press: button, saying, form: drawn(form, shown), ...aboutForm(shown, true) }, shown.status);
}
const sayingForm = (visit: Visit, saying: Saying): Promise<Form> => formOf(visit, { schema: sayings[saying].schema, step: `me-${saying}`, pointer: '', now: visit.reading.now.getTime() });

async function showSaying(visit: Visit): Promise<Answered> {
  const saying = sayingOf(visit);
  if (!saying) return goTo('/me');
  const form = await sayingForm(visit, saying);
  return sayPage(saying, form, unsent(visit, form));
}

async function say(visit: Visit): Promise<Answered> {
  const saying = sayingOf(visit);
  if (!saying) return goTo('/me');
  const form = await sayingForm(visit, saying);
  const outcome = await (saying === 'cover' ? sent(visit, form, '/v1/covers', (value) => ({ person: visit.caller.person.id, ...value })) : sent(visit, form, `/v1/people/${person(visit)}/leave`));
  return 'done' in outcome ? goTo(`/me?told=${saying === 'leave' ? 'own-leave' : saying}`) : sayPage(saying, form, outcome);
}

/** What the directory knows of whoever is signed in, and what of it they may change. */
export const mePages: readonly Page[] = [{ path: '/me', show: (visit) => me(visit) }, { path: '/me/:what', show: showSaying, send: change }];
