import { IncomingMessage, ServerResponse, type RequestListener } from 'node:http';
import { Duplex } from 'node:stream';
import { about, type Caller } from './request.js';

/** A socket that leads nowhere: what is written is gone, nothing comes. */
class Nowhere extends Duplex {
  override _read(): void { /* nothing comes */ }
  override _write(_chunk: unknown, _encoding: string, done: () => void): void { done(); }
}

/** What is asked: `path` with its query, below /v1; `key` is the Idempotency-Key of a command; `address` is whose browser asks; `waitMs` how long the asker waits for the whole of something long before `pending` is better news. */
export interface Asked { method: 'GET' | 'POST'; path: string; body?: unknown; key?: string; address?: string | undefined; waitMs?: number }
export interface Said { status: number; body: unknown }

/**
 * Asks our own API without a connection: the same way as every other request takes, with somebody whom the pages know by their session as the caller (null: nobody, whose link is in the body). So the pages can do nothing that a program could not,
 * and are told no in the same words. @throws what nobody answered
 */
export function askInProcess(listener: RequestListener, caller: Caller | null, { method, path, body, key, address, waitMs }: Asked): Promise<Said> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const request = new IncomingMessage(Object.assign(new Nowhere(), { remoteAddress: address }) as never);
  Object.assign(request, { method, url: path, httpVersion: '1.1' });
  Object.assign(request.headers, { host: 'in-process', ...(key === undefined ? {} : { 'idempotency-key': key }), ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }) });
  if (text !== undefined) request.push(text);
  request.push(null);
  Object.assign(about(request as never), caller ? { caller, waitMs } : { waitMs });
  return new Promise((resolve, reject) => {
    const response = new ServerResponse(request);
    const chunks: Buffer[] = [];
    const keep = (chunk: unknown): void => { if (typeof chunk === 'string' || Buffer.isBuffer(chunk)) chunks.push(Buffer.from(chunk as string)); };
    response.write = ((chunk: unknown) => { keep(chunk); return true; }) as typeof response.write;
    response.end = ((chunk?: unknown) => {
      keep(chunk);
      response.emit('finish');
      const said = Buffer.concat(chunks).toString('utf8');
      try {
        resolve({ status: response.statusCode, body: said === '' ? null : JSON.parse(said) as unknown });
      } catch (cause) {
        reject(new Error(`${method} ${path.split('?')[0] ?? ''} was not answered in JSON`, { cause }));
      }
      return response;
    }) as typeof response.end;
    listener(request, response as never);
  });
}
