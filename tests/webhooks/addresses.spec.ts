import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AddressRefused, checkedAddresses, checkedUrl, isPublic, type Address } from '#libs/notices/webhooks/addresses.js';
import { CalledCase } from '#tests/notices/called-case.js';
import { WebhookHouse } from './webhook-house.js';

const codeOf = async (url: string, resolve: () => Promise<Address[]> = () => Promise.resolve([{ address: '93.184.215.14', family: 4 }])): Promise<string> => {
  try {
    await checkedAddresses(checkedUrl(url, false).hostname, false, resolve);
    return 'fine';
  } catch (error) {
    if (error instanceof AddressRefused) return error.code;
    throw error;
  }
};

describe('where a webhook may lead', () => {
  it.each(['127.0.0.1', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '198.18.0.1', '224.0.0.1', '255.255.255.255', '::', '::1', 'fe80::1', 'fc00::1', 'fd12:3456::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8',
    '64:ff9b::7f00:1', '2002:7f00:1::', '2001:0:7f00:1::', '2001:db8::1', 'fec0::1', 'no address'])('%s is no other system', (address) => { expect(isPublic(address)).toBe(false); });
  it.each(['8.8.8.8', '93.184.215.14', '172.32.0.1', '192.169.0.1', '2606:4700::1111', '2a00:1450:4009::1'])('%s is one', (address) => { expect(isPublic(address)).toBe(true); });

  it.each([
    ['http://example.org/', 'not-https'], ['ftp://example.org/', 'not-https'], ['javascript:alert(1)', 'not-https'], ['file:///etc/passwd', 'not-https'], ['nowhere', 'not-a-url'], ['https://name:word@example.org/', 'credentials-in-url'],
    ['https://127.0.0.1/', 'not-public'], ['https://127.1/', 'not-public'], ['https://0x7f000001/', 'not-public'], ['https://2130706433/', 'not-public'], ['https://[::1]/', 'not-public'], ['https://[::ffff:10.0.0.1]/', 'not-public'], ['https://169.254.169.254/latest/', 'not-public'],
    ['https://example.org/hook', 'fine'], ['https://example.org:8443/hook', 'fine'], ['https://8.8.8.8/', 'fine'],
  ])('%s: %s', async (url, code) => { expect(await codeOf(url)).toBe(code); });

  it('counts every address that a name has', async () => {
    expect(await codeOf('https://example.org/', () => Promise.resolve([{ address: '93.184.215.14', family: 4 }, { address: '10.0.0.1', family: 4 }]))).toBe('not-public');
    expect(await codeOf('https://example.org/', () => Promise.resolve([]))).toBe('unknown-host');
    expect(await codeOf('https://example.org/', () => Promise.reject(new Error('ENOTFOUND')))).toBe('unknown-host');
    expect(await codeOf('https://localhost/', () => Promise.resolve([{ address: '::1', family: 6 }]))).toBe('not-public');
  });

  it('on one’s own machine is that machine too', async () => {
    expect(await checkedAddresses(checkedUrl('http://127.0.0.1:4000/hook', true).hostname, true)).toEqual([{ address: '127.0.0.1', family: 4 }]);
  });
});

describe('a message to an address that is none of another system', () => {
  let house: WebhookHouse;
  beforeAll(async () => { house = await WebhookHouse.open('webhook-addresses'); }, 120_000);
  afterAll(() => house.fresh.close());
  afterEach(() => house.afterEach());
  const tried = async (urlOf: (port: string) => string, resolve?: () => Promise<Address[]>) => {
    const receiver = await house.receiver();
    const webhook = await house.endpoint(receiver, { kinds: ['case-opened'], url: urlOf(new URL(receiver.url).port) });
    house.send({ local: false, ...(resolve ? { resolve } : {}) });
    await new CalledCase(house.record.manager).open();
    const [row] = await house.once(webhook, ([first]) => first!.error !== null);
    return [row!.error, receiver.connections];
  };

  it.each([
    ['without https', (port: string) => `http://127.0.0.1:${port}/`, 'not sent: its address must begin with https://'], ['loopback', (port: string) => `https://127.0.0.1:${port}/`, 'not sent: its address must lead to a public address only'],
    ['by name', (port: string) => `https://localhost:${port}/`, 'not sent: its address must lead to a public address only'],
  ] as [string, (port: string) => string, string][])('is not sent: %s', async (_how, urlOf, error) => { expect(await tried(urlOf)).toEqual([error, 0]); });

  it('is not sent where the name leads there only now, though it led to a public one when the endpoint was made', async () => {
    expect(await tried((port) => `https://example.org:${port}/`, () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]))).toEqual(['not sent: its address must lead to a public address only', 0]);
  });

  it('goes to the very address that was checked: what the name leads to a moment later is not asked for again', async () => {
    let asked = 0;
    const receiver = await house.receiver();
    const webhook = await house.endpoint(receiver, { kinds: ['case-opened'], url: receiver.url.replace('127.0.0.1', 'nowhere.invalid') });
    house.send({ resolve: () => { asked += 1; return Promise.resolve([{ address: '127.0.0.1', family: 4 }]); } });
    await new CalledCase(house.record.manager).open();
    expect([(await house.settled(webhook))[0]!.status, receiver.taken.length, asked]).toEqual(['delivered', 1, 1]);
  });
});
