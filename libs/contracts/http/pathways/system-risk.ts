import { z } from 'zod';
import { elapsedTime } from '#libs/domain/duration.js';
import type { JsonObject } from '#libs/contracts/events.js';
import { decisionKind } from '../decision-parts.js';
import { instant, line, text } from '../fields.js';
import { AHEAD, type DetailsGap, type PathwayContract } from './contract.js';
import { agreedAction, everyPathwayEvidence } from './every-pathway.js';
import { consequence } from './risk-words.js';

/** Indicators that are reckoned from our own record, once a reading is asked (libs/records/queries/indicators.ts). */
export const computedIndicators = ['missed-first-visits', 'failed-discharges', 'unanswered-escalations'] as const;
export type ComputedIndicator = (typeof computedIndicators)[number];

const figure = z.int().min(0).max(999_999_999);
const indicator = z.strictObject({ name: line, computed: z.enum(computedIndicators).optional(), range: z.enum(['at-most', 'at-least']), tolerance: figure });

/** Description, mitigation with actions, indicator with tolerance, forum and first review ([2], example 2). Its owner is the accountable lead. */
const details = z.strictObject({
  title: line, description: text, status: text, rating: consequence, governance: line,
  mitigation: z.strictObject({ plan: text, actions: z.array(agreedAction).min(1).max(20) }), indicator, reviewAt: instant,
}).meta({ id: 'SystemRiskDetails' });

const reviewed = { heldAt: instant, agendaItem: line, rating: consequence, status: text, rationale: text, actions: z.array(agreedAction).max(20) };
const review = z.discriminatedUnion('decision', [z.strictObject({ decision: z.literal('go-on'), ...reviewed, nextAt: instant }), z.strictObject({ decision: z.literal('close'), ...reviewed })]);

interface Mitigation { actions: { owner: string; dueAt: string }[] }
const actionsOf = (given: JsonObject): Mitigation['actions'] => (given['mitigation'] as unknown as Mitigation).actions;

/** A risk across agencies ([2], example 2). */
export const systemRiskContract: PathwayContract = {
  pathway: 'system-risk', subject: 'system', details, triggers: [],
  example: { details: {
    title: 'First visits at weekends', description: 'Nobody covers the weekend when two people are away', status: 'Being watched', rating: 'moderate', governance: 'Place board', reviewAt: '2026-12-14T14:00:00Z',
    mitigation: { plan: 'A shared weekend list', actions: [{ title: 'Agree the list', owner: 'riverside-coordinator', dueAt: '2026-12-11T17:00:00Z', completionCheck: 'Both teams have it' }] },
    indicator: { name: 'Missed first visits in a week', computed: 'missed-first-visits', range: 'at-most', tolerance: 2 },
  } },
  evidence: {
    'trigger-response': everyPathwayEvidence['trigger-response']!, action: everyPathwayEvidence['action']!,
    'indicator-reading': z.strictObject({ value: figure, readAt: instant, note: text.optional() }),
    'status-update': z.strictObject({ status: text, changes: text, actionsTaken: text, emergingIssues: text }),
    'monthly-governance-review': review,
    'risk-stands-still': z.strictObject({ findings: text, change: text }),
  },
  decisions: [decisionKind('tolerance-decision', ['act', 'accept-until-review'], { reviewAt: instant })],
  atStart: (given, now, number) => [
    ...aheadOf(now, '/details/reviewAt', given['reviewAt']), ...actionsOf(given).flatMap(({ dueAt }, index) => aheadOf(now, `/details/mitigation/actions/${index}/dueAt`, dueAt)),
    ...(Date.parse(given['reviewAt'] as string) > now + elapsedTime(String(number('reviewAtMost'))) ? [{ pointer: '/details/reviewAt', code: 'too-far-ahead', message: `must be within ${number('reviewAtMost')}` }] : []),
  ],
  peopleNamed: (given) => actionsOf(given).map(({ owner }, index) => ({ path: ['details', 'mitigation', 'actions', index, 'owner'], person: owner })),
  owners: (step, said) => (step === 'monthly-governance-review' ? (said['actions'] as { owner: string }[]).map(({ owner }, index) => ({ path: ['actions', index, 'owner'], person: owner })) : []),
};

const aheadOf = (now: number, pointer: string, at: unknown): DetailsGap[] => (Date.parse(String(at)) <= now + AHEAD ? [{ pointer, code: 'in-the-past', message: 'must be a time to come' }] : []);
