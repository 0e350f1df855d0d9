import { Body, Controller, Get, Post, Query, Req, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { walkRequest } from '#libs/contracts/http/huddle.js';
import { huddleQuery } from '#libs/contracts/http/lists.js';
import { huddle, huddleWalk } from '#libs/contracts/http/views.js';
import { huddleOf } from '#libs/records/queries/huddle.js';
import { readingOf } from '../access/reading.js';
import { CommandInterceptor, CommandOf } from '../commands/command.interceptor.js';
import type { Work } from '../commands/opened.js';
import { withNeeds } from '../commands/views.js';
import { Operation } from '../http/operation.js';
import { notThere } from '../http/problem.js';
import { HuddleService } from './huddle.service.js';

/** The list that a team's huddle walks through, and who walked it when. What is done there is said of its task: complete, move, hand-over. */
@ApiTags('huddle')
@Controller('v1/huddle')
@UseInterceptors(CommandInterceptor)
export class HuddleController {
  constructor(private readonly record: DataSource, private readonly walks: HuddleService) {}

  @Get()
  @Operation({
    id: 'getHuddle', summary: 'Every open action and step of the falls cases, overdue first', answer: huddle, refusals: [404],
    description: 'Without parameters: your organisations, today. Of a day to come: what is due by its end; of a past one: what was open then and still is. `walked`: who walked the huddle of that day when.',
  })
  async list(@Req() request: Request, @Query({ schema: huddleQuery }) { team, ...query }: z.output<typeof huddleQuery>) {
    const reading = readingOf(request);
    const { organisations } = reading.viewer;
    if (team !== undefined && !organisations.includes(team)) throw notThere();
    const found = await huddleOf(this.record.manager, reading, { ...query, teams: team === undefined ? organisations : [team] });
    return { ...found, items: found.items.map(withNeeds) };
  }

  @Post()
  @CommandOf({ action: 'walk-huddle', on: 'team', location: ({ team, date }) => `/v1/huddle?${new URLSearchParams({ team: String(team), date: String(date) }).toString()}` })
  @Operation({ id: 'walkHuddle', summary: 'The huddle was walked', description: 'Records who walked the list of a day, and when.', answer: huddleWalk, status: 201, command: true, refusals: [403, 404] })
  walk(@Body({ schema: walkRequest }) body: z.output<typeof walkRequest>): Work {
    return (opened) => this.walks.walked(opened, body);
  }
}
