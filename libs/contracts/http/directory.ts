import { z } from 'zod';
import { date, flag, id, instant, line, refusal, role, text, whole } from './fields.js';
import { grades } from '#libs/policies/decision-rights.js';
import { person } from './views.js';

/** Who answers for what: people, teams, cover, rotas. Requests first, then what is answered. */

const reason = text;
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'must be a time of the wall clock, such as 09:00' });
const afterwards = refusal('ends-before-it-begins', 'must be later than the beginning');
const ordered = ({ from, until }: { from?: string | undefined; until?: string | undefined }): boolean => from === undefined || until === undefined || from < until;
const scope = z.strictObject({ kind: z.enum(['case', 'team', 'organisation', 'system']), id: id.optional() })
  .refine(({ kind, id: of }) => (kind === 'case' || kind === 'team') === (of !== undefined), { path: ['id'], ...refusal('wrong-scope', 'a case or a team is named by its id, an organisation and the system are not') });

export const personRequest = z.strictObject({ organisation: id, name: line, subject: line.optional(), team: id.optional(), reason }).meta({ id: 'NewPerson' });
export const roleRequest = z.strictObject({ role, scope: scope.optional(), position: z.int().min(1).max(1000).optional(), from: instant.optional(), until: instant.optional(), reason })
  .refine(ordered, { path: ['until'], ...afterwards }).meta({ id: 'NewRole' });
