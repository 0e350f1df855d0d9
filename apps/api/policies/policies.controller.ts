import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { noQuery, plainListQuery } from '#libs/contracts/http/lists.js';
import { policy, policyList } from '#libs/contracts/http/views.js';
import { namesOf } from '#libs/directory/people-views.js';
import { differences } from '#libs/policies/differences.js';
import type { Policy } from '#libs/policies/policy.js';
import { policies, policyById } from '#libs/policies/released.js';
import { asPolicy, releases, type Released } from '#libs/policy-releases/in-force.js';
import { noCursor } from '#libs/records/queries/cursor.js';
import { organisationsOf } from '#libs/security/permissions.js';
import { Operation } from '../http/operation.js';
import { notThere } from '../http/problem.js';
import { callerOf } from '../http/request.js';

/** A policy as it is; of a locality's also what is other than in the default that it extends. */
const shown = (policy: Policy) => ({ ...policy, differs: policy.extends ? differences(policyById(policy.id, policy.extends.version), policy) : [] });

/** The numbers that the running system goes by, as they are. */
@ApiTags('policies')
@Controller('v1/policies')
export class PoliciesController {
  constructor(private readonly record: DataSource) {}

  @Get()
  @Operation({ id: 'listPolicies', summary: 'Every released policy: defaults, localities, and what your own people released', description: '`differs`: what a locality has that its default has not, or a version of your own that the one which it changes has not, number by number.', answer: policyList })
  async list(@Req() request: Request, @Query({ schema: plainListQuery }) { cursor }: z.output<typeof plainListQuery>) {
    noCursor(cursor);
    return { items: [...policies.map(shown), ...await this.own(request)], next: null };
  }

  @Get(':pathway/:version')
  @Operation({ id: 'getPolicy', summary: 'One version of a policy', answer: policy, refusals: [404] })
  async one(@Req() request: Request, @Param('pathway') pathway: string, @Param('version') version: string, @Query({ schema: noQuery }) _query: unknown) {
    const found = policies.find((each) => each.pathway === pathway && each.version === version);
    if (found) return shown(found);
    return (await this.own(request)).find((each) => each.pathway === pathway && each.version === version) ?? (() => { throw notThere(); })();
  }

  private async own(request: Request) {
    const all = await releases(this.record.manager, organisationsOf(callerOf(request).person));
    const names = await namesOf(this.record.manager, all.map(({ by }) => by));
    return all.flatMap((release) => ofPeople(release, names));
  }
}

function ofPeople(release: Released, names: (id: string) => { id: string; name: string }) {
  const found = asPolicy(release);
  if (!found) return [];
  const { draft, base, from, by, reason } = release;
  return [{ ...found.policy, amends: { version: base, draft, from, by: names(by), reason }, differs: differences(policyById(found.policy.id, base), found.policy) }];
}
