import { Body, Controller, Get, Param, Post, Query, Req, UseInterceptors } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { DataSource, type EntityManager } from 'typeorm';
import type { z } from 'zod';
import { noQuery } from '#libs/contracts/http/lists.js';
import {
  draftApprovalRequest, draftRehearsalRequest, draftReleaseRequest, draftWithdrawalRequest, movePolicyRequest, policyDraftList, policyDraftRequest, policyDraftsQuery, policyDraftView, policyRehearsalView, type DraftReleaseRequest, type PolicyDraftRequest,
} from '#libs/contracts/http/policy-rehearsals.js';
import { caseView, pending } from '#libs/contracts/http/views.js';
import { localityOf } from '#libs/directory/people.js';
import type { Changes } from '#libs/policies/amend.js';
import { askRehearsal, rehearsal } from '#libs/policy-rehearsal/rehearsals.js';
import { addDraft, draft, listDrafts, standingDraft, type StandingDraft } from '#libs/policy-releases/drafts.js';
import { releasedVersion } from '#libs/policy-releases/in-force.js';
import { approve, release, RELEASED_AHEAD_MS, withdraw } from '#libs/policy-releases/release.js';
import { organisationsOf, type Action } from '#libs/security/permissions.js';
import { Permission } from '../access/permission.js';
import { CommandInterceptor, CommandOf, Of } from '../commands/command.interceptor.js';
import { answeredWhole } from '../commands/kept-answer.js';
import type { Answer, OpenedCommand, Target, Work } from '../commands/opened.js';
import { Operation } from '../http/operation.js';
import { fieldWrong, notThere } from '../http/problem.js';
import { callerOf } from '../http/request.js';
import { ofOrganisation } from '../people/of-organisation.js';
import { fits, stretchOf } from './drafted.js';

const AHEAD_MS = 60_000;
const onDraft = (id: string, summary: string, description: string) => Operation({ id, summary, description, answer: policyDraftView, subject: 'Draft id', command: true });

/** A change of a policy on its way: drafted, rehearsed, approved by two others, released from an instant. What runs stays as it is, or is moved by choice. */
@ApiTags('policies')
@Controller('v1')
@UseInterceptors(CommandInterceptor)
export class PolicyDraftsController {
  constructor(private readonly record: DataSource, private readonly permission: Permission) {}

  @Post('policies/:pathway/:version/drafts')
  @CommandOf({ action: 'draft-policy', on: 'team', location: ({ id }) => `/v1/policy-drafts/${String(id)}` })
  @ApiParam({ name: 'pathway', schema: { type: 'string' } })
  @ApiParam({ name: 'version', schema: { type: 'string' } })
  @Operation({ id: 'draftPolicy', summary: 'Draft a change of a policy', description: 'For your organisation. It stays as it is drafted: another change is another draft.', answer: policyDraftView, status: 201, command: true, refusals: [403, 404] })
  add(@Param('pathway') pathway: string, @Param('version') version: string, @Body({ schema: policyDraftRequest }) { reason, organisation, ...given }: PolicyDraftRequest): Work {
    return async (opened) => {
      const { caller: { person }, receivedAt } = opened;
      const of = organisation ?? person.organisation.id;
      const base = await releasedVersion(this.record.manager, pathway, version, [of]);
      if (!base) throw notThere();
      this.permission.checkFor(opened.caller, 'draft-policy', of);
      if (base.policy.locality !== null && base.policy.locality !== await localityOf(this.record.manager, of)) throw fieldWrong('', 'other-locality', 'is the policy of a locality that is not yours');
      fits(base.policy, given as Changes);
      return this.answered(opened, (manager) => addDraft(manager, { organisation: of, pathway, version, changes: given as Changes, reason, author: person.id, at: new Date(receivedAt) }), 201);
    };
  }

  @Get('policy-drafts')
  @Operation({ id: 'listPolicyDrafts', summary: 'Changes of policies on their way, and those that are over, the latest first', answer: policyDraftList, refusals: [404] })
  list(@Req() request: Request, @Query({ schema: policyDraftsQuery }) { organisation, ...query }: z.output<typeof policyDraftsQuery>) {
    return listDrafts(this.record.manager, ofOrganisation(callerOf(request), organisation), query);
  }

  @Get('policy-drafts/:id')
  @Operation({ id: 'getPolicyDraft', summary: 'What it changes, and all that was done about it', answer: policyDraftView, subject: 'Draft id' })
  async one(@Req() request: Request, @Param('id') id: string, @Query({ schema: noQuery }) _query: unknown) {
    return await draft(this.record.manager, id, organisationsOf(callerOf(request).person)) ?? (() => { throw notThere(); })();
  }

