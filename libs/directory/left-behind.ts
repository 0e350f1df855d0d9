import type { EntityManager } from 'typeorm';
import { listed, type PageAsked } from './listed.js';
import { leadOf, ledBy, type AsLead, type Named } from './people-views.js';

/** What somebody who left still has: it comes to their team's lead, or where they have none to whoever leads escalations, as a list to hand on. No free text of a case in it. */
export interface LeftBehindView { person: Named; organisation: Named; lead: Named | null; cases: { id: string; pathway: string; roles: string[] }[]; tasks: { id: string; caseId: string; pathway: string; step: string; dueAt: string }[] }

/** The named roles of open cases that somebody has. Rehearsals are nobody's to hand on. */
export const namedRoles = (person: string): string => `
  select cases.id, pathway, array_agg(role order by role) as roles from cases, lateral (values ('clinical-lead', clinical_lead), ('coordinator', coordinator), ('escalation-owner', escalation_owner)) as owner (role, named)
  where named = ${person} and status <> 'closed' and not rehearsal and (clinical_lead = ${person} or coordinator = ${person} or escalation_owner = ${person}) group by cases.id, pathway`;
/** The open tasks that somebody was given by name; those of a named role go along with the role. */
export const givenTasks = (person: string): string => `
  select id, case_id, pathway, step, due_at from tasks where owner_person = ${person} and status = 'open' and not rehearsal and (document ->> 'assigned')::boolean`;

export function leftBehind(manager: EntityManager, { organisations, lead, ...page }: PageAsked & { organisations: readonly string[]; lead?: AsLead | undefined }): Promise<{ items: LeftBehindView[]; next: string | null }> {
  const named = (id: string): string => `(select jsonb_build_object('id', named.id, 'name', named.name) from people as named where named.id = ${id})`;
  return listed<{ key: string; shown: LeftBehindView }, LeftBehindView>(manager, `
    select gone.id as key, jsonb_build_object('person', jsonb_build_object('id', gone.id, 'name', gone.name), 'organisation', (select jsonb_build_object('id', place.id, 'name', place.name) from organisations as place where place.id = gone.organisation_id),
      'lead', ${named(leadOf('gone.id'))}, 'cases', cases_left, 'tasks', tasks_left) as shown
    from people as gone,
      lateral (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'pathway', pathway, 'roles', roles) order by id), '[]') as cases_left from (${namedRoles('gone.id')}) as named_in) as of_cases,
      lateral (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'caseId', case_id, 'pathway', pathway, 'step', step, 'dueAt', to_char(due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by due_at, id), '[]') as tasks_left from (${givenTasks('gone.id')}) as given) as of_tasks
    where not gone.active and gone.organisation_id = any($1) and (cases_left <> '[]' or tasks_left <> '[]') and ${ledBy(leadOf('gone.id'), 'gone.organisation_id', 2)}`, [organisations, lead?.leads ?? null, lead?.organisations ?? []], page, (found) => found.map(({ shown }) => shown));
}
