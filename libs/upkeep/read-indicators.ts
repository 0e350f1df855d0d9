import { sendToCase, type Kin } from '#libs/kin/send-to-case.js';
import { askedIndicators, indicatorAt } from '#libs/records/queries/indicators.js';
import { nameOf, type Log } from './log-line.js';

const ANSWER_MS = 10_000;

/**
 * Answers every reading that a system risk asks for and that can be reckoned from the record: the open task is completed as anybody would complete it. What is not answered stays a task, with its ladder.
 * Two processes may do it side by side: of two answers the case refuses the second.
 */
export async function readIndicators(kin: Kin, now: Date, log: Log): Promise<void> {
  for (const { caseId, taskId, ...of } of await askedIndicators(kin.record.manager)) {
    try {
      const value = await indicatorAt(kin.record.manager, of, now);
      const evidence = { value, readAt: now.toISOString(), note: `Reckoned from the record: ${of.indicator.replaceAll('-', ' ')} in the seven days before` };
      await sendToCase(kin, caseId, { id: `indicator-${taskId}-${now.getTime()}`, actor: { system: 'indicators' }, receivedAt: now.toISOString(), command: { type: 'complete', taskId, evidence } }, Date.now() + ANSWER_MS);
    } catch (error) {
      log('warn', 'indicator-not-read', { caseId, taskId, error: nameOf(error) });
    }
  }
}
