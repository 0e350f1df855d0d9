import type { DataSource } from 'typeorm';
import { asChange } from '#libs/directory/change.js';
import { webhookKinds } from '#libs/contracts/webhooks.js';
import { addEndpoint } from '#libs/notices/webhooks/endpoints.js';
import { newSecret, openSecret } from '#libs/notices/webhooks/secrets.js';
import { startWebhookSender, type WebhookSenderOptions } from '#libs/notices/webhooks/sender.js';
import { newPayloadKey, parsePayloadKeys } from '#libs/security/payloads/payload-keys.js';
import { freshRecord, type FreshRecord } from '#tests/records/fresh-record.js';
import { eventually } from '#tests/support/temporal/eventually.js';
import { testBell } from '#tests/support/upkeep/test-bell.js';
import { Receiver } from './receiver.js';

export const keyText = newPayloadKey('test');
export const keys = parsePayloadKeys(keyText);
export interface DeliveryRow { kind: string; sequence: number | null; status: string; tries: number; answered: number | null; error: string | null }

/** A record, receivers and senders of one spec file. */
export class WebhookHouse {
  private readonly receivers: Receiver[] = [];
  private readonly senders: { stop(): Promise<void> }[] = [];
  private constructor(readonly fresh: FreshRecord) {}
  static async open(name: string): Promise<WebhookHouse> { return new WebhookHouse(await freshRecord(name)); }
  get record(): DataSource { return this.fresh.record; }

  async receiver(): Promise<Receiver> {
    const made = await Receiver.start();
    this.receivers.push(made);
    return made;
  }
  /** An endpoint of the organisation at the receiver, which knows its secret. @returns its id */
  async endpoint(receiver: Receiver, { organisation = 'riverside', kinds = webhookKinds as readonly string[], url = receiver.url } = {}): Promise<string> {
    return asChange(this.record.manager, organisation, { person: `${organisation}-director`, reason: 'a test' }, async (manager) => {
      const id = await addEndpoint(manager, `${organisation}-director`, { organisation, url, description: 'the system of somebody else', kinds });
      receiver.secret = openSecret(keys, id, await newSecret(manager, keys, id, 0));
      return id;
    });
  }
  send(more: Partial<WebhookSenderOptions> = {}): { stop(): Promise<void> } {
    const bell = testBell(this.record);
    const sender = startWebhookSender({ record: this.record, keys, local: true, poll: bell.of('webhooks'), deadlineMs: 2_000, retryMaxMs: 20, giveUpMs: 86_400_000, log: () => undefined, ...more });
    this.senders.push(bell, sender);
    return sender;
  }
  rows(webhook: string): Promise<DeliveryRow[]> {
    return this.record.query('select kind, sequence, status, tries, answered, last_error as error from webhook_deliveries where webhook_id = $1 order by id', [webhook]);
  }
  once(webhook: string, areSo: (rows: DeliveryRow[]) => boolean): Promise<DeliveryRow[]> {
    return eventually('the deliveries are as they should', async () => {
      const rows = await this.rows(webhook);
      return rows.length > 0 && areSo(rows) && rows;
    }, 15_000);
  }
  settled(webhook: string): Promise<DeliveryRow[]> { return this.once(webhook, (rows) => rows.every(({ status }) => status !== 'queued')); }
  async state(webhook: string): Promise<{ status: string; because: string | null }> {
    return (await this.record.query<{ status: string; because: string | null }[]>('select status, off_because as because from webhooks where id = $1', [webhook]))[0]!;
  }
  /** Ends what a test began; endpoints of it are told no more. */
  async afterEach(): Promise<void> {
    await Promise.all(this.senders.splice(0).map((sender) => sender.stop()));
    await Promise.all(this.receivers.splice(0).map((receiver) => receiver.stop()));
    await this.fresh.owner.query(`update webhooks set status = 'off', off_because = 'by-hand' where status = 'on'`);
  }
}
