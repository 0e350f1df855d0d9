import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPair, UnsecuredJWT } from 'jose';
import { ApiServer, dischargeOf, ISSUER } from './support/api-server.js';
import { somebody } from './support/discharge.js';

let api: ApiServer;
beforeAll(async () => { api = await ApiServer.start('api-http'); }, 600_000);
afterAll(async () => { await api.stop(); });

const withToken = (token: string) => api.send('GET', '/v1/me', { headers: { authorization: `Bearer ${token}` } });

describe('who asks', () => {
  it('is whom the directory knows by issuer and subject', async () => {
    const answer = await api.get('hub', '/v1/me');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ id: 'riverside-hub', name: 'Harriet Hughes', organisation: { id: 'riverside', name: expect.any(String) }, roles: [{ role: 'hub', scope: 'riverside' }] });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('is nobody without a valid token', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const none = await api.send('GET', '/v1/me');
    expect([none.status, none.body['code'], none.headers.get('www-authenticate'), none.headers.get('content-type')]).toEqual([401, 'token-missing', 'Bearer', 'application/problem+json']);
    expect(none.body).toEqual({ type: 'urn:handrail:problem:token-missing', title: expect.any(String), status: 401, code: 'token-missing', detail: expect.any(String), requestId: none.headers.get('x-request-id') });
    const refused = [
      await api.issuer.token('hub', { issuer: 'https://other.example' }), await api.issuer.token('hub', { audience: 'another' }), await api.issuer.token('hub', { expiresIn: -120 }), await api.issuer.token('hub', { key: privateKey }),
      new UnsecuredJWT({}).setSubject('hub').setIssuer(ISSUER).setAudience('handrail').setExpirationTime('1h').encode(), 'x', 'a.b.c', `${await api.issuer.token('hub')}x`,
    ];
    for (const token of refused) expect([token.slice(0, 20), (await withToken(token)).status]).toEqual([token.slice(0, 20), 401]);
    expect((await api.get('nobody-here', '/v1/me')).body['code']).toBe('person-unknown');
    expect((await api.send('GET', '/v1/me', { headers: { authorization: 'Basic aHViOmh1Yg==' } })).status).toBe(401);
  });

  it('is asked before anything else of a request is read', async () => {
    for (const [method, path, body] of [['POST', '/v1/cases', '{'], ['POST', '/v1/tasks/x/complete', 'x'.repeat(70_000)], ['GET', '/v1/nothing', undefined], ['GET', '/V1/me', undefined]] as const) {
      expect((await api.send(method, path, body === undefined ? {} : { body })).status).toBe(401);
    }
  });
});

