import type { EntityManager } from 'typeorm';
import type { Channel, Channels } from '#libs/notices/channel.js';
import { oneLine } from '#libs/notices/notice-mail.js';
import { waitAfter } from '#libs/notices/retry.js';
import { logLine, type Log } from '#libs/upkeep/log-line.js';
import { repeat, type Running, type Wait } from '#libs/upkeep/repeat.js';
import { codeNotSent, codeSent, takeCodes, type CodeToSend } from './contact-methods.js';

export interface CodeSenderOptions { record: { manager: EntityManager }; channels: Channels; poll: number | Wait; retryMaxMs: number; log?: Log }
const LEASE_MS = 60_000;

/** Sends the codes that verify contact methods, at least once each, by the channel of each. Codes of a channel that nobody serves wait. */
export function startCodeSender({ record, channels, poll, retryMaxMs, log = logLine }: CodeSenderOptions): Running {
  const sending = repeat('contact-codes', poll, async (signal) => {
    for (const channel of channels.values()) {
      const codes = await takeCodes(record.manager, { channel: channel.name, limit: 20, leaseMs: LEASE_MS });
      await Promise.all(codes.map((code) => deliver(record.manager, channel, code, retryMaxMs, log, signal)));
    }
  }, log);
  return { stop: async () => { await sending.stop(); for (const channel of channels.values()) channel.close(); } };
}

async function deliver(manager: EntityManager, channel: Channel, code: CodeToSend, retryMaxMs: number, log: Log, signal: AbortSignal): Promise<void> {
  const { name, address, methodId, tries } = code;
  const text = channel.name === 'sms' ? codeSms(code) : codeMail(code);
  const fate = await channel.send({ to: { name, address }, subject: 'Confirm this address', text, id: `contact.${methodId}.${code.expiresAt.getTime()}` }, signal);
  if (fate.fate === 'accepted') return codeSent(manager, code);
  log('warn', `contact-code-${fate.fate}`, { method: methodId, tries });
  return codeNotSent(manager, code, fate.fate === 'temporary' ? new Date(Date.now() + Math.max(waitAfter(tries, retryMaxMs), fate.afterMs ?? 0)) : null);
}

/** Nothing but the code and what it is for. */
export function codeMail({ code, name }: Pick<CodeToSend, 'code' | 'name'>): string {
  return [`Hello ${oneLine(name)},`, '', `Your code is ${code}. It is good for 15 minutes.`, '', 'With it you confirm that Handrail reaches you at this address when you are called. If you did not ask for it, you need do nothing.', ''].join('\n');
}
export function codeSms({ code }: Pick<CodeToSend, 'code'>): string {
  return `Handrail: your code is ${code}. It is good for 15 minutes. With it you confirm that Handrail reaches you at this number when you are called.`;
}
