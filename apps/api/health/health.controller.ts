import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { noQuery } from '#libs/contracts/http/lists.js';
import { live, ready } from '#libs/contracts/http/views.js';
import { Operation } from '../http/operation.js';
import { Readiness } from './readiness.js';

/** For whoever watches the process: does it live, and can it do its work? Says nothing about cases. */
@ApiTags('health')
@Controller('healthz')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  @Operation({ id: 'live', summary: 'The process lives', answer: live, open: true, refusals: [422] })
  live(@Query({ schema: noQuery }) _query: unknown) {
    return { live: true };
  }

  @Get('ready')
  @Operation({ id: 'ready', summary: 'Everything that it needs is there', answer: ready, also: { 503: ready }, open: true, refusals: [422] })
  async ready(@Query({ schema: noQuery }) _query: unknown, @Res({ passthrough: true }) response: Response) {
    const state = await this.readiness.state();
    response.status(state.ready ? 200 : 503).setHeader('Cache-Control', 'no-store');
    return state;
  }
}
