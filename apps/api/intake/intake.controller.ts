import { Controller, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import type { IntakeAnswer } from '#libs/intake/carry-out.js';
import { Permission } from '../access/permission.js';
import { MESSAGE_TYPE } from '../http/body.js';
import { Operation } from '../http/operation.js';
import { callerOf } from '../http/request.js';
import { intakeAnswer } from './intake.schema.js';
import { IntakeService } from './intake.service.js';

/** Messages of hospitals. Whatever arrives is kept byte for byte and answered; what cannot be understood becomes a task of the hub. */
@ApiTags('intake')
@Controller('v1/intake')
export class IntakeController {
  constructor(private readonly intake: IntakeService, private readonly permission: Permission) {}

  @Post('hl7v2')
  @Operation({
    id: 'receiveHospitalMessage', summary: 'One HL7 v2 message', status: 202, answer: intakeAnswer, reads: true, refusals: [403],
    description: 'No Idempotency-Key: a resend is the same MSH-3, MSH-4, MSH-10 and bytes, and gets the same answer.',
  })
  @ApiConsumes(MESSAGE_TYPE)
  @ApiBody({ schema: { type: 'string', format: 'binary', maxLength: 1_048_576 } })
  receive(@Req() request: Request): Promise<IntakeAnswer> {
    const caller = callerOf(request);
    this.permission.checkFor(caller, 'intake', caller.person.organisation.id);
    return this.intake.receive(caller, Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
  }
}
