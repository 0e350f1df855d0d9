import { DAY } from '#libs/domain/duration.js';
import { draftOf, type Changes } from '#libs/policies/amend.js';
import { BadOverride } from '#libs/policies/override.js';
import type { Policy } from '#libs/policies/policy.js';
import { ruleFaults } from '#libs/policies/rule-changes.js';
import { policyFaults } from '#libs/policies/sound.js';
import type { OpenedCommand } from '../commands/opened.js';
import { fieldsWrong, fieldWrong } from '../http/problem.js';

const QUARTER_MS = 91 * DAY;
const LONGEST_MS = 366 * DAY;

/** Do these changes fit the policy that they change, and could a case live by what comes of it? Of rules each field with the rule that it breaks. @throws Problem 422 `does-not-fit`, or the rule's own name */
export function fits(policy: Policy, changes: Changes): void {
  const wrong = ruleFaults(policy, changes);
  if (wrong.length > 0) throw fieldsWrong(wrong.map(({ pointer, code, says }) => ({ pointer, code, message: says })));
  const faults = faultsOf(policy, changes);
  if (faults.length > 0) throw fieldWrong('', 'does-not-fit', faults.join('; '));
}
function faultsOf(policy: Policy, changes: Changes): string[] {
  try {
    return policyFaults(draftOf(policy, changes));
  } catch (error) {
    if (error instanceof BadOverride) return [error.message];
    throw error;
  }
}

/** On which cases a draft is rehearsed: those opened in that time, of the last quarter unless given. @throws Problem 422 */
export function stretchOf({ receivedAt }: OpenedCommand, { from, to }: { from?: string | undefined; to?: string | undefined }): { since: Date; until: Date; askedAt: Date } {
  const askedAt = new Date(receivedAt);
  const until = to === undefined ? askedAt : new Date(to);
  const since = from === undefined ? new Date(until.getTime() - QUARTER_MS) : new Date(from);
  if (until <= since) throw fieldWrong('/to', 'ends-before-it-begins', 'must be later than `from`');
  if (until.getTime() - since.getTime() > LONGEST_MS) throw fieldWrong('/to', 'too-long', 'must be at most 366 days after `from`');
  return { since, until, askedAt };
}
