import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { needsOf } from '#libs/contracts/http/evidence.js';
import type { CaseSummary, CaseView, TaskView } from '#libs/contracts/views.js';
import { caseView } from '#libs/records/queries/cases.js';
import { escalationView } from '#libs/records/queries/escalations.js';
import { taskView } from '#libs/records/queries/tasks.js';
import { viewerOf } from '../access/reading.js';
import type { Answer, CommandRoute, OpenedCommand } from './opened.js';

/** A task as the outside sees it: with the schema of what completes it. */
export const withNeeds = (task: TaskView) => ({ ...task, needs: needsOf(task.pathway, task.step) });

/** A watching case is open; that nothing is left to do but watch is said beside it. */
export function withWatching<C extends CaseSummary>(found: C) {
  return { ...found, status: found.status === 'closed' ? 'closed' as const : 'open' as const, watching: found.status === 'watching' };
}
export const wholeCase = (found: CaseView) => ({ ...withWatching(found), tasks: found.tasks.map(withNeeds) });

/** The changed resource of a command, for who sent it. What is kept as the answer is what the record says; what can be derived (`needs`) is added when it is told. */
@Injectable()
export class Views {
  async changed(manager: EntityManager, opened: OpenedCommand): Promise<unknown> {
    const { target, caller } = opened;
    const caseId = target?.case.caseId ?? opened.caseId;
    // Whoever was allowed the command sees what came of it, even where it handed the case on to others.
    const reading = { viewer: viewerOf(caller, target?.case.visibleTo), now: new Date() };
    if (target?.on === 'task') return taskView(manager, reading, target.task.taskId);
    if (target?.on === 'escalation') return escalationView(manager, reading, target.escalation.escalationId);
    return caseId === null ? null : caseView(manager, reading, caseId);
  }

  /** An answer as it is told: kept or new. */
  told({ on, itself }: CommandRoute, { status, body }: Answer): unknown {
    if (itself || (status !== 200 && status !== 201) || body === null) return body;
    // Kept by this same class, for this same kind of route.
    if (on === 'task') return withNeeds(body as TaskView);
    return on === 'escalation' || on === 'team' ? body : wholeCase(body as CaseView);
  }
}
