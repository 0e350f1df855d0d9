import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { checkoutFolder } from '#apps/local/data-folder.js';
import { localDeputies, localPeople } from '#apps/local/issuer.js';
import { partNames, Product } from '#tests/support/stack/product.js';

/** The whole product as a newcomer starts it, without stand-ins. */
describe('the product on one machine', () => {
  let product: Product;
  let hub: string;
  const as = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
  const tokenOf = (who: string) => execFileSync(process.execPath, [join(checkoutFolder(), 'dist', 'apps', 'local', 'token.js'), who], { env: { ...process.env, HANDRAIL_DATA: product.folder }, encoding: 'utf8' }).trim();
  beforeAll(async () => {
    product = await Product.start();
    hub = tokenOf('hub');
  }, 180_000);
  afterAll(() => product?.remove(), 60_000);

  it('is ready, part by part', async () => {
    expect(Object.keys((await product.ready()).parts)).toEqual(expect.arrayContaining(['database', 'temporal', 'worker', 'mail']));
    expect((await fetch(`${product.url}/healthz/live`)).status).toBe(200);
  });

  it.each([...localPeople, ...localDeputies])('knows %s by their token', async (who) => {
    const answer = await fetch(`${product.url}/v1/me`, as(tokenOf(who)));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ id: expect.stringMatching(who === 'other-hub' ? /^hillview-hub$/ : new RegExp(`^riverside-${who}$`)) });
  });

  it('lets nobody in with the token of another machine', async () => {
    const [header, payload, signature = ''] = hub.split('.');
    expect((await fetch(`${product.url}/v1/me`, as([header, payload, signature.split('').toReversed().join('')].join('.')))).status).toBe(401);
  });

  it('shows its mailbox without a token', async () => {
    const answer = await fetch(`${product.url}/local/mail?to=hub@riverside.example`);
    expect([answer.status, await answer.json()]).toEqual([200, []]);
  });

  it.each(partNames)('comes back when %s is killed', async (part) => {
    const from = product.lines.length;
    await product.kill(part);
    await product.said(new RegExp(`^${part} was started again`), 30_000, from);
    await product.ready();
    expect((await fetch(`${product.url}/v1/me`, as(hub))).status).toBe(200);
  }, 90_000);

  it('ends with nothing left, is ready again without anything to set up, and the token is still good', async () => {
    expect(await product.stop('SIGINT')).toBe(0);
    expect(product.leftRunning()).toEqual([]);
    product = await Product.start({ folder: product.folder, port: product.port });
    expect(product.lines).toEqual([`Handrail is ready at ${product.url}`]);
    expect((await fetch(`${product.url}/v1/me`, as(hub))).status).toBe(200);
  }, 90_000);

  it('is ready again after kill -9 of everything', async () => {
    await product.killAll();
    product = await Product.start({ folder: product.folder, port: product.port });
    await product.ready();
    expect((await fetch(`${product.url}/v1/me`, as(hub))).status).toBe(200);
  }, 90_000);
});
