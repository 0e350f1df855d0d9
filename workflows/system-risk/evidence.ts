import type { JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { refuse, wrongField } from '#libs/pathway/refusal.js';
import { instantIn, said, type TaskState } from '#libs/pathway/state.js';
import { dueAfter } from '../agreed-actions.js';
import { lookedAtWithin } from '../next-look.js';
import { excursion } from './tolerance.js';

/** Readings tell how it went: each is later than the one before. */
export function checkReading(pathway: Pathway, task: TaskState, evidence: JsonObject): void {
  if (task.step !== 'indicator-reading') return;
  const before = pathway.all('indicator-reading').findLast(({ status, sequence }) => status === 'completed' && sequence < task.sequence);
  if (before && instantIn(evidence, 'readAt')! <= instantIn(before.evidence, 'readAt')!) wrongField('/evidence/readAt', 'not-after-the-last', 'It must have been read after the reading before it.');
}

/** The next review is to come, and soon enough; a risk that is beyond tolerance is nobody's to close. */
export function checkReview(pathway: Pathway, task: TaskState, evidence: JsonObject): void {
  if (task.step !== 'monthly-governance-review') return;
  dueAfter(evidence, instantIn(evidence, 'heldAt')!);
  const next = instantIn(evidence, 'nextAt');
  if (next !== null && next <= pathway.present) wrongField('/evidence/nextAt', 'in-the-past', 'The next review is at a time to come.');
  lookedAtWithin(pathway, 'reviewAtMost', next, '/evidence/nextAt', 'The next review must be');
  if (said(evidence, 'decision') === 'close' && excursion(pathway)) refuse('beyond-tolerance', 'A risk that is beyond its tolerance, or not back for long enough, cannot be closed.');
}
