import type { Instant } from '#libs/domain/local-time.js';
import type { Rota } from './rota.js';

/** What the directory knows, loaded once and passed in: whoever answers is worked out from this alone. */

/** From and until, half-open; null: without a beginning, or an end. */
export interface Span { readonly from: Instant | null; readonly until: Instant | null }
/** Where a role is held: in one case, for the cases of a team, in an organisation, or everywhere. */
export interface Scope { readonly kind: 'case' | 'team' | 'organisation' | 'system'; readonly id: string | null }

/** Of several who hold a role in the same scope, the first by position answers. */
export interface Holding extends Span { readonly role: string; readonly scope: Scope; readonly person: string; readonly position: number }
/** `by` answers in the place of `person` for these roles (none named: for all), accepted by them. */
export interface Cover extends Span { readonly id: string; readonly person: string; readonly by: string; readonly roles: readonly string[] }
export interface PersonFacts {
  readonly id: string; readonly active: boolean;
  /** For whoever reads why somebody was called, in the middle of a night. */
  readonly name?: string;
  /** Has at least one contact method that was verified. Nobody is called who cannot be reached. */
  readonly reachable: boolean;
  readonly leaves: readonly Span[];
  readonly teams: readonly ({ readonly team: string } & Span)[];
}
export interface Facts {
  readonly people: ReadonlyMap<string, PersonFacts>;
  readonly holdings: readonly Holding[]; readonly rotas: readonly Rota[];
  /** Accepted ones only. */
  readonly covers: readonly Cover[];
}

export const during = ({ from, until }: Span, at: Instant): boolean => (from === null || from <= at) && (until === null || at < until);
export const overlaps = (one: Span, other: Span): boolean => (one.from === null || other.until === null || one.from < other.until) && (other.from === null || one.until === null || other.from < one.until);
export const sameScope = (one: Scope, other: Scope): boolean => one.kind === other.kind && one.id === other.id;

export const nameOf = (facts: Facts, person: string): string => facts.people.get(person)?.name ?? person;

/** The team that somebody belongs to at an instant. */
export function teamOf(facts: Facts, person: string, at: Instant): string | null {
  const teams = facts.people.get(person)?.teams.filter((each) => during(each, at)).map(({ team }) => team) ?? [];
  return teams.toSorted()[0] ?? null;
}
