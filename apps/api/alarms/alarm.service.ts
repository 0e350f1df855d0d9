import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { alarmView } from '#libs/records/queries/system-alarms.js';
import { caseFacts } from '#libs/records/stored.js';
import { alarmFacts, closeAlarm } from '#libs/records/system-alarms.js';
import { Permission } from '../access/permission.js';
import { viewerOf } from '../access/reading.js';
import { answeredWhole } from '../commands/kept-answer.js';
import type { Answer, OpenedCommand } from '../commands/opened.js';
import { notThere, Problem } from '../http/problem.js';

/** Writes what was done about a system alarm: about no task and no open case, so the record alone keeps it, with the command's answer in one transaction. */
@Injectable()
export class AlarmService {
  constructor(private readonly record: DataSource, private readonly permission: Permission) {}

  /** @throws Problem 404 for what is not there or not the caller's to see, 403, 409 `alarm-already-done` */
  async done(opened: OpenedCommand, alarmId: string, done: string): Promise<Answer> {
    const { caller, type, updateId, receivedAt } = opened;
    const alarm = await alarmFacts(this.record.manager, alarmId);
    const of = alarm && await caseFacts(this.record.manager, alarm.caseId);
    if (!of) throw notThere();
    await this.permission.check(caller, type, { on: 'case', case: of });
    return answeredWhole(this.record, opened, 200, async (manager) => {
      const at = new Date(Date.parse(receivedAt) + of.clockOffsetMs);
      const closed = await closeAlarm(manager, { alarmId, caseId: of.caseId, at, person: caller.person.id, done, command: updateId });
      if (!closed) throw new Problem(409, 'alarm-already-done', { detail: 'Somebody has written already what was done.', concerns: of.caseId });
      return alarmView(manager, { viewer: viewerOf(caller, of.visibleTo), now: new Date() }, alarmId);
    });
  }
}
