import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApplicationFailure, defaultPayloadConverter, type Payload, type ProtoFailure } from '@temporalio/common';
import { decodeOptionalFailureToOptionalError, encodeErrorToFailure, encodeToPayloads, decodeArrayFromPayloads, loadDataConverter } from '@temporalio/common/lib/internal-non-workflow/index.js';
import fc from 'fast-check';
import { dataConverter } from './data-converter.js';
import { EncryptionCodec, ENCRYPTED_ENCODING, KEY_ID_METADATA, UnreadablePayload } from './encryption-codec.js';
import { newPayloadKey, parsePayloadKeys, PayloadKeyError, readPayloadKeys } from './payload-keys.js';

const MARK = 'MARKED-Arabella-Quist-943-476-5919';
const old = newPayloadKey('2026-01');
const fresh = newPayloadKey('2026-07');
const codecOf = (text: string): EncryptionCodec => new EncryptionCodec(parsePayloadKeys(text));
const payload = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);
const meta = (one: Payload, name: string): string => Buffer.from(one.metadata?.[name] ?? new Uint8Array()).toString();
const only = (payloads: Payload[]): Payload => { const [one] = payloads; if (!one) throw new Error('no payload'); return one; };

describe('the payload codec', () => {
  it('gives back any value, and shows none of it on the way', async () => {
    const codec = codecOf(fresh);
    await fc.assert(fc.asyncProperty(fc.oneof(fc.jsonValue(), fc.uint8Array(), fc.string({ minLength: 1_000, maxLength: 1_100 }), fc.constant(undefined)), async value => {
      const plain = payload(value);
      const back = only(await codec.decode(await codec.encode([plain])));
      expect(defaultPayloadConverter.fromPayload(back)).toEqual(defaultPayloadConverter.fromPayload(plain));
    }));
    const sealed = only(await codec.encode([payload({ name: MARK })]));
    expect(Buffer.from(sealed.data ?? []).toString('latin1')).not.toContain('MARKED');
    expect([meta(sealed, 'encoding'), meta(sealed, KEY_ID_METADATA), Object.keys(sealed.metadata ?? {}).length]).toEqual([ENCRYPTED_ENCODING, '2026-07', 2]);
  });

  it('makes large payloads smaller: the events of years fit into what Temporal takes', async () => {
    const codec = codecOf(fresh);
    const events = Array.from({ length: 10_000 }, (_, index) => ({ sequence: index + 1, at: new Date(1_800_000_000_000 + index * 61_000).toISOString(), kind: 'rung-reached', actor: { system: 'clock' }, data: { taskId: `c.${index}`, step: 'first-visit-booked', level: index % 4, dueAt: new Date(1_800_000_000_000 + index * 60_000).toISOString() } }));
    const plain = payload(events);
    const sealed = only(await codec.encode([plain]));
    expect(plain.data?.length).toBeGreaterThan(1_900_000);
    expect(sealed.data?.length).toBeLessThan(300_000);
    expect(defaultPayloadConverter.fromPayload(only(await codec.decode([sealed])))).toEqual(events);
  });

  it('never writes the same value the same way twice', async () => {
    const codec = codecOf(fresh);
    const [one, two] = await codec.encode([payload('same'), payload('same')]);
    expect(Buffer.from(one?.data ?? []).equals(Buffer.from(two?.data ?? []))).toBe(false);
  });

  it('rotates: the first key writes, every key reads, until the old one is taken away', async () => {
    const before = await codecOf(old).encode([payload(MARK)]);
    const rotated = codecOf(`${fresh},${old}`);
    expect(defaultPayloadConverter.fromPayload(only(await rotated.decode(before)))).toBe(MARK);
    const after = await rotated.encode([payload(MARK)]);
    expect(meta(only(after), KEY_ID_METADATA)).toBe('2026-07');
    expect(defaultPayloadConverter.fromPayload(only(await codecOf(fresh).decode(after)))).toBe(MARK);
    await expect(codecOf(fresh).decode(before)).rejects.toThrow("a payload was encrypted with key '2026-01', which is not among the payload keys");
  });

  it('refuses another key under the same id', async () => {
    const sealed = await codecOf(old).encode([payload(MARK)]);
    await expect(codecOf(newPayloadKey('2026-01')).decode(sealed)).rejects.toThrow(UnreadablePayload);
  });

  it('refuses every altered byte, a renamed key, and what is cut short', async () => {
    const codec = codecOf(`${fresh},${old.replace('2026-01', 'twin')}`);
    const sealed = only(await codec.encode([payload('x')]));
    const data = sealed.data ?? new Uint8Array();
    for (let at = 0; at < data.length; at++) {
      const altered = Uint8Array.from(data);
      altered[at] = (altered[at] ?? 0) ^ 1;
      await expect(codec.decode([{ ...sealed, data: altered }])).rejects.toThrow(UnreadablePayload);
    }
    for (let length = 0; length < data.length; length += 7) await expect(codec.decode([{ ...sealed, data: data.subarray(0, length) }])).rejects.toThrow(UnreadablePayload);
    const sameKey = fresh.slice(fresh.indexOf(':'));
    const twins = codecOf(`a${sameKey},b${sameKey}`);
    const ofA = only(await twins.encode([payload('x')]));
    await expect(twins.decode([{ ...ofA, metadata: { ...ofA.metadata, [KEY_ID_METADATA]: Buffer.from('b') } }])).rejects.toThrow(UnreadablePayload);
  });

  it('refuses what is not encrypted', async () => {
    await expect(codecOf(fresh).decode([payload(MARK)])).rejects.toThrow("a payload is not encrypted (encoding 'json/plain')");
    await expect(codecOf(fresh).decode([{}])).rejects.toThrow("a payload is not encrypted (encoding '')");
  });
});

