import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { WalkRequest } from '#libs/contracts/http/huddle.js';
import { finishCommand } from '#libs/records/commands.js';
import { recordWalk } from '#libs/records/huddle-walks.js';
import { localDay } from '#libs/records/queries/huddle.js';
import { organisationsOf } from '#libs/security/permissions.js';
import { Permission } from '../access/permission.js';
import type { Answer, OpenedCommand } from '../commands/opened.js';
import { fieldWrong, notThere } from '../http/problem.js';

/** Who walked which huddle when. It is about no case: the record of it and the command's answer are written together. */
@Injectable()
export class HuddleService {
  constructor(private readonly record: DataSource, private readonly permission: Permission) {}

  /** @throws Problem 404 for a team that is not the caller's, 403, 422 `in-the-future` for a day to come */
  async walked({ caller, type, updateId, receivedAt }: OpenedCommand, { team, date, present }: WalkRequest): Promise<Answer> {
    if (!organisationsOf(caller.person).includes(team)) throw notThere();
    this.permission.checkFor(caller, type, team);
    const at = new Date(receivedAt);
    if (date > localDay(at)) throw fieldWrong('/date', 'in-the-future', 'is a day to come: a huddle is recorded when it was walked');
    return this.record.transaction(async (manager): Promise<Answer> => {
      const walk = await recordWalk(manager, { team, date, at, person: caller.person.id, present, command: updateId });
      const { httpStatus, response } = await finishCommand(manager, updateId, { httpStatus: 201, response: walk });
      return { status: httpStatus, body: response, remember: true };
    });
  }
}
