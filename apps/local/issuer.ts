import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { calculateJwkThumbprint, importJWK, SignJWT, type JWK } from 'jose';
import { madeOnce } from './secrets.js';

/**
 * The name of the local issuer. It says loopback, so that no production configuration takes it, and no port, so that a token is
 * good across restarts whatever port the keys are served at (OIDC_JWKS_URI says where).
 */
export const localIssuer = 'http://localhost/handrail';

/** The people of the two demonstration organisations by whom a token may be had: the token's subject. */
export const localPeople = ['hub', 'coordinator', 'clinical-lead', 'escalation-owner', 'escalation-lead', 'director', 'crisis-team', 'auditor', 'duty', 'other-hub'] as const;
/** Who answers in the first organisation when those above cannot: tokens for them, too. */
export const localDeputies = ['hub-2', 'coordinator-2', 'clinical-lead-2', 'escalation-owner-2', 'escalation-lead-2', 'director-2', 'crisis-team-2'] as const;
export type LocalPerson = (typeof localPeople)[number] | (typeof localDeputies)[number];

const tokenLife = 12 * 3600;

/** The issuer's own key, private half and all. */
export async function issuerKey(folder: string): Promise<{ id: string; jwk: JWK }> {
  const text = madeOnce(join(folder, 'issuer-key.json'), () => JSON.stringify(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })));
  const jwk = JSON.parse(text) as JWK;
  return { id: await calculateJwkThumbprint(jwk), jwk };
}

/** A bearer token for a local person: RS256, `at+jwt`, 12 h. It is signed by the key of the data folder, which is made when there is none yet. */
export async function localToken(folder: string, subject: LocalPerson, audience = 'handrail'): Promise<string> {
  const { id, jwk } = await issuerKey(folder);
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT()
    .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: id })
    .setIssuer(localIssuer).setSubject(subject).setAudience(audience).setIssuedAt(now).setExpirationTime(now + tokenLife).setJti(randomUUID())
    .sign(await importJWK(jwk, 'RS256'));
}

/** The public half of the key, as a JWKS. */
export async function publicKeys(folder: string): Promise<{ keys: readonly JWK[] }> {
  const { id, jwk } = await issuerKey(folder);
  const { kty, n, e } = jwk; // nothing of the private half
  return { keys: [{ kty, n, e, kid: id, alg: 'RS256', use: 'sig' }] };
}
