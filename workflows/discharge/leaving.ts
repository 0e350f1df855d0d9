import type { Pathway } from '#libs/pathway/pathway.js';
import { said, text } from '#libs/pathway/state.js';
import { gate } from './gate.js';
import { met } from './standards.js';

/**
 * Has the patient left? A departure is a fact: by the hub's task, by somebody who saw it, by a message of the hospital. Gate open or shut, it is
 * never refused, and the system never assumes it.
 */
export function left(pathway: Pathway): boolean {
  const { state } = pathway;
  if (state.left) return true;
  const message = state.messages.find((each) => each.finding === 'departure' && each.sequence > state.leavingUndone);
  const told = message ? message.occurredAt ?? message.at : 0;
  const open = pathway.open('departure');
  if (message && open) pathway.complete(open, { leftAt: text(told), source: message.messageId }, told);
  const departure = pathway.all('departure').find(met);
  const seen = pathway.triggers('left-before-safe').find((trigger) => trigger.sequence > state.leavingUndone);
  if (!message && !departure && !seen) return false;
  pathway.record('left', {
    leftAt: message ? text(told) : departure ? said(departure.evidence, 'leftAt') : text(seen!.occurredAt), gate: state.gates[gate]?.open ? 'open' : 'shut',
    source: message ? `message ${message.messageId}` : departure ? 'departure' : 'left-before-safe',
  });
  return true;
}
