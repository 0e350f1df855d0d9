import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RequestHandler } from 'express';
import { limitOf } from './body.js';
import { Problem, problemBody } from './problem.js';

/** How long a sender may take, ms: for the headers of a request, for all of it, and until the rest of one that was answered before it was whole is not thrown away any more. `looksEveryMs`: how often that is looked at. */
export interface Patience { headersMs: number; requestMs: number; restMs: number; looksEveryMs: number }
/** A megabyte in a minute is 140 kbit/s, the worst of mobile networks. */
export const patience: Patience = { headersMs: 15_000, requestMs: 60_000, restMs: 2_000, looksEveryMs: 1_000 };

/** What Node refuses before there is a request, by its error's code; whatever else is not HTTP. */
const REFUSED: Record<string, () => Problem> = {
  HPE_HEADER_OVERFLOW: () => new Problem(431, 'headers-too-large', 'The address and the headers together are larger than 16 kB.'),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: () => new Problem(413, 'too-large', 'The body is larger than is taken here.'),
  ERR_HTTP_REQUEST_TIMEOUT: () => new Problem(408, 'too-slow', 'The request did not come to its end in time.'),
};

function refuse(error: Error & { code?: string }, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') { socket.destroy(); return; }
  // An answer that is under way ends with the connection, not with a second answer in its middle.
  if ((socket as Duplex & { _httpMessage?: ServerResponse })._httpMessage?.headersSent) { socket.destroy(); return; }
  const problem = REFUSED[error.code ?? '']?.() ?? new Problem(400, 'cannot-be-read', 'This is not HTTP.');
  const body = JSON.stringify(problemBody(problem, randomUUID()));
  socket.write(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}\r\nConnection: close\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  // At once and in both directions: what still came would be read and carried out, though its sender was told no.
  socket.destroy();
}

/** Limits of the connection itself, before a server listens: slow senders are cut (408) while others are served, and what cannot be read is told in the words of every other refusal. */
export function limitConnections(server: Server, { headersMs, requestMs, looksEveryMs }: Patience = patience): void {
  // Longer than any client or balancer keeps an idle connection, so that none sends a command down one that closes just then.
  server.keepAliveTimeout = 65_000;
  server.headersTimeout = headersMs;
  server.requestTimeout = requestMs;
  // Node reads it when it begins to listen; its types do not know that it can be set.
  Object.assign(server, { connectionsCheckingInterval: looksEveryMs });
  server.on('clientError', refuse);
  // Whoever asks before sending hears no before sending.
  server.on('checkContinue', (request, response) => {
    if (Number(request.headers['content-length'] ?? 0) <= limitOf(request.url ?? '')) response.writeContinue();
    server.emit('request', request, response);
  });
}

/** What was answered before it had all come (401, 413): the rest is thrown away unread for a moment, so that whoever still sends hears the answer; then the connection ends. */
export function endUnread({ restMs }: Patience = patience): RequestHandler {
  return (request, response, next) => {
    response.once('finish', () => {
      if (request.complete || request.readableEnded) return;
      const timer = setTimeout(() => request.socket.destroy(), restMs).unref();
      request.once('close', () => { clearTimeout(timer); });
    });
    next();
  };
}
