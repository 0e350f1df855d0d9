import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { notifyReceipt, receiptTaken } from '#libs/contracts/http/receipts.js';
import { receiptFor } from '#libs/notices/notify-channel.js';
import { receiptGiven } from '#libs/records/receipts.js';
import { Operation } from '../http/operation.js';

/** What GOV.UK Notify says became of a message. Told twice it changes nothing; what is not ours is answered and forgotten. */
@ApiTags('notify')
@Controller('v1/notify')
export class NotifyController {
  constructor(private readonly record: DataSource) {}

  @Post('receipts')
  @Operation({
    id: 'takeNotifyReceipt', summary: 'A delivery receipt of GOV.UK Notify', answer: receiptTaken, reads: true, refusals: [404],
    description: 'With the bearer token that was set for it (NOTIFY_RECEIPT_TOKEN), which is nobody’s; 404 where none is set. No Idempotency-Key.',
  })
  async take(@Body({ schema: notifyReceipt }) { id, reference, status, completed_at }: z.output<typeof notifyReceipt>): Promise<z.input<typeof receiptTaken>> {
    const receipt = receiptFor(status);
    if (receipt === null) return { known: false };
    const done = Date.parse(completed_at ?? '');
    const at = new Date(Number.isNaN(done) ? Date.now() : Math.min(done, Date.now()));
    return { known: await receiptGiven(this.record.manager, { reference: reference ?? null, providerId: id, at, ...receipt }) > 0 };
  }
}