  @Post('policy-drafts/:id/rehearse')
  @CommandOf({ action: 'rehearse-policy', on: 'team', location: ({ id }) => `/v1/policy-rehearsals/${String(id)}` })
  @Operation({ id: 'rehearsePolicyDraft', summary: 'Rehearse it on recorded cases', description: 'Those opened in a time, the last quarter unless given. Without a rehearsal that has ended it is not approved.', answer: policyRehearsalView, status: 201, subject: 'Draft id', command: true })
  rehearse(@Param('id') id: string, @Body({ schema: draftRehearsalRequest }) body: z.output<typeof draftRehearsalRequest>): Work {
    return async (opened) => {
      const of = await this.standing(opened, id, 'rehearse-policy');
      const { since, until, askedAt } = stretchOf(opened, body);
      const { organisation, pathway, version, changes, reason } = of;
      return answeredWhole(this.record, opened, 201, async (manager) => rehearsal(manager, await askRehearsal(manager, { organisation, pathway, version, changes, reason, from: since, to: until, askedBy: opened.caller.person.id, askedAt, draft: id }), [organisation]));
    };
  }

  @Post('policy-drafts/:id/approve')
  @CommandOf({ action: 'approve-policy', on: 'team' })
  @onDraft('approvePolicyDraft', 'Approve it', 'Two people do who are not its author, after it was rehearsed on a case at least; `withoutCases` where there truly is none.')
  approve(@Param('id') id: string, @Body({ schema: draftApprovalRequest }) { because, withoutCases }: z.output<typeof draftApprovalRequest>): Work {
    return this.about(id, 'approve-policy', (manager, person, at) => approve(manager, id, { person, because, withoutCases: withoutCases === true, at }));
  }

  @Post('policy-drafts/:id/withdraw')
  @CommandOf({ action: 'draft-policy', on: 'team' })
  @onDraft('withdrawPolicyDraft', 'Take it back', 'It stays in the list, with the reason.')
  withdraw(@Param('id') id: string, @Body({ schema: draftWithdrawalRequest }) { reason }: z.output<typeof draftWithdrawalRequest>): Work {
    return this.about(id, 'draft-policy', (manager, person, at) => withdraw(manager, id, person, reason, at));
  }

  @Post('policy-drafts/:id/release')
  @CommandOf({ action: 'release-policy', on: 'team' })
  @onDraft('releasePolicyDraft', 'Release it', 'New cases of the organisation start with it from that instant on, under a version of its own. It takes the place of what was released before it and begins later. What runs goes on as it is: POST /v1/cases/{id}/policy moves a case.')
  release(@Param('id') id: string, @Body({ schema: draftReleaseRequest }) { from, reason }: DraftReleaseRequest): Work {
    return this.about(id, 'release-policy', async (manager, person, at) => {
      const since = from === undefined ? at : new Date(from);
      if (since.getTime() < at.getTime() - AHEAD_MS) throw fieldWrong('/from', 'in-the-past', 'must not lie in the past: cases have started since');
      if (since.getTime() > at.getTime() + RELEASED_AHEAD_MS) throw fieldWrong('/from', 'too-far-ahead', 'must lie at most 90 days ahead');
      await release(manager, id, { person, from: since, reason, at });
    });
  }

  @Post('cases/:id/policy')
  @CommandOf({ action: 'move-policy', on: 'case' })
  @Operation({ id: 'movePolicy', summary: 'Move a case to another version of its policy', description: 'What opens from here on, and every climb, goes by it; what is open keeps its due time.', answer: caseView, also: { 202: pending }, command: true, subject: 'Case id' })
  async move(@Body({ schema: movePolicyRequest }) { version, reason }: z.output<typeof movePolicyRequest>, @Of() { case: of }: Target): Promise<Work> {
    const found = await releasedVersion(this.record.manager, of.pathway, version, [of.organisation]);
    if (!found || (found.policy.locality !== null && found.policy.locality !== of.locality)) throw fieldWrong('/version', 'unknown-version', 'is no version that this organisation’s cases may run by');
    return { type: 'move-policy', policy: found.ref, reason };
  }

  /** Something done about a draft of one’s own organisation, answered with the draft as it then stands. */
  private about(id: string, action: Action, work: (manager: EntityManager, person: string, at: Date) => Promise<void>): Work {
    return async (opened) => {
      await this.standing(opened, id, action);
      return this.answered(opened, async (manager) => { await work(manager, opened.caller.person.id, new Date(opened.receivedAt)); return id; }, 200);
    };
  }

  /** @throws Problem 404, 403 */
  private async standing({ caller }: OpenedCommand, id: string, action: Action): Promise<StandingDraft> {
    const found = await standingDraft(this.record.manager, id, organisationsOf(caller.person));
    if (!found) throw notThere();
    this.permission.checkFor(caller, action, found.organisation);
    return found;
  }

  private answered(opened: OpenedCommand, work: (manager: EntityManager) => Promise<string>, httpStatus: number): Promise<Answer> {
    return answeredWhole(this.record, opened, httpStatus, async (manager) => draft(manager, await work(manager), organisationsOf(opened.caller.person)));
  }
}
