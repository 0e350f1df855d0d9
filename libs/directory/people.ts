import type { EntityManager } from 'typeorm';
import type { Organisation, Page, RoleHolderView } from '#libs/contracts/views.js';
import { pageOf, pageSize, readCursor } from '#libs/records/queries/cursor.js';
import { firstRow, rows } from '#libs/records/transaction.js';

export interface HeldRole { role: string; organisation: string }
/** A person as an issuer's token names them, with what they hold at that moment. */
export interface KnownPerson { id: string; name: string; organisation: Organisation; roles: HeldRole[] }
export interface DirectoryPerson { id: string; name: string; organisation: string; active: boolean }

const held = (at: string): string => `(active_from is null or active_from <= ${at}) and (active_until is null or active_until > ${at})`;

/** The person of a token: null when nobody is known by that issuer and subject, or they are no longer active. */
export async function identify(manager: EntityManager, issuer: string, subject: string): Promise<KnownPerson | null> {
  if (`${issuer}${subject}`.includes('\u0000')) return null;
  interface Row { id: string; name: string; organisation: string; organisation_name: string; roles: HeldRole[] }
  const found = await firstRow<Row>(manager, `
    select people.id, people.name, organisations.id as organisation, organisations.name as organisation_name,
      coalesce((select jsonb_agg(jsonb_build_object('role', role, 'organisation', organisation_id) order by organisation_id, role) from person_roles where person_id = people.id and ${held('now()')}), '[]') as roles
    from identities join people on people.id = identities.person_id join organisations on organisations.id = people.organisation_id
    where identities.issuer = $1 and identities.subject = $2 and people.active and organisations.active`, [issuer, subject]);
  return found && { id: found.id, name: found.name, organisation: { id: found.organisation, name: found.organisation_name }, roles: found.roles };
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
    select person_id as id, jsonb_agg(jsonb_build_object('role', role, 'organisation', organisation_id)) as roles from person_roles where person_id = any($1) and ${held('now()')} group by person_id`, [ids]);
  return new Map(found.map(({ id, roles }) => [id, roles]));
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

/** The address a person's mails go to: the first of theirs; null when they have none or are not active. */
export async function emailOf(manager: EntityManager, person: string): Promise<string | null> {
  const found = await firstRow<{ address: string }>(manager, `
    select address from contact_methods join people on people.id = person_id where person_id = $1 and channel = 'email' and people.active order by position limit 1`, [person]);
  return found?.address ?? null;
}

export interface RoleSearch { organisations: readonly string[]; role?: string; organisation?: string; at: Date; cursor?: string; limit?: number }

/** Who holds which role at an instant, in the organisations that the reader belongs to; `answers`: a call to the role reaches them. */
export async function people(manager: EntityManager, { organisations, role, organisation, at, cursor, limit }: RoleSearch): Promise<Page<RoleHolderView>> {
  const after = readCursor(cursor);
  const size = pageSize(limit);
  interface Row { id: string; name: string; organisation: string; organisation_name: string; role: string; place: number; key: string }
  const found = await rows<Row>(manager, `
    select * from (
      select people.id, people.name, roles.organisation_id as organisation, organisations.name as organisation_name, roles.role,
        row_number() over (partition by roles.organisation_id, roles.role order by roles.position, people.id)::int as place,
        concat_ws(' ', roles.organisation_id, roles.role, lpad(roles.position::text, 9, '0'), people.id) as key
      from person_roles as roles join people on people.id = roles.person_id join organisations on organisations.id = roles.organisation_id
      where people.active and ${held('$1').replaceAll('active_', 'roles.active_')} and roles.organisation_id = any($2) and ($3::text is null or roles.role = $3) and ($4::text is null or roles.organisation_id = $4)
    ) as holders where key collate "C" > $5 order by key collate "C" limit $6`, [at, organisations, role ?? null, organisation ?? null, after?.id ?? '', size + 1]);
  return pageOf(found, size, ({ key }) => ({ at: at.toISOString(), id: key }), (shown) => shown.map((row) => ({
    id: row.id, name: row.name, organisation: { id: row.organisation, name: row.organisation_name }, role: row.role, answers: row.place === 1,
  })));
}
