import { Body, Controller, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { z } from 'zod';
import type { JsonObject } from '#libs/contracts/events.js';
import { lookByLinkRequest, raiseByLinkRequest, raisingPage } from '#libs/contracts/http/raising.js';
import { Operation } from '../http/operation.js';
import { PartnerService } from './partner.service.js';

const raisedByLink = z.object({ raisedAt: z.string().meta({ format: 'date-time' }) }).meta({ id: 'RaisedByLink' });
const refusals = [400, 404, 410, 413, 415, 422, 429, 503];

/** For partners without an account: a link that somebody of the staff made for them stands in the body. */
@ApiTags('raising')
@Controller('v1/raise')
export class PartnerController {
  constructor(private readonly partner: PartnerService) {}

  @Post()
  @Operation({ id: 'raiseByLink', summary: 'A partner raises a step-up', description: 'By a link, of the one person that it was made for. A gap in the script refuses nothing. Five at once, then one in two minutes.', answer: raisedByLink, status: 201, open: true, command: true, refusals: [...refusals, 409] })
  raise(@Req() request: Request, @Body({ schema: raiseByLinkRequest }) body: z.output<typeof raiseByLinkRequest>) {
    return this.partner.raise(request, body as { token: string } & JsonObject);
  }

  @Post('look')
  @Operation({ id: 'lookByLink', summary: 'Whom a link goes to, and what became of what was raised by it', description: 'A body, since the link stands in no log. No Idempotency-Key needed.', answer: raisingPage, reads: true, open: true, refusals })
  look(@Req() request: Request, @Body({ schema: lookByLinkRequest }) { token }: z.output<typeof lookByLinkRequest>) {
    return this.partner.look(request, token);
  }
}
