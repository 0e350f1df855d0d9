import { durationInWords, reasonInWords, ruleInWords, sourceInWords, statusInWords } from '#apps/docs/in-words.js';
import { isDuration } from '#libs/domain/duration.js';
import { thenText, whenText } from '#libs/policies/rule-changes.js';
import { describe } from '#libs/pathway/due.js';
import type { Difference } from '#libs/policies/differences.js';
import type { DueRule, Policy, PolicyLadder, StepPolicy, StepVariant } from '#libs/policies/policy.js';
import type { Page as ListPage } from '#libs/contracts/views.js';
import { read, show, type Answered, type Page, type Visit } from '../visit.js';

/** A policy as the API tells it; `amends`: of a version that people here released. */
export type ToldPolicy = Policy & { differs: Difference[]; amends?: { version: string; draft: string; from: string; by: { name: string }; reason: string } };
export const policyOfVisit = (visit: Visit): Promise<ToldPolicy> => read<ToldPolicy>(visit, `/v1/policies/${encodeURIComponent(visit.params['pathway'] ?? '')}/${encodeURIComponent(visit.params['version'] ?? '')}`);

const CLOCKS: Readonly<Record<string, string>> = {
  elapsed: 'elapsed time, day and night', 'same-day': 'the local day', working: 'working hours, 09:00 to 17:00', 'working-day': 'working days', day: '08:00 to 20:00, every day', local: 'the local clock', count: 'a count',
};
const CLASSES: Readonly<Record<string, string>> = { now: 'Now: calls day and night', today: 'Today: calls from 08:00 to 20:00', planned: 'Planned: calls in working hours' };
export const words = (value: string | number): string => (typeof value === 'string' && isDuration(value) ? `${value.startsWith('-') ? 'minus ' : ''}${durationInWords(value)}` : String(value));

async function index(visit: Visit): Promise<Answered> {
  const { items: policies } = await read<ListPage<ToldPolicy>>(visit, '/v1/policies');
  const pathways = [...new Set(policies.map(({ pathway }) => pathway))].map((pathway) => ({ pathway, versions: policies.filter((each) => each.pathway === pathway).toReversed() }));
  return show('policies/index.njk', { title: 'Policies', pathways: pathways.map(({ pathway, versions }) => ({ pathway, title: versions[0]!.title, purpose: versions[0]!.purpose, versions: versions.map((policy) => ({ version: policy.version, locality: policy.locality, released: policy.released, differs: policy.differs.length, from: policy.amends?.from, amends: policy.amends?.version })) })) });
}

async function one(visit: Visit): Promise<Answered> {
  const policy = await policyOfVisit(visit);
  const different = policy.differs;
  return show('policies/one.njk', {
    title: `${policy.title}, version ${policy.version}`, policy, classes: Object.entries(policy.ladders).map(([name, ladder]) => ({ name: CLASSES[name] ?? name, ladder: drawn(ladder) })),
    differs: different.map((each) => ({ where: whereInWords(policy, each.path), before: words(each.default), here: words(each.here), source: sourceInWords(each), status: each.status, statusWords: statusInWords(each.status) })),
    rules: (policy.triage?.thresholds ?? []).map((rule) => ({ says: rule.says, when: whenText(policy.triage!, rule.when), leads: thenText(policy.triage!, rule.then), urgent: rule.urgent ?? false, source: sourceInWords(rule), status: rule.status, statusWords: statusInWords(rule.status) })),
    indicators: Object.values(policy.indicators ?? {}).map((each) => ({ ...each, staleAfter: words(each.staleAfter), source: sourceInWords(each), statusWords: statusInWords(each.status) })),
    levels: (policy.levels ?? []).filter(({ level }) => level > 1),
    steps: Object.entries(policy.steps).map(([name, step]) => ({ name, ...shownStep(step), differs: different.some(({ path }) => path.startsWith(`steps.${name}.`)) })),
    numbers: Object.entries(policy.numbers).map(([name, { value, clock, meaning, source, status }]) => ({ name, value: words(value), clock: CLOCKS[clock] ?? clock, meaning, source: sourceInWords({ source, status }), status, statusWords: statusInWords(status), differs: different.some(({ path }) => path === `numbers.${name}.value`) })),
  });
}

function shownStep({ title, owner, due, ladder, acknowledgeFor, variants = [] }: StepPolicy) {
  return { title, owner, due: due.map(shownDue), class: CLASSES[ladder.class], ladder: drawn(ladder), acknowledgeFor: words(acknowledgeFor), variants: variants.map((variant: StepVariant) => ({ when: reasonInWords(variant.when), owner: variant.owner, class: CLASSES[variant.ladder.class], ladder: drawn(variant.ladder), acknowledgeFor: words(variant.acknowledgeFor) })) };
}

function shownDue(rule: DueRule) {
  return {
    when: rule.when === undefined ? null : reasonInWords(rule.when), rule: ruleInWords(describe(rule)), clock: CLOCKS[rule.clock], source: sourceInWords(rule), status: rule.status, statusWords: statusInWords(rule.status),
    floor: rule.floor === undefined ? null : words(rule.floor), early: rule.early ?? null,
  };
}

function drawn({ rungs, clock, source, status }: PolicyLadder) {
  return { clock: CLOCKS[clock], source: sourceInWords({ source, status }), rungs: rungs.map(({ role, within, repeats, asked, ...own }, at) => ({ level: at + 1, role, within: words(within), atOnce: durationInWords(within) === 'at once', repeats: repeats === undefined ? null : words(repeats), asked, source: own.source && own.status ? sourceInWords({ source: own.source, status: own.status }) : null })) };
}

const RULE_PARTS: ReadonlyMap<string, string> = new Map([['says', 'what it says'], ['when', 'when it speaks'], ['then', 'where it leads'], ['urgent', 'it cannot wait for the next working day']]);
/** 'steps.safety-call.due[1].value' is 'Safety call after discharge: due'. */
export function whereInWords(policy: Policy, path: string): string {
  const [part = '', name = '', ...rest] = path.split('.');
  const what = rest.map((each) => each.replace(/\[(\d+)\]/g, (_, at: string) => ` ${Number(at) + 1}`)).filter((each) => each !== 'value').join(', ').replaceAll('acknowledgeFor', 'acknowledgement holds').replaceAll('within', 'is called after');
  if (part === 'triage') {
    const [id = '', field] = rest;
    return `Rule “${policy.triage?.thresholds.find((rule) => rule.id === id)?.says ?? id}”${field === undefined ? '' : `: ${RULE_PARTS.get(field) ?? field}`}`;
  }
  if (part === 'indicators') return `${policy.indicators?.[name]?.title ?? name}: ${rest[0] === 'points' ? `level ${rest[1] ?? ''} begins at` : 'a reading is old after'}`;
  if (part === 'levels') return `Level ${name}: so many indicators must have reached its point`;
  if (part === 'numbers') return policy.numbers[name]?.meaning ?? name;
  return `${part === 'steps' ? policy.steps[name]?.title ?? name : CLASSES[name] ?? name}${what ? `: ${what}` : ''}`;
}

/** Policies: every number that the running system goes by, where it comes from, and what a locality changed. */
export const policyPages: readonly Page[] = [{ path: '/policies', show: index }, { path: '/policies/:pathway/:version', show: one }];
