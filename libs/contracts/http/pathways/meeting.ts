import { z } from 'zod';
import { instant, lines, text } from '../fields.js';
import { agreedAction } from './every-pathway.js';

/** A meeting of a system that was held, called at once or standing: who joined, and what was agreed. */
export const heldMeeting = { heldAt: instant, joined: lines(1), discussed: text, actions: z.array(agreedAction).max(50) };

/** Whom its actions name as their owners. */
export const ownersOfActions = (evidence: { [field: string]: unknown }): { path: (string | number)[]; person: string }[] =>
  (Array.isArray(evidence['actions']) ? (evidence['actions'] as { owner: string }[]).map(({ owner }, index) => ({ path: ['actions', index, 'owner'], person: owner })) : []);
