import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { noQuery, plainListQuery } from '#libs/contracts/http/lists.js';
import { policy, policyList } from '#libs/contracts/http/views.js';
import { differences } from '#libs/policies/differences.js';
import type { Policy } from '#libs/policies/policy.js';
import { policies, policyById } from '#libs/policies/released.js';
import { noCursor } from '#libs/records/queries/cursor.js';
import { Operation } from '../http/operation.js';
import { notThere } from '../http/problem.js';

/** A policy as it is; of a locality's also what is other than in the default that it extends. */
const shown = (policy: Policy) => ({ ...policy, differs: policy.extends ? differences(policyById(policy.id, policy.extends.version), policy) : [] });

/** The numbers that the running system goes by, as they are. */
@ApiTags('policies')
@Controller('v1/policies')
export class PoliciesController {
  @Get()
  @Operation({ id: 'listPolicies', summary: 'Every released policy, defaults and localities', description: '`differs`: what a locality has that its default has not, number by number.', answer: policyList })
  list(@Query({ schema: plainListQuery }) { cursor }: z.output<typeof plainListQuery>) {
    noCursor(cursor);
    return { items: policies.map(shown), next: null };
  }

  @Get(':pathway/:version')
  @Operation({ id: 'getPolicy', summary: 'One version of a policy', answer: policy, refusals: [404] })
  one(@Param('pathway') pathway: string, @Param('version') version: string, @Query({ schema: noQuery }) _query: unknown) {
    const found = policies.find((each) => each.pathway === pathway && each.version === version);
    if (!found) throw notThere();
    return shown(found);
  }
}
