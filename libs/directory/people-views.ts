import type { EntityManager } from 'typeorm';
import type { Grade } from '#libs/policies/decision-rights.js';
import { firstRow, rows } from '#libs/records/transaction.js';
import { listed, type PageAsked } from './listed.js';

export interface Named { id: string; name: string }
export interface CoverView { id: string; person: Named; by: Named; roles: string[]; from: string; until: string; status: 'offered' | 'accepted' | 'declined' | 'withdrawn' | 'stepped-down'; offeredBy: Named; offeredAt: string; decidedAt: string | null }
export interface LeaveView { id: string; person: Named; from: string; until: string; covered: boolean; lead: Named | null }
export interface TeamView { id: string; name: string; organisation: Named; lead: Named | null; active: boolean; members: { person: Named; from: string | null; until: string | null }[] }
export interface PersonView {
  id: string; name: string; organisation: Named; active: boolean; grade: Grade | null; team: Named | null; lead: Named | null; reachable: boolean;
  roles: { id: string; role: string; scope: { kind: string; id: string | null }; position: number; from: string | null; until: string | null }[];
  methods?: { id: string; channel: string; address: string; verifiedAt: string | null; codeSent: 'no' | 'waiting' | 'sent' }[];
  leaves: { id: string; from: string; until: string }[];
}
/** What permission asks of somebody: where they belong, and who leads them. */
export interface PersonStanding { id: string; organisation: string; active: boolean; lead: string | null }

const utc = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const named = (id: string): string => `(select jsonb_build_object('id', named.id, 'name', named.name) from people as named where named.id = ${id})`;
const placeNamed = (id: string): string => `(select jsonb_build_object('id', place.id, 'name', place.name) from organisations as place where place.id = ${id})`;
/** The lead of whoever's team it is now: nobody leads themselves. */
export const leadOf = (person: string): string => `(select min(lead_id) from team_members as membership join teams on teams.id = membership.team_id and teams.active where membership.person_id = ${person} and lead_id <> ${person}
  and (membership.active_from is null or membership.active_from <= now()) and (membership.active_until is null or membership.active_until > now()) and exists (select 1 from people as lead where lead.id = lead_id and lead.active))`;

export function personStanding(manager: EntityManager, id: string): Promise<PersonStanding | null> {
  return id.includes('\u0000') ? Promise.resolve(null) : firstRow(manager, `select id, organisation_id as organisation, active, ${leadOf('people.id')} as lead from people where id = $1`, [id]);
}

/** Somebody as the directory knows them; `methods` only for themselves, and for whoever may change them. Leave that has ended is left out. */
export async function personView(manager: EntityManager, id: string, { methods }: { methods: boolean }): Promise<PersonView | null> {
  const found = await firstRow<{ shown: PersonView }>(manager, `
    select jsonb_build_object('id', people.id, 'name', people.name, 'organisation', ${placeNamed('people.organisation_id')}, 'active', people.active, 'grade', people.grade, 'lead', ${named(leadOf('people.id'))},
      'team', (select jsonb_build_object('id', teams.id, 'name', teams.name) from team_members join teams on teams.id = team_id and teams.active where person_id = people.id
        and (active_from is null or active_from <= now()) and (active_until is null or active_until > now()) order by teams.id limit 1),
      'reachable', exists (select 1 from contact_methods where person_id = people.id and verified_at is not null),
      'roles', coalesce((select jsonb_agg(jsonb_build_object('id', id::text, 'role', role, 'scope', jsonb_build_object('kind', scope, 'id', case scope when 'organisation' then organisation_id else scope_id end), 'position', position,
        'from', ${utc('active_from')}, 'until', ${utc('active_until')}) order by id) from person_roles where person_id = people.id), '[]'),
      'leaves', coalesce((select jsonb_agg(jsonb_build_object('id', id, 'from', ${utc('starts_at')}, 'until', ${utc('ends_at')}) order by starts_at) from leaves where person_id = people.id and withdrawn_at is null and ends_at > now()), '[]')
    ) || case when $2 then jsonb_build_object('methods', coalesce((select jsonb_agg(jsonb_build_object('id', id::text, 'channel', channel, 'address', address, 'verifiedAt', ${utc('verified_at')},
        'codeSent', case when sent_at is not null then 'sent' when code is not null then 'waiting' else 'no' end) order by position) from contact_methods left join contact_codes on method_id = id where person_id = people.id), '[]')) else '{}' end as shown
    from people where people.id = $1`, [id, methods]);
  return found?.shown ?? null;
}

export interface CoverSearch extends PageAsked { organisations: readonly string[]; person?: string | undefined; by?: string | undefined; status?: string | undefined; id?: string }
export function covers(manager: EntityManager, { organisations, person, by, status, id, ...page }: CoverSearch): Promise<{ items: CoverView[]; next: string | null }> {
  return listed<{ key: string; shown: CoverView }, CoverView>(manager, `
    select covers.id as key, jsonb_build_object('id', covers.id, 'person', ${named('person_id')}, 'by', ${named('by_id')}, 'roles', roles, 'from', ${utc('starts_at')}, 'until', ${utc('ends_at')}, 'status', status,
      'offeredBy', ${named('offered_by')}, 'offeredAt', ${utc('offered_at')}, 'decidedAt', ${utc('decided_at')}) as shown
    from covers join people on people.id = person_id where people.organisation_id = any($1) and ($2::text is null or person_id = $2) and ($3::text is null or by_id = $3) and ($4::text is null or status = $4) and ($5::text is null or covers.id = $5)`,
  [organisations, person ?? null, by ?? null, status ?? null, id ?? null], page, (found) => found.map(({ shown }) => shown));
}

