import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * Headers of every page. Scripts and styles are our own files, none stands in a page; nobody frames us. The design system's styles ask assets.nhs.uk for the NHS typeface, and do without it where that cannot be reached.
 * The referrer stays within: without any, browsers do not say where a form comes from either.
 */
export function pageHeaders({ local, publicUrl }: { local: boolean; publicUrl: string }): RequestHandler {
  const secure = new URL(publicUrl).protocol === 'https:';
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: [`'none'`], scriptSrc: [`'self'`], styleSrc: [`'self'`], imgSrc: [`'self'`, 'data:'], fontSrc: ['https://assets.nhs.uk'], connectSrc: [`'self'`], formAction: [`'self'`], frameAncestors: [`'none'`], baseUri: [`'none'`],
        ...(secure ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    referrerPolicy: { policy: 'same-origin' }, strictTransportSecurity: secure && !local, crossOriginOpenerPolicy: { policy: 'same-origin' }, crossOriginResourcePolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' }, originAgentCluster: false,
  });
  return (request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    headers(request, response, next);
  };
}
