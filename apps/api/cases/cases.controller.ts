import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { casesQuery, noQuery, plainListQuery } from '#libs/contracts/http/lists.js';
import { caseList, caseView, eventList, refusalList } from '#libs/contracts/http/views.js';
import { caseView as readCase, listCases } from '#libs/records/queries/cases.js';
import { noCursor } from '#libs/records/queries/cursor.js';
import { caseEvents, caseRefusals } from '#libs/records/queries/history.js';
import { readingOf } from '../access/reading.js';
import { withWatching, wholeCase } from '../commands/views.js';
import { Operation } from '../http/operation.js';
import { notThere } from '../http/problem.js';

const CASE = 'Case id';

/** Cases as they stand, and how they came to. */
@ApiTags('cases')
@Controller('v1/cases')
export class CasesController {
  constructor(private readonly record: DataSource) {}

  @Get()
  @Operation({ id: 'listCases', summary: 'Cases that you may see', description: '`q`: name, ward or case id.', answer: caseList })
  async list(@Req() request: Request, @Query({ schema: casesQuery }) query: z.output<typeof casesQuery>) {
    const { items, next } = await listCases(this.record.manager, readingOf(request), query);
    return { items: items.map(withWatching), next };
  }

  @Get(':id')
  @Operation({ id: 'getCase', summary: 'A case with its tasks and escalations', answer: caseView, subject: CASE })
  async one(@Req() request: Request, @Param('id') id: string, @Query({ schema: noQuery }) _query: unknown) {
    return wholeCase(await readCase(this.record.manager, readingOf(request), id) ?? this.missing());
  }

  @Get(':id/events')
  @Operation({ id: 'listEvents', summary: 'All events of a case, in order', answer: eventList, subject: CASE })
  async events(@Req() request: Request, @Param('id') id: string, @Query({ schema: plainListQuery }) { cursor }: z.output<typeof plainListQuery>) {
    noCursor(cursor);
    return await caseEvents(this.record.manager, readingOf(request), id) ?? this.missing();
  }

  @Get(':id/refusals')
  @Operation({ id: 'listRefusals', summary: 'What rules refused on a case, and to whom', answer: refusalList, subject: CASE })
  async refusals(@Req() request: Request, @Param('id') id: string, @Query({ schema: plainListQuery }) query: z.output<typeof plainListQuery>) {
    return await caseRefusals(this.record.manager, readingOf(request), id, query) ?? this.missing();
  }

  private missing(): never {
    throw notThere();
  }
}
