import type { Pathway } from '#libs/pathway/pathway.js';
import type { DecisionState } from '#libs/pathway/state.js';
import { ofTrigger } from './sights.js';

/** That the person no longer comes, and that this was accepted as proportionate: contacts end there, unless somebody steps up again. */
export const disengagements = (pathway: Pathway): DecisionState[] => pathway.decisions('welfare-decision').filter(({ outcome }) => outcome === 'accept-disengagement');
export const noLongerComes = 'that the person no longer comes was accepted';

/** Where contacts ended. */
export interface ContactsEnd { sequence: number; because: string }
/** What belonged to contacts that have ended is not needed, and what stands for them. What a trigger opened, a crisis, a sign, a non-attendance, is answered all the same. */
export function withdrawContacts(pathway: Pathway, steps: readonly string[], ends: readonly ContactsEnd[] = []): void {
  const all = [...disengagements(pathway).map(({ sequence }) => ({ sequence, because: noLongerComes })), ...ends];
  for (const task of pathway.all(...steps)) {
    const end = all.find(({ sequence }) => task.standsSince < sequence);
    if (end && !ofTrigger(task)) pathway.notNeeded(task, end.because);
  }
}
