import { reasonInWords, ruleInWords } from '#apps/docs/in-words.js';
import { DAY, HOUR, isDuration } from '#libs/domain/duration.js';
import { namesOf } from '#libs/directory/people-views.js';
import { describe } from '#libs/pathway/due.js';
import type { Pressed } from '#libs/policy-rehearsal/pressed.js';
import type { RehearsalView, RehearsalWhole } from '#libs/policy-rehearsal/rehearsals.js';
import type { Page as ListPage } from '#libs/contracts/views.js';
import type { Policy } from '#libs/policies/policy.js';
import { draftOf } from '#libs/policies/amend.js';
import { differences } from '#libs/policies/differences.js';
import { policyOfVisit, whereInWords } from '../policies/pages.js';
import { pathwayWords } from '../pathway-words.js';
import { command, field, goTo, problemOfAnswer, read, show, type Answered, type Page, type Visit } from '../visit.js';
import { durationTyped, plainDuration } from './plain-duration.js';
import { hrefOf, idOf, ruleFields, rulesTyped } from './rules-typed.js';

/** A number of the policy that a draft may change. `name`: of its field; `into` puts the new value where the API takes it. */
interface Numbered { name: string; label: string; now: string; into(changes: Changes, value: string | number): void }
interface Changes { indicators: Record<string, { points?: Record<string, unknown> }>; levels: Record<string, object>; numbers: Record<string, object>; steps: Record<string, { due?: object[]; ladder?: Record<string, object> }> }

/** Every number of a policy, by the step that it belongs to. */
function numbersOf(policy: Policy, source: string): { title: string; numbers: Numbered[] }[] {
  const told = { source, status: 'proposed' };
  const steps = Object.entries(policy.steps).map(([step, { title, due, ladder }]) => ({
    title, numbers: [
      ...due.map((rule, index): Numbered => ({
        name: `due ${step} ${index}`, label: `Due: ${ruleInWords(describe(rule))}${rule.when === undefined ? '' : ` (where it is ${reasonInWords(rule.when)})`}`, now: plainDuration(rule.value),
        into: ({ steps: all }, value) => { const of = all[step] ??= {}; (of.due ??= []).push({ ...told, value, ...(rule.when === undefined ? {} : { when: rule.when }) }); },
      })),
      ...ladder.rungs.flatMap(({ role, within }, index): Numbered[] => (index === 0 ? [] : [{
        name: `rung ${step} ${index + 1}`, label: `Rung ${index + 1}, the ${role.replaceAll('-', ' ')}, is called after`, now: plainDuration(within),
        into: ({ steps: all }, value) => { const of = all[step] ??= {}; (of.ladder ??= {})[String(index + 1)] = { ...told, within: value }; },
      }])),
    ],
  }));
  const others = Object.entries(policy.numbers).map(([name, { value, meaning }]): Numbered => ({ name: `number ${name}`, label: meaning, now: typeof value === 'number' ? String(value) : plainDuration(value), into: ({ numbers }, typed) => { numbers[name] = { ...told, value: typed }; } }));
  return [...pointsOf(policy, told), ...steps, { title: 'Other numbers', numbers: others }];
}

/** Of a system under pressure: from where each indicator speaks for which level, and how many must. */
function pointsOf({ indicators = {}, levels = [] }: Policy, told: object): { title: string; numbers: Numbered[] }[] {
  const each = Object.entries(indicators).map(([name, { title, unit, points, staleAfter }]) => ({
    title: `Points on: ${title.toLowerCase()}`, numbers: [
      ...([2, 3, 4] as const).map((level): Numbered => ({ name: `point ${name} ${level}`, label: `Level ${level} begins at${unit ? ` (${unit})` : ''}`, now: String(points[level]), into: ({ indicators: all }, value) => { const of = all[name] ??= { ...told }; (of.points ??= {})[String(level)] = value; } })),
      { name: `stale ${name}`, label: 'A reading is old after', now: plainDuration(staleAfter), into: ({ indicators: all }: Changes, value: string | number) => { all[name] = { ...all[name] ?? told, staleAfter: value } as object; } },
    ],
  }));
  const needs = levels.filter(({ level }) => level > 1).map(({ level, needs: now }): Numbered => ({ name: `needs ${level}`, label: `Level ${level} is proposed when so many indicators have reached its point`, now: String(now), into: ({ levels: all }, value) => { all[String(level)] = { ...told, needs: value }; } }));
  return needs.length === 0 ? each : [...each, { title: 'When a level is proposed', numbers: needs }];
}

