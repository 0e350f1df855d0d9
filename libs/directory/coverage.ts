import { BankHolidayTableEnds } from '#libs/domain/bank-holidays.js';
import { addLocalDays, within, type Clock, type Instant } from '#libs/domain/clocks.js';
import type { Owners } from '#libs/contracts/events.js';
import type { Policy, PolicyLadder } from '#libs/policies/policy.js';
import { answersBetween, type AnswerSpan } from './answers-between.js';
import { dutyHoles } from './duty-holes.js';
import type { Hole, When } from './hole.js';
import { overlaps, type Facts, type Span } from './facts.js';
import { peopleOnRota } from './rota.js';
import { wallDate, wallTime } from './wall-time.js';

export type { Hole } from './hole.js';

/** A role that released ladders call, or that hears their system alarms, on which clocks, and for which pathways. */
export interface CalledRole { role: string; clocks: readonly Clock[]; pathways: readonly string[] }
/** An owner whom open cases name. */
export interface NamedOwner { organisation: string; role: string; person: string; team: string | null; cases: number }

/** Every role that a released ladder can call, but for the owner of an agreed action, who is a person and no role. */
export function calledRoles(policies: readonly Policy[]): CalledRole[] {
  const ladders = policies.flatMap((policy) => [
    ...Object.values(policy.ladders), ...Object.values(policy.steps).flatMap(({ ladder, variants = [] }) => [ladder, ...variants.map((variant) => variant.ladder)]),
  ].map((ladder: PolicyLadder) => ({ ladder, pathway: policy.pathway })));
  const roles = [...new Set(ladders.flatMap(({ ladder }) => ladder.rungs.map(({ role }) => role)))].filter((role) => role !== 'action-owner').toSorted();
  return roles.map((role) => {
    const calling = ladders.filter(({ ladder }) => ladder.rungs.some((rung) => rung.role === role));
    return { role, clocks: [...new Set(calling.map(({ ladder }) => ladder.clock))].toSorted(), pathways: [...new Set(calling.map(({ pathway }) => pathway))].toSorted() };
  });
}

/** The system's duty role hears what nobody answered, at any hour, of every pathway: no ladder calls it, and each rests on it. */
export const dutyRole = (policies: readonly Policy[]): CalledRole => ({ role: 'duty', clocks: ['elapsed'], pathways: [...new Set(policies.map(({ pathway }) => pathway))].toSorted() });

/** The holes of organisations through a stretch of time. Of cases that another leads: what whoever is named there leaves open, and nothing else of that organisation. */
export function holesBetween(facts: Facts, roles: readonly CalledRole[], { organisations, named, from, until }: { organisations: readonly string[]; named: readonly NamedOwner[] } & When): Hole[] {
  const abroad = named.filter(({ organisation }) => !organisations.includes(organisation));
  return [...organisations.flatMap((organisation) => roles.flatMap((called) => [
    ...holesOf(facts, called, { organisation, owner: null, team: null, cases: 0 }, from, until),
    ...named.filter((each) => each.organisation === organisation && each.role === called.role).flatMap(({ person, team, cases }) => holesOf(facts, called, { organisation, owner: person, team, cases }, from, until)),
    ...oneHolder(facts, called, organisation, { from, until }),
  ])), ...roles.flatMap((called) => abroad.filter(({ role }) => role === called.role).flatMap(({ organisation, person, team, cases }) => holesOf(facts, called, { organisation, owner: person, team, cases }, from, until)
    .filter((hole) => ('owner' in hole && hole.owner === person) || ('person' in hole && (hole.person === person || facts.covers.some(({ by }) => by === hole.person))))))];
}

interface Asked { organisation: string; owner: string | null; team: string | null; cases: number }

function holesOf(facts: Facts, { role, clocks, pathways }: CalledRole, { organisation, owner, team, cases }: Asked, from: Instant, until: Instant): Hole[] {
  if (role === 'duty') return dutyHoles(facts, organisation, pathways, { from, until });
  const owners: Owners | null = owner === null ? null : { clinicalLead: owner, coordinator: owner, escalationOwner: owner };
  try {
    return answersBetween(facts, { role, organisation, team, caseId: null, owners, assigned: null }, from, until).flatMap(holesOfSpan);
  } catch (error) {
    if (!(error instanceof BankHolidayTableEnds)) throw error;
    return [{ kind: 'calendar-ends', organisation, role, why: error.message }];
  }
  function holesOfSpan(span: AnswerSpan): Hole[] {
    const calling = whileCalling(clocks, span);
    if (calling === null) return [];
    const { answer } = span;
    const unreachable = answer.skipped.filter(({ code }) => code === 'unreachable').map(({ end }): Hole => ({ kind: 'no-verified-method', organisation, role, person: end!, ...calling }));
    const away = answer.skipped.filter(({ code }) => code === 'on-leave').map(({ end }): Hole => ({ kind: 'leave-without-cover', organisation, role, person: end!, ...calling }));
    return [...(answer.person === null ? [{ kind: 'nobody-answers' as const, organisation, role, owner, cases, pathways, why: answer.why, ...calling }] : []), ...unreachable, ...away];
  }
}

/** The part of a stretch of time in which a ladder on one of these clocks may call; null: none of it. */
function whileCalling(clocks: readonly Clock[], { from, until }: When): When | null {
  if (clocks.includes('elapsed')) return { from, until };
  const hours = clocks.map((clock) => (clock === 'day' ? { clock, opens: '08:00', closes: '20:00' } : { clock, opens: '09:00', closes: '17:00' }));
  const open: When[] = [];
  const last = wallDate(until - 1);
  for (let date = wallDate(from); date <= last; date = addLocalDays(date, 1)) {
    for (const { clock, opens, closes } of hours) {
      const [start, end] = [Math.max(from, wallTime(date, opens)), Math.min(until, wallTime(date, closes))];
      if (start < end && within(clock, start)) open.push({ from: start, until: end });
    }
  }
  return open.length === 0 ? null : { from: Math.min(...open.map((each) => each.from)), until: Math.max(...open.map((each) => each.until)) };
}

/** Of everybody who holds the role or takes turns at it, whoever is still there. */
function oneHolder(facts: Facts, { role, pathways }: CalledRole, organisation: string, span: Span): Hole[] {
  const here = <S extends { role: string; scope: { kind: string; id: string | null } }>(each: S): boolean => each.role === role && (each.scope.kind === 'system' || (each.scope.kind === 'organisation' && each.scope.id === organisation));
  const people = new Set([...facts.holdings.filter((held) => here(held) && overlaps(held, span)).map(({ person }) => person), ...facts.rotas.filter(here).flatMap(peopleOnRota)].filter((person) => facts.people.get(person)?.active));
  const [only] = people;
  return people.size === 1 && only !== undefined ? [{ kind: 'one-holder', organisation, role, person: only, pathways }] : [];
}
