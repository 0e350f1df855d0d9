/**
 * What became of one try. `temporary` is tried again, after `afterMs` at the earliest where the service said when; with `unsure` it may have been taken all the same, so the same message goes again
 * under the same id, without anything added. `permanent` is not tried again on this way. `why` is what the service answered, or what hindered it.
 */
export type Fate = { fate: 'accepted'; providerId?: string } | { fate: 'temporary'; why: string; unsure?: true; afterMs?: number } | { fate: 'permanent'; why: string };

export type ChannelName = 'email' | 'sms';
/** `id` is the same at every try. */
export interface Message { to: { name: string; address: string }; subject: string; text: string; id: string }
/** What a service says about a message that it took; null: nothing final yet. */
export type Receipt = { status: 'delivered' } | { status: 'failed'; why: string };

/** A way to hand over one message. Answers at the latest after its own deadline, or when `stop` says so; `send` never throws. */
export interface Channel {
  readonly name: ChannelName;
  /** Does the service say later whether it arrived? */
  readonly receipts: boolean;
  send(message: Message, stop?: AbortSignal): Promise<Fate>;
  /** The service's own id of a message that it has taken, where it can be asked; null: it has not. @throws when nobody answers */
  taken?(id: string, stop?: AbortSignal): Promise<string | null>;
  /** @throws when nobody answers */
  receiptOf?(providerId: string, stop?: AbortSignal): Promise<Receipt | null>;
  close(): void;
}
/** The channels that are served; a contact method of another is passed over. */
export type Channels = ReadonlyMap<ChannelName, Channel>;
