import { Body, Controller, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { patientSearchRequest } from '#libs/contracts/http/cases.js';
import { patientFindings } from '#libs/contracts/http/views.js';
import { searchPatients } from '#libs/records/queries/search.js';
import { Permission } from '../access/permission.js';
import { readingOf } from '../access/reading.js';
import { withWatching } from '../commands/views.js';
import { Operation } from '../http/operation.js';
import { callerOf } from '../http/request.js';

/** Finding a person by NHS number: in a body, since no NHS number stands in a URL. Every search is recorded. */
@ApiTags('patients')
@Controller('v1/patients')
export class PatientsController {
  constructor(private readonly record: DataSource, private readonly permission: Permission) {}

  @Post('search')
  @Operation({ id: 'searchPatients', summary: 'Cases and admissions of a person', description: 'Recorded. No Idempotency-Key needed.', answer: patientFindings, reads: true, refusals: [403] })
  async search(@Req() request: Request, @Body({ schema: patientSearchRequest }) { nhsNumber }: z.output<typeof patientSearchRequest>) {
    const caller = callerOf(request);
    this.permission.checkFor(caller, 'search-patients', caller.person.organisation.id);
    const found = await searchPatients(this.record.manager, readingOf(request), nhsNumber);
    return { ...found, cases: found.cases.map(withWatching) };
  }
}
