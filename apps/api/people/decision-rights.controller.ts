import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { decisionRights, refusedDecisionList, type DecisionRightsView } from '#libs/contracts/http/decision-rights.js';
import { decisionRightsQuery, plainListQuery } from '#libs/contracts/http/lists.js';
import { localityOf } from '#libs/directory/people.js';
import { rightsIn, rightsVersionIn } from '#libs/policies/decision-rights.js';
import { policies } from '#libs/policies/released.js';
import { refusedDecisions } from '#libs/records/queries/refused-decisions.js';
import { mayDecide, standingsOf } from '#libs/security/decision-rights.js';
import { readingOf } from '../access/reading.js';
import { Operation } from '../http/operation.js';
import { notThere } from '../http/problem.js';
import { callerOf } from '../http/request.js';
import { ofOrganisation } from './of-organisation.js';

const OWN_TITLES: Readonly<Record<string, string>> = { 'start-restriction': 'Restrict a person: start a restriction' };
const titleOf = (step: string): string => OWN_TITLES[step] ?? policies.findLast(({ steps }) => step in steps)?.steps[step]?.title ?? step;

/** Who may decide what, as data. */
@ApiTags('people')
@Controller('v1/decision-rights')
export class DecisionRightsController {
  constructor(private readonly record: DataSource) {}

  @Get()
  @Operation({ id: 'getDecisionRights', summary: 'What may I decide?', description: 'Every kind of decision in your organisation, by role, grade and locality. Checked where a decision is taken: a no is 403 `not-yours` with `decision`, and is recorded.', answer: decisionRights, refusals: [404] })
  async mine(@Req() request: Request, @Query({ schema: decisionRightsQuery }) { organisation }: z.output<typeof decisionRightsQuery>): Promise<DecisionRightsView> {
    const caller = callerOf(request);
    const [of] = ofOrganisation(caller, organisation ?? caller.person.organisation.id);
    if (of === undefined) throw notThere();
    const locality = await localityOf(this.record.manager, of);
    return {
      organisation: of, locality, version: rightsVersionIn(locality), grade: caller.person.grade,
      items: rightsIn(locality).map((right) => ({
        decision: right.decision, title: right.title, says: right.says, source: right.source, status: right.status,
        steps: Object.entries(right.steps).map(([step, { grade, prompts }]) => ({ step, title: titleOf(step), by: [...standingsOf(step, right)], grade: grade ?? null, prompts: [...prompts ?? []], ...mayDecide(caller.person, step, right, of) })),
      })),
    };
  }

  @Get('refusals')
  @Operation({ id: 'listRefusedDecisions', summary: 'Decisions that were refused, and to whom', description: 'The latest first, on cases that you may see.', answer: refusedDecisionList })
  refusals(@Req() request: Request, @Query({ schema: plainListQuery }) query: z.output<typeof plainListQuery>) {
    return refusedDecisions(this.record.manager, readingOf(request), query);
  }
}
