import { Body, Controller, Inject, Post, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { linkRequest, openedLink } from '#libs/contracts/http/links.js';
import { openLink } from '#libs/notices/links.js';
import { CommandInterceptor, CommandOf } from '../commands/command.interceptor.js';
import { answeredWhole } from '../commands/kept-answer.js';
import type { Work } from '../commands/opened.js';
import { API_SETTINGS, type ApiSettings } from '../commands/settings.js';
import { Operation } from '../http/operation.js';

/** The link of a notice, opened by the person whom it was sent to. */
@ApiTags('links')
@Controller('v1/links')
@UseInterceptors(CommandInterceptor)
export class LinksController {
  constructor(private readonly record: DataSource, @Inject(API_SETTINGS) private readonly settings: ApiSettings) {}

  @Post('open')
  @CommandOf({ action: 'open-link', on: 'team' })
  @Operation({
    id: 'openLink', summary: 'Which task a link opens', command: true, answer: openedLink, refusals: [403, 404, 410],
    description: 'Once, for the person whom it was sent to, for a short time. Opening it acknowledges nothing. 409 `link-used` and 410 `link-expired` carry `taskId`: the task is still there.',
  })
  open(@Body({ schema: linkRequest }) { token }: z.output<typeof linkRequest>): Work {
    return (opened) => answeredWhole(this.record, opened, 200, (manager) => openLink(manager, this.settings.keys, { token, person: opened.caller.person.id }));
  }
}
