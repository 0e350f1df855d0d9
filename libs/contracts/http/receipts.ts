import { z } from 'zod';

/** A delivery receipt as GOV.UK Notify documents it. What else it brings is not read; the recipient's address is not kept. */
export const notifyReceipt = z.looseObject({
  id: z.string().max(100).meta({ description: 'Notify’s own id of the message' }), reference: z.string().max(200).nullish().meta({ description: 'Ours' }),
  status: z.string().max(50).meta({ description: 'delivered, permanent-failure, temporary-failure or technical-failure; any other is not the last word' }),
  completed_at: z.string().max(50).nullish(),
}).meta({ id: 'NotifyReceipt' });
export const receiptTaken = z.object({ known: z.boolean().meta({ description: 'It bears on a notice of ours' }) }).meta({ id: 'ReceiptTaken' });
