import type { Pathway } from '#libs/pathway/pathway.js';
import type { TaskState } from '#libs/pathway/state.js';
import { done } from '../every-pathway.js';
import { by, checks, checksFor, contacted, countsFrom, crisisAnswered, isOpen, ofCrisis, seenAtCheck, sights, since, type Sight } from './sights.js';
import { check, sooner } from './urgency.js';

/** Why somebody must see the person, since when; `sequence`: the event that told of it. */
interface Reason { key: string; at: number; sequence: number; because: string }

/** A missed contact is a trigger, never a passive outcome ([1], [5]): somebody sees the person, and if nobody has by the deadline somebody decides what is proportionate. */
export function welfare(pathway: Pathway): void {
  for (const { sequence } of pathway.triggers('crisis')) check(pathway, `crisis.${sequence}`, 'crisis');
  const seen = sights(pathway);
  for (const each of checks(pathway).filter(isOpen)) settle(pathway, each, seen);
  for (const contact of pathway.all('contact').filter(isOpen)) settleContact(pathway, contact, seen);
  // One at a time: whoever is on the way answers what comes meanwhile.
  for (const { key, because } of unanswered(pathway, seen)) if (!checks(pathway).some(isOpen)) check(pathway, key, because);
  sooner(pathway);
  for (const each of checks(pathway)) decideWhenNotSeen(pathway, each);
  for (const decision of pathway.all('welfare-decision')) {
    const about = checks(pathway).find(({ sequence }) => decision.key.startsWith(`${sequence}.`));
    if (about?.status !== 'open') pathway.notNeeded(decision, done(about) ? 'the person was seen' : 'nobody need see the person for this any more');
  }
}

/** Contacts tried in vain or not made by the end of their windows, and non-attendances, where nobody has seen the person since and no check was opened for it or handed over. */
function unanswered(pathway: Pathway, seen: Sight[]): Reason[] {
  const missed = pathway.all('first-contact', 'contact').filter(isOpen).flatMap((contact) => failures(pathway, contact));
  const absent = pathway.triggers('non-attendance').map(({ sequence, at }) => ({ key: `non-attendance.${sequence}`, at, sequence, because: 'non-attendance' }));
  const known = checks(pathway);
  return [...missed, ...absent].filter((reason) => !seen.some(since(reason)) && !known.some(({ key, status, closedAt }) => key === reason.key || (status === 'handed-over' && closedAt! >= reason.at)));
}

/** Nobody is missed on the ward: what was tried before the discharge does not count. While the hospital's word is awaited nobody goes to the home. */
function failures(pathway: Pathway, { step, sequence, attempts, heldBecause, dueAt, dueSince }: TaskState): Reason[] {
  const tried = attempts.filter(({ at }) => at >= countsFrom(pathway)).map((attempt) => ({ ...attempt, key: `${sequence}.${attempt.sequence}`, because: `an attempt at the ${step} failed` }));
  return heldBecause !== null || !pathway.reached(dueAt) ? tried : [...tried, { key: `${sequence}.due.${dueSince}`, at: dueAt, sequence, because: `the ${step} was missed` }];
}

/** Seen or contacted since it opened, nobody need look any more. A crisis is answered by whoever saw the person or answered it, not by a call about something else. */
function settle(pathway: Pathway, each: TaskState, seen: Sight[]): void {
  const sight = seen.filter(({ task }) => !ofCrisis(each) || task.step === 'welfare-check').find(since({ at: each.openedAt, sequence: each.standsSince }));
  const contact = pathway.all('first-contact', 'contact').find(({ sequence }) => each.key.startsWith(`${sequence}.`));
  const response = pathway.all('crisis-response').find(({ key }) => each.key === `crisis.${key}`);
  if (sight) pathway.notNeeded(each, by(sight));
  else if (done(contact)) pathway.notNeeded(each, contacted);
  else if (done(response) && response!.closedSequence > each.standsSince) pathway.notNeeded(each, crisisAnswered);
  else if (contact && isOpen(contact) && notYetMissed(pathway, contact, each)) pathway.notNeeded(each, 'the discharge moved: nobody is missed yet');
}

/** The discharge moved behind what the check was opened for. */
function notYetMissed(pathway: Pathway, { step, from, dueAt, attempts }: TaskState, { key }: TaskState): boolean {
  const [, what, due] = key.split('.');
  if (due !== undefined) return step === 'first-contact' && from === 'dischargedAt' && !pathway.reached(dueAt);
  return attempts.some(({ sequence, at }) => String(sequence) === what && at < countsFrom(pathway));
}

/** Seen since it was missed, a contact is not needed; the first contact always is. */
function settleContact(pathway: Pathway, contact: TaskState, seen: Sight[]): void {
  if (seen.length === 0) return;
  const sight = checksFor(pathway, contact).some((each) => done(each) && each.closedSequence > contact.standsSince) ? seenAtCheck : failures(pathway, contact).flatMap((failure) => seen.filter(since(failure))).map(by)[0];
  if (sight) pathway.notNeeded(contact, sight);
}

/** It was not so: what rested on this sight alone, or on this answer to a crisis, stands again. */
export function unseen(pathway: Pathway, task: TaskState, reason: string): void {
  if (task.step === 'crisis-response') {
    for (const each of checks(pathway)) if (each.key === `crisis.${task.key}` && each.endedBecause === crisisAnswered) pathway.stand(each, reason, each.ladder);
    return;
  }
  const because = task.step === 'welfare-check' ? seenAtCheck : contacted;
  const others = sights(pathway).map((sight) => sight.task).filter((each) => each !== task && (each.step === 'welfare-check') === (task.step === 'welfare-check'));
  for (const each of pathway.all('contact', 'welfare-check')) {
    const rests = each.status === 'not-needed' && each.endedBecause === because && each.closedSequence > task.closedSequence;
    if (rests && !others.some(({ closedSequence }) => closedSequence > task.closedSequence && closedSequence < each.closedSequence)) pathway.stand(each, reason, each.ladder);
  }
}

function decideWhenNotSeen(pathway: Pathway, { id, sequence, standsSince, status, heldBecause, dueAt }: TaskState): void {
  if (status !== 'open' || heldBecause !== null || !pathway.reached(dueAt)) return;
  pathway.ask('welfare-decision', { key: `${sequence}.${standsSince}`, because: 'nobody has seen the person', about: { taskId: id }, calls: true });
}
