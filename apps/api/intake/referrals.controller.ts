import { applyDecorators, Controller, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { Permission } from '../access/permission.js';
import { FHIR_TYPE } from '../http/body.js';
import { Operation } from '../http/operation.js';
import { callerOf } from '../http/request.js';
import { ReferralsService } from './referrals.service.js';

const message = z.object({ resourceType: z.literal('Bundle'), type: z.literal('message') }).loose().meta({ id: 'FhirMessage', description: 'A response as the Booking and Referral Standard writes it: MessageHeader.response names the bundle that is answered' });
const outcome = z.object({ resourceType: z.literal('OperationOutcome') }).loose().meta({ id: 'FhirOperationOutcome' });

/** What is refused is refused in FHIR's own words, whatever the reason. */
const Refused = (): MethodDecorator => applyDecorators(...[400, 401, 403, 409, 413, 415, 422, 429, 503].map((status) => ApiResponse({
  status, description: 'An OperationOutcome says why', content: { [FHIR_TYPE]: { schema: { type: 'object', required: ['resourceType', 'issue'], properties: { resourceType: { type: 'string', enum: ['OperationOutcome'] }, issue: { type: 'array', items: { type: 'object' } } } } } },
})));

/** Referrals as FHIR messages. Whatever arrives is kept byte for byte; what cannot be used becomes a task of the hub, and the sender hears why. */
@ApiTags('intake')
@Controller('v1/intake/fhir')
export class ReferralsController {
  constructor(private readonly referrals: ReferralsService, private readonly permission: Permission) {}

  @Post('$process-message')
  @Refused()
  @Operation({
    id: 'processMessage', summary: 'One FHIR R4 message: a referral, or what becomes of one', status: 200, answer: message, also: { 202: outcome }, reads: true, refusals: [403, 409],
    description: 'No Idempotency-Key: a resend is the same sender, bundle and bytes, and gets the same answer. Errors are an OperationOutcome.',
  })
  @ApiConsumes(FHIR_TYPE)
  @ApiProduces(FHIR_TYPE)
  @ApiBody({ schema: { type: 'object', properties: { resourceType: { type: 'string', enum: ['Bundle'] } } } })
  async process(@Req() request: Request, @Res() response: Response): Promise<void> {
    const caller = callerOf(request);
    this.permission.checkFor(caller, 'intake', caller.person.organisation.id);
    const { status, body } = await this.referrals.receive(caller, Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
    response.status(status).setHeader('Content-Type', FHIR_TYPE);
    response.end(JSON.stringify(body));
  }
}
