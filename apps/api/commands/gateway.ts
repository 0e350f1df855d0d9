import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { DataSource, type EntityManager } from 'typeorm';
import type { Command } from '#libs/contracts/commands.js';
import { claimCommand, forgetCommand, recordRefusal, refuseCommand, storedCommand, type StoredCommand } from '#libs/records/commands.js';
import { caseFacts, escalationFacts, openTasksOf, taskFacts } from '#libs/records/stored.js';
import { logLine, nameOf } from '#libs/upkeep/log-line.js';
import { Permission } from '../access/permission.js';
import { outage } from '../http/outage.js';
import { notThere, Problem, problemBody } from '../http/problem.js';
import { problemOf } from '../http/problem.filter.js';
import { about, callerOf } from '../http/request.js';
import { Delivery } from './delivery.js';
import { keptAnswer } from './kept-answer.js';
import { rowOf } from './keys.js';
import type { Answer, CommandRoute, OpenedCommand, Target, Work } from './opened.js';
import { API_SETTINGS, type ApiSettings } from './settings.js';
import { Views } from './views.js';

/** What of a body, not checked yet, says who may: the role that is meant, the decision and its task. */
function said(body: unknown): { role?: string; kind?: string; taskId?: string } {
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(['role', 'kind', 'taskId'].flatMap((name) => {
    const value = (body as Record<string, unknown>)[name];
    return typeof value === 'string' ? [[name, value]] : [];
  }));
}

type Begun = { opened: OpenedCommand; answer?: undefined } | { opened?: undefined; answer: Answer };

/** The way in of every command: the row decides first, then who may, then what is asked; and whatever comes of it is kept for the next try. */
@Injectable()
export class Gateway {
  constructor(
    private readonly record: DataSource, private readonly permission: Permission, private readonly delivery: Delivery, private readonly views: Views,
    @Inject(API_SETTINGS) private readonly settings: ApiSettings,
  ) {}

  /** @throws Problem 400 without a key, 404, 422 for a key that was used with another body */
  async begin(request: Request, route: CommandRoute): Promise<Begun> {
    const caller = callerOf(request);
    const row = rowOf(request, caller, route.action);
    const began = Date.now();
    const target = await this.find(route.on, String(request.params['id'] ?? ''));
    const claim = await claimCommand(this.record.manager, { ...row, ...(target ? { caseId: target.case.caseId } : {}) });
    if (claim.state === 'reused') throw new Problem(422, 'idempotency-key-reused', 'This Idempotency-Key was used with another body.');
    const opened: OpenedCommand = {
      updateId: claim.command.updateId, caller, type: route.action, receivedAt: new Date(began).toISOString(), answerBy: began + this.settings.commandWaitMs, waitMs: about(request).waitMs, target, again: claim.state === 'sent', caseId: claim.command.caseId, row,
    };
    if (claim.state === 'done') return { answer: await this.again(opened, claim.command) };
    return { opened };
  }

  /** The stored answer; where the row was only marked as done, the answer is made from what is there now. */
  private async again(opened: OpenedCommand, { httpStatus, response, caseId }: Pick<StoredCommand, 'httpStatus' | 'response' | 'caseId'>, manager = this.record.manager): Promise<Answer> {
    if (httpStatus !== null && response !== null) return { status: httpStatus, body: response, remember: true };
    // Which case a start began is known to its row: it was not when this try of it came in.
    return keptAnswer(manager, opened, opened.type === 'start' ? 201 : 200, await this.views.changed(manager, { ...opened, caseId: opened.caseId ?? caseId }));
  }

  /** @throws Problem 404, 403; 409 `case-closed`: a closed case takes no command but a late readmission, that its person gets worse, and the end of an advance that was under way */
  async permit(opened: OpenedCommand, body: unknown): Promise<void> {
    const { target, type, again } = opened;
    if (!target) return;
    const { role, kind, taskId } = said(body);
    for (const each of type === 'decide' ? await this.decided(target, kind, taskId) : [target]) await this.permission.check(opened.caller, type, each, role, type === 'decide' ? kind : undefined);
    if (target.case.status === 'closed' && type !== 'trigger' && type !== 'raise-step-up' && !(type === 'advance' && again)) throw new Problem(409, 'case-closed', 'This case is closed.');
  }

  /** Who may decide depends on whose the decision's task is. The case may be further than its record and have one already: then on the step alone, whose deciders and grade hold before anybody reads of it. */
  private async decided(target: Target, kind: string | undefined, taskId: string | undefined): Promise<Target[]> {
    const tasks = kind === undefined ? [] : await openTasksOf(this.record.manager, target.case.caseId, kind, taskId);
    return tasks.length === 0 ? [target] : tasks.map((task) => ({ on: 'task', case: target.case, task }));
  }

