import type { IncomingMessage, ServerResponse } from 'node:http';
import Provider, { interactionPolicy } from 'oidc-provider';
import { demonstrationPeople } from '#libs/directory/demonstration.js';
import { issuerKey, localIssuer } from './issuer.js';
import { goneAstray, whoAreYou } from './who-are-you.js';

export interface IssuerSettings { folder: string; clientId: string; publicUrl: string }
/** Where the pages hear who signed in. */
export const signedInPath = '/signed-in';

/**
 * The local issuer as an OpenID provider: authorization code with PKCE, its one page asks 'Who are you?' and takes the answer for it. It signs with the same key as `npm run token`.
 * What it keeps, it keeps in memory: whoever is on their way through it when it is restarted is asked again.
 */
export async function issuerProvider({ folder, clientId, publicUrl }: IssuerSettings): Promise<(request: IncomingMessage, response: ServerResponse) => Promise<void>> {
  const { id, jwk } = await issuerKey(folder);
  const { port } = new URL(publicUrl);
  const policy = interactionPolicy.base();
  // Nobody is asked to consent to sign in on their own machine, and everybody is asked who they are, each time.
  policy.remove('consent');
  const { Check } = interactionPolicy;
  policy.get('login')!.checks.add(new Check('asked_each_time', 'everybody is asked who they are', ({ oidc }) => (oidc.result?.login ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT)));
  const provider = new Provider(localIssuer, {
    jwks: { keys: [{ ...jwk, kid: id, alg: 'RS256', use: 'sig' }] },
    clients: [{ client_id: clientId, token_endpoint_auth_method: 'none', redirect_uris: [new URL(signedInPath, publicUrl).href], grant_types: ['authorization_code'], response_types: ['code'], id_token_signed_response_alg: 'RS256' }],
    routes: { jwks: '/jwks.json', authorization: '/authorize', token: '/token' },
    pkce: { required: () => true },
    // Cookies know no ports: several instances on one machine must not answer for each other.
    cookies: { names: { session: `issuer-${port}`, interaction: `issuer-asks-${port}`, resume: `issuer-goes-on-${port}` }, keys: [String(jwk.d).slice(0, 40)] },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false }, userinfo: { enabled: false } },
    interactions: { policy, url: (_context, { uid }) => `/who/${uid}` },
    findAccount: (_context, subject) => (known(subject) ? { accountId: subject, claims: () => ({ sub: subject }) } : undefined),
    loadExistingGrant: async (context) => {
      const grant = new context.oidc.provider.Grant({ clientId: context.oidc.client!.clientId, accountId: context.oidc.session!.accountId! });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
    ttl: { Session: 3600, Interaction: 3600, Grant: 3600, AuthorizationCode: 60, AccessToken: 300, IdToken: 300 },
    renderError: (context) => {
      context.type = 'html';
      context.body = goneAstray(publicUrl);
    },
  });
  const others = provider.callback();
  return async (request, response) => {
    const [, uid] = /^\/who\/([\w-]{1,100})$/.exec(new URL(request.url ?? '/', localIssuer).pathname) ?? [];
    if (uid === undefined) { await others(request, response); return; }
    await who(provider, request, response, publicUrl);
  };
}

const known = (subject: string | null): boolean => demonstrationPeople.some((person) => person.subject === subject);

async function who(provider: Provider, request: IncomingMessage, response: ServerResponse, publicUrl: string): Promise<void> {
  const html = (status: number, body: string): void => {
    response.writeHead(status, {
      'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin',
      // The answer goes on to the pages: a browser holds that against where the form was sent.
      'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self' ${new URL(publicUrl).origin}`,
    }).end(body);
  };
  try {
    await provider.interactionDetails(request, response);
  } catch {
    html(400, goneAstray(publicUrl));
    return;
  }
  if (request.method !== 'POST') { html(200, whoAreYou()); return; }
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > 1_000) break;
  }
  const subject = new URLSearchParams(text).get('person');
  if (subject === null || !known(subject)) { html(422, whoAreYou()); return; }
  await provider.interactionFinished(request, response, { login: { accountId: subject, remember: false } }, { mergeWithLastSubmission: false });
}
