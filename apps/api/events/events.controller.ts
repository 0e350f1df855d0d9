import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { eventsQuery } from '#libs/contracts/http/lists.js';
import { organisationsOf } from '#libs/security/permissions.js';
import { Operation } from '../http/operation.js';
import { callerOf } from '../http/request.js';
import { Feed } from './feed.js';
import { streamChanges } from './stream.js';

/** What changed, as it changes. */
@ApiTags('events')
@Controller('v1/events')
export class EventsController {
  constructor(private readonly feed: Feed) {}

  @Get()
  @ApiProduces('text/event-stream')
  @Operation({ id: 'listenToEvents', summary: 'What changed among the cases that you may see, ids only', description: 'Server-Sent Events: `changed` with `{ cases: [id] }`, `everything` where too much changed since `Last-Event-ID`. Some are told twice after coming back.', answer: z.string() })
  listen(@Req() request: Request, @Res() response: Response, @Query({ schema: eventsQuery }) { rehearsal = false }: z.output<typeof eventsQuery>): Promise<void> {
    return streamChanges(this.feed, request, response, { organisations: organisationsOf(callerOf(request).person), rehearsal });
  }
}
