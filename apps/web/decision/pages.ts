import { notThere } from '#apps/api/http/problem.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { ShownError } from '../forms/errors.js';
import { aboutForm, drawn, formOf, refusedAs, typedBy, unsent, type Form, type Shown } from '../forms/form.js';
import type { Schema } from '../forms/schema.js';
import { bannerOf, pathwayOf, wholeCase, type WholeCase } from '../case/whole-case.js';
import { apiPath } from '../case/case-page.js';
import { lookAt, type Look } from '../task/look.js';
import { shownTask } from '../task/shown.js';
import { command, goTo, problemOfAnswer, show, type Answered, type Page, type Visit } from '../visit.js';
import { freshOptions, optionLabels, optionsBody, shownOptions, typedOptions, type TypedOption } from './options.js';

/** In the order in which somebody thinks: what is asked, what could be done, what is done and why, what follows, and what if not. */
const ORDER = ['question', 'outcome', 'because', 'toStage', 'unsafe', 'mitigations', 'unmetDueAt', 'plannedDischargeAt', 'plan', 'safeguarding', 'rejection', 'reviewAt', 'steppedDown', 'riskAccepted', 'proportionateBecause', 'personsView', 'summary', 'outOfHours', 'mdtAt', 'actions', 'safetyNet'];
/** The options have a part of the page of their own, before these. */
const AFTER_OPTIONS = ORDER.slice(1);

interface Opened { look: Look; form: Form; whole: WholeCase }
interface Decided extends Shown { options: TypedOption[] }

/** The task is named in the address; its case is where the address says. */
async function opened(visit: Visit): Promise<Opened> {
  const look = await lookAt(visit, visit.url.searchParams.get('task') ?? '');
  if (!look.decision || look.task.caseId !== visit.params['id']) throw notThere();
  const { taskId: _, options: __, chosen: ___, ...properties } = look.needs.properties!;
  const names = [...ORDER, ...Object.keys(properties).filter((name) => !ORDER.includes(name))].filter((name) => name in properties);
  const schema: Schema = { ...look.needs, properties: Object.fromEntries(names.map((name) => [name, properties[name]!])) };
  return { look, form: await formOf(visit, { schema, step: look.task.step, pointer: '', now: look.now }), whole: await wholeCase(visit) };
}

function page(visit: Visit, { look, form, whole }: Opened, decided: Decided): Answered {
  const open = look.task.status === 'open';
  const fields = open ? drawn(form, decided) : [];
  const declined = look.of.tasks.find(({ id }) => id === (look.task.about as JsonObject | undefined)?.['taskId']);
  return show('decision/page.njk', {
    title: look.task.title, rehearsal: look.task.rehearsal, ...shownTask(visit, look), banner: bannerOf(whole), gates: pathwayOf(whole).gates, declined, action: `/cases/${encodeURIComponent(look.task.caseId)}/decision?task=${encodeURIComponent(look.task.id)}`,
    first: fields.filter(({ pointer }) => pointer === '/question'), rest: fields.filter(({ pointer }) => pointer !== '/question'), options: shownOptions(decided.options, decided.errors), chosenError: decided.errors.find(({ pointer }) => pointer === '/chosen')?.text,
    ...aboutForm(decided, open, look.of.status === 'closed' ? undefined : look.task.caseId), open,
  }, decided.status);
}

async function showDecision(visit: Visit): Promise<Answered> {
  const all = await opened(visit);
  return page(visit, all, { ...unsent(visit, all.form), options: visit.kept ? typedOptions(visit.kept) : [...freshOptions] });
}

async function decide(visit: Visit): Promise<Answered> {
  const all = await opened(visit);
  const { look, form } = all;
  const { typed, value, errors, more } = typedBy(visit, form);
  const options = typedOptions(visit.form);
  if (more) return page(visit, all, { typed, errors: [], status: 200, lost: [], options });
  const body = { ...(value as JsonObject), ...optionsBody(options), kind: look.task.step, taskId: look.task.id };
  const said = await command(visit, `${apiPath(look.task.caseId)}/decisions`, body);
  const problem = problemOfAnswer(said);
  if (!problem) return goTo(`/cases/${encodeURIComponent(look.task.caseId)}?told=${said.status === 202 ? 'pending' : 'case-decided'}`);
  const { kind: _, ...answered } = (value ?? {}) as JsonObject;
  const shown = refusedAs(visit, form, { typed, value: { ...answered, ...optionsBody(options) } }, problem, errors, optionLabels(options));
  return page(visit, { ...all, look: await lookAt(visit, look.task.id) }, { ...shown, options, errors: inOrder(shown.errors) });
}

/** The summary in the order of the page. */
function inOrder(errors: readonly ShownError[]): ShownError[] {
  const place = ({ pointer }: ShownError): number => { const [, name = ''] = pointer.split('/'); return name === 'question' ? -2 : ['options', 'chosen'].includes(name) ? -1 : AFTER_OPTIONS.indexOf(name); };
  return errors.toSorted((one, other) => place(one) - place(other));
}

/** The form of a decision: it cannot be sent incomplete, and helps to complete it. */
export const decisionPages: readonly Page[] = [{ path: '/cases/:id/decision', show: showDecision, send: decide }];
