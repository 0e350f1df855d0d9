import { randomUUID } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Tail } from '#libs/contracts/commands.js';
import { elapsedTime } from '#libs/domain/duration.js';
import { CaseNotRunning, Refused, type CaseClient } from '#libs/pathway/temporal/case-client.js';
import { endTurn, keepTurn, takeTurn, type Carried } from '#libs/records/carriers.js';
import { storedCommand } from '#libs/records/commands.js';
import { storedVersion } from '#libs/records/stored.js';
import { logLine, nameOf } from '#libs/upkeep/log-line.js';
import { Delivery } from '../commands/delivery.js';
import type { Answer, OpenedCommand } from '../commands/opened.js';
import { API_SETTINGS, CASE_CLIENT, type ApiSettings } from '../commands/settings.js';
import { Views } from '../commands/views.js';
import { fieldWrong, notYours, Problem, unavailable } from '../http/problem.js';

const LONGEST = elapsedTime('P12W');
/** An advance that nobody has asked after for so long was given up. */
const GIVEN_UP_AFTER_MS = 10 * 60_000;
/** A carrier that is not heard of for so long has died; it says three times as often that it lives. */
const LEASE_MS = 9_000;
/** How often whoever waits looks for what the carrier brought. */
const LOOK_MS = 150;

/** Moves the clock of a rehearsal; everything that falls due on the way happens. One at a time a case, and once a key however often it is sent at once. */
@Injectable()
export class AdvanceService {
  constructor(
    private readonly record: DataSource, private readonly delivery: Delivery, private readonly views: Views,
    @Inject(CASE_CLIENT) private readonly cases: CaseClient, @Inject(API_SETTINGS) private readonly settings: ApiSettings,
  ) {}

  /** @throws Problem 409 `not-a-rehearsal`, `advance-running`; RehearsalUnavailable, CaseUnavailable */
  async advance(opened: OpenedCommand, by: string): Promise<Answer> {
    const { caseId, rehearsal, organisation } = opened.target!.case;
    if (opened.caller.person.organisation.id !== organisation) throw notYours('Rehearsals are moved by their own organisation.');
    const ms = elapsedTime(by);
    if (ms > LONGEST) throw fieldWrong('/by', 'too-long', 'is more than P12W');
    if (!rehearsal) throw new Problem(409, 'not-a-rehearsal', 'Only the clock of a rehearsal can be moved.');
    return this.inTurn(opened, caseId, ms);
  }

  /** The rows of commands say which advances are under way, here or in another process. Only the carrier of a key asks for the move; whoever sent the same key at once waits for what becomes of it. */
  private async inTurn(opened: OpenedCommand, caseId: string, ms: number): Promise<Answer> {
    const until = Date.now() + Math.min(this.settings.advanceWaitMs, opened.waitMs ?? Infinity);
    const carried: Carried = { updateId: opened.updateId, caseId, carrier: randomUUID() };
    for (;;) {
      const turn = await takeTurn(this.record.manager, carried, { leaseMs: LEASE_MS, givenUpMs: GIVEN_UP_AFTER_MS });
      if (turn === 'another') throw new Problem(409, 'advance-running', 'The clock of this case is being moved already. Wait for that.');
      if (turn === 'mine') return this.carry(opened, carried, ms, Math.max(0, until - Date.now()));
      if (turn === 'over') return this.brought(opened);
      if (Date.now() >= until) return this.pending(await this.cases.clock(caseId, true));
      await after(LOOK_MS, undefined, { ref: false });
    }
  }

  /** What another request of the same key was answered. */
  private async brought({ updateId }: OpenedCommand): Promise<Answer> {
    const kept = await storedCommand(this.record.manager, updateId);
    if (kept === null || kept.httpStatus === null) throw unavailable('The same request was refused at the same time. Send it again.');
    return { status: kept.httpStatus, body: kept.response, remember: true };
  }

  private async carry(opened: OpenedCommand, carried: Carried, ms: number, waitMs: number): Promise<Answer> {
    const still = setInterval(() => {
      keepTurn(this.record.manager, carried, LEASE_MS).catch((error: unknown) => logLine('warn', 'turn-not-kept', { caseId: carried.caseId, error: nameOf(error) }));
    }, LEASE_MS / 3);
    try {
      return await this.move(opened, carried.caseId, ms, waitMs);
    } finally {
      clearInterval(still);
      // Where the record cannot be reached, the turn ends by itself.
      await endTurn(this.record.manager, carried).catch(() => undefined);
    }
  }

  private async move(opened: OpenedCommand, caseId: string, ms: number, waitMs: number): Promise<Answer> {
    const { state, now } = await this.cases.advance(caseId, opened.updateId, ms, waitMs);
    if (state === 'pending') {
      await this.delivery.keep(caseId, true, await this.tailOf(caseId), Math.max(now - Date.now(), opened.target!.case.clockOffsetMs));
      return this.pending(now);
    }
    const answerBy = Date.now() + this.settings.commandWaitMs;
    const settled = state === 'closed' ? null : await this.settle({ ...opened, answerBy }, caseId);
    // The settled case says itself what time it is; one that closed on the way has stopped saying so.
    const clockOffsetMs = (settled ? Date.parse(settled.now) : now) - Date.now();
    const answer = await this.delivery.write({
      caseId, rehearsal: true, tail: settled ?? await this.tailOf(caseId), clockOffsetMs, updateId: opened.updateId, answerBy, status: 200, view: (manager) => this.views.changed(manager, opened),
    });
    // Weeks of a ladder that nobody answers are thousands of events: they may take longer to write than the caller waits.
    return answer.status === 202 ? this.pending(Date.now() + clockOffsetMs) : answer;
  }

  private pending(now: number): Answer {
    return { status: 202, body: { pending: true, clock: { now: new Date(now).toISOString() } }, remember: false };
  }

  /** Timers that are due exactly at the target may come after it: a command that changes nothing brings the case to its present. null: it closed on the way. */
  private async settle(opened: OpenedCommand, caseId: string): Promise<Tail | null> {
    const version = await this.versionOf(caseId);
    try {
      return await this.delivery.send(opened, { type: 'settle' }, { caseId, rehearsal: true, version }, `${opened.updateId}-settle`);
    } catch (error) {
      const closed = (error instanceof Refused && error.refusal.code === 'case-closed') || (error instanceof Problem && error.code === 'case-closed');
      if (closed) return null;
      throw error;
    }
  }

  private async tailOf(caseId: string): Promise<Tail> {
    const stored = await this.versionOf(caseId);
    try {
      return await this.cases.tail(caseId, true, stored);
    } catch (error) {
      // It closed, and its record holds everything.
      if (error instanceof CaseNotRunning) return { version: stored, events: [], now: new Date().toISOString() };
      throw error;
    }
  }

  private async versionOf(caseId: string): Promise<number> {
    return (await storedVersion(this.record.manager, caseId))?.version ?? 0;
  }
}
