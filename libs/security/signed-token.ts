import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { derivedKey } from './payloads/derived-key.js';
import type { PayloadKey } from './payloads/payload-keys.js';

/** `id.keyId.mac`: neither id nor mac has a dot in it. `purpose` keeps the tokens of one kind from being those of another; `bound` is what the token stands for. */
export function tokenOf(key: PayloadKey, purpose: string, id: string, bound: readonly string[]): string {
  const mac = createHmac('sha256', derivedKey(key, purpose)).update([id, ...bound].join('\n')).digest().subarray(0, 16).toString('base64url');
  return `${id}.${key.id}.${mac}`;
}
/** What a table holds of a token. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');
export const sameToken = (one: string, other: string): boolean => one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
