import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';

interface Described {
  /** operationId: what a client calls the method. */
  id: string;
  summary: string;
  description?: string;
  answer: z.ZodType;
  status?: 200 | 201 | 202;
  /** A further success beside `answer`: 202 while a command is not visible yet, 503 of the readiness. */
  also?: Record<number, z.ZodType>;
  /** A command: it needs an Idempotency-Key, and rules can refuse it. */
  command?: boolean;
  /** Reads a body though it is no command. */
  reads?: boolean;
  /** Without a token. */
  open?: boolean;
  /** What `{id}` in the path is. */
  subject?: string;
  /** What else than every answer of its kind can be refused: 403 of a command unless given. Where there is an `{id}`, 404 is among it whatever is given. */
  refusals?: number[];
}

export const PROBLEM_SCHEMA = { $ref: '#/components/schemas/Problem' };
const SAYS: Record<number, string> = {
  400: 'Not JSON, or the Idempotency-Key is missing', 401: 'No valid token', 403: 'Not yours to do', 404: 'Not there, or not yours to see', 409: 'A rule says no: `code` is its name', 410: 'Not any more', 413: 'Larger than is taken',
  415: 'Another content type than is taken', 422: 'A field is wrong: `errors` says which', 429: 'Too many requests', 503: 'Not at the moment: try again after Retry-After seconds',
};
const problems = (statuses: number[]) => statuses.map((status) => ApiResponse({
  status, description: SAYS[status] ?? '', content: { 'application/problem+json': { schema: PROBLEM_SCHEMA } },
  ...(status === 503 || status === 429 ? { headers: { 'Retry-After': { description: 'Seconds', schema: { type: 'integer', minimum: 1 } } } } : {}),
}));

/** What the OpenAPI document says about a route; the schemas of body and query come from the parameters themselves. */
export function Operation(of: Described): MethodDecorator {
  const { command = false, open = false, status = 200 } = of;
  const refused = [...(of.refusals ?? (command ? [403] : [])), ...(of.subject ? [404] : [])];
  const said = open ? (of.refusals ?? []) : [...new Set([400, 401, 422, 429, 503, ...refused, ...(command || of.reads ? [413, 415] : []), ...(command ? [409] : [])])].toSorted((one, other) => one - other);
  const success = { [status]: of.answer, ...of.also };
  return applyDecorators(
    HttpCode(status),
    ApiOperation({ operationId: of.id, summary: of.summary, ...(of.description ? { description: of.description } : {}) }),
    ...Object.entries(success).map(([code, standardSchema]) => ApiResponse({ status: Number(code), description: Number(code) === 202 ? 'Durable, soon visible' : Number(code) < 300 ? 'Done' : '', standardSchema })),
    ...problems(said.filter((code) => !(code in success))),
    ...(open ? [] : [ApiBearerAuth()]),
    ...(of.subject ? [ApiParam({ name: 'id', description: of.subject, schema: { type: 'string' } })] : []),
    ...(command ? [ApiHeader({ name: 'Idempotency-Key', required: true, description: 'Kept 30 days for caller, method and path: the same key and body get the same answer', schema: { type: 'string', pattern: '^[!-~]{1,200}$', minLength: 1, maxLength: 200 } })] : []),
  );
}
