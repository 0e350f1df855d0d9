import { addOnClock } from '#libs/domain/clocks.js';
import type { PolicyLadder, PolicyRung, StepPolicy, StepVariant } from '#libs/policies/policy.js';
import { policyOfCase } from '#libs/policies/released.js';
import type { CaseState, TaskState } from './state.js';

/** The step's numbers in the policy that the case started with. @throws when the policy does not know the step */
export function stepPolicy(state: Pick<CaseState, 'policy'>, step: string): StepPolicy {
  const found = policyOfCase(state.policy).steps[step];
  if (!found) throw new Error(`policy ${state.policy.id} ${state.policy.version} has no step ${step}`);
  return found;
}
function variantOf(policy: StepPolicy, name: string): StepVariant | undefined {
  return policy.variants?.find((each) => each.when === name);
}
/** Owner role of a step as it opens for this reason. */
export function ownerRole(policy: StepPolicy, when: string | undefined): string {
  return (when !== undefined && variantOf(policy, when)?.owner) || policy.owner;
}
/** The name of the ladder that the reason picks: a variant's `when`, or '' for the step's own. */
export function ladderName(policy: StepPolicy, when: string | undefined): string {
  return when !== undefined && variantOf(policy, when) ? when : '';
}
export function ladderOf(state: Pick<CaseState, 'policy'>, task: Pick<TaskState, 'step' | 'ladder'>): PolicyLadder {
  const policy = stepPolicy(state, task.step);
  return variantOf(policy, task.ladder)?.ladder ?? policy.ladder;
}
export function acknowledgeForOf(state: Pick<CaseState, 'policy'>, task: Pick<TaskState, 'step' | 'ladder'>): string {
  const policy = stepPolicy(state, task.step);
  return variantOf(policy, task.ladder)?.acknowledgeFor ?? policy.acknowledgeFor;
}
export function rungOf(ladder: PolicyLadder, level: number): PolicyRung {
  const rung = ladder.rungs[level - 1];
  if (!rung) throw new Error(`the ladder has no rung ${level}`);
  return rung;
}
/** The first instant from `at` on at which the task's ladder calls. */
export function callTime(state: CaseState, task: TaskState, at: number): number {
  return addOnClock(ladderOf(state, task).clock, at, 0);
}
/** The person that a rung names beforehand: whoever the task was given to. */
export function personOf(task: TaskState, role: string): string | null {
  return role === task.owner.role ? task.owner.person : null;
}
