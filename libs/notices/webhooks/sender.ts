import type { EntityManager } from 'typeorm';
import { Webhook } from 'standardwebhooks';
import type { WebhookPayload } from '#libs/contracts/webhooks.js';
import { rows } from '#libs/records/transaction.js';
import type { PayloadKey } from '#libs/security/payloads/payload-keys.js';
import { logLine, nameOf, type Log } from '#libs/upkeep/log-line.js';
import { repeat, waitOf, type Running, type Wait } from '#libs/upkeep/repeat.js';
import { resolveName, type Resolve } from './addresses.js';
import { settleDelivery, takeDeliveries, type DeliveryToSend } from './lanes.js';
import { post, type Posted } from './post.js';
import { openSecret } from './secrets.js';

export interface WebhookSenderOptions {
  record: { manager: EntityManager }; keys: readonly PayloadKey[];
  /** On somebody's own machine: other systems there may be spoken to, without https. */
  local: boolean;
  /** NOTICE_POLL (or when to look), WEBHOOK_DEADLINE, WEBHOOK_RETRY_MAX, WEBHOOK_GIVE_UP in ms. */
  poll: number | Wait; deadlineMs: number; retryMaxMs: number; giveUpMs: number;
  /** Under way at once: in all, and to one endpoint. How long `stop` lets them end, in ms. */
  atOnce?: number; eachAtOnce?: number; graceMs?: number;
  resolve?: Resolve; log?: Log;
}

/** Beyond the deadline of a message, what a lease leaves for writing down what became of it. */
const SETTLE_MS = 30_000;
const HOUR_MS = 3_600_000;
const KEPT = '30 days';

/**
 * Tells other systems what happened on live cases: at least once, of one case in order. Each endpoint has a lane of its own, narrow enough that slow ones leave room for the others. A message is leased for longer than
 * its try can take; no transaction is open while it is under way.
 */
export function startWebhookSender(options: WebhookSenderOptions): Running {
  const sender = new WebhookSender(options);
  const ended = sender.run();
  const forgetting = repeat('webhook-forgetting', HOUR_MS, async () => { await rows(options.record.manager, `delete from webhook_deliveries where settled_at < now() - interval '${KEPT}'`); }, options.log ?? logLine);
  return { stop: async () => { await Promise.all([forgetting.stop(), sender.stop(ended)]); } };
}

class WebhookSender {
  private readonly stopping = new AbortController();
  private readonly cutOff = new AbortController();
  private readonly underWay = new Set<Promise<void>>();
  private readonly busy = new Map<string, number>();
  private readonly log: Log;
  private readonly wait: Wait;
  private wake = new AbortController();
  private unreadable = false;

  constructor(private readonly options: WebhookSenderOptions) {
    this.log = options.log ?? logLine;
    this.wait = waitOf(options.poll);
  }

  async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      this.wake = new AbortController();
      await this.take();
      await this.wait(AbortSignal.any([this.stopping.signal, this.wake.signal]));
    }
    await Promise.all(this.underWay);
  }

  async stop(ended: Promise<void>): Promise<void> {
    this.stopping.abort();
    const timer = setTimeout(() => this.cutOff.abort(), this.options.graceMs ?? 2_000);
    await ended;
    clearTimeout(timer);
  }

  private async take(): Promise<void> {
    const { record, deadlineMs, atOnce = 64, eachAtOnce = 4 } = this.options;
    const limit = atOnce - this.underWay.size;
    if (limit <= 0) return;
    let taken: DeliveryToSend[];
    try {
      taken = await takeDeliveries(record.manager, { limit, eachAtOnce, busy: this.busy, leaseMs: deadlineMs + SETTLE_MS });
      this.unreadable = false;
    } catch (error) {
      if (!this.unreadable) this.log('warn', 'webhooks-unreadable', { error: nameOf(error) });
      this.unreadable = true;
      return;
    }
    for (const delivery of taken) {
      const { webhook } = delivery;
      this.busy.set(webhook, (this.busy.get(webhook) ?? 0) + 1);
      const sending: Promise<void> = this.deliver(delivery)
        .catch((error: unknown) => this.log('error', 'webhook-not-settled', { webhook, delivery: delivery.id, error: nameOf(error) }))
        .finally(() => {
          this.underWay.delete(sending);
          const left = this.busy.get(webhook)! - 1;
          if (left > 0) this.busy.set(webhook, left);
          else this.busy.delete(webhook);
          this.wake.abort();
        });
      this.underWay.add(sending);
    }
  }

  /** What is not written down is tried again when its lease is over: at least once. */
  private async deliver(delivery: DeliveryToSend): Promise<void> {
    const { record } = this.options;
    const posted = await this.posted(delivery);
    if (!posted.delivered) this.log('warn', 'webhook-failed', { webhook: delivery.webhook, delivery: delivery.id, tries: delivery.tries, answered: posted.answered });
    if (await settleDelivery(record.manager, delivery, posted, this.options)) this.log('error', 'webhook-switched-off', { webhook: delivery.webhook, organisation: delivery.organisation });
  }

  private async posted(delivery: DeliveryToSend): Promise<Posted> {
    const { keys, deadlineMs, local, resolve = resolveName } = this.options;
    const body = JSON.stringify(payloadOf(delivery));
    let headers: Record<string, string>;
    try {
      headers = signed(delivery, body, delivery.sealed.map((sealed) => openSecret(keys, delivery.webhook, sealed)));
    } catch (error) {
      return { delivered: false, gone: false, answered: null, why: `not sent: its secret cannot be read (${nameOf(error)})`, retryAfterMs: 0 };
    }
    return post(delivery.url, headers, body, { deadlineMs, local, resolve, stop: this.cutOff.signal });
  }
}

export function payloadOf({ kind, at, organisation, caseId, sequence, taskId, escalationId, step }: DeliveryToSend): WebhookPayload {
  const known = Object.fromEntries(Object.entries({ caseId, sequence, taskId, escalationId, step }).filter(([, value]) => value !== null));
  return { type: kind, timestamp: at.toISOString(), data: { organisation, ...known } };
}

/** Headers as Standard Webhooks has them: the id is the event's at this endpoint, the timestamp that of the try, and every secret that is good signs. */
function signed({ messageId }: DeliveryToSend, body: string, secrets: readonly string[]): Record<string, string> {
  const now = new Date();
  return {
    'content-type': 'application/json', 'user-agent': 'Handrail-Webhooks', 'webhook-id': messageId, 'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(messageId, now, body)).join(' '),
  };
}
