import type { EntityManager } from 'typeorm';
import { messageAccepted, messageDelayed, messageFailed, noticesDropped, planNotices, takeMessages, type MessageToSend, type NoticeToSend } from '#libs/records/notices.js';
import { logLine, nameOf, type Log } from '#libs/upkeep/log-line.js';
import { pause, waitOf, type Running, type Wait } from '#libs/upkeep/repeat.js';
import type { Channel, Channels, Fate } from './channel.js';
import { linkFor, type LinkOptions } from './links.js';
import { messageText } from './message-text.js';
import { waitAfter } from './retry.js';

export interface SenderOptions {
  record: { manager: EntityManager };
  channels: Channels;
  /** PUBLIC_URL; with `links` a notice about one task carries a link that opens it once. */
  publicUrl: string; links?: LinkOptions;
  /** NOTICE_POLL (or when to look), NOTICE_RETRY_MAX, NOTICE_GATHER and NOTICE_RECEIPT_WITHIN, in ms. */
  poll: number | Wait; retryMaxMs: number; gatherMs: number; receiptMs: number;
  /** The most that one message may take, in ms; how many are under way at once, of which one team has half; how long `stop` lets them end. */
  deadlineMs?: number; atOnce?: number; graceMs?: number;
  log?: Log;
}

/** Beyond the deadline of a message, what a lease leaves for asking before and writing its fate down. */
const SETTLE_MS = 30_000;
const SETTLE_AGAIN_MS = 500;
const PLANNED_AT_ONCE = 500;

/**
 * Sends what is queued, at least once, under the same id at every try. A contact method is leased for longer than its message can take, so that senders side by side never send it at
 * once, and one that dies leaves it to the next. No transaction is open while a message is under way: nobody's work waits for a mail server.
 */
export function startSender(options: SenderOptions): Running {
  const sender = new Sender(options);
  const ended = sender.run();
  return { stop: () => sender.stop(ended) };
}

class Sender {
  private readonly stopping = new AbortController();
  private readonly cutOff = new AbortController();
  private readonly underWay = new Map<Promise<void>, string>();
  private readonly atOnce: number;
  private readonly leaseMs: number;
  private readonly log: Log;
  private readonly manager: EntityManager;
  private readonly wait: Wait;
  private wake = new AbortController();
  private unreadable = false;

  constructor(private readonly options: SenderOptions) {
    this.atOnce = options.atOnce ?? 8;
    this.leaseMs = (options.deadlineMs ?? 30_000) + SETTLE_MS;
    this.log = options.log ?? logLine;
    this.manager = options.record.manager;
    this.wait = waitOf(options.poll);
  }

