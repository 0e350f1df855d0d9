import type { NextFunction, Request, Response } from 'express';
import { about } from '../http/request.js';

/** Where whoever holds a link raises a step-up, and reads what became of it: the link is in the body, and proves itself before anything is done. */
export const RAISE_PATH = '/v1/raise';
export const LOOK_PATH = '/v1/raise/look';

export function partnerRoutes(request: Request, _response: Response, next: NextFunction): void {
  if (request.method === 'POST' && [RAISE_PATH, LOOK_PATH].includes(request.path)) about(request).service = 'partner';
  next();
}
