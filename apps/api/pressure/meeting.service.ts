import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CaseClient } from '#libs/pathway/temporal/case-client.js';
import { openPressureCase } from '#libs/pressure/open-case.js';
import { systemsOf } from '#libs/pressure/participants.js';
import { storedVersion } from '#libs/records/stored.js';
import { organisationsOf } from '#libs/security/permissions.js';
import { Permission } from '../access/permission.js';
import { Delivery } from '../commands/delivery.js';
import type { Answer, OpenedCommand } from '../commands/opened.js';
import { CASE_CLIENT } from '../commands/settings.js';
import { Views } from '../commands/views.js';
import { notThere, unavailable } from '../http/problem.js';

/** A system meeting, called by whoever takes part: on the open case about the system, or on one that begins with it. */
@Injectable()
export class MeetingService {
  constructor(private readonly record: DataSource, @Inject(CASE_CLIENT) private readonly cases: CaseClient, private readonly permission: Permission, private readonly delivery: Delivery, private readonly views: Views) {}

  /** @throws Problem 404 for a system of which the caller is no part, 403, 503 */
  async call(opened: OpenedCommand, { organisation, note }: { organisation: string; note: string }): Promise<Answer> {
    const { caller, type, updateId, receivedAt, answerBy } = opened;
    const { manager } = this.record;
    if (!(await systemsOf(manager, organisationsOf(caller.person))).includes(organisation)) throw notThere();
    this.permission.checkFor(caller, type, organisation);
    const caseId = await openPressureCase({ record: this.record, cases: this.cases }, { organisation, because: updateId, situation: note, actor: { person: caller.person.id }, at: new Date(receivedAt), answerBy });
    const stored = await storedVersion(manager, caseId);
    if (!stored) throw unavailable('The case about this system is being started. Try again with the same key.');
    const tail = await this.delivery.send(opened, { type: 'trigger', kind: 'system-meeting', occurredAt: receivedAt, note }, { caseId, rehearsal: false, version: stored.version });
    return this.delivery.write({ caseId, rehearsal: false, tail, updateId, answerBy, status: 201, view: (within) => this.views.changed(within, { ...opened, caseId }) });
  }
}
