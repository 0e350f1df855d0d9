import type { EscalationReason } from '#libs/contracts/events.js';
import { policies } from '#libs/policies/released.js';
import type { PolicyLadder } from '#libs/policies/policy.js';

const rungTexts = (ladder: PolicyLadder): string[] => ladder.rungs.map((rung) => rung.asked);
const steps = policies.flatMap((policy) => Object.values(policy.steps));

/** What the released policies call their steps, and what they ask of anybody who is called. */
const titles: ReadonlySet<string> = new Set(steps.map((step) => step.title));
const asked: ReadonlySet<string> = new Set([
  ...policies.flatMap((policy) => Object.values(policy.ladders).flatMap(rungTexts)),
  ...steps.flatMap((step) => [...rungTexts(step.ladder), ...(step.variants ?? []).flatMap((variant) => rungTexts(variant.ladder))]),
]);

const askedInstead: Readonly<Record<EscalationReason, string>> = {
  overdue: 'Open the task, see that it is done, and record it.',
  trigger: 'Open the task and start on it now.',
  attempt: 'Open the task and find another way; then record what was done.',
  'handed-over': 'It is yours now: open the task and take it on.',
};

/** The title where a policy gave it. An action's title is somebody's free text and does not leave the house: general words stand in its place. */
export function titleForMail(title: string, step: string): string {
  if (titles.has(title)) return title;
  return policies.findLast((policy) => policy.steps[step])?.steps[step]?.title ?? 'A step of the pathway';
}

/** What is asked, if it is the text of a policy; anything else may be free text. */
export function askedForMail(text: string, reason: EscalationReason): string {
  return asked.has(text) ? text : askedInstead[reason];
}