export const roleEndRequest = z.strictObject({ holding: id, until: instant.optional(), reason }).meta({ id: 'RoleEnd' });
const email = z.string().max(254).regex(/^[^\s@<>,;"]+@[^\s@<>,;".]+(\.[^\s@<>,;".]+)+$/, { error: 'must be an address that mail can be sent to' });
const telephone = z.string().max(20).regex(/^\+[1-9]\d{7,14}$/, { error: 'must be a number such as +447700900123' });
export const methodRequest = z.discriminatedUnion('channel', [z.strictObject({ channel: z.literal('email'), address: email }), z.strictObject({ channel: z.literal('sms'), address: telephone })]).meta({ id: 'NewContactMethod' });
export const methodOnly = z.strictObject({ method: id }).meta({ id: 'OfContactMethod' });
export const verifyRequest = z.strictObject({ method: id, code: z.string().regex(/^\d{6}$/, { error: 'must be the six digits that were sent' }) }).meta({ id: 'Verification' });
export const orderRequest = z.strictObject({ methods: z.array(id).min(1).max(20) }).meta({ id: 'ContactOrder' });
export const leaveRequest = z.strictObject({ from: instant, until: instant, reason }).refine(ordered, { path: ['until'], ...afterwards }).meta({ id: 'NewLeave' });
export const leaveWithdrawRequest = z.strictObject({ leave: id, reason }).meta({ id: 'LeaveWithdrawal' });
export const reasonRequest = z.strictObject({ reason }).meta({ id: 'Because' });
export const gradeRequest = z.strictObject({ grade: z.enum(grades), reason }).meta({ id: 'NewGrade' });
/** `cases` narrows it to some of them; without it everything goes. */
export const reassignRequest = z.strictObject({ to: id, cases: z.array(id).min(1).max(500).optional(), reason }).meta({ id: 'NewReassignment' });
export const coverRequest = z.strictObject({ person: id, by: id, roles: z.array(z.enum([...role.options, 'action-owner'])).max(10).optional(), from: instant, until: instant, reason })
  .refine(ordered, { path: ['until'], ...afterwards }).meta({ id: 'NewCover' });
export const teamRequest = z.strictObject({ organisation: id, name: line, lead: id.optional(), locality: line.optional(), reason }).meta({ id: 'NewTeam' });
export const teamLeadRequest = z.strictObject({ lead: id, reason }).meta({ id: 'TeamLead' });
export const teamLocalityRequest = z.strictObject({ locality: line, reason }).meta({ id: 'TeamLocality' });
export const memberRequest = z.strictObject({ person: id, from: instant.optional(), until: instant.optional(), reason }).refine(ordered, { path: ['until'], ...afterwards }).meta({ id: 'NewTeamMember' });
export const memberEndRequest = z.strictObject({ person: id, until: instant.optional(), reason }).meta({ id: 'TeamMemberEnd' });

const weekday = z.enum(['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']);
const weekly = z.strictObject({
  kind: z.literal('weekly'), days: z.array(weekday).min(1).max(7), everyWeeks: z.int().min(1).max(52).default(1), starts: clock, ends: clock, bankHolidays: z.enum(['as-usual', 'left-out', 'only']).default('as-usual'),
});
const rotation = z.strictObject({ people: z.array(id).min(1).max(100), days: z.int().min(1).max(366), startsOn: date, handOverAt: clock });
const rule = z.strictObject({ hours: z.discriminatedUnion('kind', [weekly, z.strictObject({ kind: z.literal('out-of-hours') })]), rotation, until: date.optional() })
  .refine(({ rotation: { startsOn }, until }) => until === undefined || startsOn < until, { path: ['until'], ...afterwards }).meta({ id: 'RotaRule', description: 'Times are those of the wall clock in London. A rule ends with the hand-over of the day `until`. Of several rules the first that has a shift counts; an out-of-hours rule also stands in for the owner whom a case names' });
const rules = z.array(rule).min(1).max(20);
const rotaScope = z.strictObject({ kind: z.literal('team'), id }).meta({ description: 'Left out: for the whole organisation' });
export const rotaRequest = z.strictObject({ organisation: id, role, scope: rotaScope.optional(), name: line, rules, reason }).meta({ id: 'NewRota' });
export const rulesRequest = z.strictObject({ rules, reason }).meta({ id: 'NewRules' });
export const overrideRequest = z.strictObject({ person: id, from: instant, until: instant, reason }).refine(ordered, { path: ['until'], ...afterwards }).meta({ id: 'NewOverride' });
export const overrideWithdrawRequest = z.strictObject({ override: id, reason }).meta({ id: 'OverrideWithdrawal' });

const coverStatus = z.enum(['offered', 'accepted', 'declined', 'withdrawn', 'stepped-down']);
const page = { cursor: z.string().min(1).max(1000).optional(), limit: whole(1, 200).optional(), rehearsal: flag.optional() };
export const directoryQuery = z.strictObject({ ...page, organisation: id.optional() });
export const coversQuery = z.strictObject({ ...page, person: id.optional(), by: id.optional(), status: coverStatus.optional() });
export const leftBehindQuery = z.strictObject({ ...page, organisation: id.optional(), mine: flag.optional() });
export const leaveQuery = z.strictObject({ ...page, mine: flag.optional(), withoutCover: flag.optional(), from: instant.optional(), until: instant.optional() }).refine(ordered, { path: ['until'], ...afterwards });
export const changesQuery = z.strictObject({ ...page, subject: id.optional() });
export const stretchQuery = z.strictObject({ from: instant.optional(), to: instant.optional() });
export const coverageQuery = z.strictObject({ from: instant, to: instant, organisation: id.optional() });

// Answers.
const at = z.string().meta({ format: 'date-time' });
const span = { from: at.nullable(), until: at.nullable() };
const json = z.record(z.string(), z.unknown());
const place = z.object({ id: z.string(), name: z.string() });
const listOf = <S extends z.ZodType>(item: S) => z.object({ items: z.array(item), next: z.string().nullable() });

export const coverView = z.object({
  id: z.string(), person, by: person, roles: z.array(z.string()), from: at, until: at, status: coverStatus, offeredBy: person, offeredAt: at, decidedAt: at.nullable(),
}).meta({ id: 'Cover' });
export const coverList = listOf(coverView).meta({ id: 'CoverList' });
export const leaveView = z.object({ id: z.string(), person, from: at, until: at, covered: z.boolean(), lead: person.nullable() }).meta({ id: 'Leave' });
export const leaveList = listOf(leaveView).meta({ id: 'LeaveList' });
export const personView = z.object({
  id: z.string(), name: z.string(), organisation: place, active: z.boolean(), grade: z.enum(grades).nullable(), team: place.nullable(), lead: person.nullable(), reachable: z.boolean(),
  roles: z.array(z.object({ id: z.string(), role: z.string(), scope: z.object({ kind: z.string(), id: z.string().nullable() }), position: z.int(), ...span })),
  methods: z.array(z.object({ id: z.string(), channel: z.string(), address: z.string(), verifiedAt: at.nullable(), codeSent: z.enum(['no', 'waiting', 'sent']) })).optional().meta({ description: 'For themselves, and for whoever may change the directory' }),
  leaves: z.array(z.object({ id: z.string(), from: at, until: at })),
}).meta({ id: 'DirectoryPerson' });
export const teamView = z.object({ id: z.string(), name: z.string(), organisation: place, lead: person.nullable(), active: z.boolean(), locality: z.string().nullable().meta({ description: 'Where it works, where that is narrower than its organisation' }), members: z.array(z.object({ person, ...span })) }).meta({ id: 'Team' });
export const teamList = listOf(teamView).meta({ id: 'TeamList' });
const shift = z.object({ from: at, until: at, onRota: person, answers: person.nullable(), reason: z.enum(['holds it', 'covers for', 'on rota', 'nobody, next rung']), why: z.string() });
const rotaParts = {
  id: z.string(), name: z.string(), organisation: place.nullable(), role: z.string(), scope: z.object({ kind: z.string(), id: z.string().nullable() }), active: z.boolean(), rules: z.array(rule),
  overrides: z.array(z.object({ id: z.string(), person, from: at, until: at })),
};
export const rotaView = z.object({ ...rotaParts, shifts: z.array(shift).meta({ description: 'Who is on the rota, and who is called then' }) }).meta({ id: 'Rota' });
export const rotaList = listOf(z.object(rotaParts)).meta({ id: 'RotaList' });
export const hole = z.object({
  kind: z.enum(['nobody-answers', 'no-verified-method', 'one-holder', 'calendar-ends', 'leave-without-cover']), organisation: place, role: z.string(), person: person.optional(), owner: person.nullable().optional(), cases: z.int().optional(),
  pathways: z.array(z.string()).optional(), from: at.optional(), until: at.optional(), why: z.string().optional(),
}).meta({ id: 'Hole' });
export const coverage = z.object({ from: at, to: at, items: z.array(hole) }).meta({ id: 'Coverage' });
export const leftBehind = z.object({
  person, organisation: place, lead: person.nullable(), cases: z.array(z.object({ id: z.string(), pathway: z.string(), roles: z.array(z.string()) })), tasks: z.array(z.object({ id: z.string(), caseId: z.string(), pathway: z.string(), step: z.string(), dueAt: at })),
}).meta({ id: 'LeftBehind' });
export const leftBehindList = listOf(leftBehind).meta({ id: 'LeftBehindList' });
export const reassignment = z.object({
  id: z.string(), person, to: person, by: person, reason: z.string(), at, done: z.boolean(),
  items: z.array(z.object({ caseId: z.string(), role: z.string().nullable(), taskId: z.string().nullable(), status: z.enum(['waiting', 'done', 'refused']), refusedBecause: z.string().nullable() })),
}).meta({ id: 'Reassignment' });
export const directoryChange = z.object({
  id: z.string(), at, actor: z.union([z.object({ person }), z.object({ system: z.string() })]), what: z.string(), subject: z.string(), before: json.nullable(), after: json.nullable(), reason: z.string(),
}).meta({ id: 'DirectoryChange' });
export const changeList = listOf(directoryChange).meta({ id: 'DirectoryChangeList' });
