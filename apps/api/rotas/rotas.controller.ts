import { Body, Controller, Get, Header, Param, Post, Query, Req, UseInterceptors } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { directoryQuery, overrideRequest, overrideWithdrawRequest, reasonRequest, rotaList, rotaRequest, rotaView as rotaSchema, rulesRequest, stretchQuery } from '#libs/contracts/http/directory.js';
import { noQuery } from '#libs/contracts/http/lists.js';
import { calendarFeed, feedOf } from '#libs/directory/calendar-feed.js';
import { addRota, changeRules, endRota, override, withdrawOverride } from '#libs/directory/rota-changes.js';
import { rotas, rotaStanding, rotaView, type RotaStanding } from '#libs/directory/rota-page.js';
import { organisationsOf } from '#libs/security/permissions.js';
import { CommandInterceptor, CommandOf } from '../commands/command.interceptor.js';
import type { Work } from '../commands/opened.js';
import { stretchOf, withinTheTable } from '../coverage/stretch.js';
import { Operation } from '../http/operation.js';
import { notThere } from '../http/problem.js';
import { callerOf } from '../http/request.js';
import { DirectoryCommands } from '../people/directory-commands.js';
import { ofOrganisation } from '../people/of-organisation.js';

const onRota = (id: string, summary: string, description?: string) => Operation({ id, summary, ...(description ? { description } : {}), answer: rotaSchema, command: true, subject: 'Rota id' });

/** Who takes turns at a role. */
@ApiTags('rotas')
@Controller('v1/rotas')
@UseInterceptors(CommandInterceptor)
export class RotasController {
  constructor(private readonly record: DataSource, private readonly directory: DirectoryCommands) {}

  @Get()
  @Operation({ id: 'listRotas', summary: 'Rotas and their rules', answer: rotaList })
  list(@Req() request: Request, @Query({ schema: directoryQuery }) { organisation, cursor, limit }: z.output<typeof directoryQuery>) {
    return rotas(this.record.manager, { organisations: ofOrganisation(callerOf(request), organisation), cursor, limit });
  }

  // Before `:id`, which would take it as well.
  @Get(':id.ics')
  @Operation({ id: 'rotaCalendar', summary: 'The calendar of a rota, a team or a person', description: 'iCalendar: a week back and three months ahead. Each event names who is called then.', answer: z.string(), subject: 'Id of a rota, a team or a person' })
  @ApiProduces('text/calendar')
  @Header('Content-Type', 'text/calendar; charset=utf-8')
  async calendar(@Req() request: Request, @Param('id') id: string, @Query({ schema: noQuery }) _query: unknown) {
    const { person } = callerOf(request);
    const of = await feedOf(this.record.manager, id, person.organisation.id);
    if (!of || !organisationsOf(person).includes(of.organisation)) throw notThere();
    return withinTheTable(() => calendarFeed(this.record.manager, of, new Date()));
  }

  @Get(':id')
  @Operation({ id: 'getRota', summary: 'A rota, and who is called through its shifts', description: '`from` and `to` at most 92 days apart; without them the coming four weeks.', answer: rotaSchema, subject: 'Rota id' })
  async one(@Req() request: Request, @Param('id') id: string, @Query({ schema: stretchQuery }) query: z.output<typeof stretchQuery>) {
    const { person } = callerOf(request);
    const rota = await rotaStanding(this.record.manager, id);
    if (!rota || (rota.organisation !== null && !organisationsOf(person).includes(rota.organisation))) throw notThere();
    return this.shown(this.record.manager, rota, rota.organisation ?? person.organisation.id, stretchOf(query));
  }

  @Post()
  @CommandOf({ action: 'directory', on: 'team', location: ({ id }) => `/v1/rotas/${String(id)}` })
  @Operation({ id: 'addRota', summary: 'A new rota', answer: rotaSchema, status: 201, command: true })
  add(@Body({ schema: rotaRequest }) { reason, scope, ...body }: z.output<typeof rotaRequest>): Work {
    return (opened) => this.directory.carryOut(opened, {
      about: { organisation: body.organisation, named: true }, reason, status: 201, run: async (manager) => this.again(manager, await addRota(manager, { ...body, team: scope?.id }), body.organisation),
    });
  }

  @Post(':id/rules')
  @CommandOf({ action: 'directory', on: 'team' })
  @onRota('changeRota', 'Other rules from now on')
  rules(@Param('id') id: string, @Body({ schema: rulesRequest }) { reason, rules }: z.output<typeof rulesRequest>): Work {
    return this.change(id, reason, (manager, organisation) => changeRules(manager, { id, organisation }, rules));
  }

  @Post(':id/overrides')
  @CommandOf({ action: 'directory', on: 'team' })
  @onRota('overrideShift', 'Somebody else for one shift')
  override(@Param('id') id: string, @Body({ schema: overrideRequest }) { reason, ...body }: z.output<typeof overrideRequest>): Work {
    return this.change(id, reason, (manager, organisation) => override(manager, { id, organisation }, body));
  }

  @Post(':id/overrides/withdraw')
  @CommandOf({ action: 'directory', on: 'team' })
  @onRota('withdrawOverride', 'The rota as its rules say')
  withdraw(@Param('id') id: string, @Body({ schema: overrideWithdrawRequest }) body: z.output<typeof overrideWithdrawRequest>): Work {
    return this.change(id, body.reason, (manager) => withdrawOverride(manager, id, body.override));
  }

  @Post(':id/end')
  @CommandOf({ action: 'directory', on: 'team' })
  @onRota('endRota', 'The rota ends', 'From now on whoever holds the role answers.')
  end(@Param('id') id: string, @Body({ schema: reasonRequest }) { reason }: z.output<typeof reasonRequest>): Work {
    return this.change(id, reason, (manager) => endRota(manager, id));
  }

  /** A change of one rota. One of no organisation is for whoever runs the product. */
  private change(id: string, reason: string, change: (manager: EntityManager, organisation: string) => Promise<unknown>): Work {
    return async (opened) => {
      const found = await rotaStanding(this.record.manager, id);
      const organisation = found?.organisation ?? null;
      return this.directory.carryOut(opened, {
        about: organisation === null ? null : { organisation }, reason, run: async (manager) => {
          await change(manager, organisation!);
          return this.again(manager, id, organisation!);
        },
      });
    };
  }

  private async again(manager: EntityManager, id: string, organisation: string): Promise<unknown> {
    return this.shown(manager, (await rotaStanding(manager, id))!, organisation, stretchOf({}));
  }

  private shown(manager: EntityManager, rota: RotaStanding, organisation: string, { from, to }: { from: Date; to: Date }): Promise<unknown> {
    return withinTheTable(() => rotaView(manager, rota, organisation, from, to));
  }
}
