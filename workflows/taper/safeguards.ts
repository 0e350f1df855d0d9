import { localTime } from '#libs/domain/local-time.js';
import type { Json, JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { instantIn, said, type TaskState } from '#libs/pathway/state.js';
import { done, handedOver } from './handover.js';

/** One action for each indicator that was handed over, tracked for proportionality and impact ([5], example 3). */
export function safeguarding(pathway: Pathway): void {
  const indicators = (pathway.details['safeguarding'] as JsonObject | undefined)?.['indicators'];
  if (Array.isArray(indicators)) indicators.forEach((indicator, index) => pathway.ask('safeguarding-action', { key: String(index + 1), about: { indicator } }));
}

/**
 * A restriction is time-limited and reviewed, and cannot be dropped silently: each review that keeps it opens the next. What a closing review handed back is
 * reviewed again when the taper is taken up again. `closed`: the closing review that stands.
 */
export function restrictions(pathway: Pathway, closed: TaskState | undefined): void {
  const standing: TaskState[] = [];
  for (const { key, restriction } of told(pathway)) {
    const about = { restriction: said(restriction, 'what') };
    const review = (at: string, reviewAt: number): TaskState => {
      const asked = pathway.ask('restriction-review', { key: at, anchors: { reviewAt }, about });
      standing.push(asked);
      return asked;
    };
    let last = review(key, reviewDue(restriction));
    for (;;) {
      const next = `${key}.${last.closedSequence}`;
      const opened = pathway.all('restriction-review').some((each) => each.key === next);
      if (done(last) && said(last.evidence, 'decision') !== 'step-down') last = review(next, reviewDue(last.evidence!));
      else if (last.endedBecause?.startsWith(handedBack) && (opened || !closed)) last = review(next, Math.max(last.dueAt, pathway.present));
      else break;
    }
  }
  for (const review of pathway.all('restriction-review')) if (!standing.includes(review)) pathway.notNeeded(review, 'what it followed from was taken back');
}

/** None goes on beyond its own end unreviewed. */
const reviewDue = (restriction: JsonObject): number => Math.min(instantIn(restriction, 'reviewAt')!, instantIn(restriction, 'until')!);

/** The restrictions in force as they were handed over, at first and when what was missing came; one that was said again is one. */
function told(pathway: Pathway): { key: string; restriction: JsonObject }[] {
  const { first, completed, completedBy } = handedOver(pathway);
  const numbered = (given: Json | undefined, since: string): { key: string; restriction: JsonObject }[] => (Array.isArray(given) ? (given as JsonObject[]).map((restriction, index) => ({ key: `${since}${index + 1}`, restriction })) : []);
  const [early, late] = [numbered(first['restrictions'], ''), numbered(completed['restrictions'], `${completedBy?.closedSequence}.`)];
  const alike = (one: JsonObject, other: JsonObject): boolean => ['what', 'until', 'reviewAt'].every((part) => one[part] === other[part]);
  return [...early, ...late.filter(({ restriction }) => !early.some((each) => alike(each.restriction, restriction)))];
}

const handedBack = 'in force, handed back to';
/** Those in force go to whom the person is handed back to, with their review date. */
export function handBack(pathway: Pathway, closing: TaskState): void {
  const to = said(closing.evidence, 'handedBackTo') || 'whoever took over the closing review';
  for (const review of pathway.all('restriction-review')) pathway.endTask(review, 'handed-over', `${handedBack} ${to}; to be reviewed on ${localTime(review.dueAt).date}`);
}
