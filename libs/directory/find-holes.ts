import type { EntityManager } from 'typeorm';
import { policies } from '#libs/policies/released.js';
import { rows } from '#libs/records/transaction.js';
import { TEAM_OF_A_CASE } from './answers-for.js';
import { calledRoles, dutyRole, holesBetween, type Hole, type NamedOwner } from './coverage.js';
import { alarmed } from './everybody.js';
import { loadFacts } from './snapshot.js';

/** The holes of organisations through a stretch of time, as the record stands: what a rung of any released ladder would find, and a system alarm, and what owners whom open cases name leave open. Their people own in cases of others too. */
export async function findHoles(manager: EntityManager, { organisations, from, until }: { organisations: readonly string[]; from: Date; until: Date }): Promise<Hole[]> {
  const named = await namedOwners(manager, organisations);
  const roles = [...calledRoles(policies), dutyRole(policies)];
  const leading = named.map(({ organisation }) => organisation);
  const facts = await loadFacts(manager, { roles: [...new Set([...roles.map(({ role }) => role), ...alarmed])], organisations: [...new Set([...organisations, ...leading])], people: named.map(({ person }) => person), from, until });
  return holesBetween(facts, roles, { organisations, named, from: from.getTime(), until: until.getTime() });
}

function namedOwners(manager: EntityManager, organisations: readonly string[]): Promise<NamedOwner[]> {
  return rows(manager, `
    select organisation_id as organisation, role, person, ${TEAM_OF_A_CASE} as team, count(*)::int as cases
    from cases, lateral (values ('clinical-lead', clinical_lead), ('coordinator', coordinator), ('escalation-owner', escalation_owner)) as owner (role, person)
    where status <> 'closed' and not rehearsal and person is not null
      and (organisation_id = any($1) or exists (select 1 from case_organisations join people on people.id = person where case_id = cases.id and not lead and case_organisations.organisation_id = any($1) and people.organisation_id = any($1)))
    group by 1, 2, 3, 4 order by 1, 2, 3, 4`, [organisations]);
}
