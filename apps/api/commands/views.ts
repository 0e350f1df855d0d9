import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { needsOf } from '#libs/contracts/http/evidence.js';
import type { CaseSummary, CaseView, TaskView } from '#libs/contracts/views.js';
import { caseView } from '#libs/records/queries/cases.js';
import { escalationView } from '#libs/records/queries/escalations.js';
import { taskView } from '#libs/records/queries/tasks.js';
import { viewerOf } from '../access/reading.js';
import type { OpenedCommand } from './opened.js';

/** A task as the outside sees it: with the schema of what completes it. */
export const withNeeds = (task: TaskView) => ({ ...task, needs: needsOf(task.pathway, task.step) });

/** A watching case is open; that nothing is left to do but watch is said beside it. */
export function withWatching<C extends CaseSummary>(found: C) {
  return { ...found, status: found.status === 'closed' ? 'closed' as const : 'open' as const, watching: found.status === 'watching' };
}
export const wholeCase = (found: CaseView) => ({ ...withWatching(found), tasks: found.tasks.map(withNeeds) });

/** The changed resource of a command, for who sent it. */
@Injectable()
export class Views {
  async changed(manager: EntityManager, opened: OpenedCommand): Promise<unknown> {
    const { target, caller } = opened;
    const caseId = target?.case.caseId ?? opened.caseId;
    // Whoever was allowed the command sees what came of it, even where it handed the case on to others.
    const reading = { viewer: viewerOf(caller, target?.case.visibleTo), now: new Date() };
    if (target?.on === 'task') return this.orNull(await taskView(manager, reading, target.task.taskId), withNeeds);
    if (target?.on === 'escalation') return escalationView(manager, reading, target.escalation.escalationId);
    return caseId === null ? null : this.orNull(await caseView(manager, reading, caseId), wholeCase);
  }

  private orNull<A, B>(found: A | null, shown: (found: A) => B): B | null {
    return found === null ? null : shown(found);
  }
}
