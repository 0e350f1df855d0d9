import { standalone } from '#libs/contracts/http/evidence.js';
import { raiseRequest, raisingLinkRequest, type raisingLinkList } from '#libs/contracts/http/raising.js';
import type { z } from 'zod';
import { apiPath, titleOf } from '../case/case-page.js';
import { mayDo } from '../case/may-do.js';
import { bannerOf, toldCase, type ToldCase } from '../case/whole-case.js';
import type { Schema } from '../forms/schema.js';
import { aboutForm, drawn, formOf, sent, unsent, type Form, type Shown } from '../forms/form.js';
import { command, field, goTo, problemOfAnswer, read, show, type Answered, type Page, type Visit } from '../visit.js';

const raising = standalone(raiseRequest) as Schema;
const making = standalone(raisingLinkRequest) as Schema;
const pathOf = ({ id }: ToldCase): string => `/cases/${encodeURIComponent(id)}`;
const form = (visit: Visit, told: ToldCase, schema: Schema, step: string): Promise<Form> => formOf(visit, { schema, step, pointer: '', now: Date.parse(told.clock.now) });
const raiseForm = (visit: Visit, told: ToldCase): Promise<Form> => form(visit, told, raising, 'raise');
const linkForm = (visit: Visit, told: ToldCase): Promise<Form> => form(visit, told, making, 'raising-link');

function frame(told: ToldCase) {
  const now = Date.parse(told.clock.now);
  return { heading: titleOf({ told, policy: null }), rehearsal: told.clock.rehearsal, now, case: told, path: pathOf(told), banner: bannerOf({ told, now, telling: { names: new Map(), now, titles: new Map(), stepWords: (step) => step } }) };
}

/** Raising a step-up from a case of the person: the script, to the named clinical lead of the case. */
async function raisePage(visit: Visit, told: ToldCase, shown: Shown): Promise<Answered> {
  const [allowed] = await mayDo(visit, told.id, [{ action: 'raise-step-up' }]);
  const open = allowed === true && told.patient !== null && told.owners !== null;
  return show('raising/raise.njk', { ...frame(told), title: 'Raise a step-up', form: open ? drawn(await raiseForm(visit, told), shown) : null, ...aboutForm(shown, open, told.status === 'open' ? told.id : undefined) }, shown.status);
}
async function showRaise(visit: Visit): Promise<Answered> {
  const told = await toldCase(visit);
  return raisePage(visit, told, unsent(visit, await raiseForm(visit, told)));
}
async function sendRaise(visit: Visit): Promise<Answered> {
  const told = await toldCase(visit);
  const outcome = await sent(visit, await raiseForm(visit, told), `${apiPath(told.id)}/raise`);
  if (!('done' in outcome)) return raisePage(visit, told, outcome);
  const { caseId } = outcome.done as { caseId: string | null };
  return goTo(`/cases/${encodeURIComponent(caseId ?? told.id)}?told=raised`);
}

/** The links by which partners may raise it of this person. */
async function linksPage(visit: Visit, told: ToldCase, shown: Shown): Promise<Answered> {
  const { items } = await read<z.output<typeof raisingLinkList>>(visit, `${apiPath(told.id)}/raising-links`);
  const { origin } = visit.url;
  const open = told.status === 'open' && !told.clock.rehearsal && told.patient !== null;
  return show('raising/links.njk', {
    ...frame(told), title: 'Links for partners', links: items.map((link) => ({ ...link, url: link.path ? `${origin}${link.path}` : null })), form: open ? drawn(await linkForm(visit, told), shown) : null, ...aboutForm(shown, open),
  }, shown.status);
}
async function showLinks(visit: Visit): Promise<Answered> {
  const told = await toldCase(visit);
  return linksPage(visit, told, unsent(visit, await linkForm(visit, told)));
}
async function makeLink(visit: Visit): Promise<Answered> {
  const told = await toldCase(visit);
  const outcome = await sent(visit, await linkForm(visit, told), `${apiPath(told.id)}/raising-links`);
  return 'done' in outcome ? goTo(`${pathOf(told)}/links?told=link-made`) : linksPage(visit, told, outcome);
}
async function takeBack(visit: Visit): Promise<Answered> {
  const told = await toldCase(visit);
  const problem = problemOfAnswer(await command(visit, `${apiPath(told.id)}/raising-links/revoke`, { link: field(visit.form, 'link'), reason: field(visit.form, 'reason') }));
  if (!problem) return goTo(`${pathOf(told)}/links?told=link-revoked`);
  if (![409, 422].includes(problem.status)) throw problem;
  const plain = unsent(visit, await linkForm(visit, told));
  return linksPage(visit, told, { ...plain, status: problem.status, refused: { title: 'The link was not taken back', detail: problem.status === 422 ? 'Say why it is taken back.' : problem.message } });
}

/** Raising a step-up, and the links by which partners do. */
export const raisingPages: readonly Page[] = [
  { path: '/cases/:id/raise', show: showRaise, send: sendRaise }, { path: '/cases/:id/links', show: showLinks, send: makeLink }, { path: '/cases/:id/links/revoke', send: takeBack },
];
