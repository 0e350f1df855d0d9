import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { whoAnswerAll } from '#libs/directory/who-answers.js';
import { localityOf, standingOf } from '#libs/directory/people.js';
import { gradesInWords, rightOf, type Grade } from '#libs/policies/decision-rights.js';
import { decidedThrough, decidersOf } from '#libs/security/decision-rights.js';
import { gradeAsked, hasGrade, may, organisationsOf, questionsOf, withoutIdentity, type Action, type Somebody, type TaskStanding } from '#libs/security/permissions.js';
import type { CaseFacts, TaskFacts } from '#libs/records/stored.js';
import type { Target } from '../commands/opened.js';
import { notThere, notYours, Problem } from '../http/problem.js';
import type { Caller } from '../http/request.js';

/** Is it yours to see (404), and yours to do (403)? The table is libs/security/permissions.ts; what is a decision is in the decision rights. The one place where either is asked: every no is recorded by whoever carries the command (gateway.ts). */
@Injectable()
export class Permission {
  constructor(private readonly record: DataSource) {}

  /** @throws Problem 404 for who may not see the case, 403 for who may not do this. `role`: the named role that is meant; `step`: what is decided on a case whose record has no such task. */
  async check({ person }: Caller, action: Action, target: Target, role?: string, step?: string): Promise<void> {
    const { case: of } = target;
    const unrecorded = step === undefined ? undefined : { step, ownerRole: '', ownerPerson: null, called: [] };
    const task = target.on === 'case' ? unrecorded : { ...target.task, called: [...target.task.called, ...(target.on === 'escalation' ? target.escalation.called : [])] };
    if (!organisationsOf(person).some((organisation) => of.visibleTo.includes(organisation))) throw notThere();
    const grade = gradeAsked(action, task?.step, of.locality);
    if (await this.stands(person, action, of, task, role)) return this.checkGrade(person.grade, grade, task?.step, of.locality);
    throw task === undefined || action === 'attempt' || action === 'acknowledge' ? notYours() : this.notTheirDecision(task.step, of.locality);
  }

  /**
   * A step that is decided goes only to who may decide it, asked as they would be once it is theirs: whoever else it was given to would be called for it, and could neither do it nor give it back.
   * @throws Problem 409 `may-not-decide`, which says whom it may be given to
   */
  async checkGiven(to: string, { case: of, ...task }: TaskFacts): Promise<void> {
    const action = decidedThrough(task.step, of.locality);
    if (action === null) return;
    const somebody = await standingOf(this.record.manager, to);
    if (somebody && hasGrade(somebody, gradeAsked(action, task.step, of.locality)) && await this.stands(somebody, action, of, { ...task, ownerPerson: to })) return;
    throw new Problem(409, 'may-not-decide', `They may not decide this. ${rightOf(task.step, of.locality)!.title} is for ${decidersOf(task.step, of.locality)!}: give it to one of them.`);
  }

  /** Somebody stands to the case as the action asks, or answers at this instant for one who does. */
  private async stands(who: Somebody, action: Action, of: CaseFacts, task?: TaskStanding & { step: string }, role?: string): Promise<boolean> {
    if (may(who, action, of, task, role)) return true;
    const questions = withoutIdentity(who) ? [] : questionsOf(action, of, task);
    if (questions.length === 0) return false;
    const at = new Date(Date.now() + of.clockOffsetMs);
    const asked = questions.map(({ role: answered, named, assigned }) => ({ role: answered, assigned, owners: named ? of.owners : null }));
    const answers = await whoAnswerAll(this.record.manager, { organisation: of.organisation, owners: of.owners, caseId: of.caseId, at }, asked);
    return answers.some(({ person }) => person === who.id);
  }

  /** Roles that start or watch nothing of a case yet: held in that very organisation, which must be the caller's own. @throws Problem 403 */
  checkFor({ person }: Caller, action: Action, organisation: string): void {
    if (!may(person, action, { organisation, owners: null })) throw notYours('This is for the people of that organisation, in a role that may do it.');
  }

  /** To start a case may be a decision too: a restriction. @throws Problem 403 */
  async checkStart(caller: Caller, action: Action, organisation: string, pathway: string): Promise<void> {
    this.checkFor(caller, action, organisation);
    const locality = await localityOf(this.record.manager, organisation);
    this.checkGrade(caller.person.grade, gradeAsked('start', `start-${pathway}`, locality), `start-${pathway}`, locality);
  }

  private checkGrade(has: Grade | null, asked: Grade | null, step: string | undefined, locality: string | null): void {
    if (hasGrade({ grade: has }, asked)) return;
    const { decision, title } = rightOf(step!, locality)!;
    throw new Problem(403, 'not-yours', { detail: `${title} asks here for somebody ${gradesInWords(asked!)}; the directory has ${has === null ? 'no grade of yours' : `you as ${has}`}.`, more: { decision } });
  }

  private notTheirDecision(step: string, locality: string | null): Problem {
    const right = rightOf(step, locality);
    return right ? new Problem(403, 'not-yours', { detail: `This is not yours to do. ${right.title} is for ${decidersOf(step, locality)!}.`, more: { decision: right.decision } }) : notYours();
  }
}
