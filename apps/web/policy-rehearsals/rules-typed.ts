import type { Policy, TriageRules } from '#libs/policies/policy.js';
import type { RuleChange } from '#libs/policies/rule-changes.js';
import { pathwayWords } from '../pathway-words.js';
import { field } from '../visit.js';

type Form = Parameters<typeof field>[0];
type Rule = TriageRules['thresholds'][number];
const NEW = 'new';
const toValue = ({ then }: Pick<Rule, 'then'>): string => ('pathway' in then ? `pathway:${then.pathway}` : `service:${then.service}`);
const nameOf = (id: string, what: string): string => `rule ${id} ${what}`;
export const idOf = (name: string): string => name.replaceAll(/[^\w]+/g, '-');

/** The threshold rules of a front door as fields, and an empty one for a rule that is new; null: the policy has none. */
export function ruleFields({ triage }: Policy, typed: Form) {
  if (!triage) return null;
  const targets = [...triage.pathways.map((pathway) => ({ value: `pathway:${pathway}`, text: pathwayWords(pathway) })), ...triage.services.map(({ id, title }) => ({ value: `service:${id}`, text: title }))];
  const rules = [...triage.thresholds.map(({ id, ...rule }) => ({ id, rule: rule as Omit<Rule, 'id'> | null })), { id: NEW, rule: null }];
  return {
    targets, rules: rules.map(({ id, rule }) => {
      const of = (what: string, now: string) => { const name = nameOf(id, what); return { name, id: idOf(name), now, value: name in typed ? field(typed, name) : now }; };
      const fields = { says: of('says', rule?.says ?? ''), then: of('then', rule ? toValue(rule) : targets[0]!.value), urgent: of('urgent', rule?.urgent ? 'yes' : 'no'), ends: of('ends', 'no') };
      const facts = Object.entries(triage.facts).map(([fact, text]) => ({ text, ...of(`fact ${fact}`, said(rule?.when[fact])) }));
      const changed = [...Object.values(fields), ...facts].some(({ now, value }) => value.trim() !== now);
      return { rule: id, title: rule?.says ?? 'A new rule', isNew: rule === null, whenId: idOf(nameOf(id, 'when')), ...fields, facts, open: changed };
    }),
  };
}
const said = (is: boolean | undefined): string => (is === undefined ? '' : is ? 'yes' : 'no');

/** What was typed of the rules, as the API takes it; null: nothing is other than it was. A new rule is called by what it says. */
export function rulesTyped(policy: Policy, form: Form, source: string): Record<string, RuleChange> | null {
  const fields = ruleFields(policy, form);
  const told = { source, status: 'proposed' as const };
  const changes = (fields?.rules ?? []).filter(({ open }) => open).map(({ rule, isNew, says, then, urgent, ends, facts }): [string, RuleChange] => {
    if (ends.value === 'yes') return [rule, { ...told, ends: true }];
    const [kind = '', ...name] = then.value.split(':');
    const when = Object.fromEntries(facts.filter(({ value }) => value === 'yes' || value === 'no').map(({ name: at, value }) => [at.split(' ').at(-1)!, value === 'yes']));
    const other = (each: { now: string; value: string }): boolean => isNew || each.value.trim() !== each.now;
    return [isNew ? slug(says.value) : rule, {
      ...told, ...(other(says) && says.value.trim() !== '' ? { says: says.value.trim() } : {}), ...(isNew || facts.some(other) ? { when } : {}), ...(other(then) ? { then: kind === 'pathway' ? { pathway: name.join(':') } : { service: name.join(':') } } : {}),
      ...(urgent.value !== urgent.now ? { urgent: urgent.value === 'yes' } : {}),
    }];
  });
  return changes.length === 0 ? null : Object.fromEntries(changes);
}
const slug = (says: string): string => says.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '').slice(0, 60).replace(/-$/, '') || 'new-rule';

/** The field that an error of the API is about: '/triage/thresholds/fell/when/x' is among the conditions of the rule 'fell'. */
export function hrefOf(policy: Policy, pointer: string): string {
  const [, part, second = '', third = '', fourth = ''] = pointer.split('/');
  if (part === 'triage') return `#${idOf(nameOf(policy.triage?.thresholds.some(({ id }) => id === third) ? third : NEW, ['when', 'then', 'urgent', 'ends'].includes(fourth) ? fourth : 'says'))}`;
  if (part === 'indicators') return `#${idOf(third === 'staleAfter' ? `stale ${second}` : `point ${second} ${fourth || '2'}`)}`;
  if (part === 'levels') return `#${idOf(`needs ${second}`)}`;
  return '#maincontent';
}
