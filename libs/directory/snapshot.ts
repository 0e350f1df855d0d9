import type { EntityManager } from 'typeorm';
import { firstRow } from '#libs/records/transaction.js';
import type { Cover, Facts, Holding, PersonFacts } from './facts.js';
import type { Rota } from './rota.js';

/** Which part of the directory is asked for: roles (null: all) of organisations, people by name, through a stretch of time. `cases`: those whose own roles are asked for, null: all. */
export interface Part { roles: readonly string[] | null; organisations: readonly string[]; cases?: readonly string[] | null; people: readonly string[]; from: Date; until: Date }
/** A look at a part of the directory. */
export type Look = (part: Part) => Promise<Facts>;
export const lookIn = (manager: EntityManager): Look => (part) => loadFacts(manager, part);

interface Loaded { people: PersonFacts[]; holdings: Holding[]; rotas: Rota[]; covers: Cover[] }

const ms = (column: string): string => `round(extract(epoch from ${column}) * 1000)::bigint`;
const span = (from: string, until: string): string => `'from', ${ms(from)}, 'until', ${ms(until)}`;
const scope = `jsonb_build_object('kind', scope, 'id', case scope when 'organisation' then organisation_id else scope_id end)`;
const list = (of: string, from: string): string => `coalesce((select jsonb_agg(${of}) from ${from}), '[]')`;

/** The facts of a part of the directory, read at one instant: who holds, takes turns, covers, and everybody whom that may lead to. */
export async function loadFacts(manager: EntityManager, { roles, organisations, cases = [], people, from, until }: Part): Promise<Facts> {
  const touches = (start: string, end: string): string => `(${start} is null or ${start} < $6) and (${end} is null or ${end} > $5)`;
  const found = await firstRow<{ facts: Loaded }>(manager, `
    with recursive held as (
      select * from person_roles where ($1::text[] is null or role = any($1)) and (scope = 'system' or organisation_id = any($2)) and (scope <> 'case' or $3::text[] is null or scope_id = any($3)) and ${touches('active_from', 'active_until')}
    ), duty as (
      select * from rotas where active and ($1::text[] is null or role = any($1)) and (scope = 'system' or organisation_id = any($2))
    ), instead as (
      select rota_overrides.* from rota_overrides join duty on duty.id = rota_id where withdrawn_at is null and ${touches('starts_at', 'ends_at')}
    ), covering as (
      select * from covers where status = 'accepted' and ${touches('starts_at', 'ends_at')}
    ), reached (person) as (
      select unnest($4::text[]) union select person_id from held union select person_id from instead
        union select jsonb_array_elements_text(rule -> 'rotation' -> 'people') from duty, jsonb_array_elements(rules) as rule
      union select covering.by_id from reached join covering on covering.person_id = reached.person
    ), away as (
      select person_id, jsonb_agg(jsonb_build_object(${span('starts_at', 'ends_at')})) as leaves from leaves where person_id in (select person from reached) and withdrawn_at is null and ${touches('starts_at', 'ends_at')} group by person_id
    ), belonging as (
      select person_id, jsonb_agg(jsonb_build_object('team', team_id, ${span('active_from', 'active_until')})) as teams from team_members join teams on teams.id = team_id and teams.active
      where person_id in (select person from reached) and ${touches('active_from', 'active_until')} group by person_id
    )
    select jsonb_build_object(
      'holdings', ${list(`jsonb_build_object('role', role, 'scope', ${scope}, 'person', person_id, 'position', position, ${span('active_from', 'active_until')})`, 'held')},
      'rotas', ${list(`jsonb_build_object('id', id, 'role', role, 'scope', ${scope}, 'rules', rules, 'overrides',
        ${list(`jsonb_build_object('id', instead.id, 'person', instead.person_id, ${span('instead.starts_at', 'instead.ends_at')})`, 'instead where instead.rota_id = duty.id')})`, 'duty')},
      'covers', ${list(`jsonb_build_object('id', id, 'person', person_id, 'by', by_id, 'roles', roles, ${span('starts_at', 'ends_at')})`, 'covering where person_id in (select person from reached)')},
      'people', ${list(`jsonb_build_object('id', people.id, 'name', people.name, 'active', people.active, 'reachable', exists (select 1 from contact_methods where person_id = people.id and verified_at is not null),
        'leaves', coalesce(away.leaves, '[]'), 'teams', coalesce(belonging.teams, '[]'))`, 'people left join away on away.person_id = people.id left join belonging on belonging.person_id = people.id where people.id in (select person from reached)')}
    ) as facts`, [roles, organisations, cases, people, from, until]);
  const { people: known, ...rest } = found!.facts;
  return { ...rest, people: new Map(known.map((person) => [person.id, person])) };
}
