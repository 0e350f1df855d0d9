import type { Figures } from '#libs/audit/figures.js';
import type { Json, JsonObject } from '#libs/contracts/events.js';
import { isDuration } from '#libs/domain/duration.js';
import { labelInStep } from '../forms/words.js';
import { labelOf, optionWords } from '../words/labels.js';
import { durationWords, momentWords } from '../time/in-words.js';
import { listOfCases, shownCases, type ShownCase } from '../supervision/looked-at.js';
import { figuresFacts } from './figures.js';

/** Evidence, details and decisions in words: a label and what it says, never JSON. `links`: to what is behind it; `cases`: a list of them, each with what is said of it. */
export interface Fact { label: string; values: string[]; links?: { href: string; text: string }[]; cases?: ShownCase[] }
/** What turns ids into names and instants into words. `cases`: what those are called that whoever reads may see. */
export interface Speaking { names: ReadonlyMap<string, string>; now: number; cases?: ReadonlyMap<string, string> }

const people = new Set(['owner', 'person', 'clinicalLead', 'coordinator', 'escalationOwner', 'before', 'reviewers', 'chair', 'nextChair', 'participants']);
/** Fields that say one of several words of ours. */
const choices = new Set([
  'kind', 'destination', 'outcome', 'from', 'suicideRisk', 'worry', 'route', 'contacted', 'givenTo', 'sharedWith', 'resolution', 'decision', 'antithrombotic', 'how', 'because', 'capacity', 'step', 'pathway', 'basis', 'concerns', 'conclusion', 'routes', 'better',
]);
/** Ids say nothing; the cases behind a figure are linked where it is shown. */
const unsaid = new Set(['taskId', 'id', 'withheld', 'link']);
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
const CODE = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** One value in words; `name` is the field that it stands in. */
export function valueWords(value: Json, name: string, speaking: Speaking): string {
  if (value === null) return 'not known';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map((each) => valueWords(each, name, speaking)).join('; ');
  if (typeof value === 'object') return factsOf(value, speaking).flatMap(({ label, values }) => (values.length === 0 ? [] : [`${label}: ${values.join('; ')}`])).join('. ');
  if (people.has(name) && speaking.names.has(value)) return speaking.names.get(value)!;
  if (INSTANT.test(value)) return momentWords(Date.parse(value), speaking.now);
  if (/^P[T\d]/.test(value) && isDuration(value)) return durationWords(value);
  return choices.has(name) && CODE.test(value) && (value.includes('-') || name !== 'because') ? optionWords(value) : value;
}

/** What an object says, field by field; what is nested stands in its own lines where it is a list. `above`: where it stands; `step`: whose form asked for it. */
export function factsOf(value: { readonly [name: string]: Json | undefined }, speaking: Speaking, above = '', step = ''): Fact[] {
  return Object.entries(value).flatMap(([name, each]): Fact[] => {
    if (name !== 'cases' && listOfCases(name, each)) return [casesFact(name, each, speaking, step)];
    if (each === undefined || unsaid.has(name) || (Array.isArray(each) && (each.length === 0 || name === 'cases'))) return [];
    const at = `${above}/${name}`;
    if (name === 'figures') return figuresFacts(each as unknown as Figures);
    if (name === 'caseId' && typeof each === 'string') return [{ label: labelOf(at, name), values: [], links: [{ href: `/cases/${encodeURIComponent(each)}`, text: 'Open that case' }] }];
    if (typeof each === 'object' && each !== null && !Array.isArray(each)) return factsOf(each, speaking, at, step);
    return [{ label: labelInStep(step, name) ?? labelOf(at, name), values: Array.isArray(each) ? each.map((one) => valueWords(one, name, speaking)) : [valueWords(each, name, speaking)] }];
  });
}

function casesFact(name: string, list: readonly JsonObject[], speaking: Speaking, step: string): Fact {
  const said = ({ caseId: _, ...rest }: JsonObject): string => factsOf(rest, speaking, '', step).map(({ label, values }) => `${label}: ${values.join('; ')}`).join('. ');
  const cases = shownCases(list, speaking.cases, name === 'lookedAt' ? said : undefined);
  return { label: labelOf('', name), values: cases.length === 0 ? ['None'] : [], ...(cases.length === 0 ? {} : { cases }) };
}
