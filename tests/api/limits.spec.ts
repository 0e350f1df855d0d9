import { once } from 'node:events';
import { request, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { patience } from '#apps/api/http/wire.js';
import { ApiServer, dischargeOf, madeUpPatient, type Answer } from './support/api-server.js';

/** What the connection itself allows: nobody who sends too much, too slowly or too often keeps others from being served. */
const MB = 1024 * 1024;
let api: ApiServer;
beforeAll(async () => { api = await ApiServer.start('api-limits', { rate: { perSecond: 0.5, burst: 1_100 }, patience: { ...patience, restMs: 500 } }); }, 600_000);
afterAll(() => api.stop());

const port = (of = api): number => (of.api.app.getHttpServer().address() as AddressInfo).port;
/** However it ends: a sender who is cut is told by a reset, too. */
const closed = (socket: Socket): Promise<void> => new Promise((resolve) => { socket.once('close', () => { resolve(); }); });
/** Everything that came on a connection until it ended. */
const heard = async (socket: Socket): Promise<string> => {
  let text = '';
  socket.on('data', (bytes: Buffer) => { text += bytes.toString(); }).on('error', () => undefined);
  await closed(socket);
  return text;
};
const opened = async (of = api): Promise<Socket> => {
  const socket = connect(port(of), '127.0.0.1');
  await once(socket, 'connect');
  return socket;
};
/** Status and body of an answer as it came. */
const read = (text: string) => ({ status: Number(text.split(' ')[1]), type: /content-type: ([^\r]+)/i.exec(text)?.[1], code: (JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4)) as { code: string }).code });
const head = async (path: string, lines: string[], as = 'hub'): Promise<string> => [`POST ${path} HTTP/1.1`, 'Host: 127.0.0.1', `Authorization: Bearer ${await api.issuer.token(as)}`, 'Idempotency-Key: limits', ...lines, '', ''].join('\r\n');
const alive = async (): Promise<number> => (await api.send('GET', '/healthz/live')).status;

describe('headers and path', () => {
  it('of more than 16 kB are refused as a problem, and one that is long but allowed leads nowhere', async () => {
    for (const text of [`GET /v1/me HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(17_000)}\r\n\r\n`, `GET /v1/cases/${'x'.repeat(17_000)} HTTP/1.1\r\nHost: x\r\n\r\n`]) {
      const socket = await opened();
      socket.write(text);
      expect(read(await heard(socket))).toEqual({ status: 431, type: 'application/problem+json', code: 'headers-too-large' });
    }
    expect((await api.get('hub', `/v1/cases/${'x'.repeat(12_000)}`)).status).toBe(404);
  });

  it('that are not HTTP are refused as a problem', async () => {
    const socket = await opened();
    socket.write('nonsense\r\n\r\n');
    expect(read(await heard(socket))).toEqual({ status: 400, type: 'application/problem+json', code: 'cannot-be-read' });
  });
});

