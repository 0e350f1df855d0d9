import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { outage } from '#apps/api/http/outage.js';
import { IssuerUnavailable, TokenRefused, tokenVerifier } from '#libs/security/tokens.js';
import { ISSUER, TestIssuer } from './support/api-server.js';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => { for (const end of ends.splice(0)) await end(); });

async function issuing(): Promise<TestIssuer> {
  const issuer = await TestIssuer.start();
  ends.push(() => issuer.stop());
  return issuer;
}
/** A discovery document at an address of its own. */
async function discovery(body: (origin: string) => unknown): Promise<string> {
  const server: Server = createServer((_request, response) => { response.setHeader('content-type', 'application/json').end(JSON.stringify(body(origin))); });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  ends.push(() => new Promise((resolve) => { server.close(() => resolve()); server.closeAllConnections(); }));
  return origin;
}

describe('bearer tokens', () => {
  it('are verified with keys that the issuer names itself', async () => {
    const issuer = await issuing();
    const at = await discovery((origin) => ({ issuer: origin, jwks_uri: issuer.jwksUri }));
    const verifier = tokenVerifier({ issuer: at, audience: 'handrail' });
    expect(await verifier.verify(await issuer.token('hub', { issuer: at }))).toEqual({ issuer: at, subject: 'hub' });
    expect(await verifier.answers()).toBe(true);
    await expect(verifier.verify(await issuer.token('hub'))).rejects.toThrow(TokenRefused);
  });

  it('say nothing while the issuer cannot be asked, and are asked again later', async () => {
    const issuer = await issuing();
    const other = await discovery(() => ({ issuer: 'https://somebody.else', jwks_uri: issuer.jwksUri }));
    await expect(tokenVerifier({ issuer: other, audience: 'handrail' }).verify(await issuer.token('hub', { issuer: other }))).rejects.toThrow(IssuerUnavailable);
    const gone = tokenVerifier({ issuer: ISSUER, audience: 'handrail', jwksUri: 'http://127.0.0.1:1/jwks.json' });
    const error = await gone.verify(await issuer.token('hub')).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(IssuerUnavailable);
    // An outage is 503, never 401: the caller is not sent away to log in again.
    expect(outage(error)).toBe(true);
  });
});
