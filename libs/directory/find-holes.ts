import type { EntityManager } from 'typeorm';
import { policies } from '#libs/policies/released.js';
import { rows } from '#libs/records/transaction.js';
import { TEAM_OF_A_CASE } from './answers-for.js';
import { calledRoles, dutyRole, holesBetween, type Hole, type NamedOwner } from './coverage.js';
import { alarmed } from './everybody.js';
import type { Facts } from './facts.js';
import { loadFacts } from './snapshot.js';

/** The holes of organisations through a stretch of time, as the record stands: what a rung of any released ladder would find, and a system alarm, and what owners whom open cases name leave open. Their people own in cases of others too. */
export async function findHoles(manager: EntityManager, { organisations, from, until }: { organisations: readonly string[]; from: Date; until: Date }): Promise<Hole[]> {
  const named = await namedOwners(manager, organisations);
  const roles = [...calledRoles(policies), dutyRole(policies)];
  const leading = named.map(({ organisation }) => organisation);
  const facts = await loadFacts(manager, { roles: [...new Set([...roles.map(({ role }) => role), ...alarmed])], organisations: [...new Set([...organisations, ...leading])], people: named.map(({ person }) => person), from, until });
  return holesBetween(facts, roles, { organisations, named: whateverTheTeam(facts, named), from: from.getTime(), until: until.getTime() });
}

/** Where no team has holders or a rota of its own for a role, it is the same whose case it is: an owner is asked about once. */
function whateverTheTeam({ holdings, rotas }: Facts, named: readonly NamedOwner[]): NamedOwner[] {
  const ofTeams = new Set([...holdings, ...rotas].filter(({ scope }) => scope.kind === 'team').map(({ role }) => role));
  const once = new Map<string, NamedOwner>();
  for (const each of named) {
    const team = ofTeams.has(each.role) ? each.team : null;
    const key = JSON.stringify([each.organisation, each.role, each.person, team]);
    once.set(key, { ...each, team, cases: each.cases + (once.get(key)?.cases ?? 0) });
  }
  return [...once.values()];
}

function namedOwners(manager: EntityManager, organisations: readonly string[]): Promise<NamedOwner[]> {
  const going = (from: string, where: string): string => `select cases.organisation_id, clinical_lead, coordinator, escalation_owner, count(*)::int as cases from ${from} where status <> 'closed' and rehearsal = false and ${where} group by 1, 2, 3, 4`;
  const owners = `lateral (values ('clinical-lead', clinical_lead), ('coordinator', coordinator), ('escalation-owner', escalation_owner)) as owner (role, person)`;
  return rows(manager, `
    with own as materialized (${going('cases', 'organisation_id = any($1)')}),
    elsewhere as materialized (${going('cases', `organisation_id <> all($1) and id in (select case_id from case_organisations where not lead and organisation_id = any($1))`)}),
    named as (
      select organisation_id, coordinator, role, person, cases from own, ${owners} where person is not null
      union all select organisation_id, coordinator, role, person, cases from elsewhere, ${owners} where exists (select 1 from people where id = person and organisation_id = any($1))
    )
    select organisation_id as organisation, role, person, team, sum(cases)::int as cases from (select cases.*, ${TEAM_OF_A_CASE} as team from (select organisation_id, coordinator, role, person, sum(cases)::int as cases from named group by 1, 2, 3, 4) as cases) as named
    group by 1, 2, 3, 4 order by 1, 2, 3, 4`, [organisations]);
}
