import type { Policy } from '#libs/policies/policy.js';
import type { Figures } from './figures.js';

/** What of a month's figures the audit's policy has a standard for. */
export const standards = ['responsesInTime', 'actionsInTime', 'handoversComplete', 'callsAnswered'] as const;
export interface Below { name: (typeof standards)[number]; percent: number; atLeast: number }

/** Which of them is below its standard. Nothing to count is below nothing. */
export function belowStandard(figures: Pick<Figures, (typeof standards)[number]>, { numbers }: Policy): Below[] {
  return standards.flatMap((name) => {
    const { percent } = figures[name];
    const atLeast = Number(numbers[name]!.value);
    return percent !== null && percent < atLeast ? [{ name, percent, atLeast }] : [];
  });
}
