import { createSecretKey, randomBytes, type CipherKey } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** One AES-256 key. `id` travels beside each payload in plain text, so that keys can be rotated. */
export interface PayloadKey { readonly id: string; readonly key: CipherKey }

/** What is wrong with the payload keys. Never holds key material. */
export class PayloadKeyError extends Error {
  constructor(message: string, options?: { cause?: unknown }) { super(message, options); this.name = 'PayloadKeyError'; }
}

const KEY_BYTES = 32;
/** Shorter than an encoded key, so that a key given as an id is refused. */
const KEY_ID = /^[A-Za-z0-9._-]{1,40}$/;
const FORMAT = 'expected keyId:base64, several separated by commas or lines, the first one encrypts';

/**
 * Reads `keyId:base64[,keyId:base64...]` (32 bytes each; lines are as good as commas; a line that starts with # is left out).
 * The order is kept: the first key encrypts, all of them decrypt. Throws PayloadKeyError.
 */
export function parsePayloadKeys(text: string): PayloadKey[] {
  const entries = text.split('\n').filter(line => !line.trim().startsWith('#')).flatMap(line => line.split(',')).map(entry => entry.trim()).filter(Boolean);
  if (entries.length === 0) throw new PayloadKeyError(`no payload key: ${FORMAT}`);
  const keys = entries.map((entry, index) => parseEntry(entry, index + 1));
  for (const [index, { id }] of keys.entries()) {
    if (keys.findIndex(other => other.id === id) !== index) throw new PayloadKeyError(`payload key '${id}' is there twice`);
  }
  return keys;
}

/** The keys of PAYLOAD_KEYS, or those in the file that PAYLOAD_KEYS_FILE names. Both, neither, or an unreadable file: PayloadKeyError. */
export function readPayloadKeys(given: { keys?: string | undefined; file?: string | undefined }): PayloadKey[] {
  if (given.keys && given.file) throw new PayloadKeyError('give PAYLOAD_KEYS or PAYLOAD_KEYS_FILE, not both');
  if (given.keys) return parsePayloadKeys(given.keys);
  if (!given.file) throw new PayloadKeyError(`no payload key: set PAYLOAD_KEYS or PAYLOAD_KEYS_FILE (${FORMAT})`);
  let text: string;
  try {
    text = readFileSync(given.file, 'utf8');
  } catch (cause) {
    throw new PayloadKeyError(`PAYLOAD_KEYS_FILE ${given.file} cannot be read`, { cause });
  }
  return parsePayloadKeys(text);
}

/** A fresh random key in the format that `parsePayloadKeys` reads. */
export function newPayloadKey(id: string): string {
  if (!KEY_ID.test(id)) throw new PayloadKeyError('a payload key id is 1 to 40 of A-Z a-z 0-9 . _ -');
  return `${id}:${randomBytes(KEY_BYTES).toString('base64')}`;
}

function parseEntry(entry: string, position: number): PayloadKey {
  const colon = entry.indexOf(':');
  if (colon < 0) throw new PayloadKeyError(`payload key ${position} has no id: ${FORMAT}`);
  const id = entry.slice(0, colon);
  // The wrong id may be the key itself, given the wrong way round: it is not repeated in the message.
  if (!KEY_ID.test(id)) throw new PayloadKeyError(`the id of payload key ${position} is not 1 to 40 of A-Z a-z 0-9 . _ -`);
  const encoded = entry.slice(colon + 1);
  const bytes = Buffer.from(encoded, 'base64');
  // Buffer leaves out what is not base64: a mistyped key would become a shorter or another one.
  if (bytes.toString('base64').replace(/=+$/, '') !== encoded.replace(/=+$/, '')) throw new PayloadKeyError(`payload key '${id}' is not base64`);
  if (bytes.length !== KEY_BYTES) throw new PayloadKeyError(`payload key '${id}' has ${bytes.length} bytes, AES-256 needs ${KEY_BYTES}`);
  return { id, key: createSecretKey(bytes) };
}