async function form(visit: Visit, more: Record<string, unknown> = {}, status = 200): Promise<Answered> {
  const policy = await policyOfVisit(visit);
  const typed = visit.kept ?? visit.form;
  const steps = numbersOf(policy, '').map(({ title, numbers }) => ({
    title, numbers: numbers.map(({ name, label, now }) => ({ name, id: idOf(name), label, now, value: name in typed ? field(typed, name) : now })), open: numbers.some(({ name, now }) => name in typed && field(typed, name).trim() !== now),
  }));
  return show('policy-rehearsals/form.njk', { title: `Rehearse a draft: ${policy.title}`, policy, steps, rules: ruleFields(policy, typed), reason: field(typed, 'reason'), source: field(typed, 'source'), ...more }, status);
}

/** Only what is other than it was is sent. A count stays a count, a duration may be typed as people say it. */
async function ask(visit: Visit): Promise<Answered> {
  const policy = await policyOfVisit(visit);
  const changes: Changes = { numbers: {}, steps: {}, indicators: {}, levels: {} };
  const rules = rulesTyped(policy, visit.form, field(visit.form, 'source'));
  const errors: { text: string; href: string }[] = [];
  for (const each of numbersOf(policy, field(visit.form, 'source')).flatMap(({ numbers }) => numbers)) {
    const typed = field(visit.form, each.name).trim();
    if (typed === '' || typed === each.now) continue;
    const value = /^\d+$/.test(each.now) ? Number(typed) : isDuration(durationTyped(each.now)?.replace('-', '') ?? '') ? durationTyped(typed) : typed;
    if (value === null || Number.isNaN(value)) errors.push({ text: `${each.label}: must be as ${each.now} is written, for example 4 hours`, href: `#${idOf(each.name)}` });
    else each.into(changes, value);
  }
  for (const [name, text] of [['reason', 'Why this is tried must be filled in'], ['source', 'Where the new numbers come from must be filled in']] as const) if (field(visit.form, name).trim() === '') errors.push({ text, href: `#${name}` });
  if (errors.length > 0) return form(visit, { errors }, 422);
  const present = <T extends object>(part: T): T | undefined => (Object.keys(part).length === 0 ? undefined : part);
  const body = { reason: field(visit.form, 'reason'), ...Object.fromEntries(Object.entries({ numbers: present(changes.numbers), steps: present(changes.steps), indicators: present(changes.indicators), levels: present(changes.levels), triage: rules ? { thresholds: rules } : undefined }).filter(([, part]) => part !== undefined)) };
  // The one button keeps it, to be approved and released; the other only tries it.
  const kept = field(visit.form, 'act') === 'draft';
  const said = await command(visit, `/v1/policies/${encodeURIComponent(policy.pathway)}/${encodeURIComponent(policy.version)}/${kept ? 'drafts' : 'rehearsals'}`, body);
  const problem = problemOfAnswer(said);
  if (!problem) return goTo(`/${kept ? 'policy-drafts' : 'policy-rehearsals'}/${encodeURIComponent((said.body as { id: string }).id)}`);
  if (problem.status !== 422) throw problem;
  return form(visit, { errors: (problem.errors ?? []).map(({ pointer, message }) => ({ text: message.endsWith(': changes nothing') ? 'Change at least one number: so far the draft is the policy as it is' : message, href: hrefOf(policy, pointer) })) }, 422);
}

async function list(visit: Visit): Promise<Answered> {
  const { items } = await read<ListPage<RehearsalView>>(visit, '/v1/policy-rehearsals?limit=50');
  return show('policy-rehearsals/list.njk', { title: 'Rehearsed drafts', items: items.map((item) => ({ ...item, pathwayTitle: pathwayWords(item.pathway) })) });
}

