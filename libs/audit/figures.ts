import type { EntityManager } from 'typeorm';
import { durationText } from '#libs/domain/duration.js';
import { firstRow } from '#libs/records/transaction.js';
import { cohortOf, type CohortOfMonth } from './cohort.js';
import { counted } from './counted.js';
import type { Month } from './month.js';

/** A share, with what it is a share of. `percent` is null where there was nothing to count. `cases`: behind what is missing, where a figure names them. */
export interface Share { done: number; of: number; percent: number | null; cases?: string[] }
/** What the month's audit counts, of live cases of one organisation; what each means: libs/audit/counted.ts. `responsesInTime` also says how long an answer to a trigger took, the middle one and the longest, ISO 8601. */
export interface Figures {
  responsesInTime: Share & { middle: string | null; longest: string | null }; actionsInTime: Share; decisionsWhole: Share; handoversComplete: Share; ownedClearly: Share; restrictionsInTime: Share; callsAnswered: Share; escalationsActedOn: Share;
  restrictionsOverdue: number; casesOpenedOrClosed: number; cohort: CohortOfMonth;
  /** Of the answers to scenarios that supervision has compared: those that were safe. */
  scenariosSafe: Share;
}

/** So many cases are named behind a figure. */
const MOST_CASES = 20;
interface Count { done?: number; of: number; middle?: number | null; longest?: number | null; cases?: string[] }
const share = ({ done = 0, of, cases }: Count): Share => ({ done, of, percent: of === 0 ? null : Math.round((100 * done) / of), ...(cases ? { cases: cases.slice(0, MOST_CASES) } : {}) });
const text = (seconds: number | null | undefined): string | null => (seconds === null || seconds === undefined ? null : durationText(Math.round(seconds) * 1000));

/** Counts a month of one organisation. What was open at its end and late is not in time. */
export async function figuresOf(manager: EntityManager, organisation: string, month: Pick<Month, 'from' | 'to'>): Promise<Figures> {
  const count = async (what: keyof typeof counted): Promise<Count> => (await firstRow<Count>(manager, `
    with month as (select $1::text as organisation, $2::timestamptz as begins, $3::timestamptz as ends) ${counted[what]}`, [organisation, new Date(month.from), new Date(month.to)]))!;
  const responses = await count('responsesInTime');
  const { figures: cohort } = await cohortOf(manager, organisation, month);
  return {
    responsesInTime: { ...share(responses), middle: text(responses.middle), longest: text(responses.longest) }, actionsInTime: share(await count('actionsInTime')), decisionsWhole: share(await count('decisionsWhole')),
    handoversComplete: share(await count('handoversComplete')), ownedClearly: share(await count('ownedClearly')), restrictionsInTime: share(await count('restrictionsInTime')), callsAnswered: share(await count('callsAnswered')),
    escalationsActedOn: share(await count('escalationsActedOn')), restrictionsOverdue: (await count('restrictionsOverdue')).of, casesOpenedOrClosed: (await count('casesOpenedOrClosed')).of,
    cohort: { ...cohort, cases: cohort.cases.slice(0, MOST_CASES) }, scenariosSafe: share(await count('scenariosSafe')),
  };
}
