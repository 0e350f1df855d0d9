import { createCipheriv, createDecipheriv, randomBytes, type CipherKey } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import { PayloadKeyError, type PayloadKey } from './payload-keys.js';

/** `metadata.encoding` of an encrypted payload. */
export const ENCRYPTED_ENCODING = 'binary/encrypted';
/** The metadata entry that names the key. */
export const KEY_ID_METADATA = 'encryption-key-id';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** The first byte of what is encrypted: how the rest is written. */
const AS_IS = 0;
const DEFLATED = 1;
/** From here on a payload is deflated first: Temporal refuses one above 2 MB, and a case that is brought back brings all its events. */
const DEFLATE_FROM_BYTES = 1_024;
const { Payload: PayloadMessage } = proto.temporal.api.common.v1;

/** A payload that this system did not write, or that was altered on the way. */
export class UnreadablePayload extends Error {
  constructor(message: string, options?: { cause?: unknown }) { super(message, options); this.name = 'UnreadablePayload'; }
}

/**
 * Everything that Temporal keeps of a case passes here: AES-256-GCM over the whole payload, its own metadata included.
 * Data is nonce (12 bytes), ciphertext, tag (16 bytes); the encoding and the key id are authenticated with it. Larger payloads are deflated before.
 * A payload is not bound to its workflow, so that a history can be read, moved and replayed without knowing where each part came from.
 * What is not encrypted is refused: accepting it would let anybody who can reach the Temporal server speak for a clinician.
 */
export class EncryptionCodec implements PayloadCodec {
  private readonly first: PayloadKey;
  private readonly keys: ReadonlyMap<string, CipherKey>;

  /** The first key encrypts, all of them decrypt. Throws PayloadKeyError without one. */
  constructor(keys: readonly PayloadKey[]) {
    const [first] = keys;
    if (!first) throw new PayloadKeyError('no payload key to encrypt with');
    this.first = first;
    this.keys = new Map(keys.map(({ id, key }) => [id, key]));
  }

  async encode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map(payload => this.encrypt(payload));
  }

  /** Throws UnreadablePayload: not encrypted, altered, or with a key that is not here. */
  async decode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map(payload => this.decrypt(payload));
  }

  private encrypt(payload: Payload): Payload {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.first.key, nonce, { authTagLength: TAG_BYTES }).setAAD(boundTo(this.first.id));
    const data = Buffer.concat([nonce, cipher.update(packed(PayloadMessage.encode(payload).finish())), cipher.final(), cipher.getAuthTag()]);
    return { metadata: { encoding: Buffer.from(ENCRYPTED_ENCODING), [KEY_ID_METADATA]: Buffer.from(this.first.id) }, data };
  }

  private decrypt(payload: Payload): Payload {
    const encoding = text(payload.metadata?.['encoding']);
    if (encoding !== ENCRYPTED_ENCODING) throw new UnreadablePayload(`a payload is not encrypted (encoding '${encoding}')`);
    const id = text(payload.metadata?.[KEY_ID_METADATA]);
    const key = this.keys.get(id);
    if (!key) throw new UnreadablePayload(`a payload was encrypted with key '${id}', which is not among the payload keys`);
    const data = payload.data ?? new Uint8Array();
    if (data.length < NONCE_BYTES + TAG_BYTES) throw new UnreadablePayload('an encrypted payload is too short');
    const decipher = createDecipheriv(CIPHER, key, data.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES }).setAAD(boundTo(id)).setAuthTag(data.subarray(-TAG_BYTES));
    let plain: Buffer;
    try {
      plain = Buffer.concat([decipher.update(data.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    } catch (cause) {
      throw new UnreadablePayload(`a payload does not fit key '${id}': another key of that name wrote it, or it was altered`, { cause });
    }
    return PayloadMessage.decode(unpacked(plain));
  }
}

function packed(plain: Uint8Array): Buffer {
  return plain.length < DEFLATE_FROM_BYTES ? Buffer.concat([Buffer.of(AS_IS), plain]) : Buffer.concat([Buffer.of(DEFLATED), deflateRawSync(plain)]);
}
function unpacked(plain: Buffer): Buffer {
  const [form] = plain;
  if (form !== AS_IS && form !== DEFLATED) throw new UnreadablePayload(`a payload was written by a newer release (form ${form ?? 'none'})`);
  return form === DEFLATED ? inflateRawSync(plain.subarray(1)) : plain.subarray(1);
}
function boundTo(keyId: string): Buffer { return Buffer.from(`${ENCRYPTED_ENCODING}\n${keyId}`); }
function text(bytes: Uint8Array | null | undefined): string { return bytes ? Buffer.from(bytes).toString('utf8') : ''; }
