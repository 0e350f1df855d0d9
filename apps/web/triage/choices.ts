import { proposed, sameTarget, type Facts, type Target } from '#libs/domain/thresholds.js';
import type { TriageRules } from '#libs/policies/policy.js';
import type { Schema } from '../forms/schema.js';
import { questionsOf, startBody } from '../start-case/questions.js';
import { targetWords, type KnownReferral } from './referral.js';

/** What a huddle may decide. `value` stands in the address; `rule` where one proposes it. */
export interface Choice { value: string; text: string; hint?: string; outcome: 'assign' | 'redirect' | 'clarify' | 'senior-oversight'; to?: Target; rule?: string }

/** What the rules propose first, then everything that would depart from them, then what decides nothing yet. */
export function choicesOf({ rules, proposals }: KnownReferral, senior: boolean): Choice[] {
  const outcomeOf = (to: Target): 'assign' | 'redirect' => ('pathway' in to || rules.services.find(({ id }) => id === to.service)?.inside ? 'assign' : 'redirect');
  const every: Target[] = [...rules.pathways.map((pathway) => ({ pathway })), ...rules.services.map(({ id }) => ({ service: id }))];
  const others = every.filter((to) => !proposals.some(({ then }) => sameTarget(then, to)));
  return [
    ...proposals.map(({ id, says, then, to }): Choice => ({ value: `rule:${id}`, text: `${to}, as proposed`, hint: says, outcome: outcomeOf(then), to: then, rule: id })),
    ...others.map((to): Choice => ({ value: 'pathway' in to ? `pathway:${to.pathway}` : `service:${to.service}`, text: `${targetWords(rules, to)}${outcomeOf(to) === 'redirect' ? ' (a redirect)' : ''}`, outcome: outcomeOf(to), to })),
    { value: 'clarify', text: 'Ask somebody first', outcome: 'clarify' },
    ...(senior ? [] : [{ value: 'senior-oversight', text: 'It is borderline: somebody senior decides', outcome: 'senior-oversight' } as const]),
  ];
}

/** What the form of a choice asks: the shape of the evidence with that outcome, without what has been chosen, and with what the pathway begins with. */
export function schemaOf({ outcome, to, rule }: Choice, needs: Schema): Schema {
  const shape = (needs.oneOf ?? needs.anyOf ?? []).find(({ properties }) => properties?.['outcome']?.const === outcome)!;
  const left = Object.entries(shape.properties ?? {}).filter(([name]) => !['outcome', 'to', 'rule', 'details', ...(rule === undefined ? [] : ['departure'])].includes(name));
  const begins: [string, Schema][] = to && 'pathway' in to ? [['details', questionsOf(to.pathway, { admission: true }).properties!['details']!]] : [];
  const properties = Object.fromEntries([...left, ...begins]);
  return { type: 'object', properties, required: [...shape.required ?? [], 'details'].filter((name) => name in properties) };
}

/** What was typed, as the API takes it. Where the huddle found out something by which a rule proposes the same, that rule is followed. */
export function evidenceOf({ outcome, to, rule }: Choice, { rules, facts }: KnownReferral, typed: Record<string, unknown>): Record<string, unknown> {
  const { details, ...said } = typed;
  const found = { ...facts, ...said['facts'] as Facts | undefined };
  const holding = to && said['departure'] === undefined ? rule ?? proposed(rules.thresholds as TriageRules['thresholds'], found).find(({ then }) => sameTarget(then, to))?.id : undefined;
  return { ...said, outcome, ...(to ? { to } : {}), ...(holding === undefined ? {} : { rule: holding }), ...(details === undefined ? {} : { details: startBody({ details })['details'] }) };
}
