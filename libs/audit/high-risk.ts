import { rightsIn } from '#libs/policies/decision-rights.js';

/** Rights of which every decision is a high-risk one: whether somebody who gets worse is stepped up or not, what is proportionate to keep them safe, and what restricts them ([3], 'Delegated authority'). */
const ALWAYS = ['crisis-escalation', 'safeguarding-thresholds', 'restrictions'];
/** Of the others: seen more often, let go with something unmet, a no that ends what was offered, a risk left beyond its tolerance. */
const OUTCOMES = ['step-up', 'go-with-risk', 'accept', 'accept-until-review'];

const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');
const steps = quoted(rightsIn(null).filter(({ decision }) => ALWAYS.includes(decision)).flatMap(({ steps: of }) => Object.keys(of)));

/** Is a row of `events` a high-risk decision? A restriction is decided by its review, and imposed by starting it; one that is stepped down restricts nobody. */
export const isHighRisk = `(
  (events.kind = 'decision-recorded' and (events.data -> 'decision' ->> 'kind' in (${steps}) or events.data -> 'decision' ->> 'outcome' in (${quoted(OUTCOMES)})))
  or (events.kind = 'task-completed' and events.data ->> 'step' in (${steps}) and coalesce(events.data #>> '{evidence,decision}', '') <> 'step-down')
  or (events.kind = 'case-opened' and events.data ->> 'pathway' = 'restriction'))`;