async function one(visit: Visit): Promise<Answered> {
  const found = await read<RehearsalWhole>(visit, `/v1/policy-rehearsals/${encodeURIComponent(visit.params['id'] ?? '')}`);
  const policy = await read<Policy>(visit, `/v1/policies/${encodeURIComponent(found.pathway)}/${encodeURIComponent(found.version)}`);
  const stepWords = (step: string): string => policy.steps[step]?.title ?? step;
  const names = await namesOf(visit.manager, (found.result?.summary.nights ?? []).map(({ person }) => person));
  const goesOn = found.status === 'queued' || found.status === 'running';
  return show('policy-rehearsals/one.njk', {
    title: `Rehearsed draft: ${policy.title}`, found, policy, goesOn, days: Math.round((Date.parse(found.to) - Date.parse(found.from)) / DAY), changes: changesInWords(policy, found), summary: found.result?.summary,
    nights: found.result?.summary.nights.map((night) => ({ ...night, name: names(night.person).name })), left: found.result?.left, changed: found.result?.changed, triage: found.result?.triage, pressure: found.result?.pressure && shownPressure(policy, found.result.pressure),
    cases: found.result?.cases.map((each) => ({ ...each, calls: each.calls.map((call) => ({ ...call, title: stepWords(call.step), role: call.role.replaceAll('-', ' ') })), deadlines: each.deadlines.map((due) => ({ ...due, title: stepWords(due.step) })) })),
  });
}

function shownPressure({ indicators = {} }: Policy, { readings, levels, reached }: Pressed) {
  return { readings, levels: levels.map(({ level, msBefore, msAfter }) => ({ level, before: (msBefore / HOUR).toFixed(1), after: (msAfter / HOUR).toFixed(1) })), reached: reached.map((each) => ({ ...each, title: indicators[each.indicator]?.title ?? each.indicator })) };
}

/** What the draft changes, as rows: what, before, in the draft. */
function changesInWords(policy: Policy, { changes }: RehearsalView): { what: string; before: string; after: string }[] {
  const words = (value: unknown): string => (typeof value === 'string' ? plainDuration(value) : String(value));
  const ofRules = differences(policy, draftOf(policy, changes)).filter(({ path }) => /^(triage|indicators|levels)\./.test(path));
  return [
    ...ofRules.map(({ path, default: before, here }) => ({ what: whereInWords(policy, path), before: before === '' ? 'no such rule' : words(before), after: here === '' ? 'it speaks no more' : words(here) })),
    ...Object.entries(changes.numbers ?? {}).map(([name, { value }]) => ({ what: policy.numbers[name]?.meaning ?? name, before: words(policy.numbers[name]?.value), after: words(value) })),
    ...Object.entries(changes.steps ?? {}).flatMap(([name, { due = [], ladder = {}, acknowledgeFor }]) => {
      const step = policy.steps[name];
      return [
        ...due.map(({ when, value }) => ({ what: `${step?.title}: due${when === undefined ? '' : ` where it is ${reasonInWords(when)}`}`, before: words(step?.due.find((rule) => rule.when === when)?.value), after: words(value) })),
        ...Object.entries(ladder).map(([level, { within }]) => ({ what: `${step?.title}: rung ${level} after`, before: words(step?.ladder.rungs[Number(level) - 1]?.within), after: words(within) })),
        ...(acknowledgeFor ? [{ what: `${step?.title}: an acknowledgement holds for`, before: words(step?.acknowledgeFor), after: words(acknowledgeFor.value) }] : []),
      ];
    }),
  ];
}

async function cancel(visit: Visit): Promise<Answered> {
  const id = encodeURIComponent(visit.params['id'] ?? '');
  const problem = problemOfAnswer(await command(visit, `/v1/policy-rehearsals/${id}/cancel`, {}));
  if (problem && problem.code !== 'rehearsal-over') throw problem;
  return goTo(`/policy-rehearsals/${id}`);
}

/** Drafts of a policy, rehearsed on recorded cases. */
export const policyRehearsalPages: readonly Page[] = [
  { path: '/policies/:pathway/:version/rehearse', show: (visit) => form(visit), send: ask }, { path: '/policy-rehearsals', show: list }, { path: '/policy-rehearsals/:id', show: one, send: cancel },
];