describe('the shape of a request', () => {
  const post = (body: string, headers: Record<string, string> = {}) => api.send('POST', '/v1/patients/search', { as: 'hub', body, headers });
  it.each([
    ['not JSON', '{"nhsNumber":', {}, 400, 'not-json'], ['nothing but white space', '  ', {}, 400, 'not-json'], ['another content type', 'nhsNumber=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported-media-type'],
    ['no content type that says JSON', '{}', { 'content-type': 'text/plain' }, 415, 'unsupported-media-type'], ['a content encoding that nobody reads', '{}', { 'content-encoding': 'zstd-9' }, 415, 'unsupported-encoding'],
    ['too much', JSON.stringify({ nhsNumber: 'x'.repeat(66_000) }), {}, 413, 'too-large'], ['an array', '[]', {}, 422, 'wrong-type'], ['a number', '7', {}, 422, 'wrong-type'], ['null', 'null', {}, 422, 'wrong-type'],
    ['an unknown field', '{"nhsNumber":"9990000018","name":"x"}', {}, 422, 'unknown-field'], ['a key of an object’s own', '{"nhsNumber":"9990000018","constructor":1}', {}, 422, 'unknown-field'],
    ['a prototype', '{"nhsNumber":"9990000018","__proto__":{"x":1}}', {}, 422, 'unknown-field'], ['a NUL', '{"nhsNumber":"\\u0000"}', {}, 422, 'not-text'], ['half a pair', '{"nhsNumber":"\\ud800"}', {}, 422, 'not-text'],
    ['a NUL in a name', '{"\\u0000":1}', {}, 422, 'not-text'], ['depth', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, {}, 422, 'too-deep'], ['an endless number', '{"nhsNumber":1e999}', {}, 422, 'wrong-number'],
    ['a wrong check digit', '{"nhsNumber":"9990000019"}', {}, 422, 'check-digit'],
  ] as [string, string, Record<string, string>, number, string][])('%s', async (_what, body, headers, status, code) => {
    const answer = await post(body, headers);
    expect([answer.status, answer.body['code'], answer.headers.get('content-type')]).toEqual([status, code, 'application/problem+json']);
    if (status === 422) expect(answer.body['errors']).toEqual(expect.arrayContaining([{ pointer: expect.any(String), code, message: expect.any(String) }]));
  });

  it('takes JSON in whatever case and with whatever charset name says UTF-8', async () => {
    expect((await post('{"nhsNumber":"999 000 0018"}', { 'content-type': 'Application/JSON; charset=utf-8' })).status).toBe(200);
  });

  it('knows no parameter but its own', async () => {
    const answer = await api.get('hub', '/v1/tasks?limit=0&mine=yes&colour=red&cursor=zzz');
    expect(answer.status).toBe(422);
    expect(answer.body['errors']).toEqual([
      { pointer: '/limit', code: 'out-of-range', message: expect.any(String) }, { pointer: '/mine', code: 'not-one-of', message: expect.any(String) }, { pointer: '/colour', code: 'unknown-parameter', message: expect.any(String) },
    ]);
    for (const path of ['/v1/cases?cursor=zzz', '/v1/tasks?cursor=eyJ4IjoxfQ', '/v1/cases/x?y=1', '/v1/me?x', '/v1/people?at=now', '/v1/cases?q=%00', '/v1/tasks?cursor=%00', '/v1/cases?q=999%20000%200018', '/v1/tasks?dueBefore=x', '/v1/cases?status=a&status=b']) {
      expect([path, (await api.get('hub', path)).status]).toEqual([path, 422]);
    }
  });

  it('knows no cursor but its own, in any list', async () => {
    const { id } = (await api.command('hub', '/v1/cases', dischargeOf(somebody()))).body;
    for (const path of ['/v1/cases', '/v1/tasks', '/v1/escalations', '/v1/admissions', '/v1/people', '/v1/policies', `/v1/cases/${id}/events`, `/v1/cases/${id}/refusals`]) {
      const answer = await api.get('hub', `${path}?cursor=zzz`);
      expect([path, answer.status, answer.body.code, answer.body.errors[0]?.pointer]).toEqual([path, 422, 'unknown-cursor', '/cursor']);
      expect([path, (await api.get('hub', path)).status]).toEqual([path, 200]);
    }
  });

  it('answers 404 for what is not there, whatever it is called, and 405 for what cannot be done', async () => {
    for (const path of ['/v1/cases/x', '/v1/tasks/%00', '/v1/policies/x/1', '/v1/nothing', '/v1/cases/00000000-0000-4000-8000-000000000000/events', `/v1/cases/${'x'.repeat(5000)}`, '/nothing', '/v1/cases/x/refusals']) {
      const answer = await api.get('hub', path);
      expect([path.slice(0, 60), answer.status, answer.body['code']]).toEqual([path.slice(0, 60), 404, 'not-found']);
    }
    for (const path of ['/v1/cases/%ff', '/v1/cases/%']) expect((await api.get('hub', path)).status).toBe(400);
    const put = await api.send('PUT', '/v1/cases', { as: 'hub', body: {} });
    expect([put.status, put.headers.get('allow'), put.body['code']]).toEqual([405, 'GET, POST, HEAD', 'method-not-allowed']);
    expect((await api.send('DELETE', '/v1/me', { as: 'hub' })).status).toBe(405);
    expect((await api.send('HEAD', '/v1/me', { as: 'hub' })).status).toBe(200);
  });

  it('asks for an Idempotency-Key before it looks at a command', async () => {
    for (const path of ['/v1/cases', '/v1/tasks/x/complete']) {
      const answer = await api.send('POST', path, { as: 'hub', body: {} });
      expect([path, answer.status, answer.body['code']]).toEqual([path, 400, 'idempotency-key-missing']);
    }
    for (const key of ['', 'a b', 'é', 'x'.repeat(201)]) {
      const answer = await api.command('hub', '/v1/cases', {}, key);
      expect([key.slice(0, 5), answer.status]).toEqual([key.slice(0, 5), 400]);
    }
  });
});