describe('a body of 10 MB', () => {
  it.each([['/v1/cases', 'application/json', 64], ['/v1/intake/hl7v2', 'application/hl7-v2', 1024]])('for %s is refused before it is read, while the sender still sends', async (path, type, kilobytes) => {
    for (const length of ['Content-Length: 10485760', 'Transfer-Encoding: chunked']) {
      const socket = await opened();
      const answered = new Promise<{ bytes: number; cut: boolean }>((resolve) => {
        api.api.app.getHttpServer().once('request', (asked: IncomingMessage, answer: ServerResponse) => { answer.once('finish', () => { resolve({ bytes: asked.socket.bytesRead, cut: asked.socket.destroyed }); }); });
      });
      socket.write(await head(path, [`Content-Type: ${type}`, length]));
      let text = '';
      socket.on('error', () => undefined).on('data', (bytes: Buffer) => { text += bytes.toString(); });
      // A sender that never stops: 16 kB whenever there is room, until the answer is there.
      const piece = 'x'.repeat(16_384);
      while (!text.includes('\r\n\r\n{')) {
        if (!socket.write(length.startsWith('Transfer') ? `4000\r\n${piece}\r\n` : piece)) await Promise.race(['drain', 'data'].map((event) => new Promise<void>((resolve) => { socket.once(event, () => { resolve(); }); })));
        else await new Promise((resolve) => { setImmediate(resolve); });
      }
      expect(text).toMatch(/^HTTP\/1\.1 413 /);
      expect(text).toContain('"code":"too-large"');
      // By its length nothing had to come; without one little more than what is taken, as it lay in buffers.
      const { bytes, cut } = await answered;
      expect([bytes < (kilobytes + 256) * 1_024, cut]).toEqual([true, false]);
      // Whoever does not stop is cut.
      const sending = setInterval(() => { socket.write('400\r\n'); }, 20);
      await closed(socket);
      clearInterval(sending);
    }
    expect(await alive()).toBe(200);
  });

  it('is not sent at all by whoever asks before sending', async () => {
    const asked = request({ port: port(), host: '127.0.0.1', method: 'POST', path: '/v1/cases', headers: { expect: '100-continue', 'content-length': 10 * MB, 'content-type': 'application/json', authorization: `Bearer ${await api.issuer.token('hub')}` } });
    let goOn = false;
    asked.on('continue', () => { goOn = true; }).on('error', () => undefined).flushHeaders();
    const [answer] = await once(asked, 'response') as [{ statusCode: number }];
    expect([answer.statusCode, goOn]).toEqual([413, false]);
    asked.destroy();
    const small = request({ port: port(), host: '127.0.0.1', method: 'POST', path: '/v1/patients/search', headers: { expect: '100-continue', 'content-type': 'application/json', authorization: `Bearer ${await api.issuer.token('hub')}` } });
    small.on('continue', () => { small.end('{"nhsNumber":"9990000018"}'); }).flushHeaders();
    expect((await once(small, 'response') as [{ statusCode: number }])[0].statusCode).toBe(200);
  });

  it.each([['/v1/cases', 64, [413, false]], ['/v1/intake/hl7v2', 1_024, [202, true]]])('%s is judged before sending by its own %d kB', async (path, kilobytes, past) => {
    const type = path.includes('hl7') ? 'application/hl7-v2' : 'application/json';
    for (const [length, expected] of [[100 * 1_024, past], [kilobytes * 1_024 + 1, [413, false]]] as const) {
      const asked = request({ port: port(), host: '127.0.0.1', method: 'POST', path, headers: { expect: '100-continue', 'content-length': length, 'content-type': type, 'idempotency-key': `asked-${length}`, authorization: `Bearer ${await api.issuer.token('hub')}` } });
      let goOn = false;
      asked.on('continue', () => { goOn = true; asked.end('x'.repeat(length)); }).on('error', () => undefined).flushHeaders();
      const [answer] = await once(asked, 'response') as [{ statusCode: number }];
      expect([answer.statusCode, goOn]).toEqual(expected);
      asked.destroy();
    }
  });

  it('is told to whoever sends all of it', async () => {
    const answer = await api.send('POST', '/v1/patients/search', { as: 'hub', body: JSON.stringify({ nhsNumber: 'x'.repeat(10 * MB) }) });
    expect([answer.status, answer.body.code]).toEqual([413, 'too-large']);
    expect((await api.send('POST', '/v1/patients/search', { body: 'x'.repeat(10 * MB) })).status).toBe(401);
  });
});

