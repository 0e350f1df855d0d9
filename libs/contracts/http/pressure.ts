import { z } from 'zod';
import { policyOf } from '#libs/policies/released.js';
import { id, instant, line, text } from './fields.js';
import { person } from './views.js';

/** What is counted of a system, who tells it, who takes part, and how it stands. */

/** Indicators that somebody outside tells, by their names in the policy. */
const outside = Object.entries(policyOf('system-pressure')!.indicators!).filter(([, { from }]) => from === 'outside').map(([name]) => name) as [string, ...string[]];
const reading = z.strictObject({ indicator: z.enum(outside), value: z.number().min(0).max(1_000_000), at: instant });
export const indicatorsRequest = z.strictObject({ source: id, readings: z.array(reading).min(1).max(50) });
export const indicatorsTaken = z.object({ messageId: z.string(), taken: z.int() }).meta({ id: 'IndicatorsTaken' });

export const sourceRequest = z.strictObject({ organisation: id, name: line, indicators: z.array(z.enum(outside)).min(1).max(20), reason: text }).meta({ id: 'NewIndicatorSource' });
export const participantRequest = z.strictObject({ organisation: id, person: id, service: line, reason: text }).meta({ id: 'NewParticipant' });
export const meetingRequest = z.strictObject({ organisation: id, note: text }).meta({ id: 'SystemMeeting' });
export const organisationQuery = z.strictObject({ organisation: id.optional() });

const at = z.string().meta({ format: 'date-time' });
const source = { id: z.string(), organisation: z.string(), name: z.string(), indicators: z.array(z.string()), createdAt: at, createdBy: person, endedAt: at.nullable(), lastHeardAt: at.nullable() };
export const sourceView = z.object(source).meta({ id: 'IndicatorSource' });
export const sourceWithSecret = z.object({ ...source, secret: z.string().nullable().meta({ description: 'Shown here and never again' }) }).meta({ id: 'IndicatorSourceWithSecret' });
export const sourceList = z.object({ items: z.array(sourceView), next: z.null() }).meta({ id: 'IndicatorSourceList' });
export const participantView = z.object({ id: z.string(), organisation: z.string(), person, personOrganisation: z.string(), service: z.string(), since: at, until: at.nullable() }).meta({ id: 'Participant' });
export const participantList = z.object({ items: z.array(participantView), next: z.null() }).meta({ id: 'ParticipantList' });

const indicator = z.object({
  name: z.string(), title: z.string(), unit: z.string(), from: z.enum(['own', 'outside']), value: z.number().nullable(), at: at.nullable(), source: z.string().nullable(),
  level: z.int().nullable().meta({ description: 'The highest level whose point it has reached; null: nobody has told it' }), points: z.record(z.string(), z.number()), stale: z.boolean().meta({ description: 'Nothing was heard for longer than the policy says: it still counts, and nobody should rely on it' }),
});
const owner = z.object({ role: z.string(), person: person.nullable() });
const step = z.object({ step: z.string(), title: z.string(), status: z.string(), owner, dueAt: at, overdue: z.boolean(), taskId: z.string() });
export const pressureView = z.object({
  organisation: z.object({ id: z.string(), name: z.string() }), caseId: z.string().nullable(), level: z.int(), title: z.string(), means: z.string(), since: at.nullable(), because: z.string().nullable(), by: person.nullable(),
  proposed: z.object({ level: z.int(), because: z.string(), at }).nullable().meta({ description: 'What the rules proposed last, where it is not what is declared' }),
  decideTask: z.string().nullable().meta({ description: 'The task by which another level is declared' }),
  indicators: z.array(indicator), cards: z.array(z.object({ level: z.int(), title: z.string(), steps: z.array(step) })).meta({ description: 'What is being done at this level' }),
  alarms: z.array(step).meta({ description: 'A level that has stood for long, or whose actions are not done' }), meetings: z.array(z.object({ calledAt: at, by: z.string(), note: z.string(), joined: z.array(z.string()), waiting: z.array(owner), taskId: z.string().nullable(), held: z.boolean() })),
  aid: z.array(step), feedback: z.array(z.object({ at, by: z.string(), note: z.string(), about: z.string().nullable(), answer: z.string().nullable() })),
}).meta({ id: 'Pressure' });
export const pressureList = z.object({ items: z.array(pressureView), next: z.null() }).meta({ id: 'PressureList' });

const agendaItem = z.object({ caseId: z.string().nullable(), taskId: z.string().nullable(), says: z.string(), at: at.meta({ description: 'Since when it stands, or when it was due' }) });
const topic = z.object({ topic: z.string(), title: z.string(), count: z.int(), items: z.array(agendaItem).max(50).nullable().meta({ description: 'The first fifty, the oldest first; null: only for who works in the system’s own organisation' }) });
const standing = z.object({ ...step.shape, caseId: z.string(), meetingAt: at, passedOver: z.int() });
const past = z.object({
  meetingAt: at, taskId: z.string(), became: z.enum(['held', 'cancelled', 'ended', 'handed-over']), late: z.boolean().meta({ description: 'Held, or written down, only after its time' }), joined: z.array(z.string()), missing: z.array(z.string()), discussed: z.string().nullable(), because: z.string().nullable(),
});
export const flowView = z.object({
  organisation: z.object({ id: z.string(), name: z.string() }), days: z.string(), time: z.string(), next: z.array(standing).meta({ description: 'The meeting that stands, with its chair; none: nobody has begun them' }), agenda: z.array(topic),
  actions: z.array(step).meta({ description: 'What was agreed and is open, what is due first on top' }), past: z.array(past).meta({ description: 'The last twenty, newest first' }), counted: z.object({ since: at, meetings: z.int(), held: z.int(), cancelled: z.int(), passedOver: z.int() }).meta({ description: 'Of the last ninety days' }),
}).meta({ id: 'FlowMeetings' });
export const flowList = z.object({ items: z.array(flowView), next: z.null() }).meta({ id: 'FlowMeetingsList' });
export type FlowView = z.output<typeof flowView>;
export type PressureView = z.output<typeof pressureView>;
