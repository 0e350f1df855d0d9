import { Body, Controller, Get, Param, Post, Query, Req, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { DataSource, type EntityManager } from 'typeorm';
import type { z } from 'zod';
import { directoryQuery, memberEndRequest, memberRequest, teamLeadRequest, teamList, teamLocalityRequest, teamRequest, teamView } from '#libs/contracts/http/directory.js';
import { activeIn } from '#libs/directory/change.js';
import { addTeam, joinTeam, leaveTeam, setLead, setLocality } from '#libs/directory/people-changes.js';
import { teams, teamStanding } from '#libs/directory/people-views.js';
import { CommandInterceptor, CommandOf } from '../commands/command.interceptor.js';
import type { Work } from '../commands/opened.js';
import { Operation } from '../http/operation.js';
import { callerOf } from '../http/request.js';
import { DirectoryCommands } from './directory-commands.js';
import { ofOrganisation } from './of-organisation.js';

const onTeam = (id: string, summary: string) => Operation({ id, summary, answer: teamView, command: true, subject: 'Team id' });

/** Teams: a case is its coordinator's team's. */
@ApiTags('people')
@Controller('v1/teams')
@UseInterceptors(CommandInterceptor)
export class TeamsController {
  constructor(private readonly record: DataSource, private readonly directory: DirectoryCommands) {}

  @Get()
  @Operation({ id: 'listTeams', summary: 'Teams, their leads and people', answer: teamList })
  list(@Req() request: Request, @Query({ schema: directoryQuery }) { organisation, cursor, limit }: z.output<typeof directoryQuery>) {
    return teams(this.record.manager, { organisations: ofOrganisation(callerOf(request), organisation), cursor, limit });
  }

  @Post()
  @CommandOf({ action: 'directory', on: 'team', location: ({ id }) => `/v1/teams/${String(id)}` })
  @Operation({ id: 'addTeam', summary: 'A new team', answer: teamView, status: 201, command: true })
  add(@Body({ schema: teamRequest }) { reason, ...body }: z.output<typeof teamRequest>): Work {
    return (opened) => this.directory.carryOut(opened, { about: { organisation: body.organisation, named: true }, reason, status: 201, run: async (manager) => this.shown(manager, body.organisation, await addTeam(manager, body)) });
  }

  @Post(':id/lead')
  @CommandOf({ action: 'directory', on: 'team' })
  @onTeam('setTeamLead', 'Who leads the team')
  lead(@Param('id') id: string, @Body({ schema: teamLeadRequest }) { reason, lead }: z.output<typeof teamLeadRequest>): Work {
    return this.change(id, reason, (manager, organisation) => setLead(manager, { id, organisation }, lead));
  }

  @Post(':id/locality')
  @CommandOf({ action: 'directory', on: 'team' })
  @onTeam('setTeamLocality', 'Where the team works')
  locality(@Param('id') id: string, @Body({ schema: teamLocalityRequest }) { reason, locality }: z.output<typeof teamLocalityRequest>): Work {
    return this.change(id, reason, (manager) => setLocality(manager, id, locality));
  }

  @Post(':id/members')
  @CommandOf({ action: 'directory', on: 'team' })
  @onTeam('joinTeam', 'Somebody joins the team')
  join(@Param('id') id: string, @Body({ schema: memberRequest }) { reason, ...body }: z.output<typeof memberRequest>): Work {
    return this.change(id, reason, async (manager, organisation) => {
      await activeIn(manager, organisation, body.person, '/person');
      await joinTeam(manager, id, body);
    });
  }

  @Post(':id/members/end')
  @CommandOf({ action: 'directory', on: 'team' })
  @onTeam('leaveTeam', 'Somebody leaves the team')
  leave(@Param('id') id: string, @Body({ schema: memberEndRequest }) { reason, person, until }: z.output<typeof memberEndRequest>): Work {
    return this.change(id, reason, (manager) => leaveTeam(manager, id, person, until));
  }

  private change(id: string, reason: string, change: (manager: EntityManager, organisation: string) => Promise<void>): Work {
    return async (opened) => {
      const about = await teamStanding(this.record.manager, id);
      return this.directory.carryOut(opened, {
        about, reason, run: async (manager) => {
          await change(manager, about!.organisation);
          return this.shown(manager, about!.organisation, id);
        },
      });
    };
  }

  private async shown(manager: EntityManager, organisation: string, id: string): Promise<unknown> {
    return (await teams(manager, { organisations: [organisation], id })).items[0];
  }
}
