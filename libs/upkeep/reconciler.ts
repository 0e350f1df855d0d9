import type { DataSource } from 'typeorm';
import type { Tail } from '#libs/contracts/commands.js';
import { CaseNotRunning, type CaseClient } from '#libs/pathway/temporal/case-client.js';
import { haltedCases, openCases, storedVersion } from '#libs/records/stored.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { firstRow } from '#libs/records/transaction.js';
import { nameOf, type Log } from './log-line.js';

export interface ReconcilerOptions { record: DataSource; cases: CaseClient; log: Log }

/**
 * What is wrong with a case. `case-not-running`: open in the record, no workflow. `case-behind-record`: its workflow knows less than the record. `case-not-answering`: its workflow was
 * asked at two passes and said nothing. `record-halted`: its record takes or shows no more events. The first two are put right by `npm run -s revive -- CASE`, each by a person who has looked.
 */
export type AlarmCode = 'case-not-running' | 'case-behind-record' | 'case-not-answering' | 'record-halted';
export interface Alarm { code: AlarmCode; caseId: string; rehearsal: boolean }

const PAGE = 200;
/** A query makes the worker load the case: one that was found right is asked again when its record has moved, or after this long. */
const TRUSTED_MS = 60 * 60_000;
/** A rehearsal of a decision trace stands in the record before its workflow starts: so long its same key may still bring that. */
const STARTING_MS = 5 * 60_000;

/** Proves that every open case of the record is alive: its workflow runs and holds at least what the record holds. */
export class Reconciler {
  private readonly proven = new Map<string, { version: number; at: number }>();
  private silent = new Set<string>();

  constructor(private readonly options: ReconcilerOptions) {}

  /** One pass over every open case. The alarms are logged at error level, each with its code, and given back. Throws when the record is out of reach. */
  async pass(signal?: AbortSignal, now: number = Date.now()): Promise<Alarm[]> {
    const { record, log } = this.options;
    const alarms: Alarm[] = [];
    const seen = new Set<string>();
    const silent = new Set<string>();
    for (const rehearsal of [false, true]) {
      for await (const found of this.openOnes(rehearsal)) {
        if (signal?.aborted) return alarms;
        seen.add(found.id);
        const code = await this.check(found, rehearsal, now);
        if (code === 'silent') silent.add(found.id);
        if (code === 'silent' && this.silent.has(found.id)) alarms.push({ code: 'case-not-answering', caseId: found.id, rehearsal });
        if (code !== 'right' && code !== 'silent') alarms.push({ code, caseId: found.id, rehearsal });
      }
    }
    this.silent = silent;
    for (const caseId of this.proven.keys()) if (!seen.has(caseId)) this.proven.delete(caseId);
    for (const { caseId } of await haltedCases(record.manager)) alarms.push({ code: 'record-halted', caseId, rehearsal: false });
    for (const { code, caseId, rehearsal } of alarms) log('error', code, { caseId, rehearsal });
    return alarms;
  }

  private async check({ id, version }: { id: string; version: number }, rehearsal: boolean, now: number): Promise<AlarmCode | 'right' | 'silent'> {
    const { record, log } = this.options;
    let tail: Tail | 'gone' | 'proven';
    try {
      tail = await this.ask(id, version, rehearsal, now);
    } catch (error) {
      log('warn', 'case-silent', { caseId: id, error: nameOf(error) });
      return 'silent';
    }
    if (tail === 'proven') return 'right';
    if (tail === 'gone') return await this.closedMeanwhile(id) || (rehearsal && await this.isStarting(id, now)) ? 'right' : 'case-not-running';
    if (tail.version < version) return 'case-behind-record';
    this.proven.set(id, { version: tail.version, at: now });
    // What nobody brought to the record for so long is brought by the way. A record that refuses it halts the case, and that is an alarm of its own.
    if (tail.events.length > 0) await writeTail(record.manager, id, tail.events).catch((error: unknown) => log('warn', 'reconcile-tail-failed', { caseId: id, error: nameOf(error) }));
    return 'right';
  }

  private async ask(id: string, version: number, rehearsal: boolean, now: number): Promise<Tail | 'gone' | 'proven'> {
    const { cases } = this.options;
    try {
      if (!(await cases.running(id, rehearsal))) return 'gone';
      const proven = this.proven.get(id);
      return proven && proven.version >= version && now - proven.at < TRUSTED_MS ? 'proven' : await cases.tail(id, rehearsal, version);
    } catch (error) {
      if (error instanceof CaseNotRunning) return 'gone';
      throw error;
    }
  }

  /** A case may have closed since the page was read; its record says so before its workflow ends. */
  private async closedMeanwhile(caseId: string): Promise<boolean> {
    const stored = await storedVersion(this.options.record.manager, caseId);
    return stored === null || stored.status === 'closed';
  }

  private async isStarting(caseId: string, now: number): Promise<boolean> {
    const prepared = await firstRow<{ made_at: Date }>(this.options.record.manager, 'select made_at from scenario_rehearsals where case_id = $1', [caseId]);
    return prepared !== null && now - prepared.made_at.getTime() < STARTING_MS;
  }

  private async *openOnes(rehearsal: boolean): AsyncGenerator<{ id: string; version: number }> {
    for (let after: string | undefined; ;) {
      const page = await openCases(this.options.record.manager, { rehearsal, ...(after === undefined ? {} : { after }), limit: PAGE });
      yield* page;
      const last = page.at(-1);
      if (!last || page.length < PAGE) return;
      after = last.id;
    }
  }
}
