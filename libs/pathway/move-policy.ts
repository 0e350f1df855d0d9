import type { Command } from '#libs/contracts/commands.js';
import { policyOfCase } from '#libs/policies/released.js';
import { ladderOf } from './ladder-of.js';
import { refuse } from './refusal.js';
import type { Session } from './session.js';

/**
 * The case goes on by another policy of its pathway. Its climbs go on where they stand, by the new intervals; what is open keeps the due time that people were told. A policy that does not know a step that is open, or whose ladder
 * of it has other rungs, does not fit. @throws Refusal 409 `policy-unchanged`, `policy-does-not-fit`
 */
export function movePolicy(session: Session, { policy, reason }: Extract<Command, { type: 'move-policy' }>): void {
  const { state } = session;
  if (policy.id !== state.policy.id) refuse('policy-does-not-fit', 'It is the policy of another pathway.');
  if (policy.version === state.policy.version) refuse('policy-unchanged', 'The case runs by this policy already.');
  const next = policyOfCase(policy);
  const misfit = state.tasks.find((task) => {
    if (task.status !== 'open') return false;
    const step = next.steps[task.step];
    const ladder = task.ladder === '' ? step?.ladder : step?.variants?.find(({ when }) => when === task.ladder)?.ladder;
    return ladder === undefined || ladder.rungs.map(({ role }) => role).join() !== ladderOf(state, task).rungs.map(({ role }) => role).join();
  });
  if (misfit) refuse('policy-does-not-fit', `The step ${misfit.step} is open, and this policy knows no such ladder of it.`);
  session.append('policy-moved', { policy, before: state.policy.version, reason });
  // What was reckoned by the old intervals is reckoned anew, as a run that begins here would.
  session.rungs.clear();
  session.turns.clear();
}
