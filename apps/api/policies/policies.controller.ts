import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { noQuery, plainListQuery } from '#libs/contracts/http/lists.js';
import { policy, policyList } from '#libs/contracts/http/views.js';
import { policies } from '#libs/policies/released.js';
import { noCursor } from '#libs/records/queries/cursor.js';
import { Operation } from '../http/operation.js';
import { notThere } from '../http/problem.js';

/** The numbers that the running system goes by, as they are. */
@ApiTags('policies')
@Controller('v1/policies')
export class PoliciesController {
  @Get()
  @Operation({ id: 'listPolicies', summary: 'Every released policy', answer: policyList })
  list(@Query({ schema: plainListQuery }) { cursor }: z.output<typeof plainListQuery>) {
    noCursor(cursor);
    return { items: policies, next: null };
  }

  @Get(':pathway/:version')
  @Operation({ id: 'getPolicy', summary: 'One version of a policy', answer: policy, refusals: [404] })
  one(@Param('pathway') pathway: string, @Param('version') version: string, @Query({ schema: noQuery }) _query: unknown) {
    const found = policies.find((each) => each.pathway === pathway && each.version === version);
    if (!found) throw notThere();
    return found;
  }
}
