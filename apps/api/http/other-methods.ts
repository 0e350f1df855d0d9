import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Problem } from './problem.js';

/** A path that is there, asked in a way that it does not know: 405 with the ways that it does. */
export function otherMethods({ paths }: OpenAPIObject): RequestHandler {
  const known = Object.entries(paths).map(([path, item]) => ({
    path: new RegExp(`^${path.replace(/[.$]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+')}/?$`), methods: Object.keys(item).map((method) => method.toUpperCase()),
  }));
  return (request: Request, _response: Response, next: NextFunction): void => {
    const methods = known.filter(({ path }) => path.test(request.path)).flatMap((each) => each.methods);
    const allowed = [...new Set([...methods, ...(methods.includes('GET') ? ['HEAD'] : [])])];
    if (methods.length === 0 || allowed.includes(request.method)) { next(); return; }
    next(new Problem(405, 'method-not-allowed', { detail: `This can be asked with ${allowed.join(', ')}.`, headers: { Allow: allowed.join(', ') } }));
  };
}