describe('the data converter, as the SDK loads it', () => {
  const loaded = loadDataConverter(dataConverter(parsePayloadKeys(`${fresh},${old}`)));

  it('converts arguments and results', async () => {
    const wire = await encodeToPayloads(loaded, { name: MARK }, undefined, [1]);
    expect(JSON.stringify(wire)).not.toContain('MARKED');
    expect(await decodeArrayFromPayloads(loaded, wire)).toEqual([{ name: MARK }, undefined, [1]]);
  });

  it('hides the messages, the stacks and the details of failures, causes included', async () => {
    const cause = new Error(`cause ${MARK}`);
    const failure: ProtoFailure = await encodeErrorToFailure(loaded, ApplicationFailure.create({ message: `refused ${MARK}`, type: 'Refused', details: [{ detail: MARK }], cause }));
    expect(failure.applicationFailureInfo?.type).toBe('Refused');
    const everyByte = (value: unknown): string => value instanceof Uint8Array ? Buffer.from(value).toString('latin1')
      : value && typeof value === 'object' ? Object.entries(value).map(([name, inner]) => name + everyByte(inner)).join(' ') : String(value);
    expect(everyByte(failure)).not.toContain('MARKED');
    expect(everyByte(failure)).not.toContain('encryption-codec.spec');
    const back = await decodeOptionalFailureToOptionalError(loaded, failure);
    expect(back).toBeInstanceOf(ApplicationFailure);
    expect([back?.message, back?.cause instanceof Error && back.cause.message, (back as ApplicationFailure).details]).toEqual([`refused ${MARK}`, `cause ${MARK}`, [{ detail: MARK }]]);
  });
});

describe('the payload keys', () => {
  const directory = mkdtempSync(join(tmpdir(), 'handrail-keys-'));
  const file = join(directory, 'payload.keys');
  beforeAll(() => writeFileSync(file, `# since July\n${fresh}\n\n${old}\n`));
  afterAll(() => rmSync(directory, { recursive: true }));

  it('come from a variable or a file, in order', () => {
    expect(readPayloadKeys({ keys: `${fresh}, ${old}` }).map(key => key.id)).toEqual(['2026-07', '2026-01']);
    expect(readPayloadKeys({ file }).map(key => key.id)).toEqual(['2026-07', '2026-01']);
    expect(parsePayloadKeys(`nopad:${randomBytes(32).toString('base64').replace(/=+$/, '')}`)).toHaveLength(1);
  });

  it('are not shown when they are printed', () => {
    const text = fresh.slice(fresh.indexOf(':') + 1);
    const keys = parsePayloadKeys(fresh);
    expect(JSON.stringify(keys)).not.toContain(text);
    expect(inspect(keys, { depth: 5 })).not.toContain(text);
  });

  const secret = randomBytes(32).toString('base64');
  const wrong: [string, Parameters<typeof readPayloadKeys>[0], string][] = [
    ['none', {}, 'no payload key: set PAYLOAD_KEYS or PAYLOAD_KEYS_FILE'],
    ['an empty one', { keys: ' , ' }, 'no payload key: expected keyId:base64'],
    ['both', { keys: fresh, file }, 'not both'],
    ['a missing file', { file: join(directory, 'none') }, 'cannot be read'],
    ['no id', { keys: secret }, 'payload key 1 has no id'],
    ['the wrong way round', { keys: `${fresh},${secret}:k2` }, 'the id of payload key 2 is not'],
    ['not base64', { keys: `k:${secret.slice(0, 40)}!!!=` }, "payload key 'k' is not base64"],
    ['too short', { keys: `k:${randomBytes(16).toString('base64')}` }, "payload key 'k' has 16 bytes, AES-256 needs 32"],
    ['an id twice', { keys: `${fresh},${newPayloadKey('2026-07')}` }, "payload key '2026-07' is there twice"],
  ];
  it.each(wrong)('say what is wrong, without the key: %s', (_name, given, message) => {
    const refused = (): unknown => readPayloadKeys(given);
    expect(refused).toThrow(PayloadKeyError);
    expect(refused).toThrow(message);
    try { refused(); } catch (error) { expect((error as Error).message).not.toContain(secret.slice(0, 12)); }
  });
});
