import type { NumberStatus, Policy, Sourced } from './policy.js';

/** One number that is other than in the default, with where the locality's comes from. */
export interface Difference { path: string; default: string | number; here: string | number; source: string; status: NumberStatus }

/** Where a number comes from is told with it. */
const provenance = ['source', 'status', 'acknowledgeSource'];

/** What a locality's policy has that the default has not, number by number: read off the two, so that it cannot say anything else than what holds. */
export function differences(standard: Policy, here: Policy): Difference[] {
  return (['numbers', 'ladders', 'steps'] as const).flatMap((part) => differing(part, standard[part], here[part], null));
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
