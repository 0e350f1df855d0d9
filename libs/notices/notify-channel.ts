import { NotifyClient } from 'notifications-node-client';
import type { Channel, ChannelName, Fate, Receipt } from './channel.js';

/** NOTIFY_API_KEY, NOTIFY_BASE_URL; the template of this channel; the most that one request may take, in ms. */
export interface NotifyOptions { apiKey: string; baseUrl: string; templateId: string; deadlineMs: number }
interface NotifyError { response?: { status?: number; headers?: Record<string, unknown>; data?: { errors?: { error?: string; message?: string }[] } }; code?: string; message?: string }

/** Statuses after which nothing follows: of delivery, and of having been given up. Any other is on its way. */
export const delivered: readonly string[] = ['delivered'];
export const givenUp: readonly string[] = ['permanent-failure', 'temporary-failure', 'technical-failure'];
export function receiptFor(status: string): Receipt | null {
  if (delivered.includes(status)) return { status: 'delivered' };
  return givenUp.includes(status) ? { status: 'failed', why: `Notify: ${status}` } : null;
}

/**
 * SMS or email by GOV.UK Notify. The template is a frame: `((text))`, and of an email `((subject))`, so that every word is ours and tested here. The reference is the message's id: Notify does not
 * refuse a second message with one reference, so before anything unsure is sent again `taken` asks for it.
 */
export function notifyChannel(name: ChannelName, { apiKey, baseUrl, templateId, deadlineMs }: NotifyOptions): Channel {
  /** A client a request: its HTTP client takes the signal. */
  const client = (stop?: AbortSignal): NotifyClient => {
    const made = new NotifyClient(baseUrl.replace(/\/+$/, ''), apiKey);
    const deadline = AbortSignal.timeout(deadlineMs);
    const signal = stop ? AbortSignal.any([deadline, stop]) : deadline;
    const { apiClient } = made as unknown as { apiClient: { restClient: (options: object) => Promise<unknown> } };
    const { restClient } = apiClient;
    apiClient.restClient = (options) => restClient({ ...options, signal, maxRedirects: 0 });
    return made;
  };
  return {
    name, receipts: true,
    async send({ to, subject, text, id }, stop) {
      try {
        const by = client(stop);
        const { data } = name === 'sms'
          ? await by.sendSms(templateId, to.address, { personalisation: { text }, reference: id })
          : await by.sendEmail(templateId, to.address, { personalisation: { subject, text }, reference: id });
        return { fate: 'accepted', providerId: data.id };
      } catch (error) {
        return stop?.aborted ? { fate: 'temporary', why: 'the sender was stopped', unsure: true } : fateOf(error as NotifyError);
      }
    },
    async taken(id, stop) {
      const { data } = await client(stop).getNotifications(name, undefined, id);
      return data.notifications[0]?.id ?? null;
    },
    async receiptOf(providerId, stop) {
      const { data } = await client(stop).getNotificationById(providerId);
      return receiptFor(data.status);
    },
    close: () => undefined,
  };
}

/**
 * Notify's own words for its errors. What is wrong with this message or its recipient (400) stays wrong, and the day's limit (TooManyRequestsError) ends at midnight: the next way is better than waiting. A key
 * that is refused (403), a rate that is exceeded (429 RateLimitError) and trouble of theirs (5xx) end some time soon.
 */
function fateOf({ response, code, message }: NotifyError): Fate {
  const [first] = response?.data?.errors ?? [];
  const why = `Notify: ${response?.status ?? code ?? 'no answer'} ${first ? `${first.error}: ${first.message}` : message ?? ''}`.replaceAll(/\s+/g, ' ').trim().slice(0, 300);
  const status = response?.status;
  // Nobody was there to take it; or the answer got lost on the way.
  if (status === undefined) return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'].includes(code ?? '') ? { fate: 'temporary', why } : { fate: 'temporary', why, unsure: true };
  if (status >= 500) return { fate: 'temporary', why, unsure: true, ...retryAfter(response) };
  if (status === 429 && first?.error !== 'TooManyRequestsError') return { fate: 'temporary', why, ...retryAfter(response) };
  return status === 403 || status === 401 || status === 408 ? { fate: 'temporary', why } : { fate: 'permanent', why };
}

/** Retry-After in whole seconds, an hour at most. */
function retryAfter(response: NotifyError['response']): { afterMs?: number } {
  const seconds = Number(response?.headers?.['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? { afterMs: Math.min(seconds, 3_600) * 1_000 } : {};
}
