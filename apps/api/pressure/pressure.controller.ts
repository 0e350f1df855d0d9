import { Body, Controller, Get, Param, Post, Query, Req, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { reasonRequest } from '#libs/contracts/http/directory.js';
import { flowList, meetingRequest, organisationQuery, participantList, participantRequest, participantView, pressureList } from '#libs/contracts/http/pressure.js';
import { caseView, pending } from '#libs/contracts/http/views.js';
import { addParticipant, endParticipant, participant, participantsOf, participantStanding, systemsOf, type Participant } from '#libs/pressure/participants.js';
import { flowOf } from '#libs/pressure/flow.js';
import { pressureOf } from '#libs/pressure/view.js';
import { organisationsOf } from '#libs/security/permissions.js';
import { CommandInterceptor, CommandOf } from '../commands/command.interceptor.js';
import type { Work } from '../commands/opened.js';
import { Operation } from '../http/operation.js';
import { notThere } from '../http/problem.js';
import { callerOf, type Caller } from '../http/request.js';
import { DirectoryCommands } from '../people/directory-commands.js';
import { MeetingService } from './meeting.service.js';

const shown = ({ since, until, ...rest }: Participant) => ({ ...rest, since: since.toISOString(), until: until?.toISOString() ?? null });

/** How a system stands and what is being done about it, who takes part in it, and a meeting that any of them may call. */
@ApiTags('pressure')
@Controller('v1/pressure')
@UseInterceptors(CommandInterceptor)
export class PressureController {
  constructor(private readonly record: DataSource, private readonly directory: DirectoryCommands, private readonly meetings: MeetingService) {}

  @Get()
  @Operation({ id: 'getPressure', summary: 'Under which pressure your systems are, and what is being done about it', description: 'Your organisations’, and those in whose system your organisation takes part. Nobody who is cared for is in it.', answer: pressureList, refusals: [404] })
  async list(@Req() request: Request, @Query({ schema: organisationQuery }) { organisation }: z.output<typeof organisationQuery>) {
    const organisations = await this.theirs(callerOf(request), organisation);
    return { items: await Promise.all(organisations.map((each) => pressureOf(this.record.manager, each, new Date()))), next: null };
  }

  @Get('flow')
  @Operation({ id: 'getFlowMeetings', summary: 'The standing meetings about flow: the next one with its agenda, and what became of those before it', description: 'Of your organisations’ systems, and of those in whose system your organisation takes part, who see how many but not which cases. The agenda is drawn from the record as it is read. Nobody who is cared for is in it.', answer: flowList, refusals: [404] })
  async flow(@Req() request: Request, @Query({ schema: organisationQuery }) { organisation }: z.output<typeof organisationQuery>) {
    const caller = callerOf(request);
    const own = organisationsOf(caller.person);
    return { items: await Promise.all((await this.theirs(caller, organisation)).map((each) => flowOf(this.record.manager, each, new Date(), own.includes(each)))), next: null };
  }

  @Post('meetings')
  @CommandOf({ action: 'system-meeting', on: 'nothing', location: ({ id }) => `/v1/cases/${String(id)}` })
  @Operation({ id: 'callSystemMeeting', summary: 'Call a system meeting, now', description: 'Whoever works in the system or takes part in it may, at any time: everybody is called at once. Where no case is open about the system, one begins.', answer: caseView, status: 201, also: { 202: pending }, command: true, refusals: [403, 404] })
  meet(@Body({ schema: meetingRequest }) body: z.output<typeof meetingRequest>): Work {
    return (opened) => this.meetings.call(opened, body);
  }

  @Get('participants')
  @Operation({ id: 'listParticipants', summary: 'Who of your partners takes part in the system', answer: participantList, refusals: [404] })
  async participants(@Req() request: Request, @Query({ schema: organisationQuery }) { organisation }: z.output<typeof organisationQuery>) {
    const organisations = await this.theirs(callerOf(request), organisation);
    return { items: (await Promise.all(organisations.map((each) => participantsOf(this.record.manager, each)))).flat().map(shown), next: null };
  }

  @Post('participants')
  @CommandOf({ action: 'system-setup', on: 'team' })
  @Operation({ id: 'addParticipant', summary: 'Somebody of a partner takes part', description: 'Called to every system meeting by name, and asked for mutual aid.', answer: participantView, status: 201, command: true })
  add(@Body({ schema: participantRequest }) { reason, ...body }: z.output<typeof participantRequest>): Work {
    const about = { organisation: body.organisation, named: true } as const;
    return (opened) => this.directory.carryOut(opened, { about, reason, status: 201, run: async (manager) => shown(await participant(manager, await addParticipant(manager, body))) });
  }

  @Post('participants/:id/end')
  @CommandOf({ action: 'system-setup', on: 'team' })
  @Operation({ id: 'endParticipant', summary: 'They take part no more', answer: participantView, command: true, subject: 'Participant id' })
  end(@Param('id') id: string, @Body({ schema: reasonRequest }) { reason }: z.output<typeof reasonRequest>): Work {
    return async (opened) => this.directory.carryOut(opened, { about: await participantStanding(this.record.manager, id), reason, run: async (manager) => {
      await endParticipant(manager, id);
      return shown(await participant(manager, id));
    } });
  }

  private async theirs({ person }: Caller, organisation: string | undefined): Promise<string[]> {
    const systems = await systemsOf(this.record.manager, organisationsOf(person));
    if (organisation !== undefined && !systems.includes(organisation)) throw notThere();
    return organisation === undefined ? systems : [organisation];
  }
}
