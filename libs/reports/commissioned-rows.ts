import { ZONE } from '#libs/domain/local-time.js';
import type { Commissioned } from '#libs/policies/commissioner.js';
import { msBetween } from './asked.js';
import { DECIDED } from './front-door.js';
import { teamAt } from './response-times.js';

/** One case, task or referral that a figure counts in a month. `ms`: how long it took, or has lasted where it is not `over`; null: nobody measures that. */
export interface CountedRow { measure: Commissioned; case_id: string; month: string; team: string | null; team_name: string | null; counted: boolean; ms: number | null; over: boolean }

/** Of one organisation ($1), live or rehearsed ($2), from ($3, included) to ($4), as it is now ($5; of a rehearsal as much later as its clock was moved). */
const present = `($5::timestamptz + make_interval(secs => cases.clock_offset_ms / 1000.0))`;
const theirs = 'cases.organisation_id = $1 and cases.rehearsal = $2';
/** A leading part of a select that counts: what it is, of which case, when, and whether it is of the numerator. */
const row = (measure: Commissioned, { at, counted, ms = 'null::float8', over = 'true' }: { at: string; counted: string; ms?: string; over?: string }): string =>
  `select '${measure}' as measure, cases.id as case_id, cases.coordinator, ${at} as at, coalesce(${counted}, false) as counted, ${ms} as ms, ${over} as over`;

/** After a crisis: contacted within so long of the discharge. Who has died, declined or gone elsewhere before is counted nowhere. */
const followedUp = (measure: Commissioned, within: string, whom: string): string => `
  ${row(measure, { at: `discharged + interval '${within}'`, counted: `contacted <= discharged + interval '${within}'` })}
  from cases cross join lateral (select (cases.summary #>> '{details,dischargedAt}')::timestamptz as discharged) as told
  join lateral (select status, (document #>> '{evidence,contactedAt}')::timestamptz as contacted from tasks where case_id = cases.id and step = 'first-contact' order by opened_at desc, id desc limit 1) as first on true
  where ${theirs} and pathway = 'step-down-tapering' and ${whom} and first.status in ('open', 'completed') and (contacted <= discharged + interval '${within}' or discharged + interval '${within}' <= ${present})`;

/** Tasks that were due, or were done before that. Whatever ended without being done is nobody's failure, and counted nowhere. */
const wereDue = (measure: Commissioned, which: string, { counted, timed }: { counted: string; timed?: { from: string; to: string } }): string => `
  ${row(measure, { at: 'tasks.due_at', counted, ...(timed ? { ms: msBetween(timed.from, `coalesce(${timed.to}, ${present})`), over: `tasks.status = 'completed'` } : {}) })}
  from tasks join cases on cases.id = tasks.case_id
  where ${theirs} and ${which} and tasks.status in ('open', 'completed') and (tasks.status = 'completed' or tasks.due_at <= ${present})`;
const sinceAsked = { from: 'tasks.opened_at', to: 'tasks.completed_at' };
/** From when somebody asked for the threshold, until somebody clinical has seen to it. */
const sinceRaised = { from: `coalesce((select max(asked.opened_at) from tasks as asked where asked.case_id = cases.id and asked.step = 'threshold-decision' and asked.opened_at <= tasks.opened_at), cases.opened_at)`, to: `coalesce((tasks.document #>> '{evidence,heldAt}')::timestamptz, tasks.completed_at)` };
const inTime = `tasks.status = 'completed' and not tasks.late`;

/** Referrals by when they were received, with their first and their last decision. */
const referrals = (measure: Commissioned, of: { counted: string; ms?: string; over?: string }, which = 'true'): string => `
  ${row(measure, { at: 'received', ...of })}
  from cases cross join lateral (select (cases.summary #>> '{details,receivedAt}')::timestamptz as received) as told
  left join lateral (select completed_at as at, late from tasks where case_id = cases.id and ${DECIDED} order by completed_at, id limit 1) as first on true
  left join lateral (select document -> 'evidence' ->> 'outcome' as outcome from tasks where case_id = cases.id and ${DECIDED} order by completed_at desc, id desc limit 1) as last on true
  where ${theirs} and pathway = 'front-door' and ${which}`;

/** Back in hospital or crisis care, as somebody told or as a message of the hospital was answered, in the thirty days from the closing review. */
const cameBack = `exists (
  select 1 from events where events.case_id = cases.id and kind = 'trigger-recorded' and data ->> 'kind' = 're-presentation' and (data ->> 'occurredAt')::timestamptz > closing.completed_at and (data ->> 'occurredAt')::timestamptz <= closing.completed_at + interval '30 days'
) or exists (
  select 1 from tasks as heard where heard.case_id = cases.id and step = 'hospital-message-review' and heard.status = 'completed' and heard.document -> 'evidence' ->> 'readmitted' = 'true' and heard.opened_at > closing.completed_at and heard.opened_at <= closing.completed_at + interval '30 days'
)`;
const closed = `
  ${row('re-presentation-30d', { at: 'closing.completed_at', counted: 'back' })}
  from cases join lateral (select completed_at from tasks where case_id = cases.id and step = 'closing-review' and status = 'completed' order by completed_at desc, id desc limit 1) as closing on true
  cross join lateral (select ${cameBack} as back) as came
  where ${theirs} and pathway = 'step-down-tapering' and (back or closing.completed_at + interval '30 days' <= ${present})`;

