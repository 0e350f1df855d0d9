import type { EntityManager } from 'typeorm';
import { overdueReceipts, receiptGiven, receiptMissing, tooLongUntaken } from '#libs/records/receipts.js';
import { logLine, type Log } from '#libs/upkeep/log-line.js';
import { repeat, type Running, type Wait } from '#libs/upkeep/repeat.js';
import type { Channels, Receipt } from './channel.js';

export interface ReceiptWatchOptions {
  record: { manager: EntityManager }; channels: Channels;
  /** NOTICE_POLL (or when to look) and NOTICE_RECEIPT_WITHIN, in ms. */
  poll: number | Wait; receiptMs: number;
  /** After how long what nobody takes is told by the next way as well; as long as for a receipt unless given. */
  untakenMs?: number;
  log?: Log;
}

const AT_ONCE = 50;

/** Asks for each receipt that did not come in its time, once; what nobody can tell is unknown, and the next way is tried. What nobody takes for as long is told by the next way as well. */
export function watchReceipts({ record: { manager }, channels, poll, receiptMs, untakenMs = receiptMs, log = logLine }: ReceiptWatchOptions): Running {
  return repeat('receipts', poll, async (signal) => {
    const now = new Date();
    await Promise.all((await overdueReceipts(manager, { now, limit: AT_ONCE })).map(async ({ sentAs, channel, providerId }) => {
      let receipt: Receipt | null = null;
      try {
        receipt = providerId === null ? null : await channels.get(channel)?.receiptOf?.(providerId, signal) ?? null;
      } catch {
        log('warn', 'receipt-not-told', { message: sentAs });
        if (signal.aborted) return;
      }
      if (receipt === null) await receiptMissing(manager, sentAs, new Date());
      else await receiptGiven(manager, { reference: sentAs, providerId: providerId!, at: new Date(), ...receipt });
    }));
    await tooLongUntaken(manager, new Date(now.getTime() - untakenMs));
  }, log);
}
