import {
  allowInsecureRequests, authorizationCodeGrant, buildAuthorizationUrl, calculatePKCECodeChallenge, ClientSecretBasic, ClientSecretPost, Configuration, None, randomNonce, randomPKCECodeVerifier, randomState, type ServerMetadata,
} from 'openid-client';
import type { SignedIn } from '#libs/records/sessions.js';

export interface IssuerSettings {
  issuer: string;
  /** Where the issuer describes itself; its well-known address unless given. */
  configurationUri?: string | undefined;
  clientId: string; clientSecret?: string | undefined; scope: string; acrValues?: string | undefined;
  /** Where the issuer sends the browser back to. */
  redirectUri: string;
  /** The local issuer is on this machine, over plain HTTP. */
  local: boolean;
}

/** One try to sign in: what the browser keeps of it until it comes back. */
export interface Attempt { state: string; nonce: string; verifier: string; returnTo: string }

/** The issuer cannot be asked now. */
export class IssuerAway extends Error {
  constructor(options: { cause: unknown }) { super('the issuer cannot be asked', options); this.name = 'IssuerAway'; }
}

/** Signing in at an OpenID provider: authorization code with PKCE, state and nonce. */
export class Issuer {
  private configuration: Promise<Configuration> | undefined;
  constructor(private readonly settings: IssuerSettings) {}

  /** Where the browser goes to sign in. `anew`: the issuer is asked to ask again who it is. @throws IssuerAway */
  async begin(returnTo: string, { anew = false } = {}): Promise<{ url: URL; attempt: Attempt }> {
    const configuration = await this.configured();
    const attempt: Attempt = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier(), returnTo };
    const { redirectUri, scope, acrValues } = this.settings;
    const url = buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri, scope, state: attempt.state, nonce: attempt.nonce, code_challenge: await calculatePKCECodeChallenge(attempt.verifier), code_challenge_method: 'S256',
      ...(acrValues === undefined ? {} : { acr_values: acrValues }), ...(anew ? { prompt: 'login' } : {}),
    });
    return { url, attempt };
  }

  /** Who came back. `query`: of the address that the issuer sent the browser to. @throws what openid-client says where anything does not fit; IssuerAway */
  async finish(query: string, { state, nonce, verifier }: Attempt): Promise<SignedIn> {
    const configuration = await this.configured();
    const url = new URL(this.settings.redirectUri);
    url.search = query;
    const tokens = await authorizationCodeGrant(configuration, url, { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true });
    const claims = tokens.claims()!;
    return { issuer: claims.iss, subject: claims.sub };
  }

  /** The issuer's description of itself, asked for once; a failure is asked again by the next. */
  private configured(): Promise<Configuration> {
    this.configuration ??= this.configure();
    this.configuration.catch(() => { this.configuration = undefined; });
    return this.configuration;
  }

  private async configure(): Promise<Configuration> {
    const { issuer, configurationUri, clientId, clientSecret, local } = this.settings;
    let metadata: ServerMetadata;
    try {
      const answer = await fetch(configurationUri ?? `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(5_000) });
      if (!answer.ok) throw new Error(`answered ${answer.status}`);
      metadata = await answer.json() as ServerMetadata;
      if (metadata.issuer !== issuer) throw new Error('describes another issuer');
    } catch (cause) {
      throw new IssuerAway({ cause });
    }
    const posts = (metadata.token_endpoint_auth_methods_supported ?? []).includes('client_secret_post');
    const authentication = clientSecret === undefined ? None() : posts ? ClientSecretPost(clientSecret) : ClientSecretBasic(clientSecret);
    const configuration = new Configuration(metadata, clientId, clientSecret, authentication);
    if (local) allowInsecureRequests(configuration);
    return configuration;
  }
}
