import { Controller, Inject, Post, Req } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { indicatorsRequest, indicatorsTaken } from '#libs/contracts/http/pressure.js';
import type { CaseClient } from '#libs/pathway/temporal/case-client.js';
import { proposeLevel } from '#libs/pressure/propose.js';
import { keepReadings } from '#libs/pressure/readings.js';
import { signedBy, takeMessage } from '#libs/pressure/sources.js';
import { logLine, nameOf } from '#libs/upkeep/log-line.js';
import { API_SETTINGS, CASE_CLIENT, type ApiSettings } from '../commands/settings.js';
import { JSON_LIMIT, unfit } from '../http/body.js';
import { fieldErrors } from '../http/issues.js';
import { Operation } from '../http/operation.js';
import { fieldsWrong, fieldWrong, Problem } from '../http/problem.js';
import { RateLimit } from '../http/rate-limit.js';

const AHEAD_MS = 60_000;

/** What others count and we cannot see: how long ambulances wait ([4]: they are often the first to know). Signed as Standard Webhooks has it; told twice it counts once. */
@ApiTags('pressure')
@Controller('v1/indicators')
export class IndicatorsController {
  private readonly wrong = new RateLimit({ perSecond: 1, burst: 30 });
  constructor(private readonly record: DataSource, @Inject(CASE_CLIENT) private readonly cases: CaseClient, @Inject(API_SETTINGS) private readonly settings: ApiSettings) {}

  @Post()
  @Operation({
    id: 'tellIndicators', summary: 'Readings of indicators, from whoever sees them', answer: indicatorsTaken, reads: true,
    description: 'Signed with the secret of the source as Standard Webhooks has it, over the bytes of the body, at most five minutes old. The same webhook-id with the same body is the same answer; with another body it is refused. No token, no Idempotency-Key.',
  })
  @ApiHeader({ name: 'webhook-id', required: true, schema: { type: 'string' } }) @ApiHeader({ name: 'webhook-timestamp', required: true, schema: { type: 'string' } }) @ApiHeader({ name: 'webhook-signature', required: true, schema: { type: 'string' } })
  @ApiBody({ schema: z.toJSONSchema(indicatorsRequest, { io: 'input' }) as never })
  async tell(@Req() request: Request): Promise<z.input<typeof indicatorsTaken>> {
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    if (bytes.length > JSON_LIMIT) throw new Problem(413, 'too-large', 'The body is larger than is taken here.');
    const body = parsed(bytes);
    const [id, timestamp, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => request.get(name) ?? '') as [string, string, string];
    const named = typeof body === 'object' && body !== null && 'source' in body && typeof body.source === 'string' ? body.source : '';
    const source = /^[!-~]{1,200}$/.test(id) ? await signedBy(this.record.manager, this.settings.keys, named, bytes, { id, timestamp, signature }) : null;
    if (!source) throw this.refused(request);
    const errors = unfit(body);
    if (errors.length > 0) throw fieldsWrong(errors, { ofShape: true });
    const read = indicatorsRequest.safeParse(body, { reportInput: true });
    if (!read.success) throw fieldsWrong(fieldErrors(read.error.issues), { ofShape: true });
    const now = new Date();
    read.data.readings.forEach(({ indicator, at }, index) => {
      if (!source.indicators.includes(indicator)) throw fieldWrong(`/readings/${index}/indicator`, 'not-of-this-source', 'is not an indicator that this source tells');
      if (Date.parse(at) > now.getTime() + AHEAD_MS) throw fieldWrong(`/readings/${index}/at`, 'in-the-future', 'lies ahead');
    });
    const taken = await this.record.transaction(async (manager) => {
      const found = await takeMessage(manager, source.id, id, bytes);
      if (found === 'new') await keepReadings(manager, read.data.readings.map(({ indicator, value, at }) => ({ organisation: source.organisation, indicator, value, at: new Date(Math.min(Date.parse(at), now.getTime())), source: source.id })));
      return found;
    });
    if (taken === 'other') throw new Problem(422, 'webhook-id-reused', 'This webhook-id was used with another body.');
    await this.propose(source.organisation, now);
    return { messageId: id, taken: read.data.readings.length };
  }

  /** What is kept counts: where the case cannot be told now, the next pass of the worker tells it. */
  private async propose(organisation: string, now: Date): Promise<void> {
    try {
      await proposeLevel({ record: this.record, cases: this.cases }, organisation, now, Date.now() + this.settings.commandWaitMs);
    } catch (error) {
      logLine('warn', 'level-not-proposed', { organisation, error: nameOf(error) });
    }
  }

  private refused(request: Request): Problem {
    const wait = this.wrong.take(request.ip ?? '', Date.now());
    if (wait > 0) return new Problem(429, 'too-many-requests', { detail: 'Too many requests at once; wait a little.', retryAfter: wait });
    return new Problem(401, 'signature-refused', 'This was not signed by a source that is known here, or is too old: webhook-id, webhook-timestamp and webhook-signature as Standard Webhooks has them.');
  }
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    throw new Problem(400, 'not-json', 'The body is not JSON.');
  }
}
