import { Inject, Injectable } from '@nestjs/common';
import { DataSource, MoreThan } from 'typeorm';
import type { Tail } from '#libs/contracts/commands.js';
import { elapsedTime } from '#libs/domain/duration.js';
import { CaseNotRunning, Refused, type CaseClient } from '#libs/pathway/temporal/case-client.js';
import { CommandRow } from '#libs/records/entities/command.js';
import { storedVersion } from '#libs/records/stored.js';
import { Delivery } from '../commands/delivery.js';
import type { Answer, OpenedCommand } from '../commands/opened.js';
import { API_SETTINGS, CASE_CLIENT, type ApiSettings } from '../commands/settings.js';
import { Views } from '../commands/views.js';
import { fieldWrong, notYours, Problem } from '../http/problem.js';

const LONGEST = elapsedTime('P12W');
/** An advance that nobody has asked after for so long was given up. */
const GIVEN_UP_AFTER_MS = 10 * 60_000;

/** Moves the clock of a rehearsal; everything that falls due on the way happens. One at a time a case. */
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
    await this.alone(caseId, opened.updateId);
    return this.move(opened, caseId, ms);
  }

  /** The rows of commands say which advances are under way, here or in another process; of several at once the first goes on. */
  private async alone(caseId: string, updateId: string): Promise<void> {
    const since = MoreThan(new Date(Date.now() - GIVEN_UP_AFTER_MS));
    const first = await this.record.manager.findOne(CommandRow, { where: { caseId, type: 'advance', status: 'sent', createdAt: since }, order: { createdAt: 'ASC', updateId: 'ASC' } });
    if (first && first.updateId !== updateId) throw new Problem(409, 'advance-running', 'The clock of this case is being moved already. Wait for that.');
  }

  private async move(opened: OpenedCommand, caseId: string, ms: number): Promise<Answer> {
    const { state, now } = await this.cases.advance(caseId, opened.updateId, ms, this.settings.advanceWaitMs);
    if (state === 'pending') {
      await this.delivery.keep(caseId, true, await this.tailOf(caseId), Math.max(now - Date.now(), opened.target!.case.clockOffsetMs));
      return { status: 202, body: { pending: true, clock: { now: new Date(now).toISOString() } }, remember: false };
    }
    const answerBy = Date.now() + this.settings.commandWaitMs;
    const settled = state === 'closed' ? null : await this.settle({ ...opened, answerBy }, caseId);
    // The settled case says itself what time it is; one that closed on the way has stopped saying so.
    const clockOffsetMs = (settled ? Date.parse(settled.now) : now) - Date.now();
    return this.delivery.write({
      caseId, rehearsal: true, tail: settled ?? await this.tailOf(caseId), clockOffsetMs, updateId: opened.updateId, answerBy, status: 200, view: (manager) => this.views.changed(manager, opened),
    });
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
