import { Body, Controller, Get, Inject, Param, Post, Query, Req, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { reasonRequest } from '#libs/contracts/http/directory.js';
import { organisationQuery, sourceList, sourceRequest, sourceView, sourceWithSecret } from '#libs/contracts/http/pressure.js';
import { addSource, endSource, openSourceSecret, sourcesOf, sourceStanding, type Source } from '#libs/pressure/sources.js';
import { may } from '#libs/security/permissions.js';
import { CommandInterceptor, CommandOf } from '../commands/command.interceptor.js';
import type { Work } from '../commands/opened.js';
import { API_SETTINGS, type ApiSettings } from '../commands/settings.js';
import { Operation } from '../http/operation.js';
import { notYours } from '../http/problem.js';
import { callerOf } from '../http/request.js';
import { DirectoryCommands, standingIn } from '../people/directory-commands.js';
import { ofOrganisation } from '../people/of-organisation.js';

const shown = ({ createdAt, endedAt, lastHeardAt, ...rest }: Source) => ({ ...rest, createdAt: createdAt.toISOString(), endedAt: endedAt?.toISOString() ?? null, lastHeardAt: lastHeardAt?.toISOString() ?? null });

/** Who sends indicators, each with a secret of its own. */
@ApiTags('pressure')
@Controller('v1/indicator-sources')
@UseInterceptors(CommandInterceptor)
export class IndicatorSourcesController {
  constructor(private readonly record: DataSource, private readonly directory: DirectoryCommands, @Inject(API_SETTINGS) private readonly settings: ApiSettings) {}

  @Get()
  @Operation({ id: 'listIndicatorSources', summary: 'Who sends indicators, and when they were heard last', answer: sourceList, refusals: [403] })
  async list(@Req() request: Request, @Query({ schema: organisationQuery }) { organisation }: z.output<typeof organisationQuery>) {
    const caller = callerOf(request);
    const theirs = ofOrganisation(caller, organisation).filter((each) => may(caller.person, 'system-setup', standingIn({ organisation: each })));
    if (theirs.length === 0) throw notYours();
    return { items: (await sourcesOf(this.record.manager, theirs)).map(shown), next: null };
  }

  @Post()
  @CommandOf({ action: 'system-setup', on: 'team', secret: openSourceSecret })
  @Operation({ id: 'addIndicatorSource', summary: 'Somebody sends indicators', description: 'Its secret is shown once; it signs POST /v1/indicators with it.', answer: sourceWithSecret, status: 201, command: true })
  add(@Body({ schema: sourceRequest }) { reason, ...body }: z.output<typeof sourceRequest>): Work {
    return (opened) => this.directory.carryOut(opened, { about: { organisation: body.organisation, named: true }, reason, status: 201, run: async (manager) => {
      const { id, secret } = await addSource(manager, this.settings.keys, opened.caller.person.id, body);
      return { ...shown((await sourcesOf(manager, [body.organisation], id))[0]!), secret };
    } });
  }

  @Post(':id/end')
  @CommandOf({ action: 'system-setup', on: 'team' })
  @Operation({ id: 'endIndicatorSource', summary: 'Nothing is taken from it any more', description: 'A new secret is a new source: add it, let the sender change over, end the old one.', answer: sourceView, command: true, subject: 'Source id' })
  end(@Param('id') id: string, @Body({ schema: reasonRequest }) { reason }: z.output<typeof reasonRequest>): Work {
    return async (opened) => {
      const about = await sourceStanding(this.record.manager, id);
      return this.directory.carryOut(opened, { about, reason, run: async (manager) => {
        await endSource(manager, id);
        return shown((await sourcesOf(manager, [about!.organisation], id))[0]!);
      } });
    };
  }
}
