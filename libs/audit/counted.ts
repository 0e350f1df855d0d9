import { isAct } from '#libs/reports/acts.js';
import { notGovernances } from './own-cases.js';

/**
 * What a month's figures count, each a select from `month (organisation, begins, ends)`: of the live cases that one organisation leads. Each answers `done` and `of`. What each means: docs/decisions/0038.
 * What is still open at the month's end is as it is when it is counted, on the first working day after it.
 */
const cases = 'from month join cases on cases.organisation_id = month.organisation and not cases.rehearsal';
const tasks = `${cases} join tasks on tasks.case_id = cases.id`;
const within = (instant: string): string => `${instant} >= begins and ${instant} < ends`;
const count = (which: string): string => `count(*) filter (where ${which})::int as done, count(*)::int as of`;
/** Was it done by its due time? Whatever ended without being done is nobody's failure. */
const inTime = `coalesce(tasks.status = 'completed' and not tasks.late, false)`;
const openAtTheEnd = `tasks.opened_at < ends and (tasks.ended_at is null or tasks.ended_at >= ends)`;

/** The parts that every decision has (libs/contracts/http/decision-parts.ts); one of them said not to be known is a gap, however honest. */
const whole = `coalesce(decision ?& array['question', 'options', 'chosen', 'riskAccepted', 'proportionateBecause', 'personsView', 'actions', 'safetyNet']
  and jsonb_path_exists(decision, '$.options[*] ? (@.doNothing == true)') and jsonb_path_exists(decision, '$.safetyNet[*]') and not jsonb_path_exists(decision, '$.**.notKnownBecause'), false)`;

/** One person, who is there. Where nobody is named, somebody holds the role or takes turns at it. Nobody's: what is asked of whoever settles whose it is, or has not been taken on when it should have been. */
const ownedByOne = `(case when tasks.owner_person is not null then exists (select 1 from people where people.id = tasks.owner_person and people.active) else exists (
    select 1 from person_roles join people on people.id = person_id and people.active where person_roles.role = tasks.owner_role and (person_roles.organisation_id is null or person_roles.organisation_id = month.organisation)
      and (active_from is null or active_from < ends) and (active_until is null or active_until >= ends)
  ) or exists (select 1 from rotas where rotas.active and rotas.role = tasks.owner_role and (rotas.organisation_id is null or rotas.organisation_id = month.organisation)) end)
  and not (tasks.step in ('risk-owned', 'handover-accepted') and tasks.due_at < ends)
  and not exists (select 1 from tasks as unsettled where unsettled.case_id = cases.id and unsettled.step in ('ownership-settled', 'handover-dispute') and unsettled.opened_at < ends and (unsettled.ended_at is null or unsettled.ended_at >= ends))`;

export const counted = {
  responsesInTime: `select ${count(inTime)}, percentile_cont(0.5) within group (order by extract(epoch from coalesce(completed_at, ends) - tasks.opened_at)) as middle, max(extract(epoch from coalesce(completed_at, ends) - tasks.opened_at)) as longest
    ${tasks} where ${within('tasks.due_at')} and tasks.document -> 'about' ? 'trigger' and tasks.status in ('open', 'completed')`,
  actionsInTime: `select ${count(inTime)} ${tasks} where ${within('tasks.due_at')} and tasks.step = 'action' and tasks.status in ('open', 'completed')`,
  decisionsWhole: `select ${count(whole)} from (select data -> 'decision' as decision ${cases} join events on events.case_id = cases.id where events.kind = 'decision-recorded' and ${within('events.at')}) as taken`,
  // Of a crisis team's: its minimum dataset, and in it the restrictions in force that the organisation may see: another's is not for it to know of. Of a task or a case that left us: who has accepted it.
  handoversComplete: `select ${count('complete')} from (
    select not (summary -> 'details') ? 'incompleteBecause' and (jsonb_array_length(coalesce(summary #> '{details,handover,restrictions}', '[]')) > 0 or not exists (
        select 1 from cases as restriction where restriction.patient_id = cases.patient_id and restriction.pathway = 'restriction' and not restriction.rehearsal and restriction.opened_at < cases.opened_at and (restriction.closed_at is null or restriction.closed_at > cases.opened_at)
          and exists (select 1 from case_organisations where case_organisations.case_id = restriction.id and case_organisations.organisation_id = month.organisation))) as complete
      ${cases} where pathway = 'step-down-tapering' and ${within('opened_at')}
    union all
    select coalesce(data -> 'acceptedBy' ?& array['organisation', 'name', 'contact'], false) ${cases} join events on events.case_id = cases.id
      where ${within('events.at')} and ((events.kind = 'task-ended' and data ->> 'status' = 'handed-over') or (events.kind = 'case-ended' and data ->> 'because' in ('moved-away', 'transferred')))
  ) as handovers`,
  ownedClearly: `select ${count(ownedByOne)} ${tasks} where ${openAtTheEnd}`,
  restrictionsInTime: `select ${count(inTime)} ${tasks} where tasks.step = 'restriction-review' and tasks.status in ('open', 'completed') and tasks.due_at < ends and (tasks.due_at >= begins or tasks.completed_at is null or tasks.completed_at >= begins)`,
  callsAnswered: `select count(calls.person)::int as done, count(*)::int as of ${cases} join calls on calls.case_id = cases.id where ${within('calls.at')}`,
  // Somebody acted, or it was over, before anybody had to be called a second time.
  escalationsActedOn: `select ${count('in_time')}, coalesce(jsonb_agg(distinct case_id) filter (where not in_time), '[]') as cases from (
    select escalations.case_id, again.sequence is null or exists (select 1 from events where events.case_id = cases.id and events.sequence < again.sequence and events.sequence > first.sequence and ${isAct('escalations.task_id')}) as in_time
    ${cases} join escalations on escalations.case_id = cases.id
    left join lateral (select sequence from calls where escalation_id = escalations.id and at < ends order by sequence limit 1) as first on true
    left join lateral (select sequence from calls where escalation_id = escalations.id and at < ends and calls.sequence > first.sequence order by sequence limit 1) as again on true
    where ${within('escalations.raised_at')} and ${notGovernances('escalations.pathway')}
  ) as climbs`,
  // Overdue at the month's end: how many, of which none should be.
  restrictionsOverdue: `select count(*)::int as of ${tasks} where tasks.step = 'restriction-review' and tasks.due_at < ends and ${openAtTheEnd}`,
  casesOpenedOrClosed: `select count(*)::int as of ${cases} where patient_id is not null and ((${within('opened_at')}) or (${within('closed_at')}))`,
  scenariosSafe: `select ${count(`judgement <> 'not-safe'`)} from month join scenario_questions on organisation_id = organisation where ${within('compared_at')}`,
} as const satisfies Record<string, string>;
