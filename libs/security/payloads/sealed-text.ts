import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { derivedKey } from './derived-key.js';
import { UnreadablePayload } from './encryption-codec.js';
import { PayloadKeyError, type PayloadKey } from './payload-keys.js';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const PURPOSE = 'sealed text 1';

/** A secret as a table may hold it: `keyId:base64url`, bound to what it belongs to (`of`), so that it cannot be put elsewhere. The first key encrypts. */
export function seal(keys: readonly PayloadKey[], plain: string, of: string): string {
  const [first] = keys;
  if (!first) throw new PayloadKeyError('no payload key to seal with');
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, derivedKey(first, PURPOSE), nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(of));
  return `${first.id}:${Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url')}`;
}

/** @throws UnreadablePayload for what was altered, belongs elsewhere, or was sealed with a key that is not here */
export function unseal(keys: readonly PayloadKey[], sealed: string, of: string): string {
  const [id = '', text = ''] = sealed.split(':');
  const key = keys.find((each) => each.id === id);
  if (!key) throw new UnreadablePayload(`a secret was sealed with key '${id}', which is not among the payload keys`);
  const data = Buffer.from(text, 'base64url');
  if (data.length < NONCE_BYTES + TAG_BYTES) throw new UnreadablePayload('a sealed secret is too short');
  const decipher = createDecipheriv(CIPHER, derivedKey(key, PURPOSE), data.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES }).setAAD(Buffer.from(of)).setAuthTag(data.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(data.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new UnreadablePayload(`a sealed secret does not fit key '${id}', or was altered`, { cause });
  }
}
