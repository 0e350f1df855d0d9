import type { Command } from '#libs/contracts/commands.js';
import type { OwnerRole } from '#libs/contracts/events.js';
import { notInTheFuture } from './checks.js';
import { newOwnerIsAsked, type Pathway } from './pathway.js';
import { refuse } from './refusal.js';
import type { Session } from './session.js';
import { ownerOf } from './state.js';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

/** Hands over a named role, or offers it: until it is accepted the old owner is called. What was offered to somebody who does not accept is theirs only when it is imposed. */
export function owners(session: Session, pathway: Pathway, { role, person, reason, offer, impose }: Of<'owners'>): void {
  if (!session.state.owners) refuse('no-named-owners', 'This case has no named owners.');
  if (ownerOf(session.state, role) === person) refuse('already-owner', 'They hold this role already.');
  if (offer) session.append('owner-offered', { role, person, reason });
  else if (session.state.offers[role] === person && !impose) refuse('role-offered', 'It was offered to them and they have not accepted: an escalation lead may impose it.');
  else change(session, pathway, role, person, reason, session.state.offers[role] === person);
}

export function handOverRole(session: Session, pathway: Pathway, role: OwnerRole, person: string, reason: string): void {
  if (session.state.offers[role] !== person) refuse('nothing-offered', 'This role was not offered to you.');
  change(session, pathway, role, person, reason);
}

/** The role's open tasks go along, and the new owner is called for each. */
function change(session: Session, pathway: Pathway, role: OwnerRole, person: string, reason: string, imposed = false): void {
  session.append('owner-changed', { role, person, before: ownerOf(session.state, role)!, reason, ...(imposed ? { imposed } : {}) });
  for (const task of session.state.tasks) {
    if (task.status === 'open' && task.owner.role === role && task.owner.person === null) pathway.call(task, role, 'handed-over', newOwnerIsAsked, person);
  }
}

/** Ends the case early. Ladders and unsent notices stop at once; what is open is not needed, or goes to whoever accepted it. */
export function end(session: Session, pathway: Pathway, { because, at, note, acceptedBy }: Of<'end'>): void {
  if (session.state.ended) refuse('already-ended', 'The case has been ended: only what is left of it is open.');
  notInTheFuture(session, at, '/at');
  const open = session.state.tasks.filter((task) => task.status === 'open' || task.status === 'unmet');
  if (open.length > 0 && !acceptedBy && ['moved-away', 'transferred'].includes(because)) refuse('open-actions', 'Something is open: say who accepted it.');
  session.append('case-ended', { because, at, note, ...(acceptedBy ? { acceptedBy } : {}) });
  for (const task of open) pathway.endTask(task, acceptedBy ? 'handed-over' : 'not-needed', because, acceptedBy);
}
