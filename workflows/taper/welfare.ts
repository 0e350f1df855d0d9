import { atLocal, localTime } from '#libs/domain/local-time.js';
import type { Asking, Pathway } from '#libs/pathway/pathway.js';
import type { TaskState } from '#libs/pathway/state.js';
import { stood } from '../every-pathway.js';
import { suicideRisk } from './first-contact.js';
import { done } from './handover.js';
import { contactsMade } from './stages.js';
import { signsSeen } from './signs.js';

const checks = (pathway: Pathway): TaskState[] => pathway.all('welfare-check');
/** Tried in vain, or not made by the end of its window. The key of a check says which contact it stands for. */
const checksFor = (pathway: Pathway, contact: TaskState): TaskState[] => checks(pathway).filter(({ key }) => key.startsWith(`${contact.sequence}.`));

/** A missed contact is a trigger, never a passive outcome ([1], [5]): somebody sees the person, and if nobody has by the deadline somebody decides what is proportionate. */
export function welfare(pathway: Pathway): void {
  for (const contact of pathway.all('first-contact', 'contact')) if (contact.status === 'open') whenNotReached(pathway, contact);
  for (const { sequence } of pathway.triggers('crisis')) check(pathway, `crisis.${sequence}`, 'crisis');
  for (const { sequence } of pathway.triggers('non-attendance')) if (!stood(checks(pathway), sequence)) check(pathway, `non-attendance.${sequence}`, 'non-attendance');
  for (const contact of pathway.all('first-contact', 'contact')) settle(pathway, contact);
  for (const each of checks(pathway)) decideWhenNotSeen(pathway, each);
  for (const decision of pathway.all('welfare-decision')) {
    const about = checks(pathway).find(({ sequence }) => decision.key.startsWith(`${sequence}.`));
    if (about?.status !== 'open') pathway.notNeeded(decision, done(about) ? 'the person was seen' : 'nobody need see the person for this any more');
  }
}

function whenNotReached(pathway: Pathway, contact: TaskState): void {
  for (const { sequence } of contact.attempts) {
    if (!stood(checks(pathway), sequence)) check(pathway, `${contact.sequence}.${sequence}`, `an attempt at the ${contact.step} failed`);
  }
  // While the hospital's word is awaited nobody goes to the home.
  if (contact.heldBecause !== null || !pathway.reached(contact.dueAt)) return;
  const standing = checksFor(pathway, contact).some(({ openedAt, closedAt }) => openedAt <= contact.dueAt && (closedAt === null || closedAt >= contact.dueAt));
  if (!standing) check(pathway, `${contact.sequence}.due.${contact.dueSince}`, `the ${contact.step} was missed`);
}

/** Seen at a check, the contact that was missed is not needed; the first contact always is. Contacted after all, there is nothing to check. */
function settle(pathway: Pathway, contact: TaskState): void {
  for (const each of checksFor(pathway, contact)) {
    if (done(contact)) pathway.notNeeded(each, 'the person was contacted after all');
    else if (contact.step === 'contact' && done(each) && each.closedSequence > contact.standsSince) pathway.notNeeded(contact, 'the person was seen at a welfare check');
  }
}

function decideWhenNotSeen(pathway: Pathway, { id, sequence, standsSince, status, heldBecause, dueAt }: TaskState): void {
  if (status !== 'open' || heldBecause !== null || !pathway.reached(dueAt)) return;
  pathway.ask('welfare-decision', { key: `${sequence}.${standsSince}`, because: 'nobody has seen the person', about: { taskId: id }, calls: true });
}

function check(pathway: Pathway, key: string, because: string): void {
  if (checks(pathway).some((each) => each.key === key)) return;
  pathway.ask('welfare-check', { key, because, calls: true, ...urgency(pathway) });
}

/** Four hours where something is known that cannot wait; else the same day, or noon of the next where the day is too far on. */
function urgency(pathway: Pathway): Asking {
  if (atRisk(pathway)) return { when: 'at-risk' };
  const late = pathway.present > atLocal(localTime(pathway.present).date, String(pathway.number('welfareCutOff'))).at;
  return late ? { when: 'opened-late' } : {};
}

/** Suicide risk identified or not assessed, nobody has seen the person since discharge, a sign was seen at the last contact, or a sign or a crisis was told since. */
function atRisk(pathway: Pathway): boolean {
  const contacted = [...pathway.all('first-contact').filter(done), ...contactsMade(pathway)].toSorted((a, b) => a.closedSequence - b.closedSequence).at(-1);
  const told = pathway.triggers('warning-sign', 'crisis').some(({ sequence }) => sequence > (contacted?.closedSequence ?? 0));
  const seen = contacted !== undefined || checks(pathway).some(done);
  return suicideRisk(pathway) || !seen || told || (contacted !== undefined && signsSeen(contacted).length > 0);
}

/** While it is not known whether the person is in hospital, or has died, nobody rings or visits the home. */
export function holdAtHome(pathway: Pathway): void {
  const finding = (review: TaskState): string => pathway.state.messages.find(({ messageId }) => messageId === review.key)?.finding ?? '';
  const asking = pathway.all('hospital-message-review').some((review) => review.status === 'open' && ['readmitted', 'dead'].includes(finding(review)));
  pathway.hold(pathway.all('first-contact', 'contact', 'welfare-check'), asking ? 'the hospital says that the person is back, or has died: to be answered first' : null);
}
