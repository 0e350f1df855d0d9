import { z } from 'zod';
import { text } from '../fields.js';
import type { PathwayContract } from './contract.js';

/** A message of a hospital that a person has to read: it starts from messages only. */
export const intakeReviewContract: PathwayContract = {
  pathway: 'intake-review', details: null, triggers: [],
  evidence: { 'message-review': z.strictObject({ resolution: z.enum(['entered-by-hand', 'reprocessed', 'not-relevant']), note: text }) },
};
