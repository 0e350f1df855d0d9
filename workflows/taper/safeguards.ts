import { localTime } from '#libs/domain/local-time.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { instantIn, said, type TaskState } from '#libs/pathway/state.js';
import { done, handedOver } from './handover.js';

/** One action for each indicator that was handed over, tracked for proportionality and impact ([5], example 3). */
export function safeguarding(pathway: Pathway): void {
  const indicators = (pathway.details['safeguarding'] as JsonObject | undefined)?.['indicators'];
  if (Array.isArray(indicators)) indicators.forEach((indicator, index) => pathway.ask('safeguarding-action', { key: String(index + 1), about: { indicator } }));
}

/** A restriction is time-limited and reviewed, and cannot be dropped silently: each review that keeps it opens the next. */
export function restrictions(pathway: Pathway): void {
  const standing: TaskState[] = [];
  for (const { key, restriction } of told(pathway)) {
    const about = { restriction: said(restriction, 'what') };
    const review = (at: string, reviewAt: number): TaskState => {
      const asked = pathway.ask('restriction-review', { key: at, anchors: { reviewAt }, about });
      standing.push(asked);
      return asked;
    };
    let last = review(key, instantIn(restriction, 'reviewAt')!);
    while (done(last) && said(last.evidence, 'decision') !== 'step-down') last = review(`${key}.${last.closedSequence}`, instantIn(last.evidence, 'reviewAt')!);
  }
  for (const review of pathway.all('restriction-review')) if (!standing.includes(review)) pathway.notNeeded(review, 'what it followed from was taken back');
}

/** The restrictions in force as they were handed over, at first or when what was missing came. */
function told(pathway: Pathway): { key: string; restriction: JsonObject }[] {
  const { first, completed, completedBy } = handedOver(pathway);
  const given = first['restrictions'] ?? completed['restrictions'];
  const since = first['restrictions'] ? '' : `${completedBy?.closedSequence}.`;
  return Array.isArray(given) ? (given as JsonObject[]).map((restriction, index) => ({ key: `${since}${index + 1}`, restriction })) : [];
}

/** Those in force go to whom the person is handed back to, with their review date. */
export function handBack(pathway: Pathway, closing: TaskState): void {
  const to = said(closing.evidence, 'handedBackTo') || 'whoever took over the closing review';
  for (const review of pathway.all('restriction-review')) pathway.endTask(review, 'handed-over', `in force, handed back to ${to}; to be reviewed on ${localTime(review.dueAt).date}`);
}
