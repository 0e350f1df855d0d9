import { setTimeout as after } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, QueryFailedError, type EntityManager } from 'typeorm';
import type { Actor, CaseEvent } from '#libs/contracts/events.js';
import type { Command, Tail } from '#libs/contracts/commands.js';
import { CaseNotRunning, CaseUnavailable, type CaseClient } from '#libs/pathway/temporal/case-client.js';
import { finishCommand } from '#libs/records/commands.js';
import { RecordDiverged, RecordGap } from '#libs/records/record-errors.js';
import { storedVersion } from '#libs/records/stored.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { logLine } from '#libs/upkeep/log-line.js';
import { outage } from '../http/outage.js';
import { Problem, unavailable } from '../http/problem.js';
import type { Answer, OpenedCommand } from './opened.js';
import { CASE_CLIENT } from './settings.js';

interface Written { caseId: string; rehearsal: boolean; tail: Tail; clockOffsetMs?: number; updateId: string; answerBy: number; status: number; view: (manager: EntityManager) => Promise<unknown> }

/** A value that the schema refuses (SQLSTATE classes 22 and 23): in a transaction of its own the writer keeps the events without their rows. */
const unprojectable = (error: unknown): boolean => error instanceof QueryFailedError && /^2[23]/.test((error.driverError as { code?: string }).code ?? '');

/** A command's way from the API to the case and back: one update, its tail and the answer written in one transaction. */
@Injectable()
export class Delivery {
  constructor(private readonly record: DataSource, @Inject(CASE_CLIENT) private readonly cases: CaseClient) {}

  /** Sends a command to its case and answers with every event after what the record holds. @throws Refused, CaseUnavailable, Problem */
  async send(opened: OpenedCommand, command: Command, to: { caseId: string; rehearsal: boolean; version: number }, updateId = opened.updateId): Promise<Tail> {
    const actor: Actor = { person: opened.caller.person.id };
    const wait = opened.answerBy - Date.now();
    if (wait <= 0) throw unavailable('There was no time left to ask the case. Try again with the same key.');
    try {
      return await this.cases.command(to.caseId, to.rehearsal, { id: updateId, actor, stored: to.version, receivedAt: opened.receivedAt, command }, wait);
    } catch (error) {
      if (error instanceof CaseNotRunning) throw await this.notRunning(to.caseId);
      throw error;
    }
  }

  /** Nothing runs for that case: right when the record says closed, else somebody has to look. */
  private async notRunning(caseId: string): Promise<Problem> {
    const stored = await storedVersion(this.record.manager, caseId);
    if (stored?.status === 'closed') return new Problem(409, 'case-closed', 'This case is closed.');
    logLine('error', 'case-not-running', { caseId });
    return unavailable('The case cannot be reached at the moment.', 5);
  }

  /** Writes a tail that answers nobody. @throws when the record cannot be reached: the recorder writes it then */
  async keep(caseId: string, rehearsal: boolean, tail: Tail, clockOffsetMs?: number): Promise<number> {
    const extra = clockOffsetMs === undefined ? {} : { clockOffsetMs };
    try {
      return (await writeTail(this.record.manager, caseId, tail.events, extra)).stored;
    } catch (error) {
      if (!(error instanceof RecordGap)) throw error;
      return (await writeTail(this.record.manager, caseId, (await this.cases.tail(caseId, rehearsal, error.stored)).events, extra)).stored;
    }
  }

  /** Writes the tail with its projections and the answer in one transaction; `pending` when that takes longer than the caller waits. */
  async write(written: Written): Promise<Answer> {
    const ended = new AbortController();
    const late = after(Math.max(0, written.answerBy - Date.now()), undefined, { signal: ended.signal, ref: false }).then(
      (): Answer => ({ status: 202, body: { pending: true, version: written.tail.version }, remember: false }), () => undefined);
    const attempts = this.attempt(written, ended.signal);
    // Past the wait, an attempt that is under way may still succeed or fail: the row says how it ended.
    attempts.catch(() => undefined);
    try {
      return await Promise.race([attempts, late]) ?? { status: 202, body: { pending: true, version: written.tail.version }, remember: false };
    } finally {
      ended.abort();
    }
  }

  private async attempt(written: Written, signal: AbortSignal): Promise<Answer> {
    const { caseId, rehearsal, tail, updateId, status, view, clockOffsetMs } = written;
    let events: CaseEvent[] = tail.events;
    for (;;) {
      try {
        const answer = await this.record.transaction(async (manager) => {
          const { stored } = await writeTail(manager, caseId, events, clockOffsetMs === undefined ? {} : { clockOffsetMs });
          return stored < tail.version ? undefined : finishCommand(manager, updateId, { httpStatus: status, response: await view(manager), caseId });
        });
        if (answer) return { status: answer.httpStatus, body: answer.response, remember: true };
        // The tail was above its bounds: the recorder is writing it, and the rest of it can be asked for.
        events = await this.rest(caseId, rehearsal, (await storedVersion(this.record.manager, caseId))?.version ?? 0);
      } catch (error) {
        if (error instanceof RecordGap) events = await this.rest(caseId, rehearsal, error.stored);
        else if (error instanceof RecordDiverged) {
          logLine('error', 'record-diverged', { caseId, sequence: error.sequence });
          throw unavailable('The record of this case is stopped until somebody has looked at it.', 5);
        } else if (unprojectable(error)) await this.keep(caseId, rehearsal, { ...tail, events }, clockOffsetMs);
        else if (!outage(error)) throw error;
      }
      await after(100, undefined, { signal, ref: false });
    }
  }

  /** What the case holds after `stored`. Where it cannot say so now, whoever else holds a tail (the recorder, the sweep) brings it. */
  private async rest(caseId: string, rehearsal: boolean, stored: number): Promise<CaseEvent[]> {
    try {
      return (await this.cases.tail(caseId, rehearsal, stored)).events;
    } catch (error) {
      if (error instanceof CaseUnavailable || error instanceof CaseNotRunning) return [];
      throw error;
    }
  }
}
