import { notGovernances } from '#libs/audit/own-cases.js';
import { grouped } from '#libs/themes/grouped.js';

/** A case that is looked at, and why. The reasons are words of ours: nothing of the case stands in them. */
export interface LookedAt { caseId: string; reasons: string[] }
/** One reason, and when it last came about. */
export interface Reason { caseId: string; reason: string; at: Date }
export interface Reasons extends LookedAt { first: number; last: number }

/** Live cases that organisation $1 leads, but governance's own. */
export const ledByUs = `cases.organisation_id = $1 and not cases.rehearsal and ${notGovernances('cases.pathway')}`;
/** Those of them that stand now. */
export const stillOpen = `select cases.* from cases where ${ledByUs} and cases.status <> 'closed'`;

/** The reasons of each case, in the order in which they came about; cases by id. */
export function byCase(found: readonly Reason[]): Reasons[] {
  return grouped(found, ({ caseId }) => caseId).toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([caseId, of]) => {
    const inOrder = of.toSorted((one, other) => one.at.getTime() - other.at.getTime() || (one.reason < other.reason ? -1 : 1));
    return { caseId, reasons: [...new Set(inOrder.map(({ reason }) => reason))], first: inOrder[0]!.at.getTime(), last: inOrder.at(-1)!.at.getTime() };
  });
}

/** As the record holds it. */
export const plainly = ({ caseId, reasons }: LookedAt): LookedAt => ({ caseId, reasons });
