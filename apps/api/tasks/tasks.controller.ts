import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { noQuery, tasksQuery } from '#libs/contracts/http/lists.js';
import { task, taskList } from '#libs/contracts/http/views.js';
import { openAlarms } from '#libs/records/queries/system-alarms.js';
import { listTasks, taskView } from '#libs/records/queries/tasks.js';
import { readingOf } from '../access/reading.js';
import { withNeeds } from '../commands/views.js';
import { Operation } from '../http/operation.js';
import { notThere } from '../http/problem.js';

/** The worklist. */
@ApiTags('tasks')
@Controller('v1/tasks')
export class TasksController {
  constructor(private readonly record: DataSource) {}

  @Get()
  @Operation({ id: 'listTasks', summary: 'The worklist', description: '`mine`: you own it, or cover for its owner.', answer: taskList })
  async list(@Req() request: Request, @Query({ schema: tasksQuery }) { dueBefore, ...query }: z.output<typeof tasksQuery>) {
    const reading = readingOf(request);
    const [{ items, next }, alarms] = await Promise.all([
      listTasks(this.record.manager, reading, { ...query, ...(dueBefore === undefined ? {} : { dueBefore: new Date(dueBefore) }) }),
      openAlarms(this.record.manager, reading, query.rehearsal),
    ]);
    return { items: items.map(withNeeds), next, alarms };
  }

  @Get(':id')
  @Operation({ id: 'getTask', summary: 'A task, with the schema of what completes it', answer: task, subject: 'Task id' })
  async one(@Req() request: Request, @Param('id') id: string, @Query({ schema: noQuery }) _query: unknown) {
    const found = await taskView(this.record.manager, readingOf(request), id);
    if (!found) throw notThere();
    return withNeeds(found);
  }
}
