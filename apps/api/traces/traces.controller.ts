import { Body, Controller, Get, Param, Post, Query, Req, Res, StreamableFile, UseInterceptors } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { noQuery } from '#libs/contracts/http/lists.js';
import { traceList, traceRequest, traceReview, tracesQuery, traceView, traceWithdrawal } from '#libs/contracts/http/traces.js';
import { caseFacts } from '#libs/records/stored.js';
import { may, organisationsOf } from '#libs/security/permissions.js';
import { traceAsPdf } from '#libs/traces/pdf.js';
import { act, listTraces, makeTrace, releaseTrace, trace, withdrawTrace, type NotReleased, type TraceView } from '#libs/traces/traces.js';
import { Permission } from '../access/permission.js';
import { viewerOf } from '../access/reading.js';
import { CommandInterceptor, CommandOf } from '../commands/command.interceptor.js';
import { answeredWhole } from '../commands/kept-answer.js';
import type { Answer, OpenedCommand, Work } from '../commands/opened.js';
import { Operation } from '../http/operation.js';
import { fieldWrong, fieldsWrong, notThere, Problem } from '../http/problem.js';
import { callerOf, type Caller } from '../http/request.js';
import { ofOrganisation } from '../people/of-organisation.js';
import { TraceRehearsalService } from '../supervision/trace-rehearsal.service.js';

const reviewing = ({ person }: Caller) => (organisation: string): boolean => may(person, 'decision-traces', { organisation, owners: null });
const TRACE = 'Decision trace id';

/** Cases and decisions told without people, for inspection. Nothing is released of which somebody has not reviewed every text. */
@ApiTags('governance')
@Controller('v1/decision-traces')
@UseInterceptors(CommandInterceptor)
export class TracesController {
  constructor(private readonly record: DataSource, private readonly permission: Permission, private readonly rehearsals: TraceRehearsalService) {}

  @Post()
  @CommandOf({ action: 'decision-traces', on: 'team', location: ({ id }) => `/v1/decision-traces/${String(id)}` })
  @Operation({ id: 'makeDecisionTrace', summary: 'Draft a story without people from a case, or from one of its decisions', description: 'Instants are moved, names taken out as far as they are known; it is read by those who may review it, until somebody has.', answer: traceView, status: 201, command: true, refusals: [403, 404] })
  make(@Body({ schema: traceRequest }) { caseId, decision }: z.output<typeof traceRequest>): Work {
    return async (opened) => {
      const facts = await caseFacts(this.record.manager, caseId);
      if (!facts || !organisationsOf(opened.caller.person).some((organisation) => facts.visibleTo.includes(organisation))) throw fieldWrong('/caseId', 'unknown-case', 'is no case that you may see');
      this.permission.checkFor(opened.caller, 'decision-traces', facts.organisation);
      if (facts.rehearsal) throw new Problem(409, 'rehearsal', 'A rehearsal is nothing that an inspection is shown.');
      return this.answered(opened, 201, async (manager) => {
        const id = await makeTrace(manager, { viewer: viewerOf(opened.caller), now: new Date(opened.receivedAt) }, { caseId, decision: decision ?? null });
        if (id === null) throw fieldWrong('/decision', 'no-such-decision', 'is no decision of this case');
        return id;
      });
    };
  }

  @Get()
  @Operation({ id: 'listDecisionTraces', summary: 'Stories that were released, the latest first; to whoever may review them all of them', answer: traceList, refusals: [404] })
  list(@Req() request: Request, @Query({ schema: tracesQuery }) { organisation, cursor, limit }: z.output<typeof tracesQuery>) {
    const caller = callerOf(request);
    const organisations = ofOrganisation(caller, organisation);
    return listTraces(this.record.manager, { organisations, reviewed: organisations.filter(reviewing(caller)) }, { cursor, limit });
  }

  @Get(':id')
  @Operation({ id: 'getDecisionTrace', summary: 'A story; that it was read is written down', answer: traceView, subject: TRACE })
  async one(@Req() request: Request, @Param('id') id: string, @Query({ schema: noQuery }) _query: unknown) {
    const found = await this.found(this.record.manager, callerOf(request), id);
    await act(this.record.manager, found.id, callerOf(request).person.id, 'read');
    return found;
  }

