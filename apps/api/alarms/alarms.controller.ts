import { Body, Controller, Get, Param, Post, Query, Req, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { alarmsQuery } from '#libs/contracts/http/lists.js';
import { alarmDoneRequest } from '#libs/contracts/http/tasks.js';
import { alarm, alarmList } from '#libs/contracts/http/views.js';
import { listAlarms } from '#libs/records/queries/system-alarms.js';
import { readingOf } from '../access/reading.js';
import { CommandInterceptor, CommandOf } from '../commands/command.interceptor.js';
import type { Work } from '../commands/opened.js';
import { Operation } from '../http/operation.js';
import { AlarmService } from './alarm.service.js';

/** What nobody answered, until somebody has written what was done about it. */
@ApiTags('alarms')
@Controller('v1/alarms')
@UseInterceptors(CommandInterceptor)
export class AlarmsController {
  constructor(private readonly record: DataSource, private readonly alarms: AlarmService) {}

  @Get()
  @Operation({ id: 'listAlarms', summary: 'System alarms', description: 'What nobody answered for a whole turn of a ladder’s last rung, the longest standing first; also of cases that have closed since.', answer: alarmList })
  list(@Req() request: Request, @Query({ schema: alarmsQuery }) query: z.output<typeof alarmsQuery>) {
    return listAlarms(this.record.manager, readingOf(request), query);
  }

  @Post(':id/done')
  @CommandOf({ action: 'alarm-done', on: 'team' })
  @Operation({ id: 'alarmDone', summary: 'Write what was done', description: 'The alarm leaves the lists. It ends no task and no climb: nobody answering for another turn is another alarm.', answer: alarm, command: true, subject: 'Alarm id' })
  done(@Param('id') id: string, @Body({ schema: alarmDoneRequest }) { done }: z.output<typeof alarmDoneRequest>): Work {
    return (opened) => this.alarms.done(opened, id, done);
  }
}
