import type { Pathway } from '#libs/pathway/pathway.js';
import { dischargeOutcome } from './outcome.js';

export interface Readmission { at: number; sequence: number; basis: 'hospital-messages' | 'asked'; failed: boolean }

/** When the person came back, as somebody reported it or as the hospital's message was answered, since the leaving that stands. One within the seven days counts before a later one. null: nobody says so. */
export function readmission(pathway: Pathway): Readmission | null {
  const { left, messages } = pathway.state;
  if (!left) return null;
  const failed = (at: number): boolean => at <= left.at + pathway.duration('watch');
  const reported = pathway.triggers('readmission').map(({ occurredAt, sequence }) => ({ at: occurredAt, sequence, basis: 'asked' as const, failed: failed(occurredAt) }));
  const answered = pathway.all('hospital-message-review').filter((review) => review.evidence?.['readmitted'] === true).flatMap((review) => {
    const message = messages.find((each) => each.messageId === review.key);
    const at = message?.occurredAt ?? message?.at;
    return at === undefined ? [] : [{ at, sequence: review.closedSequence, basis: 'hospital-messages' as const, failed: failed(at) }];
  });
  const all = [...reported, ...answered].filter((each) => each.sequence > left.sequence).toSorted((a, b) => a.sequence - b.sequence);
  return all.find((each) => each.failed) ?? all[0] ?? null;
}

/** Within seven days it is a failed discharge, from which something is learned. Later it only makes what is open not needed. */
export function readmitted(pathway: Pathway): void {
  const { sequence, basis, failed } = readmission(pathway)!;
  pathway.stage(failed ? 'learning' : 'readmitted');
  if (pathway.state.watch && pathway.state.watch.endedBecause === undefined) pathway.record('watch-ended', { because: 'readmitted' });
  pathway.withdrawBefore(sequence, 'readmitted');
  if (!failed) return pathway.close(pathway.state.outcome ?? dischargeOutcome(pathway));
  pathway.outcome({ outcome: 'failed-discharge', basis });
  pathway.ask('learning-review', { calls: true });
  pathway.close({ outcome: 'failed-discharge', basis });
}
