import type { TellBeginner } from '#libs/pathway/temporal/messages.js';
import { sendToCase, type Kin } from './send-to-case.js';

/** Tells the case that began another how that one ended. Where it has ended itself, nobody waits for it. @throws CaseUnavailable: try again */
export async function tellBeginner(kin: Kin, { caseId, key, begun, version, outcome }: TellBeginner, answerBy: number): Promise<void> {
  await sendToCase(kin, caseId, {
    id: `ended-${begun}-${version}`, actor: { system: 'protocol' }, receivedAt: new Date().toISOString(), command: { type: 'begun-case-ended', key, caseId: begun, outcome },
  }, answerBy);
}
