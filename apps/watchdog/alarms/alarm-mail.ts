import { createTransport } from 'nodemailer';
import { nameOf, type Log } from '#libs/upkeep/log-line.js';
import type { Alarm, Telling } from './alarms.js';

/** The watchdog's own way to people: SMTP to addresses of its configuration, neither the directory nor the sender in between. */
export interface AlarmMailOptions { smtpUrl: string; from: string; to: readonly string[]; deadlineMs?: number; log: Log }
export interface AlarmMail { subject: string; text: string }

const SHOWN = 20;
const count = (alarms: readonly Alarm[], word: string): string[] => (alarms.length === 0 ? [] : [`${alarms.length} ${word}`]);
const time = (at: number): string => new Date(at).toISOString();

/** One mail for all that a turn has to tell. */
export function alarmMail({ raised, lasting, over }: Telling, now: number): AlarmMail {
  const clear = raised.length + lasting.length === 0;
  const subject = clear ? `Handrail watchdog: all clear, ${over.length} over` : `Handrail watchdog: ALARM, ${[...count(raised, 'new'), ...count(lasting, 'lasting'), ...count(over, 'over')].join(', ')}`;
  const part = (title: string, alarms: readonly Alarm[], tail: (alarm: Alarm) => string): string[] => (alarms.length === 0 ? [] : [
    title, ...alarms.slice(0, SHOWN).map((alarm) => `- ${alarm.says} ${tail(alarm)}`), ...(alarms.length > SHOWN ? [`- and ${alarms.length - SHOWN} more: table watchdog_alarms`] : []), '']);
  return {
    subject, text: [
      ...part('New:', raised, ({ since }) => `Since ${time(since)}.`), ...part('Still there:', lasting, ({ since }) => `Since ${time(since)}.`), ...part('Over:', over, ({ since, overAt }) => `From ${time(since)}, over at ${time(overAt ?? now)}.`),
      ...(clear ? ['Nothing else stands.'] : [`Look at it now: while this lasts, ${[...raised, ...lasting].every(({ kind }) => kind === 'webhook-off') ? 'other systems are not told what they should be' : 'people may not be called who should be'}. What each alarm means and what to do: docs/operations.md, Watchdog.`]), '',
      `Looked at ${time(now)} by the watchdog, which works it out by itself.`,
    ].join('\n'),
  };
}

/** Sends to every address by itself, so that one that is refused keeps nobody else from hearing. @returns whether any mail server took it for anybody */
export function alarmSender({ smtpUrl, from, to, deadlineMs = 15_000, log }: AlarmMailOptions): (mail: AlarmMail) => Promise<boolean> {
  const transport = createTransport({
    url: smtpUrl, disableFileAccess: true, disableUrlAccess: true, dnsTimeout: deadlineMs, connectionTimeout: deadlineMs, greetingTimeout: deadlineMs, socketTimeout: deadlineMs, socketCloseTimeout: 1_000,
  });
  return async ({ subject, text }) => {
    const taken = await Promise.all(to.map(async (address) => {
      try {
        await transport.sendMail({ from, to: address, subject, text, signal: AbortSignal.timeout(deadlineMs), headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All', Importance: 'high' } });
        return true;
      } catch (error) {
        log('error', 'alarm-mail-failed', { error: nameOf(error) });
        return false;
      }
    }));
    return taken.includes(true);
  };
}
