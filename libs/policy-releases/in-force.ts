import type { EntityManager } from 'typeorm';
import { localityOf } from '#libs/directory/people.js';
import { amended, type CasePolicy, type Changes } from '#libs/policies/amend.js';
import type { Policy } from '#libs/policies/policy.js';
import { policies, policyOf } from '#libs/policies/released.js';
import { text } from '#libs/records/stored.js';
import { firstRow, rows } from '#libs/records/transaction.js';

/** A version that the people of an organisation released. `base`: which of the software's it changes; `changes`: all that is other, oldest first. */
export interface Released { draft: string; organisation: string; pathway: string; version: string; base: string; changes: Changes[]; from: string; by: string; at: string; reason: string }
/** A policy with how a case carries it. */
export interface InForce { policy: Policy; ref: CasePolicy }

interface Row { draft_id: string; organisation_id: string; pathway: string; version: string; base_version: string; changes: Changes[]; in_force_from: Date; released_by: string; released_at: Date; reason: string }
const columns = 'draft_id, organisation_id, pathway, version, base_version, changes, in_force_from, released_by, released_at, reason';
const told = (row: Row): Released => ({
  draft: row.draft_id, organisation: row.organisation_id, pathway: row.pathway, version: row.version, base: row.base_version, changes: row.changes, from: row.in_force_from.toISOString(), by: row.released_by, at: row.released_at.toISOString(), reason: row.reason,
});

export const refOf = ({ id, version }: Policy): CasePolicy => ({ id, version });

/** A released version as a policy; null: the software does not know any more what it changes. */
export function asPolicy({ pathway, version, base, changes, from }: Released): InForce | null {
  const changed = policies.find((each) => each.pathway === pathway && each.version === base);
  if (!changed) return null;
  const ref = { id: changed.id, version, amends: { version: base, changes } };
  return { ref, policy: { ...amended(changed, version, changes), released: from.slice(0, 10) } };
}

/**
 * The policy that a new case of an organisation starts with at an instant: what its own people released last of all that begins by then, so that one takes the place of those before it that begin later; as long as that changes the newest that the software has for its locality, else that one. A newer release of the software ends
 * what changed an older one: nobody has rehearsed it on that. undefined: no such pathway.
 */
export async function policyInForce(manager: EntityManager, pathway: string, organisation: string, at = new Date()): Promise<InForce | undefined> {
  const standard = policyOf(pathway, await localityOf(manager, organisation));
  if (!standard) return undefined;
  const row = await firstRow<Row>(manager, `
    select ${columns} from policy_releases where organisation_id = $1 and pathway = $2 and base_version = $3 and in_force_from <= $4 order by released_at desc, in_force_from desc limit 1`, [text(organisation), pathway, standard.version, at]);
  return (row && asPolicy(told(row))) ?? { policy: standard, ref: refOf(standard) };
}

/** What an organisation's people released of a version of the software, in force already or not yet, the latest first. */
export async function releasesOf(manager: EntityManager, pathway: string, organisation: string, base: string): Promise<Released[]> {
  return (await rows<Row>(manager, `select ${columns} from policy_releases where organisation_id = $1 and pathway = $2 and base_version = $3 order by released_at desc, in_force_from desc`, [text(organisation), text(pathway), base])).map(told);
}

/** Every version that the people of these organisations released, the latest first. */
export async function releases(manager: EntityManager, organisations: readonly string[]): Promise<Released[]> {
  return (await rows<Row>(manager, `select ${columns} from policy_releases where organisation_id = any($1) order by released_at desc, version`, [organisations])).map(told);
}

/** One version of a pathway's policy, whoever released it; null: there is none, or it is of none of these organisations. */
export async function releasedVersion(manager: EntityManager, pathway: string, version: string, organisations: readonly string[]): Promise<InForce | null> {
  const standard = policies.find((each) => each.pathway === pathway && each.version === version);
  if (standard) return { policy: standard, ref: refOf(standard) };
  const row = await firstRow<Row>(manager, `select ${columns} from policy_releases where pathway = $1 and version = $2 and organisation_id = any($3)`, [text(pathway), text(version), organisations]);
  return row && asPolicy(told(row));
}
