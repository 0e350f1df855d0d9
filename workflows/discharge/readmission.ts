import type { Pathway } from '#libs/pathway/pathway.js';
import { dischargeOutcome } from './outcome.js';

/** When the person came back, as somebody reported it or as the hospital's message was answered; null: nobody says so. */
export function readmission(pathway: Pathway): { at: number; basis: 'hospital-messages' | 'asked' } | null {
  if (!pathway.state.left) return null;
  const [reported] = pathway.triggers('readmission');
  if (reported) return { at: reported.occurredAt, basis: 'asked' };
  const review = pathway.all('hospital-message-review').find((task) => task.evidence?.['readmitted'] === true);
  const message = review && pathway.state.messages.find((each) => each.messageId === review.key);
  return message ? { at: message.occurredAt ?? message.at, basis: 'hospital-messages' } : null;
}

/** Within seven days it is a failed discharge, from which something is learned. Later it only makes what is open not needed. */
export function readmitted(pathway: Pathway): void {
  const { at, basis } = readmission(pathway)!;
  const failed = at <= pathway.state.left!.at + pathway.duration('watch');
  pathway.stage(failed ? 'learning' : 'readmitted');
  if (pathway.state.watch && pathway.state.watch.endedBecause === undefined) pathway.record('watch-ended', { because: 'readmitted' });
  pathway.withdrawAll('readmitted', 'learning-review');
  if (!failed) return pathway.close(pathway.state.outcome ?? dischargeOutcome(pathway));
  pathway.outcome({ outcome: 'failed-discharge', basis });
  pathway.ask('learning-review');
  pathway.close({ outcome: 'failed-discharge', basis });
}
