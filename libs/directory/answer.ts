import type { Owners } from '#libs/contracts/events.js';
import { BankHolidayTableEnds } from '#libs/domain/bank-holidays.js';
import type { Instant } from '#libs/domain/local-time.js';
import { during, nameOf, sameScope, type Facts, type Scope } from './facts.js';
import { onRota, type Rota, type Shift } from './rota.js';
import { whoStandsIn, type Hindrance } from './standing-in.js';

/** For which role of which case, and when. `team`: whose case it is; `assigned`: to whom the task was given by name. */
export interface Question { role: string; organisation: string; team: string | null; caseId: string | null; owners: Owners | null; assigned: string | null; at: Instant }
export type Reason = 'holds it' | 'covers for' | 'on rota' | 'nobody, next rung';
/** `skipped`: who would have answered before, and why they were not called. */
export interface Answer { person: string | null; reason: Reason; why: string; skipped: readonly Skipped[] }
/** `end`: with whom a chain of covers ended. */
export interface Skipped { person: string | null; end: string | null; code: Hindrance['code'] | 'calendar-ends'; why: string }
interface Candidate { person: string; reason: 'holds it' | 'on rota'; as: string }

export const ownerOfRole: Readonly<Record<string, keyof Owners | undefined>> = { 'clinical-lead': 'clinicalLead', coordinator: 'coordinator', 'escalation-owner': 'escalationOwner' };

/**
 * Who answers for a role of a case at an instant: one person or nobody, and why. Calls, lists and permissions all ask here.
 *
 * 1. whoever the task was given to by name;
 * 2. out of hours, whoever a rota names for then; else the owner whom the case names; and if they cannot, whoever is on a rota for the role. Nobody else: another rung knows more of the case;
 * 3. where the case names nobody: the case's own holder of the role, its team's, its organisation's, the system's; in each the rota comes before whoever holds the role, by position.
 *
 * Each may be covered for. Who is away, no longer active or cannot be reached is passed over, and it is said.
 */
export function answer(facts: Facts, question: Question): Answer {
  const skipped: Skipped[] = [];
  for (const { person, reason, as } of candidates(facts, question, skipped)) {
    const found = whoStandsIn(facts, person, question.role, question.at);
    if (found.person === null) {
      if (!skipped.some((each) => each.person === person)) skipped.push({ person, end: found.end, code: found.code, why: found.why });
      continue;
    }
    return found.person === person ? { person, reason, why: said(facts, reason, as, skipped), skipped } : { person: found.person, reason: 'covers for', why: said(facts, 'covers for', `${nameOf(facts, person)}, ${as}`, skipped), skipped };
  }
  return { person: null, reason: 'nobody, next rung', why: said(facts, 'nobody, next rung', noneOf(question), skipped), skipped };
}

function* candidates(facts: Facts, question: Question, skipped: Skipped[]): Generator<Candidate> {
  const { role, owners, assigned, at } = question;
  if (assigned !== null) yield { person: assigned, reason: 'holds it', as: 'the task was given to them' };
  if (role === 'action-owner') return;
  const key = ownerOfRole[role];
  const owner = key && owners ? owners[key] : null;
  const scopes = scopesOf(question);
  if (owner === null) {
    for (const scope of scopes) {
      const as = `${role} of the ${scope.kind}`;
      for (const { person } of shiftsAt(facts, role, scope, at, skipped)) yield { person, reason: 'on rota', as };
      for (const { person } of holdersAt(facts, role, scope, at)) yield { person, reason: 'holds it', as };
    }
    return;
  }
  const shifts = scopes.flatMap((scope) => shiftsAt(facts, role, scope, at, skipped).map((shift) => ({ shift, scope })));
  for (const { shift, scope } of shifts) if (shift.outOfHours) yield { person: shift.person, reason: 'on rota', as: `${role} of the ${scope.kind}, in the place of ${nameOf(facts, owner)}` };
  yield { person: owner, reason: 'holds it', as: `named ${role} of the case` };
  for (const { shift, scope } of shifts) yield { person: shift.person, reason: 'on rota', as: `${role} of the ${scope.kind}, in the place of ${nameOf(facts, owner)}` };
}

/** From the nearest to the widest. */
export function scopesOf({ caseId, team, organisation }: Pick<Question, 'caseId' | 'team' | 'organisation'>): Scope[] {
  return [
    ...(caseId === null ? [] : [{ kind: 'case', id: caseId } as const]), ...(team === null ? [] : [{ kind: 'team', id: team } as const]), { kind: 'organisation', id: organisation }, { kind: 'system', id: null },
  ];
}

/** Rotas of the role in a scope, in a fixed order. */
export function rotasOf(facts: Facts, role: string, scope: Scope): Rota[] {
  return facts.rotas.filter((rota) => rota.role === role && sameScope(rota.scope, scope)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** Past the table of bank holidays a rota says nothing: whoever holds the role is called, rather than nobody. */
export function shiftsAt(facts: Facts, role: string, scope: Scope, at: Instant, skipped: Skipped[]): Shift[] {
  return rotasOf(facts, role, scope).flatMap((rota) => {
    try {
      const found = onRota(rota, at);
      return found ? [found] : [];
    } catch (error) {
      if (!(error instanceof BankHolidayTableEnds)) throw error;
      skipped.push({ person: null, end: null, code: 'calendar-ends', why: 'the rota reaches past the table of bank holidays' });
      return [];
    }
  });
}

function holdersAt(facts: Facts, role: string, scope: Scope, at: Instant): { person: string }[] {
  return facts.holdings.filter((held) => held.role === role && sameScope(held.scope, scope) && during(held, at))
    .toSorted((a, b) => a.position - b.position || (a.person < b.person ? -1 : a.person > b.person ? 1 : 0));
}

function noneOf({ role, owners, assigned }: Question): string {
  if (role === 'action-owner') return assigned === null ? 'nobody owns the task' : 'the task belongs to nobody else';
  return ownerOfRole[role] && owners ? `nobody else is named ${role} of the case` : `nobody holds ${role} of the organisation`;
}

function said(facts: Facts, reason: Reason, what: string, skipped: readonly Skipped[]): string {
  const passed = skipped.map(({ person, why }) => (person === null ? why : `${nameOf(facts, person)} ${why}`));
  return `${reason}: ${what}${passed.length > 0 ? ` (passed over: ${passed.join('; ')})` : ''}`;
}