const left = `
  ${row('failed-discharge', { at: 'gone', counted: `outcome ->> 'outcome' = 'failed-discharge'` })}
  from cases cross join lateral (select (cases.summary #>> '{left,at}')::timestamptz as gone) as told
  where ${theirs} and pathway = 'minimum-safe-discharge' and coalesce(cases.summary #>> '{ended,because}', '') not in ('wrong-person', 'entered-in-error')
    and (outcome ->> 'outcome' = 'failed-discharge' or gone + interval '7 days' <= ${present})`;

/** Each threshold decision as it was last taken, by when. */
const refused = `
  ${row('step-up-rejected', { at: 'tasks.completed_at', counted: `last.outcome = 'not-met'` })}
  from tasks join cases on cases.id = tasks.case_id
  join lateral (select data -> 'decision' ->> 'outcome' as outcome from events where events.case_id = cases.id and kind = 'decision-recorded' and data ->> 'taskId' = tasks.id order by sequence desc limit 1) as last on true
  where ${theirs} and tasks.pathway = 'step-up' and tasks.step = 'threshold-decision' and tasks.status = 'completed'`;

/** What care the person used, as it was told at each look of a case. */
const looks = `(select document #> '{evidence,useOfCare}' as look, completed_at, id from tasks where case_id = cases.id and status = 'completed' and document #> '{evidence,useOfCare}' is not null) as looks`;
/** Of whom it is asked, once the case has closed; whoever was another, or was never a case, is counted nowhere. */
const ofClosed = `${theirs} and pathway in ('rapid-falls-review', 'step-down-tapering', 'step-up') and closed_at is not null and coalesce(cases.summary #>> '{ended,because}', '') not in ('wrong-person', 'entered-in-error')`;
/** A case lasts a day at least, so that one which closed at once is no division by nothing. Of what was told of the time before, what was told last. */
const lessOften = (measure: Commissioned, what: string): string => `
  ${row(measure, { at: 'closed_at', counted: `since = 0 or since / greatest(1, extract(epoch from closed_at - opened_at) / 86400) < before / 90.0` })}
  from cases cross join lateral (
    select sum((look ->> '${what}')::int) as since, (array_agg((look ->> '${what}Before')::int order by completed_at desc, looks.id desc) filter (where look ? '${what}Before'))[1] as before from ${looks}
  ) as told where ${ofClosed} and since is not null and before is not null`;
/** Each measure by its name and unit, however written, first against last. */
const improved = `
  ${row('function-improved', { at: 'closed_at', counted: `case better when 'higher' then last > first else last < first end` })}
  from cases cross join lateral (
    select (array_agg((told ->> 'value')::float8 order by completed_at, looks.id, place))[1] as first, (array_agg((told ->> 'value')::float8 order by completed_at desc, looks.id desc, place desc))[1] as last,
      (array_agg(told ->> 'better' order by completed_at desc, looks.id desc, place desc))[1] as better
    from ${looks} cross join lateral jsonb_array_elements(look -> 'functional') with ordinality as each (told, place) group by lower(trim(told ->> 'name')), lower(trim(told ->> 'unit')) having count(*) > 1
  ) as measures where ${ofClosed}`;
const unrecorded = `${row('use-not-recorded', { at: 'closed_at', counted: `not exists (select 1 from ${looks})` })} from cases where ${ofClosed}`;

const parts = [
  followedUp('follow-up-72h', '72 hours', `cases.summary #>> '{details,from}' = 'inpatient'`),
  followedUp('follow-up-48h', '48 hours', `cases.summary #>> '{details,suicideRisk}' in ('identified', 'not-assessed')`),
  followedUp('follow-up-7d', '168 hours', 'true'),
  closed, left,
  wereDue('first-visit-missed', `tasks.pathway = 'minimum-safe-discharge' and tasks.step = 'first-visit-done'`, { counted: `not (${inTime})` }),
  wereDue('response-in-time', `tasks.document -> 'about' ? 'trigger'`, { counted: inTime, timed: sinceAsked }),
  wereDue('step-up-in-time', `tasks.pathway = 'step-up' and tasks.step = 'threshold-decision'`, { counted: inTime, timed: sinceAsked }),
  refused,
  wereDue('clinical-review-in-time', `tasks.pathway = 'step-up' and tasks.step = 'urgent-review'`, { counted: inTime, timed: sinceRaised }),
  referrals('triage-in-time', { counted: 'not first.late', ms: msBetween('received', `coalesce(first.at, ${present})`), over: 'first.at is not null' },
    `(first.at is not null or exists (select 1 from tasks where case_id = cases.id and step in ('triage-huddle', 'senior-oversight') and status = 'open' and due_at <= ${present}))`),
  referrals('redirected', { counted: `last.outcome = 'redirect'` }, 'last.outcome is not null'),
  referrals('crisis-while-waiting', { counted: `exists (select 1 from events where events.case_id = cases.id and kind = 'trigger-recorded' and data ->> 'kind' = 'crisis' and (first.at is null or events.at <= first.at))` }),
  lessOften('call-outs-fewer', 'ambulanceCallOuts'), lessOften('attendances-fewer', 'emergencyAttendances'), improved, unrecorded,
];

/** Every row that a figure counts, with its month on the local calendar and the coordinator's team at that instant. */
export const commissionedRows = `
  select counted.*, (select name from teams where id = team) as team_name from (
    select measure, case_id, counted, ms, over, to_char(at at time zone '${ZONE}', 'YYYY-MM') as month, ${teamAt('cases.at')} as team
    from (${parts.join(' union all ')}) as cases where at >= $3::timestamptz and at < $4::timestamptz
  ) as counted order by case_id`;