describe('slow senders', () => {
  let soon: ApiServer;
  beforeAll(async () => { soon = await ApiServer.start('api-limits-soon', { patience: { headersMs: 1_500, requestMs: 3_000, restMs: 500, looksEveryMs: 100 } }); }, 600_000);
  afterAll(() => soon.stop());

  it.each([
    ['headers', 'GET /v1/me HTTP/1.1\r\nHost: x\r\nX-Slow: '], ['a body', 'POST /v1/patients/search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{'],
  ])('of %s, a byte at a time, are cut, and others are served meanwhile', async (what, begin) => {
    const token = await soon.issuer.token('hub');
    const slow = await Promise.all(Array.from({ length: 50 }, async () => {
      const socket = await opened(soon);
      socket.on('error', () => undefined).write(what === 'headers' ? begin : begin.replace('Host: x', `Host: x\r\nAuthorization: Bearer ${token}`));
      const drip = setInterval(() => { socket.write('x'); }, 50);
      return { text: heard(socket).finally(() => { clearInterval(drip); }) };
    }));
    expect((await soon.get('hub', '/v1/me')).status).toBe(200);
    expect((await soon.send('GET', '/healthz/live')).status).toBe(200);
    for (const { text } of slow) expect(read(await text)).toEqual({ status: 408, type: 'application/problem+json', code: 'too-slow' });
    expect((await soon.get('hub', '/v1/me')).status).toBe(200);
  });

  it('who go on after their 408 without closing their own half find the connection gone, and nothing of it is carried out', async () => {
    const body = JSON.stringify(dischargeOf(madeUpPatient('9990000018'), 30));
    const socket = connect({ port: port(soon), host: '127.0.0.1', allowHalfOpen: true });
    await once(socket, 'connect');
    const gone = closed(socket);
    let text = '';
    socket.on('error', () => undefined).on('data', (bytes: Buffer) => { text += bytes.toString(); });
    const answered = new Promise<void>((resolve) => { socket.once('data', () => { resolve(); }); });
    socket.write(`POST /v1/cases HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${await soon.issuer.token('hub')}\r\nIdempotency-Key: told-too-slow\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body.slice(0, 40)}`);
    await answered;
    expect(read(text)).toEqual({ status: 408, type: 'application/problem+json', code: 'too-slow' });
    socket.write(body.slice(40));
    const knocking = setInterval(() => { socket.write('\r\n'); }, 50);
    await gone;
    clearInterval(knocking);
    expect((await soon.get('hub', '/v1/cases')).body.items).toEqual([]);
    // What it would have begun is sound: sent whole, it is begun.
    expect((await soon.command('hub', '/v1/cases', JSON.parse(body) as unknown, 'told-too-slow')).status).toBe(201);
  }, 20_000);
});

describe('a thousand connections, and a burst above the limit', () => {
  it('that are open at once, and then all used, are served, and health answers throughout', async () => {
    const many = await Promise.all(Array.from({ length: 1_000 }, () => opened()));
    expect(await alive()).toBe(200);
    const token = await api.issuer.token('coordinator');
    const texts = many.map(heard);
    for (const socket of many) socket.write(`GET /v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`);
    expect(await alive()).toBe(200);
    // Where the record has no connection free for long, that is said; nobody is left without an answer.
    const statuses = (await Promise.all(texts)).map((text) => Number(text.split(' ')[1]));
    expect(statuses.filter((status) => ![200, 503].includes(status))).toEqual([]);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(0);
    expect(await alive()).toBe(200);
  });

  it('by one person get 429 with the seconds to wait; others are served, and so is that person after those seconds', async () => {
    const lane = async (): Promise<Answer[]> => {
      const said: Answer[] = [];
      for (let sent = 0; sent < 130; sent += 1) said.push(await api.get('hub', '/v1/me'));
      return said;
    };
    const answers = (await Promise.all(Array.from({ length: 10 }, lane))).flat();
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.map(({ status }) => status).filter((status) => ![200, 429, 503].includes(status))).toEqual([]);
    const waits = new Set(refused.map(({ headers, body }) => `${headers.get('retry-after')} ${body.code} ${headers.get('content-type')}`));
    expect([...waits].filter((said) => !/^[12] too-many-requests application\/problem\+json$/.test(said))).toEqual([]);
    expect(refused.length).toBeGreaterThan(0);
    expect([await alive(), (await api.get('director', '/v1/me')).status]).toEqual([200, 200]);
    await new Promise((resolve) => { setTimeout(resolve, 2_000); });
    expect((await api.get('hub', '/v1/me')).status).toBe(200);
  });
});
