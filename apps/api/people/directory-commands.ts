import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { asChange } from '#libs/directory/change.js';
import { countWrongCode, WrongCode } from '#libs/directory/contact-methods.js';
import { whoLeads } from '#libs/directory/who-answers.js';
import { storedCommand } from '#libs/records/commands.js';
import { rows } from '#libs/records/transaction.js';
import { may, organisationsOf, type Action, type CaseStanding } from '#libs/security/permissions.js';
import { keptAnswer } from '../commands/kept-answer.js';
import type { Answer, OpenedCommand } from '../commands/opened.js';
import { notThere, notYours } from '../http/problem.js';
import type { Caller } from '../http/request.js';

/** Whose organisation a change is about, and whom. */
/** `named`: by the body, not by the path. What a body names wrongly is not the caller's to do; what a path names wrongly is not there. */
export interface AboutDirectory { organisation: string; person?: string | null; lead?: string | null; asked?: string; named?: true }
export interface DirectoryWork { about: AboutDirectory | null; reason: string; status?: 200 | 201; run: (manager: EntityManager) => Promise<unknown> }

export const standingIn = ({ organisation, person = null, lead = null, asked }: AboutDirectory): CaseStanding => ({ organisation, owners: null, about: { person: person ?? '', lead, ...(asked === undefined ? {} : { asked }) } });

/** A command about the directory: permission, then the change, its audit and its answer in one transaction. */
@Injectable()
export class DirectoryCommands {
  constructor(private readonly record: DataSource) {}

  /** @throws Problem 404 for what is not there or another organisation's, 403 */
  async permit({ person }: Caller, action: Action, about: AboutDirectory | null): Promise<AboutDirectory> {
    if (about === null || !organisationsOf(person).includes(about.organisation)) throw about?.named ? notYours() : notThere();
    if (may(person, action, standingIn(about))) return about;
    // Whoever covers for a lead does what the lead may.
    if (about.lead && may(person, action, standingIn({ ...about, lead: person.id })) && await whoLeads(this.record.manager, about.lead, new Date()) === person.id) return about;
    throw notYours();
  }

  async carryOut(opened: OpenedCommand, { about, reason, status = 200, run }: DirectoryWork): Promise<Answer> {
    const { organisation } = await this.permit(opened.caller, opened.type, about);
    try {
      return await asChange(this.record.manager, organisation, { person: opened.caller.person.id, reason }, async (manager) => {
        return await this.alreadyDone(manager, opened.updateId) ?? keptAnswer(manager, opened, status, await run(manager));
      });
    } catch (error) {
      if (error instanceof WrongCode) await countWrongCode(this.record.manager, error);
      throw error;
    }
  }

  /** The same key at the same time: whoever comes second finds the answer of the first. */
  private async alreadyDone(manager: EntityManager, updateId: string): Promise<Answer | null> {
    await rows(manager, 'select 1 from commands where update_id = $1 for update', [updateId]);
    const stored = await storedCommand(manager, updateId);
    return stored?.status === 'done' && stored.httpStatus !== null ? { status: stored.httpStatus, body: stored.response, remember: true } : null;
  }
}
