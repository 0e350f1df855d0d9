import { Body, Controller, Inject, Post, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { beginAuditNow } from '#libs/audit/begin-audits.js';
import { auditRequest, supervisionRequest } from '#libs/contracts/http/reports.js';
import { caseView } from '#libs/contracts/http/views.js';
import type { CaseClient } from '#libs/pathway/temporal/case-client.js';
import { beginSupervisionNow } from '#libs/supervision/begin-supervision.js';
import { Permission } from '../access/permission.js';
import { CommandInterceptor, CommandOf } from '../commands/command.interceptor.js';
import { answeredWhole } from '../commands/kept-answer.js';
import type { Work } from '../commands/opened.js';
import { CASE_CLIENT } from '../commands/settings.js';
import { Views } from '../commands/views.js';
import { Operation } from '../http/operation.js';
import { notThere, Problem } from '../http/problem.js';
import { ofOrganisation } from '../people/of-organisation.js';

const location = ({ id }: { id?: unknown }): string => `/v1/cases/${String(id)}`;

/** What governance looks at that somebody asks for, beside what begins by itself. */
@ApiTags('governance')
@Controller('v1')
@UseInterceptors(CommandInterceptor)
export class AuditsController {
  constructor(private readonly record: DataSource, private readonly permission: Permission, private readonly views: Views, @Inject(CASE_CLIENT) private readonly cases: CaseClient) {}

  @Post('audits')
  @CommandOf({ action: 'begin-audit', on: 'nothing', location })
  @Operation({ id: 'beginAudit', summary: 'Audit the month so far, out of turn', description: 'The same sample, figures and steps as the monthly audit, which begins on its day all the same.', answer: caseView, status: 201, command: true, refusals: [403, 404, 409] })
  audit(@Body({ schema: auditRequest }) body: z.output<typeof auditRequest>): Work {
    return this.outOfTurn('begin-audit', body.organisation, beginAuditNow, () => new Problem(409, 'nothing-to-audit', 'There is nothing to look at in this month, or nobody answers for the audit.'));
  }

  @Post('weekly-supervisions')
  @CommandOf({ action: 'begin-supervision', on: 'nothing', location })
  @Operation({ id: 'beginSupervision', summary: 'Supervise the week so far, out of turn', description: 'The same lists and steps as the weekly supervision, which begins on its day all the same. Of a case there is its id: whoever may see it reads it there.', answer: caseView, status: 201, command: true, refusals: [403, 404, 409] })
  supervise(@Body({ schema: supervisionRequest }) body: z.output<typeof supervisionRequest>): Work {
    return this.outOfTurn('begin-supervision', body.organisation, beginSupervisionNow, () => new Problem(409, 'nothing-to-supervise', 'There was no case in this week, or nobody answers for its supervision.'));
  }

  private outOfTurn(action: 'begin-audit' | 'begin-supervision', asked: string | undefined, begin: typeof beginAuditNow, nothing: () => Problem): Work {
    return async (opened) => {
      const { caller, updateId, receivedAt } = opened;
      const [organisation] = ofOrganisation(caller, asked ?? caller.person.organisation.id);
      if (organisation === undefined) throw notThere();
      this.permission.checkFor(caller, action, organisation);
      const caseId = await begin({ record: this.record, cases: this.cases }, new Date(receivedAt), { organisation, key: updateId, by: caller.person.id });
      if (caseId === null) throw nothing();
      return answeredWhole(this.record, opened, 201, (manager) => this.views.changed(manager, { ...opened, caseId }));
    };
  }
}
