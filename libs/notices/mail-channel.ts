import { createTransport } from 'nodemailer';
import type { Fate } from './channel.js';

export interface Mail { to: { name: string; address: string }; subject: string; text: string; messageId: string }

/** A way to hand over one mail. Answers at the latest after the channel's deadline, or when `stop` says so; never throws. */
export interface MailChannel { send(mail: Mail, stop?: AbortSignal): Promise<Fate>; close(): void }

/** `url` is SMTP_URL (smtp:// or smtps://, credentials in it), `from` MAIL_FROM, `deadlineMs` the most that one mail may take. */
export interface MailChannelOptions { url: string; from: string; deadlineMs: number }

/**
 * Mail over SMTP, one connection a mail. The deadline bounds the whole exchange: a server that answers a byte at a time holds up nothing.
 * Past it the fate is `temporary`, though the server may have taken the mail: the same Message-ID on the next try tells its reader.
 */
export function smtpChannel({ url, from, deadlineMs }: MailChannelOptions): MailChannel {
  // Longer than the deadline, which alone decides.
  const idleMs = deadlineMs + 1_000;
  const transport = createTransport({
    url, disableFileAccess: true, disableUrlAccess: true,
    dnsTimeout: idleMs, connectionTimeout: idleMs, greetingTimeout: idleMs, socketTimeout: idleMs, socketCloseTimeout: 1_000,
  });
  return {
    async send({ to, subject, text, messageId }, stop) {
      const deadline = AbortSignal.timeout(deadlineMs);
      const signal = stop ? AbortSignal.any([deadline, stop]) : deadline;
      try {
        await transport.sendMail({ from, to, subject, text, messageId, signal, headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' } });
        return { fate: 'accepted' };
      } catch (error) {
        if (stop?.aborted) return { fate: 'temporary', why: 'the sender was stopped', unsure: true };
        if (deadline.aborted) return { fate: 'temporary', why: `the mail server did not finish within ${deadlineMs / 1000} s`, unsure: true };
        return fateOf(error);
      }
    },
    close: () => transport.close(),
  };
}

/** The domain that message ids end in: that of the sender's address. */
export function domainOf(from: string): string {
  return /@([^\s>@]+)>?\s*$/.exec(from)?.[1] ?? 'handrail.invalid';
}

/**
 * A permanent no (5xx) counts only where the server speaks of this recipient or this mail. A 5xx to the connection, the login or the sender is trouble
 * with the configuration: it is mended one day, and then everybody who was not reached must still be told.
 */
function fateOf(error: unknown): Fate {
  const { code, command, responseCode, response, message } = error as { code?: string; command?: string; responseCode?: number; response?: string; message?: string };
  const why = `${command ? `${command}: ` : ''}${response ?? message ?? code ?? 'unknown trouble'}`.replaceAll(/\s+/g, ' ').slice(0, 300);
  const aboutThisMail = command === 'RCPT TO' || command === 'DATA';
  if (aboutThisMail && responseCode !== undefined && responseCode >= 500 && responseCode !== 521 && responseCode !== 530) return { fate: 'permanent', why };
  // Nothing was asked of the server: the address itself cannot be written into an envelope.
  if (code === 'EENVELOPE' && responseCode === undefined && command === 'API') return { fate: 'permanent', why: 'the address is not one that mail can be sent to' };
  // A connection that broke may have broken after the mail was taken.
  const neverThere = responseCode !== undefined || /^(connect|getaddrinfo|query)/.test(message ?? '');
  return { fate: 'temporary', why, ...(neverThere ? {} : { unsure: true }) };
}
