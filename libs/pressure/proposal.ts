import type { Policy } from '#libs/policies/policy.js';

/** What stands of an indicator: its latest value, and the highest that stood at any moment of the time that a lower level must hold. undefined: nobody has told it yet. */
export interface Standing { value: number; highest: number }
export type Standings = Readonly<Record<string, Standing | undefined>>;
export interface Proposal { level: number; because: string }

const reached = (policy: Policy, standings: Standings, level: 2 | 3 | 4, of: keyof Standing): string[] =>
  Object.entries(policy.indicators ?? {}).flatMap(([name, { points }]) => ((standings[name]?.[of] ?? -Infinity) >= points[level] ? [name] : []));

/** The highest level whose points as many indicators have reached as the policy asks for; 1: none. */
export function levelOf(policy: Policy, standings: Standings, of: keyof Standing = 'value'): number {
  return (policy.levels ?? []).findLast(({ level, needs }) => level > 1 && reached(policy, standings, level as 2 | 3 | 4, of).length >= needs)?.level ?? 1;
}

/** Why that level: each indicator that has reached its point, or that none has any more. */
export function reasonFor(policy: Policy, standings: Standings, level: number): string {
  if (level === 1) return 'No indicator has been at the point of a level for a while.';
  return reached(policy, standings, level as 2 | 3 | 4, 'value').map((name) => {
    const { title, unit, points } = policy.indicators![name]!;
    return `${title}: ${[standings[name]!.value, unit].filter((part) => part !== '').join(' ')}, and level ${level} begins at ${points[level as 2 | 3 | 4]}.`;
  }).join(' ') || `Fewer indicators than before are at the points of the levels above ${level}.`;
}

/** What the rules propose beside what they proposed last: more at once, less only when it has held for a while. null: nothing new. */
export function proposalBeside(policy: Policy, standings: Standings, last: number): Proposal | null {
  const [now, settled] = [levelOf(policy, standings), levelOf(policy, standings, 'highest')];
  const level = now > last ? now : settled < last ? settled : null;
  return level === null ? null : { level, because: reasonFor(policy, standings, level) };
}
