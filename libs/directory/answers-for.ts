import type { EntityManager } from 'typeorm';
import type { Owners } from '#libs/contracts/events.js';
import { rows } from '#libs/records/transaction.js';
import { answer, ownerOfRole, type Question } from './answer.js';
import type { Facts } from './facts.js';
import { loadFacts } from './snapshot.js';

/** A role of an organisation's cases. `scoped`: it is held or taken in turns for a team or a case somewhere, so that it depends on the case who answers. */
export interface RoleOfOrganisation { role: string; organisation: string; scoped: boolean }
/** What somebody answers for at an instant: whose tasks are theirs to see to, beside their own. */
export interface AnswersFor {
  /** Roles that no case names anybody for. Where `scoped`: only of the cases of `teams` (null: of none), and of `cases`. */
  roles: (RoleOfOrganisation & { teams: (string | null)[]; cases: string[]; otherwise: string[] })[];
  /** People whom they cover, in a role. */
  covered: { person: string; role: string }[];
  /** Owners named by cases in whose place they are on a rota. */
  inPlaceOf: { organisation: string; role: string; owner: string; team: string | null }[];
}
interface Reach { people: string[]; roles: string[]; organisations: string[]; teams: { team: string; organisation: string }[] }

/** The roles of organisations that a person answers for at an instant, where a case names nobody and belongs to no team. */
export async function answersFor(manager: EntityManager, person: string, at: Date): Promise<{ role: string; organisation: string }[]> {
  const { roles } = await everythingAnsweredFor(manager, person, at);
  return roles.filter(({ scoped, teams }) => !scoped || teams.includes(null)).map(({ role, organisation }) => ({ role, organisation }));
}

/** All that somebody answers for at an instant: each by asking the one function. */
export async function everythingAnsweredFor(manager: EntityManager, person: string, at: Date): Promise<AnswersFor> {
  const reach = await reachOf(manager, person, at);
  if (reach.roles.length === 0 && reach.people.length === 1) return { roles: [], covered: [], inPlaceOf: [] };
  const facts = await loadFacts(manager, { roles: reach.roles, organisations: reach.organisations, cases: null, people: reach.people, from: at, until: new Date(at.getTime() + 1) });
  const asks = (question: Partial<Question> & { role: string; organisation: string }): boolean => answer(facts, { team: null, caseId: null, owners: null, assigned: null, at: at.getTime(), ...question }).person === person;
  const roles = reach.organisations.flatMap((organisation) => reach.roles.flatMap((role) => {
    const scoped = isScoped(facts, role);
    const teams = [null, ...(scoped ? reach.teams.filter((each) => each.organisation === organisation).map(({ team }) => team) : [])].filter((team) => asks({ role, organisation, team }));
    const own = facts.holdings.filter((held) => held.role === role && held.scope.kind === 'case').map(({ scope }) => scope.id!);
    const cases = own.filter((caseId) => asks({ role, organisation, caseId }));
    return teams.length > 0 || cases.length > 0 ? [{ role, organisation, scoped, teams, cases, otherwise: own }] : [];
  }));
  const covered = reach.people.filter((each) => each !== person).flatMap((each) => ['action-owner', ...rolesThere].filter((role) => asks({ role, organisation: '', assigned: each })).map((role) => ({ person: each, role })));
  return { roles: roles.toSorted((a, b) => (`${a.organisation} ${a.role}` < `${b.organisation} ${b.role}` ? -1 : 1)), covered, inPlaceOf: await namedInTheirPlace(manager, facts, reach, asks) };
}

export const rolesThere = ['hub', 'coordinator', 'clinical-lead', 'escalation-owner', 'escalation-lead', 'director', 'crisis-team', 'auditor', 'duty'] as const;
const isScoped = (facts: Facts, role: string): boolean => [...facts.holdings, ...facts.rotas].some((each) => each.role === role && (each.scope.kind === 'team' || each.scope.kind === 'case'));

/** Everybody whose answer may end with this person, and the roles that they hold or take turns at. */
async function reachOf(manager: EntityManager, person: string, at: Date): Promise<Reach> {
  const [found] = await rows<Reach>(manager, `
    with recursive back (person) as (
      select $1::text union select covers.person_id from back join covers on covers.by_id = back.person where status = 'accepted' and starts_at <= $2 and ends_at > $2
    ), places as (
      select role, organisation_id from person_roles where person_id in (select person from back) and (active_from is null or active_from <= $2) and (active_until is null or active_until > $2)
      union select role, organisation_id from rotas where active and (exists (select 1 from rota_overrides where rota_id = rotas.id and person_id in (select person from back) and withdrawn_at is null and starts_at <= $2 and ends_at > $2)
        or exists (select 1 from jsonb_array_elements(rules) as rule where (rule -> 'rotation' -> 'people') ?| array(select person from back)))
    ), there as (select id from organisations where id in (select organisation_id from places) or exists (select 1 from places where organisation_id is null))
    select array(select person from back) as people, array(select distinct role from places order by 1) as roles, array(select id from there order by 1) as organisations,
      coalesce((select jsonb_agg(jsonb_build_object('team', id, 'organisation', organisation_id) order by id) from teams where active and organisation_id in (select id from there)), '[]') as teams`, [person, at]);
  return found!;
}

/** Where a rota may stand in for named owners, those whom cases name that are not closed are asked about one by one: an index holds who is named with whom. */
async function namedInTheirPlace(manager: EntityManager, facts: Facts, { roles, organisations }: Reach, asks: (question: Partial<Question> & { role: string; organisation: string }) => boolean): Promise<AnswersFor['inPlaceOf']> {
  const onRota = roles.filter((role) => ownerOfRole[role] !== undefined && facts.rotas.some((rota) => rota.role === role));
  if (onRota.length === 0) return [];
  const found = await rows<{ organisation: string; role: string; owner: string; team: string | null }>(manager, `
    with named as materialized (select distinct organisation_id, clinical_lead, coordinator, escalation_owner from cases where organisation_id = any($1) and status <> 'closed')
    select distinct organisation_id as organisation, role, owner, ${TEAM_OF_A_CASE} as team from named as cases cross join lateral (values ('clinical-lead', clinical_lead), ('coordinator', coordinator), ('escalation-owner', escalation_owner)) as each (role, owner)
    where role = any($2) and owner is not null`, [organisations, onRota]);
  const owners = (owner: string): Owners => ({ clinicalLead: owner, coordinator: owner, escalationOwner: owner });
  return found.filter(({ organisation, role, owner, team }) => asks({ role, organisation, team, owners: owners(owner) }));
}

/** The team of a row of `cases`: its coordinator's now. The same as caseTeam says it. */
export const TEAM_OF_A_CASE = `(select min(team_id) from team_members join teams on teams.id = team_id and teams.active where person_id = cases.coordinator and (active_from is null or active_from <= now()) and (active_until is null or active_until > now()))`;
/** Where a row of `cases` belongs: where its team works, else its organisation's. */
export const LOCALITY_OF_A_CASE = `coalesce((select locality from teams where teams.id = ${TEAM_OF_A_CASE}), (select locality from organisations where organisations.id = cases.organisation_id))`;
/** The team of the case of a row of `tasks`. */
export const TEAM_OF_CASE = `(select ${TEAM_OF_A_CASE} from cases where cases.id = tasks.case_id)`;
