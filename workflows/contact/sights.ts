import type { Pathway } from '#libs/pathway/pathway.js';
import { instantIn, type TaskState } from '#libs/pathway/state.js';
import { done } from '../every-pathway.js';

/** The checks that ask for somebody to see the person. */
export const checks = (pathway: Pathway): TaskState[] => pathway.all('welfare-check');
export const isOpen = ({ status }: TaskState): boolean => status === 'open';
/** The key of a check says what it was opened for: a contact, a crisis, a non-attendance. */
export const checksFor = (pathway: Pathway, contact: TaskState): TaskState[] => checks(pathway).filter(({ key }) => key.startsWith(`${contact.sequence}.`));
export const ofCrisis = ({ key }: TaskState): boolean => key.startsWith('crisis.');
export const ofTrigger = (check: TaskState): boolean => ofCrisis(check) || check.key.startsWith('non-attendance.');

/** From when on somebody is missed, and a sight counts: the discharge that the case follows, else its opening. */
export const countsFrom = (pathway: Pathway): number => pathway.plan ?? pathway.state.openedAt;

/** Somebody met the person or saw them, at a contact or a check. */
export interface Sight { at: number; task: TaskState }

export const sights = (pathway: Pathway): Sight[] => pathway.all('first-contact', 'contact', 'welfare-check').filter(done).map((task) => ({ at: instantIn(task.evidence, task.step === 'welfare-check' ? 'seenAt' : 'contactedAt')!, task }));
export const since = ({ at, sequence }: { at: number; sequence: number }) => (sight: Sight): boolean => sight.at >= at && sight.task.closedSequence > sequence;
export const seenAtCheck = 'the person was seen at a welfare check';
export const contacted = 'the person was contacted after all';
export const crisisAnswered = 'the crisis was answered';
export const by = ({ task }: Sight): string => (task.step === 'welfare-check' ? seenAtCheck : contacted);
