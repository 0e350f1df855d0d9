import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { DataSource } from 'typeorm';
import type { z } from 'zod';
import { commissionerQuery, commissionerView } from '#libs/contracts/http/commissioner.js';
import { SMALL } from '#libs/domain/small-numbers.js';
import { commissionedMeasures, type Commissioned } from '#libs/policies/commissioner.js';
import { commissionedCsv, exactFigures, publishedFigures } from '#libs/reports/commissioned.js';
import { Permission } from '../access/permission.js';
import { REPORTS_RECORD } from '../commands/settings.js';
import { Operation } from '../http/operation.js';
import { notThere } from '../http/problem.js';
import { callerOf } from '../http/request.js';
import { ofOrganisation } from '../people/of-organisation.js';
import { monthsAsked } from './months.js';

const suppressed = { from: 1, to: SMALL, roundedTo: 5, source: 'NHS England’s disclosure control for figures below the national level (HES Analysis Guide)' };
const described = Object.entries(commissionedMeasures).map(([measure, of]) => ({ measure: measure as Commissioned, ...of }));

/** What commissioners are told of one organisation: as it may leave the house, or, for whoever may see the cases, as it is. */
@ApiTags('reports')
@Controller('v1/reports')
export class CommissionerController {
  constructor(@Inject(REPORTS_RECORD) private readonly record: DataSource, private readonly permission: Permission) {}

  @Get('commissioner')
  @ApiProduces('application/json', 'text/csv')
  @Operation({
    id: 'commissionerReport', summary: 'Follow-up standards, returns, failed discharges, missed visits, response times, triage and redirects', answer: commissionerView, refusals: [403, 404],
    description: 'Of the cases that one organisation leads, your own unless given, by whole local months: `from` and `to` (included), the last six unless given, 24 at most. `teams=true`: each month once more for each team. Small numbers are not told, '
      + 'others are rounded, and nothing is summed over months, so that none is to be had by subtraction. `exact=true`: the counts as they are and the cases behind them, for those who may see whose they are (403). `format=csv`, or `Accept: text/csv`: one file.',
  })
  async commissioner(@Req() request: Request, @Res({ passthrough: true }) response: Response, @Query({ schema: commissionerQuery }) query: z.output<typeof commissionerQuery>) {
    const { rehearsal = false, teams: byTeam = false, exact = false, format } = query;
    const caller = callerOf(request);
    const [organisation] = ofOrganisation(caller, query.organisation ?? caller.person.organisation.id);
    if (organisation === undefined) throw notThere();
    if (exact) this.permission.checkFor(caller, 'exact-figures', organisation);
    const present = new Date();
    const { from, to, since, until } = monthsAsked(query, present);
    const found = await exactFigures(this.record.manager, { organisation, from: since, to: until, rehearsal, present });
    const items = (exact ? found : publishedFigures(found)).filter(({ team }) => byTeam || team === undefined);
    response.vary('Accept');
    if (format === undefined ? request.accepts(['application/json', 'text/csv']) !== 'text/csv' : format !== 'csv') return { from, to, organisation, exact, suppressed, measures: described, items };
    response.type('text/csv').attachment(`commissioner-${organisation}-${from}-${to}${exact ? '-exact' : ''}.csv`);
    return commissionedCsv(items, byTeam);
  }
}
