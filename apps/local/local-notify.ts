import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { VariableName } from '#libs/config/environment.js';
import { madeOnce } from './secrets.js';

/** What the parts of this machine need to send text messages to the local services instead of GOV.UK Notify: a key, a template and a token for receipts, made for this data folder alone. */
export function localNotify(folder: string, services: string): Partial<Record<VariableName, string>> {
  const made = JSON.parse(madeOnce(join(folder, 'notify.json'), () => JSON.stringify({ key: `local-${randomUUID()}-${randomUUID()}`, template: randomUUID(), token: randomBytes(24).toString('base64url') }))) as { key: string; template: string; token: string };
  return { NOTIFY_API_KEY: made.key, NOTIFY_BASE_URL: `${services}/notify`, NOTIFY_SMS_TEMPLATE: made.template, NOTIFY_RECEIPT_TOKEN: made.token };
}

/** Service and secret of a key, as the client reads them from its end. */
export function partsOfKey(key: string): { serviceId: string; secret: string } {
  return { serviceId: key.slice(-73, -37), secret: key.slice(-36) };
}
