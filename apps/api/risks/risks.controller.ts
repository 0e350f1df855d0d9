import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { risksQuery } from '#libs/contracts/http/lists.js';
import { riskList } from '#libs/contracts/http/views.js';
import { listRisks } from '#libs/records/queries/risks.js';
import { readingOf } from '../access/reading.js';
import { Operation } from '../http/operation.js';

/** The risk registers: each risk is a case of its own, started with POST /v1/cases. */
@ApiTags('risks')
@Controller('v1/risks')
export class RisksController {
  constructor(private readonly record: DataSource) {}

  @Get()
  @Operation({ id: 'listRisks', summary: 'The risk registers', description: 'Open risks, the newest first: of people (pathway case-risk), or across agencies (system-risk), each as its last assessment, review or reading left it.', answer: riskList })
  list(@Req() request: Request, @Query({ schema: risksQuery }) query: z.output<typeof risksQuery>) {
    return listRisks(this.record.manager, readingOf(request), query);
  }
}
