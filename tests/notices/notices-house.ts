import type { DataSource } from 'typeorm';
import { channelsOf } from '#libs/notices/channels.js';
import { watchReceipts, type ReceiptWatchOptions } from '#libs/notices/receipts.js';
import { startSender, type SenderOptions } from '#libs/notices/sender.js';
import { freshRecord, type FreshRecord } from '#tests/records/fresh-record.js';
import { NotifyDouble } from '#tests/support/notify/notify-double.js';
import { testBell } from '#tests/support/upkeep/test-bell.js';
import { CalledCase } from './called-case.js';
import { MailServer } from './mail-server.js';

export type Method = ['email' | 'sms', string] | ['email' | 'sms', string, 'unverified'];
export interface Noticed { rung: number; person: string; channel: string; status: string; error: string | null; sentAs: string | null; kind: string }

/** A record, a mail server and GOV.UK Notify's double, and senders between them whose minutes are short. */
export class NoticesHouse {
  readonly mail = new MailServer();
  readonly notify = new NotifyDouble();
  private readonly running: { stop(): Promise<void> }[] = [];

  private constructor(readonly fresh: FreshRecord) {}

  static async open(name: string): Promise<NoticesHouse> {
    const house = new NoticesHouse(await freshRecord(name, 8));
    await house.mail.start();
    await house.notify.start();
    return house;
  }
  get record(): DataSource { return this.fresh.record; }

  sends(more: Partial<Omit<SenderOptions & ReceiptWatchOptions, 'poll'>> = {}, { emailBy = 'smtp', notify = true, deadlineMs = 2_000 }: { emailBy?: 'smtp' | 'notify'; notify?: boolean; deadlineMs?: number } = {}): void {
    const channels = channelsOf({ smtpUrl: this.mail.url, from: 'Handrail <handrail@hospital.example>', emailBy, deadlineMs, notify: notify ? this.notify.configuration : undefined });
    const options = { record: this.record, channels, publicUrl: 'https://handrail.example', retryMaxMs: 50, gatherMs: 10, receiptMs: 60_000, deadlineMs, log: () => undefined, ...more };
    const bell = testBell(this.record, options.untakenMs ?? options.receiptMs);
    this.running.push(bell, startSender({ ...options, poll: bell.of('notices') }), watchReceipts({ ...options, poll: bell.of('receipts') }));
  }

  async stops(): Promise<void> {
    await Promise.all(this.running.splice(0).map((each) => each.stop()));
    this.mail.manner = () => 'accept';
    Object.assign(this.notify, { goesWrong: () => null });
    await this.record.query(`update notices set status = 'unknown', next_try_at = null, receipt_due_at = null where status in ('queued', 'accepted')`);
    await this.record.query('update notice_turns set free_at = now(), leased_until = now()');
    this.mail.received.length = 0;
  }
  async close(): Promise<void> {
    await this.mail.stop();
    await this.notify.stop();
    await this.fresh.close();
  }

  async opened(rehearsal = false): Promise<CalledCase> {
    const made = new CalledCase(this.record.manager, rehearsal);
    await made.open();
    return made;
  }
  /** The ways to somebody, in their order. */
  async ways(person: string, ...methods: Method[]): Promise<void> {
    await this.fresh.owner.query('delete from contact_methods where person_id = $1', [person]);
    for (const [index, [channel, address, unverified]] of methods.entries()) await this.fresh.owner.query('insert into contact_methods (person_id, channel, position, address, verified_at) values ($1, $2, $3, $4, $5)', [person, channel, index + 1, address, unverified ? null : new Date()]);
  }
  notices(caseId: string): Promise<Noticed[]> {
    return this.record.query('select rung, person_id as person, channel, status, last_error as error, sent_as as "sentAs", kind from notices where case_id = $1 and (method_id is null or method_id > 0 or place = 1) order by rung, place', [caseId]);
  }
  unreached(caseId: string): Promise<{ rung: number }[]> { return this.record.query('select rung from unreached_calls where case_id = $1 order by rung', [caseId]); }
}
