import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { nameOf } from '#libs/upkeep/log-line.js';
import { AddressRefused, checkedAddresses, checkedUrl, type Resolve } from './addresses.js';

/** What became of one try. `answered`: the status, where there was one; `cut`: we ended it ourselves, and it says nothing of the endpoint; `retryAfterMs`: what the endpoint asked for. */
export interface Posted { delivered: boolean; gone: boolean; cut?: boolean; answered: number | null; why: string | null; retryAfterMs: number }
export interface PostOptions { deadlineMs: number; local: boolean; resolve: Resolve; stop: AbortSignal }

/**
 * Posts once. The name is resolved for this very connection and the connection goes to what was checked, so that a name that leads elsewhere a moment later wins nothing; redirects are not followed. The deadline
 * bounds all of it, and the answer's body is never read.
 */
export async function post(target: string, headers: Readonly<Record<string, string>>, body: string, { deadlineMs, local, resolve, stop }: PostOptions): Promise<Posted> {
  const deadline = AbortSignal.timeout(deadlineMs);
  try {
    const url = checkedUrl(target, local);
    const addresses = await within(checkedAddresses(url.hostname, local, resolve), AbortSignal.any([deadline, stop]));
    const { status, retryAfter } = await answerOf(url, addresses, headers, body, AbortSignal.any([deadline, stop]));
    if (status >= 200 && status < 300) return { delivered: true, gone: false, answered: status, why: null, retryAfterMs: 0 };
    return { delivered: false, gone: status === 410, answered: status, why: status >= 300 && status < 400 ? `answered ${status}: redirects are not followed` : `answered ${status}`, retryAfterMs: /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1_000 : 0 };
  } catch (error) {
    const why = error instanceof AddressRefused ? `not sent: its address ${error.message}` : stop.aborted ? 'the sender was stopped' : deadline.aborted ? `did not answer within ${deadlineMs / 1000} s` : `could not be reached (${nameOf(error)})`;
    return { delivered: false, gone: false, cut: stop.aborted, answered: null, why, retryAfterMs: 0 };
  }
}

function answerOf(url: URL, addresses: { address: string; family: number }[], headers: Readonly<Record<string, string>>, body: string, signal: AbortSignal): Promise<{ status: number; retryAfter: string }> {
  const lookup = ((_host: string, options: { all?: boolean }, found: (...answer: unknown[]) => void) => {
    if (options.all) found(null, addresses);
    else found(null, addresses[0]!.address, addresses[0]!.family);
  }) as LookupFunction;
  return new Promise((resolve, reject) => {
    const sent = (url.protocol === 'https:' ? overHttps : overHttp)(url, { method: 'POST', agent: false, lookup, signal, headers: { ...headers, 'content-length': Buffer.byteLength(body) } }, (answer) => {
      resolve({ status: answer.statusCode ?? 0, retryAfter: answer.headers['retry-after'] ?? '' });
      answer.on('error', () => undefined).destroy();
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function within<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const stopped = () => reject(signal.reason as Error);
    if (signal.aborted) stopped();
    signal.addEventListener('abort', stopped);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stopped));
  });
}
