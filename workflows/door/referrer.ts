import type { Pathway } from '#libs/pathway/pathway.js';
import type { TaskState } from '#libs/pathway/state.js';

/** What whoever referred wrote since: an update, a cancellation, the same referral once more. Never does a message end a referral by itself. */
export function referrerWroteAgain(pathway: Pathway): void {
  for (const { messageId, finding } of pathway.state.messages) {
    if (finding.startsWith('referral-')) pathway.ask('referral-changed', { key: messageId, calls: true, about: { messageId, finding } });
  }
}

/** Why what was to be done about the referral is withdrawn; it comes back when whoever read that finds that it was not so. */
export const takenBack = 'the referral is withdrawn';
/** Somebody has read that the referral is withdrawn, and said so: the last message that was read counts, in the order in which they came. */
export function withdrawn(pathway: Pathway): boolean {
  const read = pathway.all('referral-changed').filter(({ status }) => status === 'completed');
  const isSo = ({ evidence }: TaskState): boolean => evidence?.['withdrawn'] === true;
  return pathway.since(2) ? read.slice(-1).some(isSo) : read.some(isSo);
}
