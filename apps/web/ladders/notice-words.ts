import type { NoticeView } from '#libs/contracts/views.js';

const CHANNELS: Readonly<Record<string, string>> = { email: 'Email', sms: 'Text message', teams: 'Teams message', webhook: 'Message to another system' };
const STATES: Readonly<Record<NoticeView['status'], string>> = {
  queued: 'waiting to be sent', accepted: 'sent, not confirmed yet', delivered: 'arrived', failed: 'did not arrive', unknown: 'sent, nobody can tell whether it arrived', rehearsed: 'would have been sent',
};

/** 'Email: arrived'. */
export const noticeWords = ({ channel, status }: Pick<NoticeView, 'channel' | 'status'>): string => `${channelWords(channel)}: ${STATES[status]}`;
export const channelWords = (channel: string): string => CHANNELS[channel] ?? channel;
