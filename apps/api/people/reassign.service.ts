import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Command } from '#libs/contracts/commands.js';
import type { OwnerRole } from '#libs/contracts/events.js';
import { asChange } from '#libs/directory/change.js';
import { closeReassignment, openReassignment, reassignmentView, settleItem, waitingItems, type ReassignmentItem } from '#libs/directory/reassign.js';
import { ownerOfRole } from '#libs/directory/answer.js';
import { Refused } from '#libs/pathway/temporal/case-client.js';
import { caseFacts, taskFacts, type CaseFacts, type TaskFacts } from '#libs/records/stored.js';
import { Permission } from '../access/permission.js';
import { Delivery } from '../commands/delivery.js';
import { keptAnswer } from '../commands/kept-answer.js';
import type { Answer, OpenedCommand } from '../commands/opened.js';
import { Problem } from '../http/problem.js';
import { DirectoryCommands, type AboutDirectory } from './directory-commands.js';

/** Before the caller's wait is over, something is left to answer in. */
const ANSWER_MS = 150;

/** Everything that somebody has goes to another: one command, a reason, and each case told in turn. */
@Injectable()
export class ReassignService {
  constructor(private readonly record: DataSource, private readonly directory: DirectoryCommands, private readonly permission: Permission, private readonly delivery: Delivery) {}

  /** 200 when all of it went, 202 while some still waits: the same key goes on. Each case is asked under an id of its own, so that none is told twice. */
  async reassign(opened: OpenedCommand, about: AboutDirectory & { person: string }, { to, cases, reason }: { to: string; cases?: readonly string[] | undefined; reason: string }): Promise<Answer> {
    const { manager } = this.record;
    const id = opened.updateId;
    const by = opened.caller.person.id;
    await asChange(manager, about.organisation, { person: by, reason }, (within) => openReassignment(within, { id, organisation: about.organisation, person: about.person, to, by, reason, cases }));
    return this.goOn(opened, { id, person: about.person, to, reason });
  }

  /** What still waits of a reassignment, whoever began it: whatever was told already is not told again. */
  async goOn(opened: OpenedCommand, { id, person, to, reason }: { id: string; person: string; to: string; reason: string }): Promise<Answer> {
    const { manager } = this.record;
    const until = Math.min(opened.answerBy - ANSWER_MS, Date.now() + (opened.waitMs ?? Infinity));
    for (const item of await waitingItems(manager, id)) {
      if (Date.now() > until) return { status: 202, body: await reassignmentView(manager, id), remember: false };
      await settleItem(manager, id, item.position, await this.handOn(opened, id, item, { from: person, to, reason }));
    }
    await closeReassignment(manager, id);
    return keptAnswer(manager, opened, 200, await reassignmentView(manager, id));
  }

  /** Hands on one role or task. @returns null, or the name of the rule that refused it. @throws whatever a later try may mend */
  private async handOn(opened: OpenedCommand, id: string, { caseId, role, taskId }: ReassignmentItem, { from, to, reason }: { from: string; to: string; reason: string }): Promise<string | null> {
    const found = await this.asked(caseId, role, taskId, from, to, reason);
    if (found === null) return null;
    const updateId = createHash('sha256').update(JSON.stringify([id, caseId, role, taskId])).digest('hex');
    const { rehearsal, version } = found.case;
    try {
      if (found.task) await this.permission.checkGiven(to, found.task);
      const tail = await this.delivery.send(opened, found.command, { caseId, rehearsal, version }, updateId);
      await this.delivery.keep(caseId, rehearsal, tail);
      return null;
    } catch (error) {
      if (error instanceof Refused) return error.refusal.code;
      if (error instanceof Problem && error.status === 409) return error.code;
      throw error;
    }
  }

  /** What is to be said to the case; null: it is not theirs any more. */
  private async asked(caseId: string, role: string | null, taskId: string | null, from: string, to: string, reason: string): Promise<{ case: CaseFacts; task?: TaskFacts; command: Command } | null> {
    if (taskId !== null) {
      const task = await taskFacts(this.record.manager, taskId);
      return task?.status === 'open' && task.ownerPerson === from ? { case: task.case, task, command: { type: 'assign', taskId, to, reason } } : null;
    }
    const facts = await caseFacts(this.record.manager, caseId);
    const key = ownerOfRole[role ?? ''];
    return facts && facts.status !== 'closed' && key && facts.owners?.[key] === from ? { case: facts, command: { type: 'owners', role: role as OwnerRole, person: to, reason } } : null;
  }
}
