import { z } from 'zod';
import { flag, id, instant, refusal, whole } from './fields.js';
import { person } from './views.js';

/** What is asked of reports, and what they answer. */

const period = { from: instant.optional(), to: instant.optional(), organisation: id.optional(), rehearsal: flag.optional() };
const page = { cursor: z.string().min(1).max(4000).optional(), limit: whole(1, 200).optional() };
const groups = ['pathway', 'step', 'team', 'month'] as const;
const measures = ['mtta', 'mttr', 'trigger-to-response', 'recorded-to-response'] as const;

/** What to keep apart: words with commas between them. */
const by = z.string().max(100).refine((written) => written.split(',').every((word) => (groups as readonly string[]).includes(word)), refusal('not-one-of', `must be some of ${groups.join(', ')}, with commas between them`))
  .meta({ description: `Some of ${groups.join(', ')}, with commas between them; all of them unless given` }).transform((written) => groups.filter((group) => written.split(',').includes(group)));

export const alarmLoadQuery = z.strictObject({ ...period, ...page });
export const responseTimesQuery = z.strictObject({
  ...period, ...page, by: by.optional(), measure: z.enum(measures).optional(), pathway: id.optional(), step: id.optional(), cases: whole(0, 1000).optional(), format: z.enum(['json', 'csv']).optional(),
});

const doorGroups = ['urgency', 'month'] as const;
const doorBy = z.string().max(100).refine((written) => written.split(',').every((word) => (doorGroups as readonly string[]).includes(word)), refusal('not-one-of', `must be some of ${doorGroups.join(', ')}, with commas between them`))
  .meta({ description: 'Some of urgency, month, with commas between them; both unless given' }).transform((written) => doorGroups.filter((group) => written.split(',').includes(group)));
export const frontDoorQuery = z.strictObject({ ...period, by: doorBy.optional(), cases: whole(0, 1000).optional(), format: z.enum(['json', 'csv']).optional() });

const at = z.string().meta({ format: 'date-time' });
const duration = z.string().meta({ format: 'duration' }).nullable();
const share = z.number().nullable().meta({ description: 'Of the calls that were acted on or missed, how many were acted on before the next rung; null where there were neither' });
const sourced = z.object({ value: z.number(), meaning: z.string(), source: z.string(), status: z.string() }).loose();
const counted = {
  calls: z.int(), acted: z.int(), missed: z.int(), open: z.int().meta({ description: 'Neither acted on nor missed yet' }), over: z.int().meta({ description: 'The climb ended, and nobody had to act' }), share,
  behind: z.array(z.object({ caseId: z.string(), rung: z.int() })).meta({ description: 'The calls, the latest first, at most 100: the case and the sequence of the event that reached the rung' }),
};
export const alarmLoadView = z.object({
  from: at, to: at, organisations: z.array(z.string()), policy: z.object({ version: z.string(), share: sourced, callsPerShift: sourced }).loose(),
  items: z.array(z.object({ person, from: at, until: at, kind: z.enum(['rota', 'day', 'night', 'weekend']), rota: z.string().nullable(), tooMany: z.boolean(), ...counted })).meta({ description: 'Calls of a person in a shift, the most first' }),
  next: z.string().nullable(),
  rungs: z.array(z.object({ pathway: z.string(), step: z.string(), level: z.int(), role: z.string(), ...counted, nobody: z.int(), flagged: z.boolean(), actedBy: z.array(z.object({ person, calls: z.int() })) })),
}).meta({ id: 'AlarmLoad' });

export const responseTimesView = z.object({
  from: at, to: at, organisations: z.array(z.string()), by: z.array(z.enum(groups)),
  items: z.array(z.object({
    measure: z.enum(measures), pathway: z.string().optional(), step: z.string().optional(), team: person.nullable().optional(), month: z.string().optional().meta({ description: 'Of the local calendar, such as 2026-10' }),
    n: z.int(), p50: duration, p90: duration, worst: duration, worstOpen: z.boolean(), open: z.int(), openLongest: duration, without: z.int(),
    cases: z.array(z.object({ caseId: z.string(), taskId: z.string(), took: duration, open: z.boolean() })), casesInAll: z.int(),
  })),
  next: z.string().nullable(),
}).meta({ id: 'ResponseTimes' });

/** `quarter`: of the local calendar, such as 2026-Q3; the last that is over unless given. */
export const themesQuery = z.strictObject({ quarter: z.string().regex(/^20\d{2}-Q[1-4]$/, { error: 'must be a quarter such as 2026-Q3' }).optional(), organisation: id.optional() });
const part = z.array(z.object({ name: z.string().nullable(), count: z.int() })).meta({ description: 'The most first, ten at most; null: none is known' });
export const themesView = z.object({
  quarter: z.string(), from: at, to: at, organisations: z.array(z.string()), total: z.int().meta({ description: 'Climbs that began in the quarter, of live cases; those of governance itself left out' }), cases: z.int(), byReason: part,
  byStep: z.array(z.object({ pathway: z.string(), step: z.string(), count: z.int() })), byTeam: part, byLocality: part,
  themes: z.array(z.object({ pathway: z.string(), step: z.string(), reason: z.string(), count: z.int(), share: z.int().meta({ description: 'Per cent of all' }), teams: part, cases: z.array(z.string()) })).meta({ description: 'The three most frequent: a step for a reason' }),
  lessons: z.array(z.object({ theme: z.string(), count: z.int(), lessons: z.array(z.string()), protocolChanges: z.array(z.string()).meta({ description: 'What of a protocol was to change' }), cases: z.array(z.string()) })).meta({ description: 'What disputes that ended in the quarter taught, by theme, ten at most' }),
  caseId: z.string().nullable().meta({ description: 'The case in which each theme is decided, once the quarter is over' }),
}).meta({ id: 'Themes' });

export const frontDoorView = z.object({
  from: at, to: at, organisations: z.array(z.string()), by: z.array(z.enum(doorGroups)),
  items: z.array(z.object({
    urgency: z.string().optional(), month: z.string().optional().meta({ description: 'Of the local calendar, by when the referral was received' }), referrals: z.int(),
    n: z.int().meta({ description: 'Triaged: assigned or redirected' }), p50: duration, p90: duration, worst: duration, worstOpen: z.boolean(), open: z.int().meta({ description: 'Nobody has decided yet' }), openLongest: duration,
    without: z.int().meta({ description: 'Ended undecided: withdrawn, died, given to somebody else' }), late: z.int(), assigned: z.int(), redirected: z.int(),
    redirectRate: z.number().nullable().meta({ description: 'Of those that were decided, how many were redirected by the last decision; null where there is none' }), departures: z.int().meta({ description: 'Decided otherwise than a threshold rule proposed' }),
    crises: z.int().meta({ description: 'Crisis presentations before the decision' }), withCrisis: z.int(),
    cases: z.array(z.object({ caseId: z.string(), took: duration, open: z.boolean(), decided: z.string().nullable(), crises: z.int() })).meta({ description: 'Those with a crisis first, then the longest' }),
  })),
}).meta({ id: 'FrontDoorReport' });

/** An audit of the month so far, beside those that begin by themselves. `organisation`: your own unless given. */
export const auditRequest = z.strictObject({ organisation: id.optional() }).meta({ id: 'AuditAsked' });
/** The supervision of the week so far, beside those that begin by themselves. `organisation`: your own unless given. */
export const supervisionRequest = z.strictObject({ organisation: id.optional() }).meta({ id: 'SupervisionAsked' });
