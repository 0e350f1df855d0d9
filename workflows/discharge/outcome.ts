import type { Outcome } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { gate } from './gate.js';
import { met } from './standards.js';

/** Safe: the gate opened by met standards, and the first visit, where one was booked, happened before its due. Else with its concerns. */
export function dischargeOutcome(pathway: Pathway): Outcome {
  const left = pathway.state.left!;
  const confirmation = pathway.latest('standards-confirmed');
  const confirmedLate = met(confirmation) && confirmation!.closedSequence > left.sequence;
  const byStandards = confirmedLate || (left.gate === 'open' && pathway.state.gates[gate]?.by === 'met-standards' && left.source !== 'left-before-safe');
  const visits = pathway.all('first-visit-done').filter((task) => task.key === String(left.sequence));
  const concerns = [
    ...(byStandards ? [] : [left.gate === 'open' && left.source !== 'left-before-safe' ? 'left-with-risk-accepted' : 'left-before-safe']),
    ...visits.flatMap((visit) => (!met(visit) ? ['first-visit-not-made'] : visit.late ? ['first-visit-late'] : [])),
    ...(byStandards && visits.every((visit) => met(visit) && !visit.late) ? [] : followingConcerns(pathway)),
  ];
  return { outcome: concerns.length === 0 ? 'safe-discharge' : 'discharged-with-concerns', basis: basisOf(pathway), ...(concerns.length > 0 ? { concerns } : {}) };
}

/** What else went otherwise than planned, told where there are concerns anyway. */
function followingConcerns(pathway: Pathway): string[] {
  const declined = pathway.state.tasks.filter((task) => task.status === 'declined').map((task) => `declined: ${task.step}`);
  const worried = pathway.all('person-seen').map((task) => (task.key.startsWith('worry') ? 'worry-at-the-safety-call' : task.key.startsWith('no-reply') ? 'no-reply-to-the-safety-call' : 'first-visit-missed'));
  return [...new Set([...declined, ...worried])];
}

/** What the outcome rests on. Silence is recorded as silence, not as safety. */
function basisOf(pathway: Pathway): NonNullable<Outcome['basis']> {
  const { state } = pathway;
  if (state.messages.some((message) => message.sequence >= state.left!.sequence)) return 'hospital-messages';
  return pathway.all('safety-call', 'person-seen').some(met) ? 'asked' : 'nothing-heard';
}