export interface CoverStanding { id: string; person: string; by: string; organisation: string; lead: string | null }
export function coverStanding(manager: EntityManager, id: string): Promise<CoverStanding | null> {
  return id.includes('\u0000') ? Promise.resolve(null) : firstRow(manager, `select covers.id, person_id as person, by_id as by, people.organisation_id as organisation, ${leadOf('covers.person_id')} as lead from covers join people on people.id = person_id where covers.id = $1`, [id]);
}

/** Somebody as a lead: in the place of these leads (they among them), and of whoever has no lead in organisations whose escalations they lead. */
export interface AsLead { leads: readonly string[]; organisations: readonly string[] }
export interface LeaveSearch extends PageAsked { organisations: readonly string[]; from: Date; until: Date; withoutCover?: boolean | undefined; lead?: AsLead | undefined }
/** Is it the lead's (null: anybody's) to see to? While the lead is away it is theirs as well who lead escalations. `lead` and `organisation` are columns, `$n` and `$n+1` the leads and the organisations. */
export const ledBy = (lead: string, organisation: string, n: number): string => `($${n}::text[] is null or ${lead} = any($${n}) or (${organisation} = any($${n + 1})
  and (${lead} is null or exists (select 1 from leaves as off where off.person_id = ${lead} and off.withdrawn_at is null and off.starts_at <= now() and off.ends_at > now()))))`;

/** Who is away. `covered`: through all that is left of it somebody who can be reached, or one after the other, has accepted to answer in all of their roles; covers of single roles alone leave open what else may come. */
export function leaves(manager: EntityManager, { organisations, from, until, withoutCover, lead, ...page }: LeaveSearch): Promise<{ items: LeaveView[]; next: string | null }> {
  return listed<{ key: string; shown: LeaveView }, LeaveView>(manager, `
    select ${utc('starts_at')} || ' ' || away.id as key, jsonb_build_object('id', away.id, 'person', ${named('away.person_id')}, 'from', ${utc('starts_at')}, 'until', ${utc('ends_at')}, 'covered', covered, 'lead', ${named('away.lead')}) as shown
    from (select leaves.*, people.organisation_id, ${leadOf('leaves.person_id')} as lead, coalesce(range_agg(tstzrange(covers.starts_at, covers.ends_at)) filter (where covers.id is not null) @> tstzrange(case when leaves.ends_at > now() then greatest(leaves.starts_at, now()) else leaves.starts_at end, leaves.ends_at), false) as covered
      from leaves join people on people.id = leaves.person_id and people.active left join covers on covers.person_id = leaves.person_id and covers.status = 'accepted' and covers.roles = '{}'
        and exists (select 1 from people as coverer join contact_methods on person_id = coverer.id and verified_at is not null where coverer.id = covers.by_id and coverer.active)
      where people.organisation_id = any($1) and leaves.withdrawn_at is null and leaves.starts_at < $3 and leaves.ends_at > $2 group by leaves.id, people.organisation_id) as away
    where ($4::boolean is null or covered <> $4) and ${ledBy('away.lead', 'away.organisation_id', 5)}`, [organisations, from, until, withoutCover ?? null, lead?.leads ?? null, lead?.organisations ?? []], page, (found) => found.map(({ shown }) => shown));
}

export function teams(manager: EntityManager, { organisations, id, ...page }: PageAsked & { organisations: readonly string[]; id?: string }): Promise<{ items: TeamView[]; next: string | null }> {
  return listed<{ key: string; shown: TeamView }, TeamView>(manager, `
    select teams.id as key, jsonb_build_object('id', teams.id, 'name', teams.name, 'organisation', ${placeNamed('organisation_id')}, 'lead', ${named('lead_id')}, 'active', active, 'locality', locality,
      'members', coalesce((select jsonb_agg(jsonb_build_object('person', ${named('person_id')}, 'from', ${utc('active_from')}, 'until', ${utc('active_until')}) order by person_id) from team_members where team_id = teams.id and (active_until is null or active_until > now())), '[]')) as shown
    from teams where organisation_id = any($1) and ($2::text is null or id = $2)`, [organisations, id ?? null], page, (found) => found.map(({ shown }) => shown));
}

export function teamStanding(manager: EntityManager, id: string): Promise<{ id: string; organisation: string; lead: string | null } | null> {
  return id.includes('\u0000') ? Promise.resolve(null) : firstRow(manager, 'select id, organisation_id as organisation, lead_id as lead from teams where id = $1 and active', [id]);
}

/** The names of people, by id. */
export async function namesOf(manager: EntityManager, ids: readonly string[]): Promise<(id: string) => Named> {
  const found = new Map((await rows<Named>(manager, 'select id, name from people where id = any($1)', [[...new Set(ids)]])).map(({ id, name }) => [id, name]));
  return (id) => ({ id, name: found.get(id) ?? id });
}
export async function organisationNames(manager: EntityManager, ids: readonly string[]): Promise<(id: string) => Named> {
  const found = new Map((await rows<Named>(manager, 'select id, name from organisations where id = any($1)', [[...new Set(ids)]])).map(({ id, name }) => [id, name]));
  return (id) => ({ id, name: found.get(id) ?? id });
}

/** Everybody of an organisation who has not left, by name. */
export function everybody(manager: EntityManager, organisation: string): Promise<Named[]> {
  return rows(manager, 'select id, name from people where organisation_id = $1 and active order by name, id', [organisation]);
}
