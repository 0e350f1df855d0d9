import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';

/** Who a verified token speaks for. */
export interface Subject { issuer: string; subject: string }

/** The token is none of ours, or no longer. */
export class TokenRefused extends Error {
  constructor(readonly reason: string) { super(reason); this.name = 'TokenRefused'; }
}
/** The issuer's keys cannot be had at the moment: nothing is known about the token. */
export class IssuerUnavailable extends Error {
  constructor(options?: { cause?: unknown }) { super('the keys of the issuer cannot be had', options); this.name = 'IssuerUnavailable'; }
}

/** `answers`: can the issuer's keys be had now? */
export interface TokenVerifier { verify(token: string): Promise<Subject>; answers(): Promise<boolean> }
export interface IssuerConfiguration { issuer: string; audience: string; jwksUri?: string | undefined }

/** What says that the keys could not be read; every other error is the token's. */
const ofIssuer = new Set(['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JWK_INVALID', 'ERR_JOSE_GENERIC']);
const fromIssuer = (cause: unknown): boolean => (cause instanceof errors.JOSEError ? ofIssuer.has(cause.code) : (cause as { message?: unknown } | null)?.message === 'fetch failed');

/**
 * Verifies bearer tokens of one issuer: signature by its keys, RS256 only, issuer, audience and expiry (30 s of leeway for clocks that differ).
 * The keys are fetched when first needed and again when an unknown one is named.
 */
export function tokenVerifier({ issuer, audience, jwksUri }: IssuerConfiguration): TokenVerifier {
  let keys: Promise<JWTVerifyGetKey> | undefined;
  const keysUri = async (): Promise<URL> => {
    if (jwksUri !== undefined) return new URL(jwksUri);
    const answer = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(5_000) });
    if (!answer.ok) throw new Error(`discovery answered ${answer.status}`);
    const { jwks_uri: found, issuer: named } = await answer.json() as { jwks_uri?: unknown; issuer?: unknown };
    if (typeof found !== 'string' || named !== issuer) throw new Error('discovery names another issuer, or no keys');
    return new URL(found);
  };
  const keySet = (): Promise<JWTVerifyGetKey> => {
    keys ??= keysUri().then((uri) => createRemoteJWKSet(uri));
    // A failed discovery is tried again by the next token.
    keys.catch(() => { keys = undefined; });
    return keys;
  };
  const verify = async (token: string): Promise<Subject> => {
    let set: JWTVerifyGetKey;
    try {
      set = await keySet();
    } catch (cause) {
      throw new IssuerUnavailable({ cause });
    }
    try {
      const { payload } = await jwtVerify(token, set, { issuer, audience, algorithms: ['RS256'], requiredClaims: ['exp', 'sub'], clockTolerance: 30 });
      return { issuer, subject: payload.sub! };
    } catch (cause) {
      if (fromIssuer(cause)) throw new IssuerUnavailable({ cause });
      throw new TokenRefused(cause instanceof errors.JOSEError ? cause.code : 'ERR_TOKEN_UNREADABLE');
    }
  };
  const answers = async (): Promise<boolean> => (await fetch(await keysUri(), { signal: AbortSignal.timeout(2_000) })).ok;
  return { verify, answers };
}
