import type { DataSource } from 'typeorm';
import { CaseNotRunning, type CaseClient } from '#libs/pathway/temporal/case-client.js';
import { abandonedClaims, releaseClaim } from '#libs/records/claims.js';
import { sentCommands } from '#libs/records/commands.js';
import { storedVersion } from '#libs/records/stored.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { nameOf, type Log } from './log-line.js';

export interface SweepOptions {
  record: DataSource; cases: CaseClient; log: Log;
  /** Command rows are looked at when they have been 'sent' for this long. */
  afterMs: number;
  /** A claim on a person whose case never came is given up after this long. */
  claimAfterMs?: number;
}

const AT_MOST = 1_000;
const LONGEST_REST_MS = 5 * 60_000;
const CLAIM_AFTER_MS = 5 * 60_000;

/**
 * Finishes what an API left behind that died between the update and the record: a case whose command is still 'sent' is asked for its tail, and the tail is written, which marks
 * the commands whose events it carries. **It never sends a command again**: whether an old command is still wanted is for its caller to say.
 * A command that never arrived stays 'sent'; it is looked at again when it has grown twice as old, every five minutes at most.
 */
export class Sweep {
  private readonly nextLook = new Map<string, number>();
  private readonly stuck = new Set<string>();

  constructor(private readonly options: SweepOptions) {}

  /** One pass. Throws when the record is out of reach. */
  async pass(signal?: AbortSignal, now: number = Date.now()): Promise<void> {
    const { record, afterMs, log } = this.options;
    const rows = await sentCommands(record.manager, { before: new Date(now - afterMs), limit: AT_MOST });
    if (rows.length === AT_MOST) log('warn', 'sweep-behind', { rows: rows.length });
    this.forgetOthers(new Set(rows.map((row) => row.updateId)));
    const due = rows.filter((row) => (this.nextLook.get(row.updateId) ?? 0) <= now);
    const rehearsalOf = new Map(due.flatMap((row) => (row.caseId === null ? [] : [[row.caseId, row.rehearsal] as const])));
    const unreached = new Set<string>();
    for (const [caseId, rehearsal] of rehearsalOf) {
      if (signal?.aborted) return;
      if (!(await this.bringTail(caseId, rehearsal))) unreached.add(caseId);
    }
    for (const row of due) {
      // A case that could not be asked is asked at the next pass: nothing is known about it yet.
      if (row.caseId !== null && unreached.has(row.caseId)) continue;
      const age = now - row.createdAt.getTime();
      this.nextLook.set(row.updateId, now + Math.min(Math.max(age, afterMs), LONGEST_REST_MS));
    }
    await this.giveUpClaims(now);
  }

  /** Writes what the case holds and the record does not. False: it could not be asked. `rehearsal` null: the record does not know the case, so both namespaces are asked. */
  private async bringTail(caseId: string, rehearsal: boolean | null): Promise<boolean> {
    const { record, cases, log } = this.options;
    for (const namespace of rehearsal === null ? [false, true] : [rehearsal]) {
      try {
        const stored = (await storedVersion(record.manager, caseId))?.version ?? 0;
        const tail = await cases.tail(caseId, namespace, stored);
        if (tail.events.length > 0) {
          await writeTail(record.manager, caseId, tail.events);
          log('info', 'sweep-wrote', { caseId, events: tail.events.length });
        }
        return true;
      } catch (error) {
        // The last tail of a case is stored before its workflow ends: what does not run has nothing to tell.
        if (error instanceof CaseNotRunning) continue;
        log('warn', 'sweep-case-failed', { caseId, error: nameOf(error) });
        return false;
      }
    }
    return true;
  }

  /** Of a start that died before its case was there, the claim is left, and would refuse the person every other start. A case that runs after all comes into the record instead. */
  private async giveUpClaims(now: number): Promise<void> {
    const { record, cases, log, claimAfterMs = CLAIM_AFTER_MS } = this.options;
    for (const { caseId } of await abandonedClaims(record.manager, new Date(now - claimAfterMs))) {
      try {
        if (await cases.running(caseId, false)) {
          if (!(await this.bringTail(caseId, false))) this.doesNotBegin(caseId);
          continue;
        }
        await releaseClaim(record.manager, caseId);
        log('warn', 'claim-given-up', { caseId });
      } catch (error) {
        log('warn', 'sweep-claim-failed', { caseId, error: nameOf(error) });
      }
    }
  }

  /** It runs, and is no case: a fault of ours fails its opening again and again, and its claim keeps the person from any other start. Once, for whoever looks after it. */
  private doesNotBegin(caseId: string): void {
    if (!this.stuck.has(caseId)) this.options.log('error', 'start-does-not-begin', { caseId });
    this.stuck.add(caseId);
  }

  private forgetOthers(still: ReadonlySet<string>): void {
    for (const updateId of this.nextLook.keys()) if (!still.has(updateId)) this.nextLook.delete(updateId);
  }
}
