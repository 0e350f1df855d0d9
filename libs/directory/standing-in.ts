import type { Instant } from '#libs/domain/local-time.js';
import { during, nameOf, overlaps, type Cover, type Facts, type Span } from './facts.js';

/** Why somebody cannot be called, as a word for lists and in words for people. */
export interface Hindrance { code: 'unknown' | 'inactive' | 'on-leave' | 'unreachable' | 'circle'; why: string }

/** Whoever stands in for a person at an instant: themselves, or the end of a chain of covers; null with the reason why nobody does, and whose it is. */
export function whoStandsIn(facts: Facts, person: string, role: string, at: Instant): { person: string; chain: readonly Cover[] } | ({ person: null; end: string } & Hindrance) {
  const chain: Cover[] = [];
  let current = person;
  for (let cover = coverOf(facts, current, role, at); cover; cover = coverOf(facts, current, role, at)) {
    // A circle is refused when a cover is offered and when it is accepted; should one stand after all, nobody is called twice round it.
    if (cover.by === person || chain.some((link) => link.by === cover!.by)) return { person: null, end: person, code: 'circle', why: 'is covered in a circle' };
    chain.push(cover);
    current = cover.by;
  }
  const missing = whyNot(facts, current, at);
  if (missing === null) return { person: current, chain };
  return { person: null, end: current, code: missing.code, why: current === person ? missing.why : `is covered by ${nameOf(facts, current)}, who ${missing.why}` };
}

/** What hinders that somebody is called; null: nothing. */
export function whyNot(facts: Facts, person: string, at: Instant): Hindrance | null {
  const known = facts.people.get(person);
  if (!known) return { code: 'unknown', why: 'is not known' };
  if (!known.active) return { code: 'inactive', why: 'is no longer active' };
  if (known.leaves.some((leave) => during(leave, at))) return { code: 'on-leave', why: 'is on leave without cover' };
  return known.reachable ? null : { code: 'unreachable', why: 'has no verified way to be reached' };
}

/** The one cover that counts; of several that were let through, the first by id. */
function coverOf(facts: Facts, person: string, role: string, at: Instant): Cover | null {
  return facts.covers.filter((cover) => cover.person === person && covers(cover, role) && during(cover, at)).toSorted((a, b) => (a.id < b.id ? -1 : 1))[0] ?? null;
}

const covers = ({ roles }: Pick<Cover, 'roles'>, role: string): boolean => roles.length === 0 || roles.includes(role);
/** Roles that both cover: none named is all. Null: there is none. */
const common = (one: readonly string[], other: readonly string[]): readonly string[] | null => {
  if (one.length === 0) return other;
  const both = other.length === 0 ? one : one.filter((role) => other.includes(role));
  return both.length === 0 ? null : both;
};
const latest = (one: number | null, other: number | null): number | null => (one === null ? other : other === null ? one : Math.max(one, other));
const earliest = (one: number | null, other: number | null): number | null => (one === null ? other : other === null ? one : Math.min(one, other));

/** Would this cover close a circle: is there, at some instant and for some role, a chain from whoever would cover back to the person covered? */
export function closesCircle(covers_: readonly Cover[], wanted: Omit<Cover, 'id'>): boolean {
  const walk = (from: string, span: Span, roles: readonly string[], seen: ReadonlySet<string>): boolean => {
    if (from === wanted.person) return true;
    return covers_.some((next) => {
      if (next.person !== from || seen.has(next.by) || !overlaps(next, span)) return false;
      const both = common(roles, next.roles);
      return both !== null && walk(next.by, { from: latest(span.from, next.from), until: earliest(span.until, next.until) }, both, new Set([...seen, next.by]));
    });
  };
  return walk(wanted.by, wanted, wanted.roles, new Set([wanted.by]));
}

/** A cover of the same person for one of the same roles at the same time: two people would answer. */
export function coveredAlready(covers_: readonly Cover[], wanted: Omit<Cover, 'id'>): Cover | undefined {
  return covers_.find((each) => each.person === wanted.person && overlaps(each, wanted) && common(each.roles, wanted.roles) !== null);
}
