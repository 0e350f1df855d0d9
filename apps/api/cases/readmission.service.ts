import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CaseStart, Command, Tail } from '#libs/contracts/commands.js';
import type { CaseEvent, EventOf } from '#libs/contracts/events.js';
import { elapsedTime } from '#libs/domain/duration.js';
import type { CaseClient } from '#libs/pathway/temporal/case-client.js';
import { policyOfCase } from '#libs/policies/released.js';
import { eventsOf } from '#libs/records/stored.js';
import { Delivery } from '../commands/delivery.js';
import type { Answer, OpenedCommand } from '../commands/opened.js';
import { CASE_CLIENT } from '../commands/settings.js';
import { Views } from '../commands/views.js';
import { fieldWrong, Problem } from '../http/problem.js';

type Trigger = Extract<Command, { type: 'trigger' }>;
/** Outcomes that a readmission within the watch turns into a failed discharge. */
const AMENDABLE = ['safe-discharge', 'discharged-with-concerns'];
const closed = () => new Problem(409, 'case-closed', 'This case is closed.');
const last = <K extends CaseEvent['kind']>(events: readonly CaseEvent[], ...kinds: K[]): EventOf<K> | undefined => events.findLast((event): event is EventOf<K> => (kinds as string[]).includes(event.kind));

/** When the person left, as far as nobody has undone it: epoch ms. */
export function leavingOf(events: readonly CaseEvent[]): number | undefined {
  const left = last(events, 'left', 'leaving-undone');
  return left?.kind === 'left' ? Date.parse(left.data.leftAt) : undefined;
}

/** A readmission that is reported after the case has closed: the case comes back from its record, its outcome is amended, and it closes again. */
@Injectable()
export class ReadmissionService {
  constructor(private readonly record: DataSource, private readonly delivery: Delivery, private readonly views: Views, @Inject(CASE_CLIENT) private readonly cases: CaseClient) {}

  /** @throws Problem 409 `case-closed` where the case's outcome is not one of a discharge, or the readmission lies outside its watch */
  async reopen(opened: OpenedCommand, trigger: Trigger): Promise<Answer> {
    const { case: of } = opened.target!;
    const events = await eventsOf(this.record.manager, of.caseId);
    this.check(events, trigger, String(policyOfCase(of.policy).numbers['watch']?.value ?? 'PT0S'), Date.now() + of.clockOffsetMs);
    const [first] = events;
    if (first?.kind !== 'case-opened') throw closed();
    const { pathway, policy, revision: _revision, ...opening } = first.data;
    const start: CaseStart = {
      caseId: of.caseId, pathway, policy, actor: first.actor, opening, revived: events,
      lateCommand: { id: opened.updateId, actor: { person: opened.caller.person.id }, stored: of.version, receivedAt: opened.receivedAt, command: trigger },
    };
    const tail = await this.bringBack(start, trigger, opened);
    return this.delivery.write({
      caseId: of.caseId, rehearsal: of.rehearsal, tail, updateId: opened.updateId, answerBy: opened.answerBy, status: 200, view: (manager) => this.views.changed(manager, opened),
    });
  }

  /** Somebody else may have brought the case back at the same instant: then it runs, and takes this as any running case does. */
  private async bringBack(start: CaseStart, trigger: Trigger, opened: OpenedCommand): Promise<Tail> {
    const tail = await this.cases.start(start, Math.max(1, opened.answerBy - Date.now()));
    if (tail.events.some((event) => event.command === opened.updateId)) return tail;
    const { caseId, rehearsal, version } = opened.target!.case;
    return this.delivery.send(opened, trigger, { caseId, rehearsal, version });
  }

  private check(events: readonly CaseEvent[], { occurredAt }: Trigger, watch: string, now: number): void {
    const outcome = last(events, 'case-closed', 'outcome-amended')?.data.outcome.outcome;
    const leaving = leavingOf(events);
    const at = Date.parse(occurredAt);
    if (outcome === undefined || !AMENDABLE.includes(outcome) || leaving === undefined || Math.min(at, now) > leaving + elapsedTime(watch) || at < leaving) throw closed();
    // The case could come back, but what has not happened brings nobody back.
    if (at > now + 60_000) throw fieldWrong('/occurredAt', 'in-the-future', 'lies in the future');
  }
}
