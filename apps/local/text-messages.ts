import { randomUUID } from 'node:crypto';
import { jwtVerify } from 'jose';

/** What was handed over: an SMS, or an email where those go this way too. */
export interface TextMessage { id: string; reference: string | null; type: 'sms' | 'email'; to: string; subject: string; text: string; status: NotifyStatus; receivedAt: string; completedAt: string | null }
export type NotifyStatus = 'created' | 'delivered' | 'permanent-failure' | 'temporary-failure' | 'technical-failure';
export interface NotifyAnswer { status: number; body: unknown; headers?: Record<string, string> }

/** `serviceId` and `secret` as they stand in a key; `templates` that it knows; where receipts go, and what they prove themselves with. */
export interface LocalNotifyOptions {
  serviceId: string; secret: string; templates: Readonly<Record<string, 'sms' | 'email'>>;
  receipts?: { url: string; token: string } | undefined;
  /** What becomes of a message; null: nothing is ever said. Unless given, as a test key of GOV.UK Notify does it. */
  becomes?: (to: string) => Exclude<NotifyStatus, 'created'> | null;
  keep?: (message: TextMessage) => void;
}

/** The numbers and addresses that its documentation names for tests; everything else arrives. */
export function asTestKeysDo(to: string): Exclude<NotifyStatus, 'created'> {
  const digits = to.replaceAll(/\D/g, '').slice(-9);
  if (digits === '700900003' || to === 'temp-fail@simulator.notify') return 'temporary-failure';
  if (digits === '700900002' || to === 'perm-fail@simulator.notify') return 'permanent-failure';
  return 'delivered';
}

const wrong = (status: number, error: string, message: string): NotifyAnswer => ({ status, body: { status_code: status, errors: [{ error, message }] } });

/** Speaks as much of GOV.UK Notify's API as is asked of it, so that a try-out and the tests send real requests and get real receipts. It sends nothing to anybody. */
export class LocalNotify {
  readonly messages: TextMessage[] = [];
  private readonly telling = new Set<Promise<void>>();

  constructor(private readonly options: LocalNotifyOptions) {}

  /** @param path with its query, from `/v2` on */
  async answer(method: string, path: string, authorization: string | undefined, body: unknown): Promise<NotifyAnswer> {
    const refused = await this.unauthorised(authorization);
    if (refused) return refused;
    const { pathname, searchParams } = new URL(path, 'http://notify');
    if (method === 'POST' && pathname === '/v2/notifications/sms') return this.take('sms', body as Sent);
    if (method === 'POST' && pathname === '/v2/notifications/email') return this.take('email', body as Sent);
    if (method === 'GET' && pathname === '/v2/notifications') {
      const found = this.messages.filter(({ reference }) => reference === searchParams.get('reference'));
      return { status: 200, body: { notifications: found.map(asNotification), links: { current: path } } };
    }
    const one = /^\/v2\/notifications\/([0-9a-f-]{36})$/.exec(pathname);
    if (method === 'GET' && one) {
      const found = this.messages.find(({ id }) => id === one[1]);
      return found ? { status: 200, body: asNotification(found) } : wrong(404, 'NoResultFound', 'No result found');
    }
    return wrong(404, 'NotFound', 'The requested URL was not found on the server.');
  }

  /** Until every receipt that is on its way was brought. */
  async settled(): Promise<void> { await Promise.all(this.telling); }

  private async unauthorised(authorization: string | undefined): Promise<NotifyAnswer | null> {
    const [, token] = /^Bearer (.+)$/.exec(authorization ?? '') ?? [];
    if (!token) return wrong(401, 'AuthError', 'Unauthorized: authentication token must be provided');
    try {
      const { payload } = await jwtVerify(token, new TextEncoder().encode(this.options.secret), { algorithms: ['HS256'], typ: 'JWT' });
      if (payload.iss !== this.options.serviceId) return wrong(403, 'AuthError', 'Invalid token: service not found');
      if (Math.abs(Date.now() / 1000 - (payload.iat ?? 0)) > 30) return wrong(403, 'AuthError', 'Error: Your system clock must be accurate to within 30 seconds');
      return null;
    } catch {
      return wrong(403, 'AuthError', 'Invalid token: API key not found');
    }
  }

  private take(type: 'sms' | 'email', { template_id: template = '', phone_number: number, email_address: address, personalisation = {}, reference }: Sent): NotifyAnswer {
    if (this.options.templates[template] !== type) return wrong(400, 'BadRequestError', 'Template not found');
    const to = type === 'sms' ? number : address;
    if (type === 'sms' && !/^\+?[\d\s]{10,16}$/.test(to ?? '')) return wrong(400, 'ValidationError', 'phone_number Not a valid phone number');
    if (type === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(to ?? '')) return wrong(400, 'ValidationError', 'email_address Not a valid email address');
    const needed = type === 'sms' ? ['text'] : ['subject', 'text'];
    const missing = needed.filter((name) => !personalisation[name]);
    if (missing.length > 0) return wrong(400, 'BadRequestError', `Missing personalisation: ${missing.join(', ')}`);
    const message: TextMessage = {
      id: randomUUID(), reference: reference ?? null, type, to: to!, subject: personalisation['subject'] ?? '', text: personalisation['text'] ?? '', status: 'created', receivedAt: new Date().toISOString(), completedAt: null,
    };
    this.messages.push(message);
    this.options.keep?.(message);
    const becomes = (this.options.becomes ?? asTestKeysDo)(message.to);
    if (becomes !== null) this.tell(message, becomes);
    return { status: 201, body: { id: message.id, reference: message.reference, content: { body: message.text }, template: { id: template, version: 1, uri: '' }, uri: '' } };
  }

  private tell(message: TextMessage, status: NotifyStatus): void {
    Object.assign(message, { status, completedAt: new Date().toISOString() });
    const { receipts } = this.options;
    if (!receipts) return;
    const { id, reference, to, receivedAt, completedAt, type } = message;
    const body = JSON.stringify({ id, reference, to, status, created_at: receivedAt, completed_at: completedAt, sent_at: receivedAt, notification_type: type, template_id: randomUUID(), template_version: 1 });
    const told: Promise<void> = fetch(receipts.url, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${receipts.token}` }, body })
      .then(async (answer) => { await answer.body?.cancel(); }, () => undefined).finally(() => { this.telling.delete(told); });
    this.telling.add(told);
  }
}

interface Sent { template_id?: string; phone_number?: string; email_address?: string; personalisation?: Record<string, string>; reference?: string }

function asNotification({ id, reference, type, to, subject, text, status, receivedAt, completedAt }: TextMessage): object {
  return { id, reference, type, status, ...(type === 'sms' ? { phone_number: to } : { email_address: to, subject }), body: text, created_at: receivedAt, sent_at: receivedAt, completed_at: completedAt, template: { id: '', version: 1, uri: '' } };
}
