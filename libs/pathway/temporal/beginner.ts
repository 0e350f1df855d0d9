import { condition, proxyActivities } from '@temporalio/workflow';
import { answerBeginning } from '../engine.js';
import type { Session } from '../session.js';
import { text, type BegunCase } from '../state.js';
import { heard } from './heard.js';
import type { Ledger } from './ledger.js';
import type { CaseActivities, Retry } from './messages.js';

type Kin = Pick<CaseActivities, 'beginCase' | 'tellBeginner'>;

/** Begins the cases that this one asks for, one at a time; what is not answered is state, and is asked for again in the next run. When this case has ended, and the record knows, whoever began it is told. */
export function startBeginner(session: Session, ledger: Ledger, retry: Retry): void {
  const { beginCase, tellBeginner } = proxyActivities<Kin>({ startToCloseTimeout: '60s', retry: { initialInterval: retry.initial, backoffCoefficient: 2, maximumInterval: retry.most } });
  const { state } = session;
  const asked = (): BegunCase | undefined => (state.closed ? undefined : state.begun?.find(({ status }) => status === 'asked'));
  void (async () => {
    for (;;) {
      await condition(() => asked() !== undefined);
      const { key, sequence, pathway, details, owners } = asked()!;
      const { caseId, organisation, rehearsal } = state;
      const beginning = await beginCase({ caseId, key, pathway, organisation, rehearsal, owners: owners ?? state.owners, details: details ?? {}, at: text(Date.now()) });
      if (ledger.handedOver) return;
      heard(session);
      answerBeginning(session, sequence, beginning, Date.now());
      ledger.collect();
    }
  })();
  void (async () => {
    await condition(() => ledger.recorded && state.begunBy !== undefined);
    const { begunBy, caseId, rehearsal, version, closed } = state;
    await tellBeginner({ caseId: begunBy!.caseId, key: begunBy!.key, begun: caseId, version, rehearsal, outcome: closed!.outcome.outcome });
    ledger.toldBeginner = true;
  })();
}
