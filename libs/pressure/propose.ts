import type { EntityManager } from 'typeorm';
import { DAY, elapsedTime } from '#libs/domain/duration.js';
import { sendToCase, type Kin } from '#libs/kin/send-to-case.js';
import type { Policy } from '#libs/policies/policy.js';
import { policyInForce } from '#libs/policy-releases/in-force.js';
import { CaseUnavailable } from '#libs/pathway/temporal/case-client.js';
import { openCaseOf } from '#libs/records/claims.js';
import { storedVersion } from '#libs/records/stored.js';
import { firstRow, inTransaction, rows } from '#libs/records/transaction.js';
import { openPressureCase, pathway } from './open-case.js';
import { ownIndicators } from './own-indicators.js';
import { proposalBeside } from './proposal.js';
import { keepReadings, latestReadings, standings } from './readings.js';

const ANSWER_WITHIN_MS = 20_000;
interface Row { id: string; level: number; because: string; at: Date }

/** Reads an organisation's own indicators, lets the rules propose, and tells the case. Several may do it at once, and again after a crash. @throws CaseUnavailable: the next pass tells */
export async function proposeLevel(kin: Kin, organisation: string, now: Date, answerBy = Date.now() + ANSWER_WITHIN_MS): Promise<void> {
  const { record: { manager } } = kin;
  const { policy } = (await policyInForce(manager, pathway, organisation, now))!;
  await inTransaction(manager, async (within) => {
    await rows(within, `select pg_advisory_xact_lock(hashtextextended('pressure ' || $1, 0))`, [organisation]);
    await readOwn(within, organisation, policy, now);
    await propose(within, organisation, policy, now);
  });
  await tell(kin, organisation, answerBy);
}

/** Every organisation that is there, one after the other. One that cannot be told holds up no other. */
export async function proposeLevels(kin: Kin, now: Date, failed: (organisation: string, error: unknown) => void): Promise<void> {
  for (const { id } of await rows<{ id: string }>(kin.record.manager, 'select id from organisations where active order by id')) {
    try {
      await proposeLevel(kin, id, now);
    } catch (error) {
      failed(id, error);
    }
  }
}

/** Kept when it changed, and often enough to be known as fresh. */
async function readOwn(manager: EntityManager, organisation: string, policy: Policy, now: Date): Promise<void> {
  const [values, latest] = [await ownIndicators(manager, organisation, now), await latestReadings(manager, organisation, now)];
  const fresh = Object.entries(values).filter(([name, value]) => {
    const before = latest.find(({ indicator }) => indicator === name);
    return before === undefined || before.value !== value || now.getTime() - before.at.getTime() > elapsedTime(policy.indicators![name]!.staleAfter) / 2;
  });
  if (fresh.length > 0) await keepReadings(manager, fresh.map(([indicator, value]) => ({ organisation, indicator, value, at: now, source: null })));
}

/** What was proposed a day ago and nobody took up is proposed again, also where the case is open and was stood down a day ago: else a system that was stood down too soon would be silent. */
async function propose(manager: EntityManager, organisation: string, policy: Policy, now: Date): Promise<void> {
  const last = await firstRow<Row>(manager, 'select id, level, because, at from level_proposals where organisation_id = $1 order by id desc limit 1', [organisation]);
  const [stands, open] = [await standings(manager, organisation, policy, now), await openCaseOf(manager, pathway, organisation)];
  const aDayAgo = (at: Date): boolean => now.getTime() - at.getTime() > DAY;
  const notTakenUp = async (): Promise<boolean> => {
    const stoodDown = open === null ? null : await stoodDownAt(manager, open);
    return open === null || (stoodDown !== null && aDayAgo(stoodDown));
  };
  const forgotten = last !== null && last.level > 1 && aDayAgo(last.at) && await notTakenUp();
  const next = proposalBeside(policy, stands, forgotten ? 1 : last?.level ?? 1) ?? (forgotten ? { level: 1, because: 'Nothing speaks for a level any more.' } : null);
  if (next) await rows(manager, 'insert into level_proposals (organisation_id, level, because, at) values ($1, $2, $3, $4)', [organisation, next.level, next.because, now]);
}

/** When a case that is open was stood down; null: it is not. */
async function stoodDownAt(manager: EntityManager, caseId: string): Promise<Date | null> {
  return (await firstRow<{ at: Date }>(manager, `select at from events where case_id = $1 and kind = 'decision-recorded' and exists (select 1 from cases where id = $1 and stage = 'stood-down') order by sequence desc limit 1`, [caseId]))?.at ?? null;
}

/** Only the last one is told: what came before it holds no longer. Under pressure that nobody has a case about, one begins. */
async function tell(kin: Kin, organisation: string, answerBy: number): Promise<void> {
  const { record: { manager } } = kin;
  const last = await firstRow<Row & { told_at: Date | null }>(manager, 'select id, level, because, at, told_at from level_proposals where organisation_id = $1 order by id desc limit 1', [organisation]);
  if (!last || last.told_at !== null) return;
  const { id, level, because, at } = last;
  const open = await openCaseOf(manager, pathway, organisation);
  // Claimed, and not in the record yet: somebody is starting it, or the claim will be given up.
  if (open !== null && !(await storedVersion(manager, open))) throw new CaseUnavailable('the case about this organisation is not in the record yet');
  const actor = { system: 'indicators' };
  const caseId = open ?? (level > 1 ? await openPressureCase(kin, { organisation, because: `proposal ${id}`, situation: because, actor, at, answerBy }) : null);
  const answer = caseId === null ? { refused: 'nothing-open' }
    : await sendToCase(kin, caseId, { id: `level-proposal-${organisation}-${id}`, actor, receivedAt: new Date().toISOString(), command: { type: 'trigger', kind: `level-${level}-proposed`, occurredAt: new Date(Math.min(at.getTime(), Date.now())).toISOString(), note: because } }, answerBy);
  // Closed between two looks: the next pass has a case begin. One that this proposal began has been told of it by its beginning.
  if (open !== null && 'refused' in answer && answer.refused === 'case-closed') return;
  await rows(manager, `update level_proposals set told_at = now(), answer = case when id = $2 then $3 else 'overtaken' end where organisation_id = $1 and told_at is null and id <= $2`, [organisation, id, 'kept' in answer ? 'kept' : answer.refused]);
}