  /** Does the work, and answers. @throws Refused, CaseUnavailable, Problem */
  async carryOut(opened: OpenedCommand, work: Work): Promise<Answer> {
    if (typeof work === 'function') return work(opened);
    return this.deliver(opened, work);
  }

  private async deliver(opened: OpenedCommand, command: Command): Promise<Answer> {
    if (!opened.target) throw new Error('a command without a case has work of its own');
    const { caseId, rehearsal, version } = opened.target.case;
    const tail = await this.delivery.send(opened, command, { caseId, rehearsal, version });
    return this.delivery.write({
      caseId, rehearsal, tail, updateId: opened.updateId, answerBy: opened.answerBy, status: 200, view: (manager) => this.views.changed(manager, opened),
    });
  }

  /**
   * A no is kept: as the key's answer where it is a rule's (409), and as a refusal; other noes leave the key free. Where the same key was sent several times at once and one of
   * them has its answer already, that is everybody's. @throws what was thrown, where there is no answer that is kept; where a rule's no cannot be kept, the outage that stands in the way
   */
  async refused(request: Request, opened: OpenedCommand, error: unknown): Promise<Answer> {
    const problem = problemOf(error);
    if (!problem || outage(error)) throw error;
    try {
      const kept = problem.status >= 500 ? await this.ofTwin(opened) : await this.keep(opened, problem, problemBody(problem, about(request).requestId));
      if (kept) return kept;
    } catch (failure) {
      // A rule's no that stands nowhere was never said: 503, so that the same key asks again.
      if (outage(failure) && this.isRefusal(problem, opened.type)) throw failure;
      // Of every other the caller hears all the same; its key is free, or asks again.
      if (!outage(failure)) logLine('error', 'refusal-not-kept', { error: nameOf(failure) });
    }
    throw error;
  }

  private keep(opened: OpenedCommand, problem: Problem, body: Record<string, unknown>): Promise<Answer | null> {
    return this.record.transaction(async (manager): Promise<Answer | null> => {
      const remember = problem.status === 409;
      const first = remember ? await refuseCommand(manager, opened.updateId, { httpStatus: 409, response: body }) : await forgetCommand(manager, opened.updateId);
      const twin = first ? null : await this.ofTwin(opened, manager);
      if (twin) return twin;
      if (this.isRefusal(problem, opened.type)) await this.recordIt(manager, opened, problem);
      return remember ? { status: 409, body, remember: true } : null;
    });
  }

  /** The answer that the same key was given by then. */
  private async ofTwin(opened: OpenedCommand, manager = this.record.manager): Promise<Answer | null> {
    const stored = await storedCommand(manager, opened.updateId);
    return stored?.status === 'done' ? this.again(opened, stored, manager) : null;
  }

  private recordIt(manager: EntityManager, { target, type, caller }: OpenedCommand, problem: Problem): Promise<void> {
    const pointer = problem.errors?.[0]?.pointer;
    const { decision } = problem.more;
    return recordRefusal(manager, {
      caseId: target?.case.caseId ?? problem.concerns, ...(target && target.on !== 'case' ? { taskId: target.task.taskId } : {}), actor: { person: caller.person.id }, command: type,
      status: problem.status, code: problem.code, detail: problem.message, ...(pointer === undefined ? {} : { pointer }), ...(typeof decision === 'string' ? { decision } : {}),
    });
  }

  /** What a rule said no to; a body that is not made right is none, save for a decision, whose gaps are the rule. */
  private isRefusal({ status, ofShape }: Problem, type: OpenedCommand['type']): boolean {
    return status === 409 || status === 403 || (status === 422 && (!ofShape || type === 'decide'));
  }

  private async find(on: CommandRoute['on'], id: string): Promise<Target | null> {
    if (on === 'nothing' || on === 'team') return null;
    const found = await this.targetOf(on, id);
    if (!found) throw notThere();
    return found;
  }

  private async targetOf(on: Target['on'], id: string): Promise<Target | null> {
    const { manager } = this.record;
    if (on === 'case') {
      const facts = await caseFacts(manager, id);
      return facts && { on, case: facts };
    }
    if (on === 'task') {
      const task = await taskFacts(manager, id);
      return task && { on, case: task.case, task };
    }
    const escalation = await escalationFacts(manager, id);
    return escalation && { on, case: escalation.task.case, task: escalation.task, escalation };
  }
}
