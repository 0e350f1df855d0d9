import { Body, Controller, Get, Param, Post, Query, Req, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { DataSource, type EntityManager } from 'typeorm';
import type { z } from 'zod';
import { coverList, coverRequest, coversQuery, coverView, leaveList, leaveQuery, leftBehindList, leftBehindQuery, reasonRequest } from '#libs/contracts/http/directory.js';
import { emptyRequest } from '#libs/contracts/http/tasks.js';
import { answerCover, offerCover, stepDown, withdrawCover } from '#libs/directory/absence-changes.js';
import { everythingAnsweredFor } from '#libs/directory/answers-for.js';
import { wrong } from '#libs/directory/change.js';
import { leftBehind } from '#libs/directory/left-behind.js';
import { covers, coverStanding, leaves, personStanding, type AsLead, type CoverStanding, type CoverView } from '#libs/directory/people-views.js';
import { tellOfSteppingDown } from '#libs/notices/cover-mails.js';
import { organisationsOf } from '#libs/security/permissions.js';
import { CommandInterceptor, CommandOf } from '../commands/command.interceptor.js';
import type { Work } from '../commands/opened.js';
import { Operation } from '../http/operation.js';
import { callerOf, type Caller } from '../http/request.js';
import { DirectoryCommands } from './directory-commands.js';
import { ofOrganisation } from './of-organisation.js';

const DAY = 86_400_000;
const onCover = (id: string, summary: string) => Operation({ id, summary, answer: coverView, command: true, subject: 'Cover id' });

/** Who is away, who covers for them, and what those who left have left behind. */
@ApiTags('people')
@Controller('v1')
@UseInterceptors(CommandInterceptor)
export class AbsenceController {
  constructor(private readonly record: DataSource, private readonly directory: DirectoryCommands) {}

  @Get('covers')
  @Operation({ id: 'listCovers', summary: 'Who covers for whom', answer: coverList })
  covers(@Req() request: Request, @Query({ schema: coversQuery }) { rehearsal: _rehearsal, ...query }: z.output<typeof coversQuery>) {
    return covers(this.record.manager, { organisations: organisationsOf(callerOf(request).person), ...query });
  }

  @Post('covers')
  @CommandOf({ action: 'absence', on: 'team', location: ({ id }) => `/v1/covers/${String(id)}` })
  @Operation({ id: 'offerCover', summary: 'Ask somebody to cover', description: 'It counts when they accept. A circle is refused.', answer: coverView, status: 201, command: true })
  offer(@Body({ schema: coverRequest }) { reason, ...body }: z.output<typeof coverRequest>): Work {
    return async (opened) => {
      const known = await personStanding(this.record.manager, body.person);
      // Another organisation's people are as if they were not there.
      const found = known && organisationsOf(opened.caller.person).includes(known.organisation) ? known : wrong('/person', 'unknown-person', 'is nobody in the directory');
      return this.directory.carryOut(opened, {
        about: { organisation: found.organisation, person: found.id, lead: found.lead }, reason, status: 201, run: async (manager) => this.shown(manager, found.organisation, await offerCover(manager, found.organisation, opened.caller.person.id, body)),
      });
    };
  }

  @Post('covers/:id/accept')
  @CommandOf({ action: 'cover-answer', on: 'team' })
  @onCover('acceptCover', 'You cover')
  accept(@Param('id') id: string, @Body({ schema: emptyRequest }) _body: z.output<typeof emptyRequest>): Work {
    return this.change(id, 'accepted', (manager) => answerCover(manager, id, 'accepted'));
  }

  @Post('covers/:id/decline')
  @CommandOf({ action: 'cover-answer', on: 'team' })
  @onCover('declineCover', 'You do not cover')
  decline(@Param('id') id: string, @Body({ schema: reasonRequest }) { reason }: z.output<typeof reasonRequest>): Work {
    return this.change(id, reason, (manager) => answerCover(manager, id, 'declined'));
  }

  @Post('covers/:id/step-down')
  @CommandOf({ action: 'cover-answer', on: 'team' })
  @Operation({ id: 'stepDownFromCover', summary: 'You accepted to cover, and do not any more', description: 'The covered person and their lead are told by mail.', answer: coverView, command: true, subject: 'Cover id' })
  stepDown(@Param('id') id: string, @Body({ schema: reasonRequest }) { reason }: z.output<typeof reasonRequest>): Work {
    return this.change(id, reason, async (manager, about) => {
      await stepDown(manager, id);
      await tellOfSteppingDown(manager, await this.shown(manager, about.organisation, id), about, new Date());
    });
  }

  @Post('covers/:id/withdraw')
  @CommandOf({ action: 'absence', on: 'team' })
  @onCover('withdrawCover', 'Nobody needs to cover any more')
  withdraw(@Param('id') id: string, @Body({ schema: reasonRequest }) { reason }: z.output<typeof reasonRequest>): Work {
    return this.change(id, reason, (manager) => withdrawCover(manager, id));
  }

  @Get('leave')
  @Operation({ id: 'listLeave', summary: 'Who is away, and for whom nobody covers', description: 'Without `from` and `until`: now and within a day, so that a lead sees leave without cover the day before. `mine`: of people whom you lead.', answer: leaveList })
  async leave(@Req() request: Request, @Query({ schema: leaveQuery }) { from, until, withoutCover, mine, cursor, limit }: z.output<typeof leaveQuery>) {
    const start = from === undefined ? new Date() : new Date(from);
    return leaves(this.record.manager, { organisations: organisationsOf(callerOf(request).person), from: start, until: until === undefined ? new Date(start.getTime() + DAY) : new Date(until), withoutCover, lead: await this.asLead(callerOf(request), mine), cursor, limit });
  }

  @Get('reassignments')
  @Operation({ id: 'listReassignments', summary: 'What those who left still have', description: 'For their team’s lead to hand on, or where they have none for whoever leads escalations (`mine`): POST /v1/people/{id}/reassign.', answer: leftBehindList })
  async left(@Req() request: Request, @Query({ schema: leftBehindQuery }) { organisation, mine, cursor, limit }: z.output<typeof leftBehindQuery>) {
    const caller = callerOf(request);
    return leftBehind(this.record.manager, { organisations: ofOrganisation(caller, organisation), lead: await this.asLead(caller, mine), cursor, limit });
  }

  /** Whom the caller leads: undefined where everybody was asked for. Who has no lead is whose who answers for escalations. */
  private async asLead({ person }: Caller, mine: boolean | undefined): Promise<AsLead | undefined> {
    if (mine !== true) return undefined;
    const { roles, covered } = await everythingAnsweredFor(this.record.manager, person.id, new Date());
    return {
      leads: [person.id, ...covered.filter(({ role }) => role === 'action-owner').map((each) => each.person)],
      organisations: roles.filter(({ role, scoped, teams }) => role === 'escalation-lead' && (!scoped || teams.includes(null))).map(({ organisation }) => organisation),
    };
  }

  private change(id: string, reason: string, change: (manager: EntityManager, about: CoverStanding) => Promise<void>): Work {
    return async (opened) => {
      const found = await coverStanding(this.record.manager, id);
      return this.directory.carryOut(opened, {
        about: found && { organisation: found.organisation, person: found.person, lead: found.lead, asked: found.by }, reason, run: async (manager) => {
          await change(manager, found!);
          return this.shown(manager, found!.organisation, id);
        },
      });
    };
  }

  private async shown(manager: EntityManager, organisation: string, id: string): Promise<CoverView> {
    return (await covers(manager, { organisations: [organisation], id })).items[0]!;
  }
}
