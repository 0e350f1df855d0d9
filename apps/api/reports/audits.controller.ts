import { Body, Controller, Inject, Post, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { beginAuditNow } from '#libs/audit/begin-audits.js';
import { auditRequest } from '#libs/contracts/http/reports.js';
import { caseView } from '#libs/contracts/http/views.js';
import type { CaseClient } from '#libs/pathway/temporal/case-client.js';
import { Permission } from '../access/permission.js';
import { CommandInterceptor, CommandOf } from '../commands/command.interceptor.js';
import { answeredWhole } from '../commands/kept-answer.js';
import type { Work } from '../commands/opened.js';
import { CASE_CLIENT } from '../commands/settings.js';
import { Views } from '../commands/views.js';
import { Operation } from '../http/operation.js';
import { notThere, Problem } from '../http/problem.js';
import { ofOrganisation } from '../people/of-organisation.js';

/** Audits that somebody asks for, beside those of every month. */
@ApiTags('governance')
@Controller('v1/audits')
@UseInterceptors(CommandInterceptor)
export class AuditsController {
  constructor(private readonly record: DataSource, private readonly permission: Permission, private readonly views: Views, @Inject(CASE_CLIENT) private readonly cases: CaseClient) {}

  @Post()
  @CommandOf({ action: 'begin-audit', on: 'nothing', location: ({ id }) => `/v1/cases/${String(id)}` })
  @Operation({ id: 'beginAudit', summary: 'Audit the month so far, out of turn', description: 'The same sample, figures and steps as the monthly audit, which begins on its day all the same.', answer: caseView, status: 201, command: true, refusals: [403, 404, 409] })
  begin(@Body({ schema: auditRequest }) body: z.output<typeof auditRequest>): Work {
    return async (opened) => {
      const { caller, updateId, receivedAt } = opened;
      const [organisation] = ofOrganisation(caller, body.organisation ?? caller.person.organisation.id);
      if (organisation === undefined) throw notThere();
      this.permission.checkFor(caller, 'begin-audit', organisation);
      const caseId = await beginAuditNow({ record: this.record, cases: this.cases }, new Date(receivedAt), { organisation, key: updateId, by: caller.person.id });
      if (caseId === null) throw new Problem(409, 'nothing-to-audit', 'There is nothing to look at in this month, or nobody answers for the audit.');
      return answeredWhole(this.record, opened, 201, (manager) => this.views.changed(manager, { ...opened, caseId }));
    };
  }
}
