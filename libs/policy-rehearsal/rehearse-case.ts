import type { CaseStart } from '#libs/contracts/commands.js';
import type { CaseEvent } from '#libs/contracts/events.js';
import type { Policy } from '#libs/policies/policy.js';
import { policyOfCase, withDraft } from '#libs/policies/released.js';
import { protocolOf } from '#workflows/protocols.js';
import { compareCase, type CaseCompared } from './compare.js';
import { MOST_EVENTS, relive, type Relived } from './relive.js';
import { byTheseRules, triagedBy } from './triaged.js';

/** A recorded case by the policy that it had, and by the draft. `until`: up to when, in epoch ms; what the record has after that is not lived. @throws LivesTooLong */
export function rehearseCase(caseId: string, events: readonly CaseEvent[], draft: Policy, until: number, mostEvents = MOST_EVENTS): { compared: CaseCompared; before: Relived; after: Relived } {
  const [first] = events;
  if (first?.kind !== 'case-opened') throw new Error(`case ${caseId} does not begin with its opening`);
  const { pathway, policy, revision, ...opening } = first.data;
  const start: CaseStart = { caseId, pathway, policy, revision, actor: first.actor, opening };
  const protocol = protocolOf(pathway);
  const before = relive(protocol, start, events, until, mostEvents);
  // By the draft it runs from its beginning: that somebody moved it to another policy since is left out.
  const kept = events.filter(({ kind }) => kind !== 'policy-moved');
  const rules = policyOfCase(policy).triage;
  const stays = draft.triage ? byTheseRules(kept, draft.triage) : kept;
  const after = withDraft(draft, () => relive(protocol, { ...start, policy: { id: draft.id, version: draft.version } }, stays, until, mostEvents));
  const triage = rules && draft.triage ? { triage: triagedBy(events, rules, draft.triage) } : {};
  return { compared: { ...compareCase(caseId, before, after), ...triage }, before, after };
}

/** Does the policy that it had live on? One that no release names any more cannot be compared with. */
export function hasItsPolicy(events: readonly CaseEvent[]): boolean {
  const [first] = events;
  if (first?.kind !== 'case-opened') return false;
  try { policyOfCase(first.data.policy); return true; } catch { return false; }
}
