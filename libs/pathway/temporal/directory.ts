import { condition, proxyActivities, proxyLocalActivities, TemporalFailure } from '@temporalio/workflow';
import { answerCalls } from '../engine.js';
import type { Session } from '../session.js';
import { text } from '../state.js';
import { heard } from './heard.js';
import type { Ledger } from './ledger.js';
import type { Answer, CaseActivities, Retry, WhoAnswers } from './messages.js';

type LookUp = Pick<CaseActivities, 'whoAnswers'>;
// A local activity holds up every command of the case, so it has half a second; it reads only.
const quick = proxyLocalActivities<LookUp>({ startToCloseTimeout: '400ms', scheduleToCloseTimeout: '500ms', retry: { maximumAttempts: 1 } });

/** Finds who answers for the rungs that were reached. Rungs without their answer are state, so they are asked for again in the next run. */
export function startDirectory(session: Session, ledger: Ledger, retry: Retry): void {
  // Above two of the record's own query time-outs: those who ask together wait for the look before theirs.
  const patient = proxyActivities<LookUp>({ startToCloseTimeout: '15s', retry: { initialInterval: retry.initial, backoffCoefficient: 2, maximumInterval: retry.most } });
  void (async () => {
    for (;;) {
      await condition(() => session.state.unanswered.length > 0 && session.state.closed === null);
      const answers = await lookUp(session, ledger, patient);
      if (ledger.handedOver) return;
      answerCalls(session, answers, Date.now());
      ledger.collect();
    }
  })();
}

function request({ state }: Session): WhoAnswers {
  return { caseId: state.caseId, organisation: state.organisation, owners: state.owners, at: text(Date.now()), asked: state.unanswered.map(({ rung, role, person, for: what }) => ({ rung, role, person, ...(what === 'alarm' ? { everybody: true } : {}) })) };
}

async function lookUp(session: Session, ledger: Ledger, patient: LookUp): Promise<Answer[]> {
  const wanted = request(session);
  try {
    return await quick.whoAnswers(wanted);
  } catch (error) {
    // A local activity that fails rejects with its own failure, one that takes too long with an ActivityFailure.
    if (!(error instanceof TemporalFailure)) throw error;
  }
  ledger.directorySlow = true;
  try {
    const answers = await patient.whoAnswers(wanted);
    heard(session);
    return answers;
  } finally {
    ledger.directorySlow = false;
  }
}
