import { Body, Controller, Get, Param, Post, Query, Req, UseInterceptors } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { noQuery } from '#libs/contracts/http/lists.js';
import { policyRehearsalList, policyRehearsalRequest, policyRehearsalsQuery, policyRehearsalView, type PolicyRehearsalRequest } from '#libs/contracts/http/policy-rehearsals.js';
import type { Changes } from '#libs/policies/amend.js';
import { releasedVersion } from '#libs/policy-releases/in-force.js';
import { askRehearsal, cancelRehearsal, listRehearsals, rehearsal } from '#libs/policy-rehearsal/rehearsals.js';
import { organisationsOf } from '#libs/security/permissions.js';
import { Permission } from '../access/permission.js';
import { CommandInterceptor, CommandOf } from '../commands/command.interceptor.js';
import { answeredWhole } from '../commands/kept-answer.js';
import type { Answer, OpenedCommand, Work } from '../commands/opened.js';
import { Operation } from '../http/operation.js';
import { notThere, Problem } from '../http/problem.js';
import { callerOf } from '../http/request.js';
import { ofOrganisation } from '../people/of-organisation.js';
import { fits, stretchOf } from './drafted.js';

/** A draft of a policy on recorded cases: who would have been called when, which deadlines would have been met. Nothing of it touches a case. */
@ApiTags('policies')
@Controller('v1')
@UseInterceptors(CommandInterceptor)
export class PolicyRehearsalsController {
  constructor(private readonly record: DataSource, private readonly permission: Permission) {}

  @Post('policies/:pathway/:version/rehearsals')
  @CommandOf({ action: 'rehearse-policy', on: 'team', location: ({ id }) => `/v1/policy-rehearsals/${String(id)}` })
  @ApiParam({ name: 'pathway', schema: { type: 'string' } })
  @ApiParam({ name: 'version', schema: { type: 'string' } })
  @Operation({ id: 'rehearsePolicy', summary: 'Rehearse a draft of a policy', description: 'On the cases of an organisation that were opened in a time, the last quarter unless given. It is worked off in the background.', answer: policyRehearsalView, status: 201, command: true, refusals: [403, 404] })
  ask(@Param('pathway') pathway: string, @Param('version') version: string, @Body({ schema: policyRehearsalRequest }) body: PolicyRehearsalRequest): Work {
    return (opened) => this.asked(opened, pathway, version, body);
  }

  @Get('policy-rehearsals')
  @Operation({ id: 'listPolicyRehearsals', summary: 'Drafts that were rehearsed, the latest first', answer: policyRehearsalList, refusals: [404] })
  list(@Req() request: Request, @Query({ schema: policyRehearsalsQuery }) { organisation, cursor, limit }: z.output<typeof policyRehearsalsQuery>) {
    return listRehearsals(this.record.manager, ofOrganisation(callerOf(request), organisation), { cursor, limit });
  }

  @Get('policy-rehearsals/:id')
  @Operation({ id: 'getPolicyRehearsal', summary: 'How far it is, and what came of it', answer: policyRehearsalView, subject: 'Rehearsal id' })
  async one(@Req() request: Request, @Param('id') id: string, @Query({ schema: noQuery }) _query: unknown) {
    return await rehearsal(this.record.manager, id, organisationsOf(callerOf(request).person)) ?? (() => { throw notThere(); })();
  }

  @Post('policy-rehearsals/:id/cancel')
  @CommandOf({ action: 'rehearse-policy', on: 'team' })
  @Operation({ id: 'cancelPolicyRehearsal', summary: 'Stop it', description: 'Nothing that it found so far is kept.', answer: policyRehearsalView, subject: 'Rehearsal id', command: true })
  cancel(@Param('id') id: string): Work {
    return async (opened) => {
      const standing = await rehearsal(this.record.manager, id, organisationsOf(opened.caller.person));
      if (!standing) throw notThere();
      this.permission.checkFor(opened.caller, 'rehearse-policy', standing.organisation);
      return this.answered(opened, async (manager) => {
        if (!(await cancelRehearsal(manager, id))) throw new Problem(409, 'rehearsal-over', 'It has ended already.');
        return id;
      }, 200);
    };
  }

  private async asked(opened: OpenedCommand, pathway: string, version: string, { reason, organisation, from, to, ...given }: PolicyRehearsalRequest): Promise<Answer> {
    const changes = given as Changes;
    const of = organisation ?? opened.caller.person.organisation.id;
    const base = await releasedVersion(this.record.manager, pathway, version, [of]);
    if (!base) throw notThere();
    this.permission.checkFor(opened.caller, 'rehearse-policy', of);
    fits(base.policy, changes);
    const { since, until, askedAt } = stretchOf(opened, { from, to });
    return this.answered(opened, (manager) => askRehearsal(manager, { organisation: of, pathway, version, changes, reason, from: since, to: until, askedBy: opened.caller.person.id, askedAt }), 201);
  }

  private answered(opened: OpenedCommand, work: (manager: DataSource['manager']) => Promise<string>, httpStatus: number): Promise<Answer> {
    return answeredWhole(this.record, opened, httpStatus, async (manager) => rehearsal(manager, await work(manager), organisationsOf(opened.caller.person)));
  }
}
