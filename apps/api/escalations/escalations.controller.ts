import { Body, Controller, Get, Post, Query, Req, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { escalationsQuery } from '#libs/contracts/http/lists.js';
import { acknowledgeRequest, climbRequest, outcomeRequest } from '#libs/contracts/http/tasks.js';
import { escalation, escalationList, pending } from '#libs/contracts/http/views.js';
import { listEscalations } from '#libs/records/queries/escalations.js';
import { openAlarms } from '#libs/records/queries/system-alarms.js';
import { readingOf } from '../access/reading.js';
import { CommandInterceptor, CommandOf, Of } from '../commands/command.interceptor.js';
import type { Target, Work } from '../commands/opened.js';
import { Operation } from '../http/operation.js';
import { Problem } from '../http/problem.js';

type OnEscalation = Extract<Target, { on: 'escalation' }>;
const onEscalation = (id: string, summary: string) => Operation({ id, summary, answer: escalation, also: { 202: pending }, command: true, subject: 'Escalation id' });

/** What has timed out, and what the people who were called say. */
@ApiTags('escalations')
@Controller('v1/escalations')
@UseInterceptors(CommandInterceptor)
export class EscalationsController {
  constructor(private readonly record: DataSource) {}

  @Get()
  @Operation({ id: 'listEscalations', summary: 'What has timed out', description: '`mine`: you were called.', answer: escalationList })
  async list(@Req() request: Request, @Query({ schema: escalationsQuery }) query: z.output<typeof escalationsQuery>) {
    const reading = readingOf(request);
    return { ...await listEscalations(this.record.manager, reading, query), alarms: await openAlarms(this.record.manager, reading, query.rehearsal) };
  }

  @Post(':id/acknowledge')
  @CommandOf({ action: 'acknowledge', on: 'escalation' })
  @onEscalation('acknowledgeEscalation', 'Hold the climb back for a while')
  acknowledge(@Body({ schema: acknowledgeRequest }) body: z.output<typeof acknowledgeRequest>, @Of() { escalation: of }: OnEscalation): Work {
    if (of.status === 'ended') throw new Problem(409, 'escalation-ended', 'This climb has ended.');
    return { type: 'acknowledge', taskId: of.task.taskId, ...body };
  }

  @Post(':id/climb')
  @CommandOf({ action: 'climb', on: 'escalation' })
  @onEscalation('climb', 'Call a rung now')
  climb(@Body({ schema: climbRequest }) body: z.output<typeof climbRequest>, @Of() { escalation: of }: OnEscalation): Work {
    return { type: 'climb', escalationId: of.escalationId, ...body };
  }

  @Post(':id/outcome')
  @CommandOf({ action: 'outcome', on: 'escalation' })
  @onEscalation('recordOutcome', 'What a called person did')
  outcome(@Body({ schema: outcomeRequest }) body: z.output<typeof outcomeRequest>, @Of() { escalation: of }: OnEscalation): Work {
    return { type: 'outcome', escalationId: of.escalationId, ...body };
  }
}
