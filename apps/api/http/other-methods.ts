import type { Express, NextFunction, Request, RequestHandler, Response } from 'express';
import { Problem } from './problem.js';

interface Known { path: RegExp; methods: string[] }

/** A path that is there, asked in a way that it does not know: 405 with the ways that it does. The routes are read at the first request, when all of them are there. */
export function otherMethods(app: Express): RequestHandler {
  let known: Known[] | undefined;
  return (request: Request, _response: Response, next: NextFunction): void => {
    known ??= routesOf(app);
    const methods = known.filter(({ path }) => path.test(request.path)).flatMap((each) => each.methods);
    const allowed = [...new Set([...methods, ...(methods.includes('GET') ? ['HEAD'] : [])])];
    if (methods.length === 0 || allowed.includes(request.method)) { next(); return; }
    next(new Problem(405, 'method-not-allowed', { detail: `This can be asked with ${allowed.join(', ')}.`, headers: { Allow: allowed.join(', ') } }));
  };
}

/** What programs ask: pages and documents answer for themselves. */
function routesOf(app: Express): Known[] {
  return app.router.stack.flatMap(({ route }) => (route && /^\/(v1|healthz)(\/|$)/.test(route.path) ? [{
    path: new RegExp(`^${route.path.replace(/[.$]/g, '\\$&').replace(/:\w+/g, '[^/]+')}/?$`), methods: route.stack.map(({ method }) => method.toUpperCase()),
  }] : []));
}
