import type { EntityManager } from 'typeorm';
import { domainOf, smtpChannel, type MailChannel } from '#libs/notices/mail-channel.js';
import { waitAfter } from '#libs/notices/retry.js';
import { logLine, type Log } from '#libs/upkeep/log-line.js';
import { repeat, type Running } from '#libs/upkeep/repeat.js';
import { codeNotSent, codeSent, takeCodes, type CodeToSend } from './contact-methods.js';

export interface CodeSenderOptions { record: { manager: EntityManager }; smtpUrl: string; from: string; pollMs: number; retryMaxMs: number; log?: Log }
const DEADLINE_MS = 20_000;

/** Sends the codes that verify mail addresses, at least once each. Codes of other channels wait for whoever serves those. */
export function startCodeSender({ record, smtpUrl, from, pollMs, retryMaxMs, log = logLine }: CodeSenderOptions): Running {
  const channel = smtpChannel({ url: smtpUrl, from, deadlineMs: DEADLINE_MS });
  const sending = repeat('contact-codes', pollMs, async (signal) => {
    for (const code of await takeCodes(record.manager, { channel: 'email', limit: 20, leaseMs: 2 * DEADLINE_MS })) await deliver(record.manager, channel, from, code, retryMaxMs, log, signal);
  }, log);
  return { stop: async () => { await sending.stop(); channel.close(); } };
}

async function deliver(manager: EntityManager, channel: MailChannel, from: string, code: CodeToSend, retryMaxMs: number, log: Log, signal: AbortSignal): Promise<void> {
  const { name, address, methodId, tries } = code;
  const fate = await channel.send({ to: { name, address }, subject: 'Confirm this address', text: codeMail(code), messageId: `<contact.${methodId}.${code.expiresAt.getTime()}@${domainOf(from)}>` }, signal);
  if (fate.fate === 'accepted') return codeSent(manager, code);
  log('warn', `contact-code-${fate.fate}`, { method: methodId, tries });
  return codeNotSent(manager, code, fate.fate === 'temporary' ? new Date(Date.now() + waitAfter(tries, retryMaxMs)) : null);
}

/** Nothing but the code and what it is for. */
export function codeMail({ code, name }: Pick<CodeToSend, 'code' | 'name'>): string {
  const greeted = name.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim();
  return [`Hello ${greeted},`, '', `Your code is ${code}. It is good for 15 minutes.`, '', 'With it you confirm that Handrail reaches you at this address when you are called. If you did not ask for it, you need do nothing.', ''].join('\n');
}
