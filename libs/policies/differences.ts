import type { NumberStatus, Policy, Sourced } from './policy.js';
import { ruleText, thenText, whenText } from './rule-changes.js';

/** One number that is other than in the default, with where the locality's comes from. */
export interface Difference { path: string; default: string | number; here: string | number; source: string; status: NumberStatus }

/** Where a number comes from is told with it. */
const provenance = ['source', 'status', 'acknowledgeSource'];

/** What a locality's policy has that the default has not, number by number: read off the two, so that it cannot say anything else than what holds. */
export function differences(standard: Policy, here: Policy): Difference[] {
  return [...(['numbers', 'ladders', 'steps'] as const).flatMap((part) => differing(part, standard[part], here[part], null)), ...differingRules(standard, here), ...differingIndicators(standard, here)];
}

/** Rule by rule, in the words of the policy's facts; '' where there is none. */
function differingRules({ triage: standard }: Policy, { triage: here }: Policy): Difference[] {
  if (!standard || !here || standard === here) return [];
  const [before, after] = [standard.thresholds, here.thresholds];
  const line = (path: string, one: string, other: string, { source, status }: Sourced): Difference[] => (one === other ? [] : [{ path: `triage.thresholds.${path}`, default: one, here: other, source, status }]);
  return [
    ...before.flatMap((rule) => {
      const now = after.find(({ id }) => id === rule.id);
      if (!now) return line(rule.id, ruleText(standard, rule), '', rule);
      return [
        ...line(`${rule.id}.says`, rule.says, now.says, now), ...line(`${rule.id}.when`, whenText(standard, rule.when), whenText(here, now.when), now), ...line(`${rule.id}.then`, thenText(standard, rule.then), thenText(here, now.then), now),
        ...line(`${rule.id}.urgent`, rule.urgent ? 'yes' : 'no', now.urgent ? 'yes' : 'no', now),
      ];
    }),
    ...after.filter(({ id }) => !before.some((rule) => rule.id === id)).flatMap((rule) => line(rule.id, '', ruleText(here, rule), rule)),
  ];
}

function differingIndicators(standard: Policy, here: Policy): Difference[] {
  const levels = ({ levels: all = [] }: Policy) => Object.fromEntries(all.map(({ level, needs, source, status }) => [level, { needs, source, status }]));
  return [...differing('indicators', standard.indicators ?? {}, here.indicators ?? {}, null), ...differing('levels', levels(standard), levels(here), null)];
}

function differing(path: string, standard: unknown, here: unknown, from: Sourced | null): Difference[] {
  if (standard === here) return [];
  if (!isObject(here)) return from ? [{ path, default: standard as string | number, here: here as string | number, source: from.source, status: from.status }] : [];
  const nearest = isSourced(here) ? here : from;
  return Object.keys(here).filter((name) => !provenance.includes(name)).flatMap((name) => {
    const below = Array.isArray(here) ? `${path}[${name}]` : `${path}.${name}`;
    return differing(below, isObject(standard) ? standard[name] : undefined, here[name], name === 'acknowledgeFor' ? acknowledgeSource(here) : nearest);
  });
}

/** How long an acknowledgement holds is from where the ladder is, unless the locality says otherwise. */
function acknowledgeSource(step: Readonly<Record<string, unknown>>): Sourced | null {
  const [own, ladder] = [step['acknowledgeSource'], step['ladder']];
  if (isSourced(own)) return own;
  return isSourced(ladder) ? ladder : null;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
const isSourced = (value: unknown): value is Sourced => isObject(value) && typeof value['source'] === 'string' && typeof value['status'] === 'string';