describe('too many requests', () => {
  it('are told to wait', async () => {
    const busy = await ApiServer.start('api-busy', { rate: { perSecond: 1, burst: 3 } });
    try {
      const answers = [];
      for (let sent = 0; sent < 5; sent += 1) answers.push(await busy.get('hub', '/v1/me'));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
      expect([answers[4]?.body['code'], answers[4]?.headers.get('retry-after')]).toEqual(['too-many-requests', '1']);
      expect((await busy.get('coordinator', '/v1/me')).status).toBe(200);
    } finally {
      await busy.stop();
    }
  });
});

describe('what needs no token', () => {
  it('says whether the process lives, and what is missing for it to work', async () => {
    expect((await api.send('GET', '/healthz/live')).body).toEqual({ live: true });
    const ready = await api.send('GET', '/healthz/ready');
    expect([ready.status, ready.body]).toEqual([503, { ready: false, parts: { database: 'up', temporal: 'up', worker: 'down', rehearsals: 'down', webhooks: 'up', mail: 'unknown', watchdog: 'unknown', issuer: 'unknown', duty: 'held' } }]);
  });

  it('shows its document, and a page to read it that asks nobody else', async () => {
    const document = await api.send('GET', '/openapi.json');
    expect(document.body['openapi']).toBe('3.1.0');
    const page = await api.send('GET', '/docs');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
    const sources = [...(page.body as unknown as string).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source ?? '');
    expect(sources.length).toBeGreaterThan(3);
    expect(sources.filter((source) => /^(https?:)?\/\//.test(source))).toEqual([]);
    for (const source of sources) expect([source, (await api.send('GET', new URL(source, `${api.url}/docs`).pathname)).status]).toEqual([source, 200]);
  });

  it('has no mailbox where there is no local mail server', async () => {
    expect((await api.send('GET', '/local/mail')).status).toBe(404);
  });
});

describe('the document', () => {
  it('names every operation with all its answers, and every reference in it leads somewhere', async () => {
    const { body } = await api.send('GET', '/openapi.json');
    const text = JSON.stringify(body);
    const references = [...new Set([...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name ?? ''))];
    const { schemas } = body['components'] as { schemas: Record<string, unknown> };
    expect(references.filter((name) => schemas[name] === undefined)).toEqual([]);
    expect(text).not.toContain('#/$defs/');
    const operations = Object.entries(body['paths'] ?? {}).flatMap(([path, item]) => Object.entries(item as object).map(([method, operation]) => ({ name: `${method} ${path}`, operation: operation as { operationId: string; responses: object; parameters?: { name: string; required?: boolean }[] } })));
    expect(operations.length).toBeGreaterThanOrEqual(39);
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
    for (const { name, operation } of operations) {
      const statuses = Object.keys(operation.responses);
      // Who holds a link needs no token: the link is refused by itself (404, 410).
      const byLink = name.startsWith('post /v1/raise');
      if (name.includes(' /v1/')) expect([name, [byLink ? '410' : '401', '422', '429', '503'].filter((status) => !statuses.includes(status))]).toEqual([name, []]);
      // What is asked for by its id can be not there, or not the asker's to see.
      if (name.includes('{')) expect([name, statuses.includes('404')]).toEqual([name, true]);
      if (operation.parameters?.some((parameter) => parameter.name === 'Idempotency-Key')) {
        expect([name, ['400', ...(byLink ? [] : ['403']), '409', '413', '415'].filter((status) => !statuses.includes(status))]).toEqual([name, []]);
      }
    }
  });
});
