import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { RequestListener } from 'node:http';
import type { Express, RequestHandler } from 'express';
import type { KnownPerson } from '#libs/directory/people.js';
import type { Subject } from '#libs/security/tokens.js';
import { ApiModule, type ApiParts } from './api.module.js';
import { Feed } from './events/feed.js';
import { authentication } from './http/authentication.js';
import { readBody } from './http/body.js';
import { signedInBody } from './pressure/signed-in-body.js';
import { otherMethods } from './http/other-methods.js';
import { openApiDocument } from './http/openapi.js';
import { RateLimit } from './http/rate-limit.js';
import { firstHeaders } from './http/request.js';
import { endUnread, limitConnections } from './http/wire.js';
import { receiptToken } from './notify/receipt-token.js';
import { partnerRoutes } from './raising/partner-routes.js';

export interface Api { app: NestExpressApplication }
/** The pages, in front of the API in the same process: they ask it through `listener`, and hear of changes from the same feed. */
export type MakePages = (of: { listener: RequestListener; feed: Feed }) => RequestHandler;
export interface Identities { verify(token: string): Promise<Subject>; identify(issuer: string, subject: string): Promise<KnownPerson | null> }

/**
 * The API, ready to listen. The order of what a request passes: headers of every answer, who asks (401, 429), the body (413, 415, 400),
 * then the route: the command's key, visibility and permission, its fields.
 */
export async function createApi(parts: ApiParts, identities: Identities, makePages?: MakePages): Promise<Api> {
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.with(parts), { bodyParser: false, logger: false, abortOnError: false });
  app.disable('x-powered-by');
  app.enable('case sensitive routing');
  app.use(firstHeaders);
  app.use(endUnread(parts.settings.patience));
  if (makePages) app.use(makePages({ listener: app.getHttpAdapter().getInstance() as Express, feed: app.get(Feed) }));
  const limit = new RateLimit(parts.settings.rate);
  app.use(receiptToken(parts.settings.receiptToken, limit));
  app.use(partnerRoutes);
  app.use(signedInBody);
  app.use(authentication({ ...identities, limit }));
  app.use(readBody);
  const express = app.getHttpAdapter().getInstance() as Express;
  // Made when it is first asked for: it takes as long as all else of the start.
  let document: OpenAPIObject | undefined;
  const documented = (): OpenAPIObject => (document ??= openApiDocument(app));
  express.get('/openapi.json', (_request, response) => { response.json(documented()); });
  SwaggerModule.setup('docs', app, documented, { raw: false, customSiteTitle: 'Handrail' });
  app.use(otherMethods(express));
  await app.init();
  limitConnections(app.getHttpServer(), parts.settings.patience);
  return { app };
}
