import { Body, Controller, Get, Inject, Param, Post, Query, Req, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { DataSource, type EntityManager } from 'typeorm';
import type { z } from 'zod';
import { reasonRequest } from '#libs/contracts/http/directory.js';
import { noQuery } from '#libs/contracts/http/lists.js';
import { deliveriesQuery, deliveryList, deliveryView, rotateRequest, switchOnRequest, webhookEdit, webhookList, webhookRequest, webhooksQuery, webhookView, webhookWithSecret } from '#libs/contracts/http/webhooks.js';
import { refuse, wrong } from '#libs/directory/change.js';
import { DAY, elapsedTime } from '#libs/domain/duration.js';
import { AddressRefused, checkedAddresses, checkedUrl } from '#libs/notices/webhooks/addresses.js';
import { addEndpoint, editEndpoint, noteRotation, sendTest, switchOff, switchOn } from '#libs/notices/webhooks/endpoints.js';
import { newSecret, openSecret } from '#libs/notices/webhooks/secrets.js';
import { deliveries, endpoints, endpointStanding } from '#libs/notices/webhooks/views.js';
import { may } from '#libs/security/permissions.js';
import { CommandInterceptor, CommandOf } from '../commands/command.interceptor.js';
import type { Work } from '../commands/opened.js';
import { API_SETTINGS, type ApiSettings } from '../commands/settings.js';
import { Operation } from '../http/operation.js';
import { notYours } from '../http/problem.js';
import { callerOf } from '../http/request.js';
import { DirectoryCommands, standingIn } from '../people/directory-commands.js';
import { ofOrganisation } from '../people/of-organisation.js';

const onWebhook = (id: string, summary: string, answer: z.ZodType = webhookView, description?: string) => Operation({ id, summary, answer, command: true, subject: 'Webhook id', ...(description ? { description } : {}) });
const MOST_OVERLAP_MS = 7 * DAY;

/** Other systems that are told of what happens on an organisation's cases: ids and kinds only, signed as Standard Webhooks has it. */
@ApiTags('webhooks')
@Controller('v1/webhooks')
@UseInterceptors(CommandInterceptor)
export class WebhooksController {
  constructor(private readonly record: DataSource, private readonly directory: DirectoryCommands, @Inject(API_SETTINGS) private readonly settings: ApiSettings) {}

  @Get()
  @Operation({ id: 'listWebhooks', summary: 'Who is told, and how it goes', answer: webhookList, refusals: [403] })
  list(@Req() request: Request, @Query({ schema: webhooksQuery }) { organisation, cursor, limit }: z.output<typeof webhooksQuery>) {
    const caller = callerOf(request);
    const theirs = ofOrganisation(caller, organisation).filter((each) => may(caller.person, 'webhooks', standingIn({ organisation: each })));
    if (theirs.length === 0) throw notYours();
    return endpoints(this.record.manager, { organisations: theirs, cursor, limit });
  }

  @Get(':id')
  @Operation({ id: 'getWebhook', summary: 'One of them', answer: webhookView, subject: 'Webhook id', refusals: [403, 404] })
  async one(@Req() request: Request, @Param('id') id: string, @Query({ schema: noQuery }) _query: unknown) {
    const { organisation } = await this.directory.permit(callerOf(request), 'webhooks', await endpointStanding(this.record.manager, id));
    return this.shown(this.record.manager, organisation, id);
  }

  @Get(':id/deliveries')
  @Operation({ id: 'listWebhookDeliveries', summary: 'What it was sent, and what waits', description: 'The latest first; settled ones are kept for 30 days.', answer: deliveryList, subject: 'Webhook id', refusals: [403, 404] })
  async deliveries(@Req() request: Request, @Param('id') id: string, @Query({ schema: deliveriesQuery }) { status, cursor, limit }: z.output<typeof deliveriesQuery>) {
    await this.directory.permit(callerOf(request), 'webhooks', await endpointStanding(this.record.manager, id));
    return deliveries(this.record.manager, { webhook: id, status, cursor, limit });
  }

  @Post()
  @CommandOf({ action: 'webhooks', on: 'team', secret: openSecret, location: ({ id }) => `/v1/webhooks/${String(id)}` })
  @Operation({ id: 'addWebhook', summary: 'Another system is told', description: 'Its secret is shown once.', answer: webhookWithSecret, status: 201, command: true })
  add(@Body({ schema: webhookRequest }) { reason, ...body }: z.output<typeof webhookRequest>): Work {
    return async (opened) => {
      const about = { organisation: body.organisation, named: true } as const;
      await this.directory.permit(opened.caller, opened.type, about);
      await this.checked(body.url);
      return this.directory.carryOut(opened, { about, reason, status: 201, run: async (manager) => this.withSecret(manager, body.organisation, await addEndpoint(manager, opened.caller.person.id, body), 0) });
    };
  }

  @Post(':id/edit')
  @CommandOf({ action: 'webhooks', on: 'team' })
  @onWebhook('editWebhook', 'Another address, description or other kinds', webhookView, 'What is not said stays, the secret too: rotate it where another system takes over. What waits goes to the new address; of kinds that are told no more it is dropped.')
  edit(@Param('id') id: string, @Body({ schema: webhookEdit }) { reason, ...edit }: z.output<typeof webhookEdit>): Work {
    return async (opened) => {
      const about = await this.directory.permit(opened.caller, opened.type, await endpointStanding(this.record.manager, id));
      if (edit.url !== undefined) await this.checked(edit.url);
      return this.directory.carryOut(opened, { about, reason, run: async (manager) => {
        await editEndpoint(manager, id, edit);
        return this.shown(manager, about.organisation, id);
      } });
    };
  }

  @Post(':id/rotate')
  @CommandOf({ action: 'webhooks', on: 'team', secret: openSecret })
  @onWebhook('rotateWebhook', 'A new secret', webhookWithSecret, 'Shown once. Both sign until the overlap is over.')
  rotate(@Param('id') id: string, @Body({ schema: rotateRequest }) { reason, overlap }: z.output<typeof rotateRequest>): Work {
    const overlapMs = elapsedTime(overlap);
    if (overlapMs > MOST_OVERLAP_MS) wrong('/overlap', 'too-long', 'must be P7D at most');
    return this.change(id, reason, async (manager, organisation) => {
      await noteRotation(manager, id);
      return this.withSecret(manager, organisation, id, overlapMs);
    });
  }

  @Post(':id/switch-off')
  @CommandOf({ action: 'webhooks', on: 'team' })
  @onWebhook('switchWebhookOff', 'It is told no more')
  off(@Param('id') id: string, @Body({ schema: reasonRequest }) { reason }: z.output<typeof reasonRequest>): Work {
    return this.change(id, reason, async (manager, organisation) => {
      if (!(await switchOff(manager, id, 'by-hand'))) refuse('switched-off-already', 'This webhook is off.');
      return this.shown(manager, organisation, id);
    });
  }

  @Post(':id/switch-on')
  @CommandOf({ action: 'webhooks', on: 'team' })
  @onWebhook('switchWebhookOn', 'It is told again', webhookView, 'What happened while it was off is not told: ask GET /v1/cases/{id}/events.')
  on(@Param('id') id: string, @Body({ schema: switchOnRequest }) { reason, waiting }: z.output<typeof switchOnRequest>): Work {
    return this.change(id, reason, async (manager, organisation) => {
      await switchOn(manager, id, waiting);
      return this.shown(manager, organisation, id);
    });
  }

  @Post(':id/test')
  @CommandOf({ action: 'webhooks', on: 'team' })
  @onWebhook('testWebhook', 'Send it a message of kind `test`', deliveryView)
  test(@Param('id') id: string, @Body({ schema: reasonRequest }) { reason }: z.output<typeof reasonRequest>): Work {
    return this.change(id, reason, async (manager) => (await deliveries(manager, { webhook: id, id: await sendTest(manager, id) })).items[0]);
  }

  private change(id: string, reason: string, run: (manager: EntityManager, organisation: string) => Promise<unknown>): Work {
    return async (opened) => {
      const about = await endpointStanding(this.record.manager, id);
      return this.directory.carryOut(opened, { about, reason, run: (manager) => run(manager, about!.organisation) });
    };
  }

  /** The address as it is, and where it leads now. @throws DirectoryRefusal 422 */
  private async checked(url: string): Promise<void> {
    try {
      await checkedAddresses(checkedUrl(url, this.settings.local).hostname, this.settings.local);
    } catch (error) {
      if (error instanceof AddressRefused) wrong('/url', error.code, error.message);
      throw error;
    }
  }

  private async shown(manager: EntityManager, organisation: string, id: string): Promise<Record<string, unknown>> {
    return (await endpoints(manager, { organisations: [organisation], id })).items[0]!;
  }

  /** What is kept of the command holds the secret sealed; it is opened for whoever is told (CommandRoute). */
  private async withSecret(manager: EntityManager, organisation: string, id: string, overlapMs: number): Promise<unknown> {
    const secret = await newSecret(manager, this.settings.keys, id, overlapMs);
    return { ...await this.shown(manager, organisation, id), secret };
  }
}
