import { amended, type Amendment, type CasePolicy } from './amend.js';
import type { Policy } from './policy.js';

/** How a policy is found among those that were released, newest last. */
export function lookUp(released: readonly Policy[]) {
  const newest = (pathway: string, locality: string | null): Policy | undefined => released.findLast((each) => each.pathway === pathway && each.locality === locality);
  let draft: Policy | null = null;
  // An amendment is a value that never changes: reckoned once as long as its case is in memory.
  const known = new WeakMap<Amendment, Policy>();
  // Every rule that a case runs asks for its policy.
  const all = new Map<string, ReadonlyMap<string, Policy>>(released.map(({ id }) => [id, new Map(released.filter((each) => each.id === id).map((each) => [each.version, each]))]));
  const byId = (id: string, version: string): Policy => {
    if (draft?.id === id && draft.version === version) return draft;
    const found = all.get(id)?.get(version);
    if (!found) throw new Error(`no policy ${id} version ${version} was released`);
    return found;
  };
  return {
    /** The policy that a new case of this pathway starts with: the locality's newest, where it has one of its own, else the default. undefined: no such pathway. */
    policyOf: (pathway: string, locality: string | null = null): Policy | undefined => newest(pathway, locality) ?? newest(pathway, null),
    /** One that the software released. @throws when there is none */
    policyById: byId,
    /** The policy that a case runs by: one of the software's, or one that people released, which the case carries with it. @throws as policyById */
    policyOfCase: ({ id, version, amends }: CasePolicy): Policy => {
      if (!amends) return byId(id, version);
      const policy = known.get(amends) ?? amended(byId(id, amends.version), version, amends.changes);
      known.set(amends, policy);
      return policy;
    },
    /** While `work` runs, and it may not wait, there is this draft too: for rehearsing it. */
    withDraft: <T>(policy: Policy, work: () => T): T => {
      draft = policy;
      try { return work(); } finally { draft = null; }
    },
  };
}
