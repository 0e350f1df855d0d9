import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DirectoryRefusal } from '#libs/directory/change.js';
import { operationOutcome } from '#libs/intake/fhir/operation-outcome.js';
import { LinkRefused } from '#libs/notices/links.js';
import { ReleaseRefused } from '#libs/policy-releases/release.js';
import { NotToBeRaised } from '#libs/raising/raise.js';
import { logLine, nameOf } from '#libs/upkeep/log-line.js';
import { CursorUnknown } from '#libs/records/queries/cursor.js';
import { CaseNotRunning, CaseUnavailable, RehearsalUnavailable, Refused } from '#libs/pathway/temporal/case-client.js';
import { FHIR_PATH, FHIR_TYPE } from './body.js';
import { outage } from './outage.js';
import { fieldWrong, notThere, ofRefusal, Problem, problemBody, unavailable } from './problem.js';
import { about } from './request.js';

/** Where our own code went wrong, without its words: they can hold what a patient's field held. */
const traceOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 12).map((line) => line.trim()).join(' < ') : '');

/** Whatever was thrown, as a problem; undefined: it is our fault. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof Refused) return ofRefusal(error);
  if (error instanceof DirectoryRefusal) return error.pointer === undefined ? new Problem(error.status, error.code, error.message) : fieldWrong(error.pointer, error.code, error.message);
  if (error instanceof LinkRefused) return new Problem(error.status, error.code, { detail: error.message, ...(error.taskId === null ? {} : { more: { taskId: error.taskId } }) });
  if (error instanceof ReleaseRefused) return new Problem(409, error.code, error.message);
  if (error instanceof NotToBeRaised) return new Problem(409, error.code, error.message);
  if (error instanceof CursorUnknown) return fieldWrong('/cursor', 'unknown-cursor', 'is not a cursor of this list');
  if (error instanceof CaseUnavailable) return unavailable('The case did not answer in time. Try again with the same key.');
  if (error instanceof CaseNotRunning) {
    logLine('error', 'case-not-running', { caseId: error.caseId });
    return unavailable('The case cannot be reached at the moment.', 5);
  }
  if (error instanceof RehearsalUnavailable) return new Problem(409, 'rehearsal-unavailable', 'The clock of a rehearsal cannot be moved here: this Temporal server cannot skip time.');
  if (outage(error)) return unavailable('The record cannot be reached at the moment.');
  const status = error instanceof HttpException ? error.getStatus() : typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number' ? error.status : 500;
  if (status === 404) return notThere();
  return status >= 400 && status < 500 ? new Problem(400, 'cannot-be-read', 'The request cannot be read.') : undefined;
}

/** Every error of the API leaves through here, as application/problem+json. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const { requestId } = about(request);
    let problem = problemOf(error);
    if (!problem) {
      logLine('error', 'internal', { requestId, error: nameOf(error), at: traceOf(error) });
      problem = new Problem(500, 'internal', 'Something is wrong on our side. It was written down under this request id.');
    }
    if (response.headersSent) { response.end(); return; }
    for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value);
    // Whoever sends FHIR is answered in FHIR.
    const fhir = request.path === FHIR_PATH;
    response.status(problem.status).setHeader('Content-Type', fhir ? FHIR_TYPE : 'application/problem+json');
    response.end(JSON.stringify(fhir ? operationOutcome(requestId, problem.status, problem.message) : problemBody(problem, requestId)));
  }
}
