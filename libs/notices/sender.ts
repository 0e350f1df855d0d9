import type { EntityManager } from 'typeorm';
import { settleNotice, takeNotices, type NoticeToSend } from '#libs/records/notices.js';
import { logLine, nameOf, type Log } from '#libs/upkeep/log-line.js';
import { pause, type Running } from '#libs/upkeep/repeat.js';
import { domainOf, smtpChannel, type Fate, type MailChannel } from './mail-channel.js';
import { noticeMail } from './notice-mail.js';
import { waitAfter } from './retry.js';

export interface SenderOptions {
  record: { manager: EntityManager };
  /** SMTP_URL, MAIL_FROM, PUBLIC_URL. */
  smtpUrl: string; from: string; publicUrl: string;
  /** NOTICE_POLL and NOTICE_RETRY_MAX, in ms. */
  pollMs: number; retryMaxMs: number;
  /** The most that one mail may take, in ms; how many are under way at once; how long `stop` lets them end. */
  deadlineMs?: number; atOnce?: number; graceMs?: number;
  log?: Log;
}

/** Beyond the deadline of a mail, what a lease leaves for writing its fate down. */
const SETTLE_MS = 30_000;
const SETTLE_AGAIN_MS = 500;

/**
 * Sends what is queued, at least once, with the same Message-ID at every try. A notice is leased for longer than its mail can take, so that senders side by side never send it at
 * once, and one that dies leaves it to the next. No transaction is open while a mail is under way: nobody's work waits for a mail server.
 */
export function startSender(options: SenderOptions): Running {
  const sender = new Sender(options, smtpChannel({ url: options.smtpUrl, from: options.from, deadlineMs: options.deadlineMs ?? 30_000 }));
  const ended = sender.run();
  return { stop: () => sender.stop(ended) };
}

class Sender {
  private readonly stopping = new AbortController();
  private readonly cutOff = new AbortController();
  private readonly underWay = new Set<Promise<void>>();
  private readonly atOnce: number;
  private readonly leaseMs: number;
  private readonly log: Log;
  private wake = new AbortController();
  private unreadable = false;

  constructor(private readonly options: SenderOptions, private readonly channel: MailChannel) {
    this.atOnce = options.atOnce ?? 5;
    this.leaseMs = (options.deadlineMs ?? 30_000) + SETTLE_MS;
    this.log = options.log ?? logLine;
  }

  async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const more = await this.take();
      if (more && this.underWay.size < this.atOnce) continue;
      this.wake = new AbortController();
      await pause(this.options.pollMs, AbortSignal.any([this.stopping.signal, this.wake.signal]));
    }
    await Promise.all(this.underWay);
    this.channel.close();
  }

  /** Takes nothing new. What is under way may end; past the grace it is cut off and queued again. */
  async stop(ended: Promise<void>): Promise<void> {
    this.stopping.abort();
    const timer = setTimeout(() => this.cutOff.abort(), this.options.graceMs ?? 2_000);
    await ended;
    clearTimeout(timer);
  }

  /** True: there may be more to take at once. */
  private async take(): Promise<boolean> {
    const limit = this.atOnce - this.underWay.size;
    if (limit <= 0) return false;
    const now = new Date();
    let taken: NoticeToSend[];
    try {
      taken = await takeNotices(this.options.record.manager, { limit, now, leaseMs: this.leaseMs });
      this.unreadable = false;
    } catch (error) {
      if (!this.unreadable) this.log('warn', 'notices-unreadable', { error: nameOf(error) });
      this.unreadable = true;
      return false;
    }
    for (const notice of taken) {
      const sending: Promise<void> = this.deliver(notice, now.getTime() + this.leaseMs)
        .catch((error: unknown) => this.log('error', 'notice-not-made', { notice: notice.id, error: nameOf(error) }))
        .finally(() => { this.underWay.delete(sending); this.wake.abort(); });
      this.underWay.add(sending);
    }
    return taken.length === limit;
  }

  private async deliver(notice: NoticeToSend, leasedUntil: number): Promise<void> {
    const { person: { name, address } } = notice;
    const why = whyNotSent(notice);
    const fate = why !== null || address === null
      ? { fate: 'permanent', why: why ?? 'the directory has no address' } as const
      : await this.channel.send({
        to: { name, address }, messageId: `<${notice.messageId}@${domainOf(this.options.from)}>`, ...noticeMail({ ...notice, dueAt: notice.taskDueAt, recipient: name }, this.options.publicUrl),
      }, this.cutOff.signal);
    if (why === null && fate.fate !== 'accepted') this.log('warn', `notice-${fate.fate}`, { notice: notice.id, tries: notice.tries });
    await this.writeDown(notice, fate, leasedUntil);
  }

  /** The record may be away just now. What was accepted stays true; anything else is left to whoever holds the notice once the lease is over. */
  private async writeDown(notice: NoticeToSend, fate: Fate, leasedUntil: number): Promise<void> {
    for (;;) {
      const now = Date.now();
      if (fate.fate !== 'accepted' && now >= leasedUntil) return;
      try {
        const error = fate.fate === 'accepted' ? {} : { error: fate.why };
        await settleNotice(this.options.record.manager, notice.id, fate.fate === 'temporary'
          ? { status: 'queued', at: new Date(now), ...error, nextTryAt: new Date(now + waitAfter(notice.tries, this.options.retryMaxMs)) }
          : { status: fate.fate === 'accepted' ? 'accepted' : 'failed', at: new Date(now), ...error });
        return;
      } catch (error) {
        this.log('warn', 'notice-not-settled', { notice: notice.id, error: nameOf(error) });
        if (this.stopping.signal.aborted) return;
        await pause(SETTLE_AGAIN_MS, this.stopping.signal);
      }
    }
  }
}

/** Why a notice is not worth sending any more, or null. */
function whyNotSent({ taskStatus, escalationEnded }: NoticeToSend): string | null {
  if (taskStatus !== 'open') return 'not sent: the task was done meanwhile';
  if (escalationEnded) return 'not sent: the climb ended meanwhile';
  return null;
}
