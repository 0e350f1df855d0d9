import { now, planned, today } from './ladders.js';
import type { DueRule, PolicyLadder, PolicyNumber, StepPolicy, StepVariant } from './policy.js';

/** The words that a policy's file is written in. */

export const local = { source: 'none found; agreed locally', status: 'local' } as const;
const acknowledge = { now: 'PT30M', today: 'PT2H', planned: 'P1D' } as const;
const ladders = { now, today, planned } as const;

export const step = (title: string, owner: string, due: DueRule[], ladder: PolicyLadder, variants?: StepVariant[]): StepPolicy =>
  ({ title, owner, due, ladder, acknowledgeFor: acknowledge[ladder.class], ...(variants ? { variants } : {}) });
export const variant = (when: string, owner: string, ladder: PolicyLadder): StepVariant => ({ when, owner, ladder, acknowledgeFor: acknowledge[ladder.class] });
export const number = (value: string | number, clock: string, meaning: string, source: { source: string; status: PolicyNumber['status'] } = local): PolicyNumber => ({ value, clock, meaning, ...source });
export const elapsed = (value: string, from: string, more: Partial<DueRule> = {}): DueRule => ({ value, from, clock: 'elapsed', ...local, ...more });
export const sameDay = (from: string, more: Partial<DueRule> = {}): DueRule => ({ value: 'P0D', from, clock: 'same-day', ...local, ...more });
/** 09:00-17:00 on working days; `P1D` is 8 h. */
export const working = (value: string, from: string, more: Partial<DueRule> = {}): DueRule => ({ value, from, clock: 'working', ...local, ...more });
/** 17:00 of the n-th next working day. */
export const workingDay = (value: string, from: string, more: Partial<DueRule> = {}): DueRule => ({ value, from, clock: 'working-day', ...local, ...more });

/** Its owner is reminded a day and four hours before it is due. */
export const reminded = (policy: StepPolicy): StepPolicy => ({ ...policy, reminders: [{ before: 'PT24H', ...local }, { before: 'PT4H', ...local }] });

/** Each step that another role owns by its policy may be kept by this one for a while: its ladder of the same class then begins with the keeper. */
export function keptBy(keeper: string, steps: Readonly<Record<string, StepPolicy>>): Record<string, StepPolicy> {
  return Object.fromEntries(Object.entries(steps).map(([name, policy]) => (policy.owner === keeper ? [name, policy] : [name, {
    ...policy, variants: [...policy.variants ?? [], variant(keeper, keeper, ladders[policy.ladder.class](keeper))],
  }])));
}
