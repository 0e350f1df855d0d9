import { hkdfSync } from 'node:crypto';
import type { PayloadKey } from './payload-keys.js';

/** A key of 32 bytes for one purpose, from a payload key: who learns the one learns nothing of the others (HKDF, RFC 5869). */
export function derivedKey({ key }: PayloadKey, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key as Parameters<typeof hkdfSync>[1], '', `handrail ${purpose}`, 32));
}