  async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const more = await this.take();
      if (more && this.underWay.size < this.atOnce) continue;
      this.wake = new AbortController();
      await this.wait(AbortSignal.any([this.stopping.signal, this.wake.signal]));
    }
    await Promise.all(this.underWay.keys());
    for (const channel of this.options.channels.values()) channel.close();
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
    let taken: MessageToSend[];
    let planned = 0;
    try {
      planned = await planNotices(this.manager, { served: [...this.options.channels.keys()], limit: PLANNED_AT_ONCE });
      taken = await takeMessages(this.manager, { limit, now: new Date(), leaseMs: this.leaseMs, gatherMs: this.options.gatherMs, teamMost: Math.ceil(this.atOnce / 2), underWay: this.ofTeams() });
      this.unreadable = false;
    } catch (error) {
      if (!this.unreadable) this.log('warn', 'notices-unreadable', { error: nameOf(error) });
      this.unreadable = true;
      return false;
    }
    for (const message of taken) {
      const sending: Promise<void> = this.deliver(message, now.getTime() + this.leaseMs)
        .catch((error: unknown) => this.log('error', 'notice-not-made', { notice: message.notices[0]!.id, error: nameOf(error) }))
        .finally(() => { this.underWay.delete(sending); this.wake.abort(); });
      this.underWay.set(sending, message.team);
    }
    return taken.length === limit || planned === PLANNED_AT_ONCE;
  }

  /** How many messages of each team are under way: a mailbox that hangs holds up its own team at the most. */
  private ofTeams(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const team of this.underWay.values()) counts[team] = (counts[team] ?? 0) + 1;
    return counts;
  }

  private async deliver(message: MessageToSend, leasedUntil: number): Promise<void> {
    const wanted = message.notices.filter((notice) => whyNotSent(notice) === null);
    for (const why of [TASK_DONE, CLIMB_ENDED]) {
      const dropped = message.notices.filter((notice) => whyNotSent(notice) === why);
      if (dropped.length > 0) await this.writeDown(dropped, leasedUntil, (at) => noticesDropped(this.manager, idsOf(dropped), { at, error: why, turnEnds: wanted.length === 0 ? message.methodId : null }));
    }
    if (wanted.length === 0) return;
    const channel = this.options.channels.get(message.channel);
    const fate = await this.send(channel, message, wanted);
    if (fate.fate !== 'accepted') this.log('warn', `notice-${fate.fate}`, { notice: wanted[0]!.id, notices: wanted.length, channel: message.channel, tries: wanted[0]!.tries });
    await this.writeDown(wanted, fate.fate === 'accepted' ? Infinity : leasedUntil, (at) => this.settle(message, wanted, fate, channel, at));
  }

  private async send(channel: Channel | undefined, { channel: name, sentAs, person: { id: personId, name: recipient, address } }: MessageToSend, notices: readonly NoticeToSend[]): Promise<Fate> {
    if (address === null) return { fate: 'permanent', why: 'the contact method was removed, or the person has left' };
    if (!channel) return { fate: 'permanent', why: 'nobody serves this channel' };
    const again = notices.some(({ tries }) => tries > 1);
    try {
      const before = again && channel.taken ? await channel.taken(sentAs, this.cutOff.signal) : null;
      if (before !== null) return { fate: 'accepted', providerId: before };
    } catch {
      return { fate: 'temporary', why: 'the service does not say whether it has taken it already', unsure: true };
    }
    return channel.send({ to: { name: recipient, address }, id: sentAs, ...messageText(name, notices, recipient, this.options.publicUrl, await this.linkOf(notices, personId)) }, this.cutOff.signal);
  }

  /** Where no link can be made the task's own address leads there as well. */
  private async linkOf(notices: readonly NoticeToSend[], personId: string): Promise<string | null> {
    const { links } = this.options;
    const [notice] = notices;
    if (!links || !notice || notices.length > 1) return null;
    return linkFor(this.manager, links, { noticeId: notice.id, taskId: notice.taskId, personId }).catch(() => null);
  }

  private settle(message: MessageToSend, notices: readonly NoticeToSend[], fate: Fate, channel: Channel | undefined, at: Date): Promise<void> {
    const ids = idsOf(notices);
    if (fate.fate === 'accepted') return messageAccepted(this.manager, message, ids, { at, ...(fate.providerId === undefined ? {} : { providerId: fate.providerId }), ...(channel?.receipts ? { receiptMs: this.options.receiptMs } : {}) });
    if (fate.fate === 'permanent') return messageFailed(this.manager, message, ids, { at, error: fate.why });
    const wait = Math.max(waitAfter(Math.max(...notices.map(({ tries }) => tries)), this.options.retryMaxMs), fate.afterMs ?? 0);
    return messageDelayed(this.manager, message, ids, { at, error: fate.why, unsure: message.sentBefore || (fate.unsure ?? false), nextTryAt: new Date(at.getTime() + wait) });
  }

  /** The record may be away just now. What was accepted stays true; anything else is left to whoever holds the message once the lease is over. */
  private async writeDown(notices: readonly NoticeToSend[], until: number, write: (at: Date) => Promise<void>): Promise<void> {
    while (Date.now() < until) {
      try {
        return await write(new Date());
      } catch (error) {
        this.log('warn', 'notice-not-settled', { notice: notices[0]!.id, error: nameOf(error) });
        if (this.stopping.signal.aborted) return;
        await pause(SETTLE_AGAIN_MS, this.stopping.signal);
      }
    }
  }
}

const TASK_DONE = 'not sent: the task was done meanwhile';
const CLIMB_ENDED = 'not sent: the climb ended meanwhile';
const idsOf = (notices: readonly NoticeToSend[]): string[] => notices.map(({ id }) => id);

/** Why a notice is not worth sending any more, or null. An alarm stands until somebody has written down what was done; only the end of its task ends it here. */
function whyNotSent({ taskStatus, escalationEnded }: NoticeToSend): string | null {
  if (taskStatus !== 'open') return TASK_DONE;
  if (escalationEnded) return CLIMB_ENDED;
  return null;
}
