import type { Channel, ChannelName, Channels } from './channel.js';
import { domainOf, smtpChannel } from './mail-channel.js';
import { notifyChannel } from './notify-channel.js';

/** SMTP_URL and MAIL_FROM; with `notify` SMS goes by GOV.UK Notify, and email where `emailBy` (NOTICE_EMAIL_BY) says so. Without an SMS template nobody serves SMS. */
export interface ChannelsOptions {
  smtpUrl: string; from: string; emailBy?: 'smtp' | 'notify'; deadlineMs?: number;
  notify?: { apiKey: string; baseUrl: string; smsTemplate?: string; emailTemplate?: string } | undefined;
}

const DEADLINE_MS = 30_000;

/** One channel of each kind; which service carries it is configuration. */
export function channelsOf({ smtpUrl, from, emailBy = 'smtp', notify, deadlineMs = DEADLINE_MS }: ChannelsOptions): Channels {
  const channels = new Map<ChannelName, Channel>();
  const byNotify = (name: ChannelName, templateId: string | undefined): void => {
    if (notify && templateId) channels.set(name, notifyChannel(name, { apiKey: notify.apiKey, baseUrl: notify.baseUrl, templateId, deadlineMs }));
  };
  if (emailBy === 'notify') byNotify('email', notify?.emailTemplate);
  else channels.set('email', mailBySmtp({ smtpUrl, from, deadlineMs }));
  byNotify('sms', notify?.smsTemplate);
  return channels;
}

/** What the environment says of channels, as `channelsOf` takes it. */
export function channelsFrom(env: { SMTP_URL: string; MAIL_FROM: string; NOTICE_EMAIL_BY: 'smtp' | 'notify'; NOTIFY_API_KEY?: string | undefined; NOTIFY_BASE_URL: string; NOTIFY_SMS_TEMPLATE?: string | undefined; NOTIFY_EMAIL_TEMPLATE?: string | undefined }): Channels {
  const { NOTIFY_API_KEY: apiKey, NOTIFY_BASE_URL: baseUrl, NOTIFY_SMS_TEMPLATE: smsTemplate, NOTIFY_EMAIL_TEMPLATE: emailTemplate } = env;
  const notify = apiKey === undefined ? undefined : { apiKey, baseUrl, ...(smsTemplate === undefined ? {} : { smsTemplate }), ...(emailTemplate === undefined ? {} : { emailTemplate }) };
  return channelsOf({ smtpUrl: env.SMTP_URL, from: env.MAIL_FROM, emailBy: env.NOTICE_EMAIL_BY, notify });
}

function mailBySmtp({ smtpUrl, from, deadlineMs }: { smtpUrl: string; from: string; deadlineMs: number }): Channel {
  const channel = smtpChannel({ url: smtpUrl, from, deadlineMs });
  return {
    name: 'email', receipts: false,
    send: ({ id, ...mail }, stop) => channel.send({ ...mail, messageId: `<${id}@${domainOf(from)}>` }, stop),
    close: () => channel.close(),
  };
}
