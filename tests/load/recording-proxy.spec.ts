import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RecordingProxy } from './schemathesis/recording-proxy.js';

/** What the run over the whole document rests on: that a wrong answer is not counted as a right one. */
const said: Record<string, [number, string, string]> = {
  '/well': [200, 'application/json', '{"id":"ours"}'], '/refused': [409, 'application/problem+json; charset=utf-8', '{}'], '/fault': [500, 'application/problem+json', '{}'], '/page': [404, 'text/html', '<p>'], '/theirs': [200, 'application/json', '{"items":[{"id":"case-of-others"}]}'],
  '/v1/cases/case-of-others': [404, 'application/problem+json', '{"detail":"case-of-others is not there"}'], '/v1/cases/case%2Dof%2Dothers': [404, 'application/problem+json', '{"detail":"case-of-others is not there"}'],
};
const server = createServer((request, answer) => {
  const [status, type, body] = said[request.url ?? ''] ?? [501, 'text/plain', ''];
  answer.writeHead(status, { 'content-type': type }).end(body);
});
let proxy: RecordingProxy;
beforeAll(async () => {
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  proxy = await RecordingProxy.before(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, ['case-of-others']);
});
afterAll(async () => { await proxy.close(); server.close(); });

describe('the proxy before one person', () => {
  it.each([
    ['/well', []], ['/refused', []], ['/fault', ['server-error']], ['/page', ['problem-type']], ['/theirs', ['other-organisation']], ['/v1/cases/case-of-others', []], ['/v1/cases/case%2Dof%2Dothers', []],
  ])('%s: %j', async (path, rules) => {
    const before = proxy.calls;
    const answer = await fetch(`${proxy.url}${path}`);
    expect([answer.status, await answer.text()]).toEqual([said[path]![0], said[path]![2]]);
    expect([proxy.calls - before, proxy.violations.splice(0).map(({ rule }) => rule)]).toEqual([1, rules]);
  });

  it('counts by status class', () => {
    expect(Object.fromEntries(proxy.statuses)).toEqual({ '2xx': 2, '4xx': 4, '5xx': 1 });
  });

  it('lets be heard what the organisation itself has written into a command before', async () => {
    await (await fetch(`${proxy.url}/refused`, { method: 'POST', body: '{"person":"case-of-others"}' })).text();
    await (await fetch(`${proxy.url}/theirs`)).text();
    expect(proxy.violations).toEqual([]);
  });
});
