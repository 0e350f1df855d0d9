import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { mailQuery } from '#libs/contracts/http/lists.js';
import { mail, sms } from '#libs/contracts/http/views.js';
import { API_SETTINGS, type ApiSettings } from '../commands/settings.js';
import { Operation } from '../http/operation.js';
import { notThere, unavailable } from '../http/problem.js';

/** What the local mail server received. Local mode only: anywhere else there is nothing here. */
@ApiTags('local')
@Controller('local')
export class LocalMailController {
  constructor(@Inject(API_SETTINGS) private readonly settings: ApiSettings) {}

  @Get('mail')
  @Operation({ id: 'listMail', summary: 'What the local mail server received, newest first', answer: mail, open: true, refusals: [404, 422, 503] })
  list(@Query({ schema: mailQuery }) { to }: z.output<typeof mailQuery>): Promise<unknown> {
    return this.read('/local/mail', to);
  }

  @Get('sms')
  @Operation({ id: 'listSms', summary: 'The text messages that would have been sent, newest first', answer: sms, open: true, refusals: [404, 422, 503] })
  texts(@Query({ schema: mailQuery }) { to }: z.output<typeof mailQuery>): Promise<unknown> {
    return this.read('/local/sms', to);
  }

  private async read(path: string, to: string | undefined): Promise<unknown> {
    const { localServicesUrl } = this.settings;
    if (localServicesUrl === undefined) throw notThere();
    const url = new URL(path, localServicesUrl);
    if (to !== undefined) url.searchParams.set('to', to);
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
    if (!answer?.ok) throw unavailable('The local mailbox cannot be read at the moment.');
    return answer.json();
  }
}
