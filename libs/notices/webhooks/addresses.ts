import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

/** Where a name leads. */
export interface Address { address: string; family: number }
export type Resolve = (hostname: string) => Promise<Address[]>;
export const resolveName: Resolve = (hostname) => lookup(hostname, { all: true });

/** Why a message does not go there: a code and a sentence that goes on after the field's name. */
export class AddressRefused extends Error {
  constructor(readonly code: string, detail: string) { super(detail); this.name = 'AddressRefused'; }
}

/** IANA's special-purpose IPv4 registry, multicast and what is reserved: none of it is another system on the public internet. */
const notPublic = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15],
  ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 3],
] as const) notPublic.addSubnet(network, bits, 'ipv4');
/** Of IPv6 only global unicast is public, save what carries an IPv4 address in it or is for documents. */
const unicast = new BlockList();
unicast.addSubnet('2000::', 3, 'ipv6');
for (const [network, bits] of [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]] as const) notPublic.addSubnet(network, bits, 'ipv6');

export function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !notPublic.check(address, 'ipv4');
  return family === 6 && unicast.check(address, 'ipv6') && !notPublic.check(address, 'ipv6');
}

/** What an address may look like. `local`: on somebody's own machine, where the other system is on it too. @throws AddressRefused */
export function checkedUrl(text: string, local: boolean): URL {
  if (!URL.canParse(text)) throw new AddressRefused('not-a-url', 'must be a URL, such as https://example.org/handrail');
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(local && url.protocol === 'http:')) throw new AddressRefused('not-https', 'must begin with https://');
  if (url.username !== '' || url.password !== '') throw new AddressRefused('credentials-in-url', 'must not hold a name or a password: messages are signed');
  return url;
}

/** Where the host leads at this moment, all of it public unless `local`. Asked when an endpoint is made and again for every message. @throws AddressRefused */
export async function checkedAddresses(hostname: string, local: boolean, resolve: Resolve = resolveName): Promise<Address[]> {
  const host = hostname.replace(/^\[|\]$/g, '');
  const literal = isIP(host);
  const found = literal > 0 ? [{ address: host, family: literal }] : await resolve(host).catch(() => []);
  if (found.length === 0) throw new AddressRefused('unknown-host', 'leads to no address');
  if (!local && !found.every(({ address }) => isPublic(address))) throw new AddressRefused('not-public', 'must lead to a public address only');
  return found;
}
