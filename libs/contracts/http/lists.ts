import { z } from 'zod';
import { date, flag, id, instant, line, refusal, role, whole } from './fields.js';

/** Query parameters of every list; an unknown one is refused. */

const page = { cursor: z.string().min(1).max(1000).optional(), limit: whole(1, 200).optional(), rehearsal: flag.optional() };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** No NHS number in a URL (it would stand in every log on the way): ten digits, however they are spaced, are refused. A case id may hold ten. */
export const searchText = line.refine((typed) => UUID.test(typed.trim()) || !/(\d[^\p{L}\d]*){10}/u.test(typed), refusal('nhs-number-in-url', 'must not hold ten digits: search by NHS number with POST /v1/patients/search'));

export const casesQuery = z.strictObject({ ...page, status: z.enum(['open', 'closed', 'watching']).optional(), pathway: id.optional(), owner: id.optional(), overdue: flag.optional(), organisation: id.optional(), q: searchText.optional() });
export const tasksQuery = z.strictObject({
  ...page, mine: flag.optional(), status: z.enum(['open', 'completed', 'unmet', 'declined', 'not-needed', 'handed-over']).optional(), overdue: flag.optional(), pathway: id.optional(), step: id.optional(),
  caseId: id.optional(), owner: id.optional(), unassigned: flag.optional(), dueBefore: instant.optional(), sort: z.enum(['dueAt']).optional(),
});
export const escalationsQuery = z.strictObject({ ...page, mine: flag.optional(), status: z.enum(['open', 'acknowledged', 'ended']).optional(), level: whole(1, 20).optional(), pathway: id.optional() });
export const alarmsQuery = z.strictObject({ ...page, status: z.enum(['open', 'done']).optional(), caseId: id.optional() });
export const admissionsQuery = z.strictObject({ ...page, ward: line.optional(), q: searchText.optional(), hasCase: flag.optional() });
export const peopleQuery = z.strictObject({ ...page, role: role.optional(), organisation: id.optional(), at: instant.optional() });
/** `team`: an organisation's id. `date`: a local day. */
export const huddleQuery = z.strictObject({ ...page, team: id.optional(), date: date.optional() });
export const risksQuery = z.strictObject({ ...page, kind: z.enum(['person', 'system']), organisation: id.optional() });
/** `organisation`: whose; your own unless given. */
export const decisionRightsQuery = z.strictObject({ organisation: id.optional() });
export const plainListQuery = z.strictObject(page);
/** Of rehearsals instead of live cases. */
export const eventsQuery = z.strictObject({ rehearsal: flag.optional() });
export const noQuery = z.strictObject({});
export const mailQuery = z.strictObject({ to: line.optional() });