  @Get(':id/pdf')
  @ApiProduces('application/pdf')
  @Operation({ id: 'getDecisionTracePdf', summary: 'A released story as a file to hand over; that it was taken is written down', answer: z.string().meta({ format: 'binary' }), subject: TRACE, refusals: [404, 409] })
  async pdf(@Req() request: Request, @Res({ passthrough: true }) response: Response, @Param('id') id: string, @Query({ schema: noQuery }) _query: unknown) {
    const { status, story, releasedAt } = await this.found(this.record.manager, callerOf(request), id);
    if (status !== 'released' || !story) throw new Problem(409, 'not-released', 'Nobody has reviewed every text of it and released it.');
    await act(this.record.manager, id, callerOf(request).person.id, 'taken-as-pdf');
    response.setHeader('Cache-Control', 'no-store');
    return new StreamableFile(await traceAsPdf(story, new Date(releasedAt!)), { type: 'application/pdf', disposition: 'attachment; filename="decision-trace.pdf"' });
  }

  @Post(':id/release')
  @CommandOf({ action: 'decision-traces', on: 'team' })
  @Operation({ id: 'releaseDecisionTrace', summary: 'Release it with every text as you have reviewed it', description: 'Refused while a text is missing, or one may still say who somebody is (`identity-left`, each with its pointer).', answer: traceView, subject: TRACE, command: true })
  release(@Param('id') id: string, @Body({ schema: traceReview }) { texts, notNames }: z.output<typeof traceReview>): Work {
    return async (opened) => {
      await this.reviewed(opened.caller, id);
      return this.answered(opened, 200, async (manager) => {
        const against = await releaseTrace(manager, id, { by: opened.caller.person.id, at: new Date(opened.receivedAt), texts, notNames });
        if (against === 'over') throw new Problem(409, 'no-draft', 'It was released or taken back before.');
        if (against) throw notReleased(against);
        return id;
      });
    };
  }

  @Post(':id/withdraw')
  @CommandOf({ action: 'decision-traces', on: 'team' })
  @Operation({ id: 'withdrawDecisionTrace', summary: 'Take it back: nobody else reads it any more', description: 'Rehearsals that were prepared from it end.', answer: traceView, subject: TRACE, command: true })
  withdraw(@Param('id') id: string, @Body({ schema: traceWithdrawal }) { reason }: z.output<typeof traceWithdrawal>): Work {
    return async (opened) => {
      await this.reviewed(opened.caller, id);
      const first = await this.record.transaction((manager) => withdrawTrace(manager, id, opened.caller.person.id, reason));
      await this.rehearsals.end(opened, id);
      if (!first && !opened.again) throw new Problem(409, 'withdrawn', 'It was taken back before.');
      return this.answered(opened, 200, async () => id);
    };
  }

  private async found(manager: EntityManager, caller: Caller, id: string): Promise<TraceView> {
    return await trace(manager, id, { organisations: organisationsOf(caller.person), reviewing: reviewing(caller) }) ?? (() => { throw notThere(); })();
  }
  private async reviewed(caller: Caller, id: string): Promise<void> {
    this.permission.checkFor(caller, 'decision-traces', (await this.found(this.record.manager, caller, id)).organisation);
  }

  private answered(opened: OpenedCommand, httpStatus: number, work: (manager: EntityManager) => Promise<string>): Promise<Answer> {
    return answeredWhole(this.record, opened, httpStatus, async (manager) => this.found(manager, opened.caller, await work(manager)));
  }
}

const kinds: Readonly<Record<NotReleased['left'][number]['found'][number]['kind'], string>> = { 'known-name': 'a name that the case knows', 'name-like': 'looks like a name', number: 'a number', date: 'a date', address: 'an address', contact: 'a way to reach somebody' };
function notReleased({ unreviewed, unknown, left }: NotReleased): Problem {
  return fieldsWrong([
    ...left.map(({ index, found }) => ({ pointer: `/texts/${index}/text`, code: 'identity-left', message: `may say who somebody is: ${found.slice(0, 10).map((each) => `‘${each.found}’ (${kinds[each.kind]})`).join(', ')}` })),
    ...unknown.map((id) => ({ pointer: '/texts', code: 'unknown-text', message: `has ‘${id.slice(0, 100)}’, which is no text of the draft` })),
    ...unreviewed.map((id) => ({ pointer: '/texts', code: 'not-reviewed', message: `lacks ‘${id}’: nobody has reviewed it` })),
  ]);
}
