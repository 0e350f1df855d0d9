import { Body, Controller, Get, Inject, Param, Post, Query, Req, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { DataSource, type EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { JsonObject } from '#libs/contracts/events.js';
import { noQuery } from '#libs/contracts/http/lists.js';
import { cohortList, cohortQuery, raised, raiseRequest, raisingLink, raisingLinkList, raisingLinkRequest, revokeRaisingLinkRequest } from '#libs/contracts/http/raising.js';
import { elapsedTime } from '#libs/domain/duration.js';
import { makeRaisingLink, raisingLinksOf, raisingToken, revokeRaisingLink, type RaisingLink } from '#libs/notices/raising-links.js';
import type { CaseClient } from '#libs/pathway/temporal/case-client.js';
import { policyOf } from '#libs/policies/released.js';
import { raise } from '#libs/raising/raise.js';
import { cohortBoard } from '#libs/records/queries/cohort-board.js';
import { ShownPeople } from '#libs/records/queries/shown-people.js';
import { caseFacts } from '#libs/records/stored.js';
import { organisationsOf } from '#libs/security/permissions.js';
import { Permission } from '../access/permission.js';
import { readingOf } from '../access/reading.js';
import { CommandInterceptor, CommandOf, Of } from '../commands/command.interceptor.js';
import { answeredWhole } from '../commands/kept-answer.js';
import type { Target, Work } from '../commands/opened.js';
import { API_SETTINGS, CASE_CLIENT, type ApiSettings } from '../commands/settings.js';
import { Operation } from '../http/operation.js';
import { notThere, Problem } from '../http/problem.js';
import { callerOf } from '../http/request.js';

const CASE = 'Case id';

/** Raising a step-up from a case of the person, links by which partners may, and who comes into crisis again and again. */
@ApiTags('raising')
@Controller('v1')
@UseInterceptors(CommandInterceptor)
export class RaisingController {
  constructor(private readonly record: DataSource, private readonly permission: Permission, @Inject(CASE_CLIENT) private readonly cases: CaseClient, @Inject(API_SETTINGS) private readonly settings: ApiSettings) {}

  @Post('cases/:id/raise')
  @CommandOf({ action: 'raise-step-up', on: 'case', itself: true })
  @Operation({ id: 'raiseStepUp', summary: 'Raise a step-up of a case’s person', description: 'To the case’s named clinical lead; from a closed case too. A gap in the script refuses nothing. Where a step-up is open already, it is told there that it was raised again.', answer: raised, status: 201, command: true, subject: CASE })
  raise(@Body({ schema: raiseRequest }) body: z.output<typeof raiseRequest>, @Of() target: Target): Work {
    return async (opened) => {
      const { person } = opened.caller;
      const found = await raise({ record: this.record, cases: this.cases }, {
        on: target.case, script: body as JsonObject, by: { person: person.id, name: person.name, organisation: person.organisation.name }, actor: { person: person.id }, updateId: opened.updateId, receivedAt: opened.receivedAt, answerBy: opened.answerBy,
      });
      const visible = (await caseFacts(this.record.manager, found.caseId))?.visibleTo.some((each) => organisationsOf(person).includes(each));
      return answeredWhole(this.record, opened, 201, async () => ({ caseId: visible ? found.caseId : null, began: found.began, raisedAt: opened.receivedAt }));
    };
  }

  @Get('cases/:id/raising-links')
  @Operation({ id: 'listRaisingLinks', summary: 'Links by which partners may raise a step-up', description: 'With their paths: whoever may make them may hand them out again.', answer: raisingLinkList, subject: CASE, refusals: [403, 404] })
  async links(@Req() request: Request, @Param('id') id: string, @Query({ schema: noQuery }) _query: unknown) {
    const { manager } = this.record;
    const facts = await caseFacts(manager, id);
    if (!facts) throw notThere();
    await this.permission.check(callerOf(request), 'raising-link', { on: 'case', case: facts });
    const links = await raisingLinksOf(manager, id);
    const shown = await this.shown(manager, links);
    // Reckoned when it is asked for: no answer that is kept holds it.
    return { items: shown.map((each, index) => { const token = each.status === 'open' ? raisingToken(this.settings.keys, links[index]!) : null; return token === null ? each : { ...each, path: `/raise/${token}` }; }), next: null };
  }

  @Post('cases/:id/raising-links')
  @CommandOf({ action: 'raising-link', on: 'case', itself: true })
  @Operation({ id: 'makeRaisingLink', summary: 'A partner without an account may raise a step-up', description: 'For one partner and this one person, until it expires or is taken back.', answer: raisingLink, status: 201, command: true, subject: CASE })
  make(@Body({ schema: raisingLinkRequest }) body: z.output<typeof raisingLinkRequest>, @Of() target: Target): Work {
    const { rehearsal, patient, owners, caseId } = target.case;
    if (rehearsal) throw new Problem(409, 'rehearsal', 'Nothing of a rehearsal leaves the house.');
    if (!patient || !owners) throw new Problem(409, 'no-patient', 'This case is about no person.');
    const lifeMs = elapsedTime(String(policyOf('step-up')!.numbers['raisingLinkLife']!.value));
    return (opened) => answeredWhole(this.record, opened, 201, async (manager) => {
      const made = await makeRaisingLink(manager, this.settings.keys, { id: opened.updateId.slice(0, 32), caseId, ...body, madeBy: opened.caller.person.id, lifeMs });
      return (await this.shown(manager, [made]))[0];
    });
  }

  @Post('cases/:id/raising-links/revoke')
  @CommandOf({ action: 'raising-link', on: 'case', itself: true })
  @Operation({ id: 'revokeRaisingLink', summary: 'Take a link back', answer: raisingLinkList, command: true, subject: CASE })
  revoke(@Body({ schema: revokeRaisingLinkRequest }) { link, reason }: z.output<typeof revokeRaisingLinkRequest>, @Of() { case: { caseId } }: Target): Work {
    return (opened) => answeredWhole(this.record, opened, 200, async (manager) => {
      if (!await revokeRaisingLink(manager, { id: link, caseId, by: opened.caller.person.id, because: reason })) throw new Problem(409, 'no-such-link', 'This case has no such link, or it was taken back before.');
      return { items: await this.shown(manager, await raisingLinksOf(manager, caseId)), next: null };
    });
  }

  @Get('repeat-crisis')
  @Operation({ id: 'listRepeatCrisis', summary: 'Who comes into crisis again and again', description: 'Escalated as often as the policy of the step-up says within its window: a step-up raised, a crisis, a return. Each with why, what is due next and whose it is, reviews, signs, risks and restrictions; whose next step is due first on top.', answer: cohortList })
  cohort(@Req() request: Request, @Query({ schema: cohortQuery }) query: z.output<typeof cohortQuery>) {
    return cohortBoard(this.record.manager, readingOf(request), query);
  }

  private async shown(manager: EntityManager, links: readonly RaisingLink[]) {
    const people = await ShownPeople.of(manager, links.flatMap(({ madeBy, revokedBy }) => [madeBy, revokedBy]));
    return links.map((link) => {
      const { id, caseId, name, organisation, knownAs, madeBy, madeAt, expiresAt, revokedAt, revokedBy, revokedBecause } = link;
      const status = revokedAt !== null ? 'revoked' : expiresAt.getTime() <= Date.now() ? 'expired' : 'open';
      return {
        id, caseId, name, organisation, knownAs, madeBy: people.person(madeBy), madeAt: madeAt.toISOString(), expiresAt: expiresAt.toISOString(), status, ...(revokedAt !== null ? { revoked: { at: revokedAt.toISOString(), by: people.person(revokedBy!), because: revokedBecause! } } : {}),
      };
    });
  }
}
