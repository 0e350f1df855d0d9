import type { EntityManager } from 'typeorm';
import type { Organisation } from '#libs/contracts/views.js';
import type { Grade } from '#libs/policies/decision-rights.js';
import { firstRow, rows } from '#libs/records/transaction.js';

export interface HeldRole { role: string; organisation: string }
/** A person as an issuer's token names them, with what they hold at that moment. `grade`: of their profession; null: nobody has said. */
export interface KnownPerson { id: string; name: string; organisation: Organisation; roles: HeldRole[]; grade: Grade | null }
export interface DirectoryPerson { id: string; name: string; organisation: string; active: boolean }

const held = (at: string): string => `(active_from is null or active_from <= ${at}) and (active_until is null or active_until > ${at})`;

/** Roles held now, once each. One that is held everywhere is held in every organisation; one of a single case or a team's cases is none of the organisation. */
const heldWhere = (whose: string): string => `select distinct person_id, role, place.id as place from person_roles join organisations as place on place.id = person_roles.organisation_id or (scope = 'system' and place.active)
  where ${whose} and scope in ('organisation', 'system') and ${held('now()')}`;

/** The person of a token: null when nobody is known by that issuer and subject, or they are no longer active. */
export async function identify(manager: EntityManager, issuer: string, subject: string): Promise<KnownPerson | null> {
  if (`${issuer}${subject}`.includes('\u0000')) return null;
  interface Row { id: string; name: string; organisation: string; organisation_name: string; roles: HeldRole[]; grade: Grade | null }
  const found = await firstRow<Row>(manager, `
    select people.id, people.name, people.grade, organisations.id as organisation, organisations.name as organisation_name,
      coalesce((select jsonb_agg(jsonb_build_object('role', role, 'organisation', place) order by place, role) from (${heldWhere('person_id = people.id')}) as held), '[]') as roles
    from identities join people on people.id = identities.person_id join organisations on organisations.id = people.organisation_id
    where identities.issuer = $1 and identities.subject = $2 and people.active and organisations.active`, [issuer, subject]);
  return found && { id: found.id, name: found.name, organisation: { id: found.organisation, name: found.organisation_name }, roles: found.roles, grade: found.grade };
}

/** People by id, also those who are no longer active; ids that nobody has are left out. */
export async function peopleByIds(manager: EntityManager, ids: readonly string[]): Promise<Map<string, DirectoryPerson>> {
  const wanted = [...new Set(ids)].filter((id) => !id.includes('\u0000'));
  if (wanted.length === 0) return new Map();
  const found = await rows<DirectoryPerson>(manager, 'select id, name, organisation_id as organisation, active from people where id = any($1)', [wanted]);
  return new Map(found.map((person) => [person.id, person]));
}

/** What people hold at this moment, by their ids. */
export async function rolesHeld(manager: EntityManager, ids: readonly string[]): Promise<Map<string, HeldRole[]>> {
  const found = await rows<{ id: string; roles: HeldRole[] }>(manager, `
    select person_id as id, jsonb_agg(jsonb_build_object('role', role, 'organisation', place)) as roles from (${heldWhere('person_id = any($1)')}) as held group by person_id`, [ids]);
  return new Map(found.map(({ id, roles }) => [id, roles]));
}

/** Somebody as they stand to cases, with what they hold at this moment; null: nobody has that id. */
export async function standingOf(manager: EntityManager, id: string): Promise<{ id: string; roles: HeldRole[]; grade: Grade | null } | null> {
  const found = id.includes('\u0000') ? null : await firstRow<{ grade: Grade | null }>(manager, 'select grade from people where id = $1', [id]);
  return found && { id, grade: found.grade, roles: (await rolesHeld(manager, [id])).get(id) ?? [] };
}

export async function personById(manager: EntityManager, id: string): Promise<DirectoryPerson | null> {
  return (await peopleByIds(manager, [id])).get(id) ?? null;
}

export async function organisationById(manager: EntityManager, id: string): Promise<(Organisation & { active: boolean }) | null> {
  return id.includes('\u0000') ? null : firstRow(manager, 'select id, name, active from organisations where id = $1', [id]);
}

/** Where the organisation is, for the policies that differ there; null: the defaults hold. */
export async function localityOf(manager: EntityManager, organisation: string): Promise<string | null> {
  return (await firstRow<{ locality: string | null }>(manager, 'select locality from organisations where id = $1', [organisation]))?.locality ?? null;
}

/** The address a person's mails go to: the first verified one of theirs; null when they have none or are not active. */
export async function emailOf(manager: EntityManager, person: string): Promise<string | null> {
  const found = await firstRow<{ address: string }>(manager, `
    select address from contact_methods join people on people.id = person_id where person_id = $1 and channel = 'email' and verified_at is not null and people.active order by position limit 1`, [person]);
  return found?.address ?? null;
}

export { people, type RoleSearch } from './role-holders.js';
