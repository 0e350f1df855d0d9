import { beforeAll, expect, it } from '@jest/globals';
import { connectCaseClient } from '#libs/pathway/temporal/connect.js';
import { dataConverter } from '#libs/security/payloads/data-converter.js';
import { newPayloadKey, parsePayloadKeys } from '#libs/security/payloads/payload-keys.js';
import { Link } from '#tests/faults/nemesis/proxy.js';
import { stack, type Stack } from '#tests/support/stack/stack.js';
import { eventually } from '#tests/support/temporal/eventually.js';

let servers: Stack;
beforeAll(async () => { servers = await stack(); }, 120_000);

// The SDK's own would take 45 s.
it('a connection to Temporal that died without a word is replaced by another, though nothing ends it', async () => {
  const { temporalAddress, namespace, rehearsalNamespace, taskQueue } = servers;
  const link = await Link.open('to temporal', Number(temporalAddress.split(':')[1]));
  const client = connectCaseClient({ address: `127.0.0.1:${link.port}`, namespace, rehearsalNamespace, taskQueue: taskQueue('dead'), dataConverter: dataConverter(parsePayloadKeys(newPayloadKey('test'))) });
  try {
    expect(await client.running('no-such-case', false)).toBe(false);
    link.forget();
    expect(await eventually('an answer by another connection', () => client.running('no-such-case', false).then((running) => ({ running }), () => undefined), 40_000)).toEqual({ running: false });
  } finally {
    await client.close();
    await link.close();
  }
}, 60_000);
