import { condition, proxyActivities } from '@temporalio/workflow';
import type { Session } from '../session.js';
import { heard } from './heard.js';
import type { Ledger } from './ledger.js';
import type { CaseActivities, Retry } from './messages.js';

/** Writes what no command carries out: rungs, calls, what the clock opened, and the last tail before the case closes. One at a time, beside the clock. */
export function startRecorder(session: Session, ledger: Ledger, retry: Retry): void {
  const { recordEvents } = proxyActivities<Pick<CaseActivities, 'recordEvents'>>({
    // Above the record's own query time-out. Without a limit on attempts or in all: PostgreSQL may be away for an hour.
    startToCloseTimeout: '30s', retry: { initialInterval: retry.initial, backoffCoefficient: 2, maximumInterval: retry.most },
  });
  void (async () => {
    for (;;) {
      await condition(() => ledger.batch().length > 0);
      const { stored } = await recordEvents({ caseId: session.state.caseId, events: ledger.batch() });
      heard(session);
      ledger.storedUpTo(stored);
    }
  })();
}
