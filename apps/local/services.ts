import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { environment } from '#libs/config/environment.js';
import { publicKeys } from './issuer.js';
import { issuerProvider } from './issuer-provider.js';
import { partsOfKey } from './local-notify.js';
import { LocalMailServer, mailManners, type MailManners } from './mail.js';
import { LocalNotify } from './text-messages.js';

/**
 * The local issuer's keys and the local mail server: one small process that local mode has and production refuses.
 *   GET  /jwks.json              its public keys
 *        /.well-known/openid-configuration, /who and the rest of OpenID Connect: signing in to the pages
 *   GET  /local/mail?to=         what arrived, newest first
 *   GET  /local/sms?to=          the text messages since its start, newest first
 *        /notify/v2/...          as much of GOV.UK Notify as sends text messages
 *   POST /local/mail/manners     { "manners": "accept" | "refuse" | "reject" | "tarpit", "to"?: one address }, for tests
 */
const { HANDRAIL_DATA, LOCAL_SERVICES_URL, SMTP_URL, PUBLIC_URL, OIDC_CLIENT_ID, NOTIFY_API_KEY, NOTIFY_SMS_TEMPLATE, NOTIFY_RECEIPT_TOKEN } = environment('services');
const mail = new LocalMailServer(join(HANDRAIL_DATA, 'mail'));
const notify = NOTIFY_API_KEY === undefined || NOTIFY_SMS_TEMPLATE === undefined ? null : new LocalNotify({
  ...partsOfKey(NOTIFY_API_KEY), templates: { [NOTIFY_SMS_TEMPLATE]: 'sms' }, receipts: NOTIFY_RECEIPT_TOKEN === undefined || PUBLIC_URL === undefined ? undefined : { url: `${PUBLIC_URL}/v1/notify/receipts`, token: NOTIFY_RECEIPT_TOKEN },
});
const keys = await publicKeys(HANDRAIL_DATA);
const provider = await issuerProvider({ folder: HANDRAIL_DATA, clientId: OIDC_CLIENT_ID, publicUrl: PUBLIC_URL ?? LOCAL_SERVICES_URL });

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > 10_000) throw new Error('too long');
  }
  return JSON.parse(text) as unknown;
}

async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', LOCAL_SERVICES_URL);
  const call = `${request.method} ${pathname}`;
  if (call === 'GET /jwks.json') return answer(response, 200, keys);
  if (call === 'GET /local/mail') return answer(response, 200, mail.list(searchParams.get('to') ?? undefined));
  if (call === 'GET /local/sms') {
    const to = searchParams.get('to');
    return answer(response, 200, (notify?.messages ?? []).filter((message) => to === null || message.to === to).map((message) => ({ to: message.to, text: message.text, status: message.status, receivedAt: message.receivedAt })).toReversed());
  }
  if (notify && pathname.startsWith('/notify/')) {
    const { status, body } = await notify.answer(request.method ?? '', (request.url ?? '').slice('/notify'.length), request.headers.authorization, request.method === 'POST' ? await bodyOf(request) : {});
    return answer(response, status, body);
  }
  if (call === 'POST /local/mail/manners') {
    const { manners, to } = (await bodyOf(request)) as { manners?: MailManners; to?: string };
    if (manners === undefined || !mailManners.includes(manners)) return answer(response, 422, { manners: mailManners });
    if (to === undefined) mail.manners = manners;
    else mail.towards.set(to.toLowerCase(), manners);
    return answer(response, 200, { manners, ...(to !== undefined && { to }) });
  }
  return provider(request, response);
}

const smtp = new URL(SMTP_URL);
await mail.listen(Number(smtp.port), smtp.hostname);
const http = createServer((request, response) => {
  route(request, response).catch(() => answer(response, 400, { detail: 'not understood' }));
});
const { port, hostname } = new URL(LOCAL_SERVICES_URL);
http.listen(Number(port), hostname, () => console.log(`mail at ${smtp.host}, issuer and mailbox at ${LOCAL_SERVICES_URL}`));
for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => process.exit(0)); // nothing is kept in memory alone
