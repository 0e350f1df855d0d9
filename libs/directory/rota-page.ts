import type { EntityManager } from 'typeorm';
import { firstRow } from '#libs/records/transaction.js';
import type { Instant } from '#libs/domain/local-time.js';
import type { Reason } from './answer.js';
import { answersBetween } from './answers-between.js';
import type { Facts, Scope } from './facts.js';
import { listed, type PageAsked } from './listed.js';
import { namesOf, organisationNames, type Named } from './people-views.js';
import { shiftsBetween, type RotaRule } from './rota.js';
import { loadFacts } from './snapshot.js';

/** A shift of a rota, and who is called through it. */
export interface ShownShift { from: Instant; until: Instant; onRota: string; answers: string | null; reason: Reason; why: string }
export interface ShiftView { from: string; until: string; onRota: Named; answers: Named | null; reason: Reason; why: string }
export interface RotaParts { id: string; name: string; organisation: Named | null; role: string; scope: Scope; active: boolean; rules: RotaRule[]; overrides: { id: string; person: Named; from: string; until: string }[] }
export interface RotaView extends RotaParts { shifts: ShiftView[] }
export interface RotaStanding { id: string; organisation: string | null; role: string; scope: Scope; name: string }

const scopeOf = `jsonb_build_object('kind', scope, 'id', case scope when 'organisation' then organisation_id else scope_id end)`;

export function rotaStanding(manager: EntityManager, id: string): Promise<RotaStanding | null> {
  return id.includes('\u0000') ? Promise.resolve(null) : firstRow(manager, `select id, organisation_id as organisation, role, name, ${scopeOf} as scope from rotas where id = $1`, [id]);
}

/** Rotas of organisations; overrides that are over are left out. */
export async function rotas(manager: EntityManager, { organisations, id, ...page }: PageAsked & { organisations: readonly string[]; id?: string }): Promise<{ items: RotaParts[]; next: string | null }> {
  interface Row { key: string; organisation: string | null; shown: Omit<RotaParts, 'organisation' | 'overrides'>; overrides: { id: string; person: string; from: number; until: number }[] }
  const ms = (column: string): string => `round(extract(epoch from ${column}) * 1000)::bigint`;
  const found = await listed<Row, Row>(manager, `
    select rotas.id as key, organisation_id as organisation, jsonb_build_object('id', rotas.id, 'name', name, 'role', role, 'scope', ${scopeOf}, 'active', active, 'rules', rules) as shown,
      coalesce((select jsonb_agg(jsonb_build_object('id', id, 'person', person_id, 'from', ${ms('starts_at')}, 'until', ${ms('ends_at')}) order by starts_at) from rota_overrides where rota_id = rotas.id and withdrawn_at is null and ends_at > now()), '[]') as overrides
    from rotas where (organisation_id is null or organisation_id = any($1)) and ($2::text is null or id = $2) and (active or $2 is not null)`, [organisations, id ?? null], page, (each) => each);
  const [people, places] = await Promise.all([namesOf(manager, found.items.flatMap(({ overrides }) => overrides.map(({ person }) => person))), organisationNames(manager, found.items.flatMap(({ organisation }) => organisation ?? []))]);
  return {
    next: found.next, items: found.items.map(({ organisation, shown, overrides }) => ({
      ...shown, organisation: organisation === null ? null : places(organisation), overrides: overrides.map(({ id: override, person, from, until }) => ({ id: override, person: people(person), from: new Date(from).toISOString(), until: new Date(until).toISOString() })),
    })),
  };
}

/** Through every shift of a rota, who is on it and who is called: the one function's answer, so that what is shown is what happens. Throws BankHolidayTableEnds. */
export function shownShifts(facts: Facts, rota: { id: string; role: string; scope: Scope }, organisation: string, from: Instant, until: Instant): ShownShift[] {
  const made = facts.rotas.find(({ id }) => id === rota.id);
  if (!made) return [];
  const answers = answersBetween(facts, { role: rota.role, organisation, team: rota.scope.kind === 'team' ? rota.scope.id : null, caseId: null, owners: null, assigned: null }, from, until);
  return shiftsBetween(made, from, until).flatMap((shift) => answers.filter((span) => span.from < shift.until && shift.from < span.until)
    .map(({ answer, ...span }): ShownShift => ({ from: Math.max(span.from, shift.from), until: Math.min(span.until, shift.until), onRota: shift.person, answers: answer.person, reason: answer.reason, why: answer.why })));
}

export async function shiftsOf(manager: EntityManager, rota: RotaStanding, organisation: string, from: Date, until: Date): Promise<ShownShift[]> {
  const facts = await loadFacts(manager, { roles: [rota.role], organisations: [organisation], people: [], from, until });
  return shownShifts(facts, rota, organisation, from.getTime(), until.getTime());
}

/** A rota's page. `organisation`: for whose cases, where the rota is of none. */
export async function rotaView(manager: EntityManager, rota: RotaStanding, organisation: string, from: Date, until: Date): Promise<RotaView> {
  const { items: [parts] } = await rotas(manager, { organisations: [organisation], id: rota.id });
  if (!parts) throw new Error('a rota that was found before is there');
  const shifts = await shiftsOf(manager, rota, organisation, from, until);
  const people = await namesOf(manager, shifts.flatMap(({ onRota, answers }) => [onRota, ...(answers === null ? [] : [answers])]));
  return { ...parts, shifts: shifts.map(({ from: start, until: end, onRota, answers, ...more }) => ({ from: new Date(start).toISOString(), until: new Date(end).toISOString(), onRota: people(onRota), answers: answers === null ? null : people(answers), ...more })) };
}
