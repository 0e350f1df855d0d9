import type { NextFunction, Request, Response } from 'express';
import { INDICATORS_PATH } from '../http/body.js';
import { about } from '../http/request.js';

/** Indicators come from services, not from people: what they are signed with is known only with their body, so the route itself looks (indicators.controller.ts), before anything is taken. */
export function signedInBody(request: Request, _response: Response, next: NextFunction): void {
  if (request.path === INDICATORS_PATH && request.method === 'POST') about(request).service = 'indicators';
  next();
}
