import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { admissionsQuery } from '#libs/contracts/http/lists.js';
import { admissionList } from '#libs/contracts/http/views.js';
import { listAdmissions } from '#libs/records/queries/admissions.js';
import { readingOf } from '../access/reading.js';
import { Operation } from '../http/operation.js';

/** Who is in hospital, as the messages tell it. */
@ApiTags('admissions')
@Controller('v1/admissions')
export class AdmissionsController {
  constructor(private readonly record: DataSource) {}

  @Get()
  @Operation({ id: 'listAdmissions', summary: 'Who is in hospital', description: 'What the hub starts cases from.', answer: admissionList })
  list(@Req() request: Request, @Query({ schema: admissionsQuery }) query: z.output<typeof admissionsQuery>) {
    return listAdmissions(this.record.manager, readingOf(request), query);
  }
}
