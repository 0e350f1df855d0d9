import type { Policy } from '#libs/policies/policy.js';
import type { Figures } from './figures.js';

/** What of a month's figures the audit's policy has a standard for. */
export const standards = ['responsesInTime', 'actionsInTime', 'decisionsWhole', 'handoversComplete', 'ownedClearly', 'restrictionsInTime', 'callsAnswered', 'escalationsActedOn'] as const;
export interface Below { name: (typeof standards)[number]; percent: number; atLeast: number }

/** Which of them is below its standard, by what was counted and not by the rounded share. Nothing to count is below nothing; nor is what an audit of earlier days, or its policy, does not know. */
export function belowStandard(figures: Partial<Pick<Figures, (typeof standards)[number]>>, { numbers }: Policy): Below[] {
  return standards.flatMap((name) => {
    const { done, of, percent = null } = figures[name] ?? { done: 0, of: 0 };
    const atLeast = Number(numbers[name]?.value ?? 0);
    return percent !== null && 100 * done < atLeast * of ? [{ name, percent, atLeast }] : [];
  });
}
