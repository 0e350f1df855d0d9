import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { whoAnswerAll } from '#libs/directory/who-answers.js';
import { may, organisationsOf, questionsOf, withoutIdentity, type Action } from '#libs/security/permissions.js';
import type { Target } from '../commands/opened.js';
import { notThere, notYours } from '../http/problem.js';
import type { Caller } from '../http/request.js';

/** Is it yours to see (404), and yours to do (403)? The table is libs/security/permissions.ts. */
@Injectable()
export class Permission {
  constructor(private readonly record: DataSource) {}

  /** @throws Problem 404 for who may not see the case, 403 for who may not do this. `role`: the named role that is meant. */
  async check({ person }: Caller, action: Action, target: Target, role?: string): Promise<void> {
    const { case: of } = target;
    const task = target.on === 'case' ? undefined : { ...target.task, called: [...target.task.called, ...(target.on === 'escalation' ? target.escalation.called : [])] };
    if (!organisationsOf(person).some((organisation) => of.visibleTo.includes(organisation))) throw notThere();
    if (may(person, action, of, task, role)) return;
    const questions = withoutIdentity(person) ? [] : questionsOf(action, of, task);
    if (questions.length > 0) {
      const at = new Date(Date.now() + of.clockOffsetMs);
      const asked = questions.map(({ role: answered, named, assigned }) => ({ role: answered, assigned, owners: named ? of.owners : null }));
      const answers = await whoAnswerAll(this.record.manager, { organisation: of.organisation, owners: of.owners, caseId: of.caseId, at }, asked);
      if (answers.some((answer) => answer.person === person.id)) return;
    }
    throw notYours();
  }

  /** Roles that start or watch nothing of a case yet: held in that very organisation, which must be the caller's own. @throws Problem 403 */
  checkFor({ person }: Caller, action: Action, organisation: string): void {
    if (!may(person, action, { organisation, owners: null })) throw notYours('This is for the people of that organisation, in a role that may do it.');
  }
}
