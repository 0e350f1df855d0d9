import { z } from 'zod';
import { elapsedTime } from '#libs/domain/duration.js';
import { id, instant, line, lines, text } from '../fields.js';
import { AHEAD, type PathwayContract } from './contract.js';
import { agreedAction, everyPathwayEvidence, yes } from './every-pathway.js';
import { consequence } from './risk-words.js';

/** What concerns safeguarding goes its own way, to whom it concerns, and is no category here. */
const category = z.enum(['clinical', 'mental-health', 'self-harm', 'medication', 'falls', 'home', 'carers', 'other']);
const partner = z.strictObject({ agency: line, person: id, asked: line, dueAt: instant });

/** One risk of a person. Its owner is the responsible manager, the case's clinical lead; `caseId`: the case that it was found in. */
const details = z.strictObject({
  title: line, category, description: text, severity: consequence, immediateAction: text, leadAgency: line, reviewAt: instant, caseId: id.optional(), partners: z.array(partner).max(10).optional(),
}).meta({ id: 'CaseRiskDetails' });

const reviewed = { heldAt: instant, status: text, severity: consequence, contributions: lines(), personsView: text, rationale: text, actions: z.array(agreedAction).max(20), noActionBecause: text.optional() };

interface Partner { person: string; dueAt: string }
const partnersOf = (given: Readonly<Record<string, unknown>>): Partner[] => (given['partners'] ?? []) as Partner[];

/** A risk of a case ([2], example 1). A person may have several. */
export const caseRiskContract: PathwayContract = {
  pathway: 'case-risk', several: true, details, triggers: [],
  example: { details: { title: 'Takes two days’ tablets at once', category: 'medication', description: 'Twice this month', severity: 'moderate', immediateAction: 'Her sister keeps the box until Friday', leadAgency: 'Riverside', reviewAt: '2026-12-04T12:00:00Z' } },
  evidence: {
    ...everyPathwayEvidence,
    'risk-owned': z.strictObject({ accepted: yes }),
    'risk-assessment': z.strictObject({ category, severity: consequence, consequence: text, immediateAction: text, plan: text, personsView: text, reviewAt: instant }),
    'risk-route': z.strictObject({ route: lines(1), outOfHours: text }),
    'threshold-crossed': z.strictObject({ actionsTaken: text, leadsTold: lines(1), toldAt: instant }),
    'risk-review': z.discriminatedUnion('decision', [z.strictObject({ decision: z.literal('go-on'), ...reviewed, nextAt: instant }), z.strictObject({ decision: z.literal('close'), ...reviewed })]),
    'ownership-settled': z.strictObject({ rationale: text }),
    'partner-contribution': z.strictObject({ agency: line, contribution: text }),
  },
  atStart: (given, now, number) => {
    const reviewAt = Date.parse(given['reviewAt'] as string);
    const every = String(number('reviewEvery'));
    return [
      ...(reviewAt <= now + AHEAD ? [{ pointer: '/details/reviewAt', code: 'in-the-past', message: 'must be a time to come' }] : []),
      ...(reviewAt > now + elapsedTime(every) ? [{ pointer: '/details/reviewAt', code: 'too-far-ahead', message: `must be within ${every}` }] : []),
      ...partnersOf(given).flatMap(({ dueAt }, index) => (Date.parse(dueAt) <= now + AHEAD ? [{ pointer: `/details/partners/${index}/dueAt`, code: 'in-the-past', message: 'must be a time to come' }] : [])),
    ];
  },
  aboutCases: (given) => (typeof given['caseId'] === 'string' ? [{ path: ['details', 'caseId'], caseId: given['caseId'] }] : []),
  peopleNamed: (given) => partnersOf(given).map(({ person }, index) => ({ path: ['details', 'partners', index, 'person'], person })),
  owners: (step, said) => (step === 'risk-review' ? (said['actions'] as { owner: string }[]).map(({ owner }, index) => ({ path: ['actions', index, 'owner'], person: owner })) : []),
};
