import { Body, Controller, Post, Req, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import type { z } from 'zod';
import { isDecisionStep } from '#libs/contracts/http/evidence.js';
import {
  acknowledgeRequest, assignRequest, attemptRequest, completeRequest, declinedRequest, emptyRequest, handOverRequest, moveRequest, reopenRequest, unmetRequest,
} from '#libs/contracts/http/tasks.js';
import { pending, task } from '#libs/contracts/http/views.js';
import { Permission } from '../access/permission.js';
import { KnownPeople } from '../cases/known-people.js';
import { CommandInterceptor, CommandOf, Of } from '../commands/command.interceptor.js';
import type { Target, Work } from '../commands/opened.js';
import { Operation } from '../http/operation.js';
import { Problem } from '../http/problem.js';
import { callerOf } from '../http/request.js';
import { CompletionService } from './completion.service.js';

type OnTask = Extract<Target, { on: 'task' }>;
const onTask = (id: string, summary: string, description?: string) => Operation({ id, summary, ...(description ? { description } : {}), answer: task, also: { 202: pending }, command: true, subject: 'Task id' });

/** What people say about one task. */
@ApiTags('tasks')
@Controller('v1/tasks')
@UseInterceptors(CommandInterceptor)
export class TaskCommandsController {
  constructor(private readonly people: KnownPeople, private readonly permission: Permission, private readonly completions: CompletionService) {}

  @Post(':id/complete')
  @CommandOf({ action: 'complete', on: 'task' })
  @onTask('completeTask', 'It is done', 'Evidence is checked against `needs` of the task. Late is allowed, and recorded.')
  async complete(@Body({ schema: completeRequest }) { evidence }: z.output<typeof completeRequest>, @Of() { task: of }: OnTask, @Req() request: Request): Promise<Work> {
    if (isDecisionStep(of.step)) throw new Problem(409, 'needs-decision', `${of.step} is completed by a decision: POST /v1/cases/{id}/decisions.`);
    return this.completions.read(of, evidence, callerOf(request));
  }

  @Post(':id/attempt')
  @CommandOf({ action: 'attempt', on: 'task' })
  @onTask('attemptTask', 'It was tried and did not succeed', 'The task stays open and the next rung is called at once.')
  attempt(@Body({ schema: attemptRequest }) body: z.output<typeof attemptRequest>, @Of() { task: of }: OnTask): Work {
    return { type: 'attempt', taskId: of.taskId, ...body };
  }

  @Post(':id/unmet')
  @CommandOf({ action: 'unmet', on: 'task' })
  @onTask('unmetTask', 'It cannot be met', 'Only for steps whose pathway names what takes over.')
  unmet(@Body({ schema: unmetRequest }) body: z.output<typeof unmetRequest>, @Of() { task: of }: OnTask): Work {
    return { type: 'unmet', taskId: of.taskId, ...body };
  }

  @Post(':id/declined')
  @CommandOf({ action: 'declined', on: 'task' })
  @onTask('declineTask', 'The person said no', 'It goes to the clinical lead, who decides.')
  declined(@Body({ schema: declinedRequest }) { bestInterests, ...body }: z.output<typeof declinedRequest>, @Of() { task: of }: OnTask): Work {
    return { type: 'declined', taskId: of.taskId, ...body, ...(bestInterests === undefined ? {} : { bestInterests }) };
  }

  @Post(':id/acknowledge')
  @CommandOf({ action: 'acknowledge', on: 'task' })
  @onTask('acknowledgeTask', 'Hold the climb back for a while', 'At most what the policy allows; then it goes on by itself. The third time in a climb holds nothing and calls the next rung.')
  acknowledge(@Body({ schema: acknowledgeRequest }) body: z.output<typeof acknowledgeRequest>, @Of() { task: of }: OnTask): Work {
    return { type: 'acknowledge', taskId: of.taskId, ...body };
  }

  @Post(':id/assign')
  @CommandOf({ action: 'assign', on: 'task' })
  @onTask('assignTask', 'Give it to somebody', 'A step that is decided goes only to who may decide it: 409 `may-not-decide` says to whom.')
  async assign(@Body({ schema: assignRequest }) body: z.output<typeof assignRequest>, @Of() { task: of }: OnTask): Promise<Work> {
    await this.people.check([{ path: ['to'], person: body.to }]);
    await this.permission.checkGiven(body.to, of);
    return { type: 'assign', taskId: of.taskId, ...body };
  }

  @Post(':id/claim')
  @CommandOf({ action: 'claim', on: 'task' })
  @onTask('claimTask', 'Take it on yourself')
  claim(@Body({ schema: emptyRequest }) _body: z.output<typeof emptyRequest>, @Of() { task: of }: OnTask): Work {
    return { type: 'claim', taskId: of.taskId };
  }

  @Post(':id/reopen')
  @CommandOf({ action: 'reopen', on: 'task' })
  @onTask('reopenTask', 'It is not done after all', 'A gate that rested on it shuts unless the person has left.')
  reopen(@Body({ schema: reopenRequest }) body: z.output<typeof reopenRequest>, @Of() { task: of }: OnTask): Work {
    return { type: 'reopen', taskId: of.taskId, ...body };
  }

  @Post(':id/hand-over')
  @CommandOf({ action: 'hand-over', on: 'task' })
  @onTask('handOverTask', 'Somebody else has accepted it by name')
  handOver(@Body({ schema: handOverRequest }) body: z.output<typeof handOverRequest>, @Of() { task: of }: OnTask): Work {
    return { type: 'hand-over', taskId: of.taskId, ...body };
  }

  @Post(':id/move')
  @CommandOf({ action: 'move', on: 'task' })
  @onTask('moveTask', 'Move an action to another time', 'The third time climbs.')
  move(@Body({ schema: moveRequest }) body: z.output<typeof moveRequest>, @Of() { task: of }: OnTask): Work {
    return { type: 'move', taskId: of.taskId, ...body };
  }
}
