import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { WalkRequest } from '#libs/contracts/http/huddle.js';
import { recordWalk } from '#libs/records/huddle-walks.js';
import { localDay } from '#libs/records/queries/huddle.js';
import { organisationsOf } from '#libs/security/permissions.js';
import { Permission } from '../access/permission.js';
import { answeredWhole } from '../commands/kept-answer.js';
import type { Answer, OpenedCommand } from '../commands/opened.js';
import { fieldWrong, notThere } from '../http/problem.js';

/** Who walked which huddle when. It is about no case: the record of it and the command's answer are written together. */
@Injectable()
export class HuddleService {
  constructor(private readonly record: DataSource, private readonly permission: Permission) {}

  /** @throws Problem 404 for a team that is not the caller's, 403, 422 `in-the-future` for a day to come */
  async walked(opened: OpenedCommand, { team, date, present }: WalkRequest): Promise<Answer> {
    const { caller, type, receivedAt } = opened;
    if (!organisationsOf(caller.person).includes(team)) throw notThere();
    this.permission.checkFor(caller, type, team);
    const at = new Date(receivedAt);
    if (date > localDay(at)) throw fieldWrong('/date', 'in-the-future', 'is a day to come: a huddle is recorded when it was walked');
    return answeredWhole(this.record, opened, 201, (manager) => recordWalk(manager, { team, date, at, person: caller.person.id, present, command: opened.updateId }));
  }
}
