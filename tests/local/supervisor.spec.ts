import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { databaseUrl, postgresAnswers, withClient } from '#apps/local/postgres.js';
import { freePort } from '#apps/local/ports.js';
import { identify, isRunning } from '#apps/local/process-identity.js';
import { partNames, Product, temporaryFolder } from '#tests/support/stack/product.js';
import { startWithStandIns } from './stand-ins.js';

const script = startWithStandIns();
const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Record<string, never>;

/** The record's database of a product, as its owner. */
function ownerUrl({ folder }: Product): string {
  const { postgres } = readJson(join(folder, 'ports.json'));
  const { owner } = readJson(join(folder, 'passwords.json'));
  return databaseUrl({ user: 'handrail_owner', password: owner ?? '', port: Number(postgres), database: 'handrail' });
}

async function write(product: Product, word: string): Promise<void> {
  await withClient(ownerUrl(product), (client) => client.query(`CREATE TABLE IF NOT EXISTS kept (word text); INSERT INTO kept VALUES ('${word}')`));
}

async function words(product: Product): Promise<readonly string[]> {
  await postgresAnswers(ownerUrl(product));
  const { rows } = await withClient(ownerUrl(product), (client) => client.query<{ word: string }>('SELECT word FROM kept'));
  return rows.map(({ word }) => word);
}

/** One instance's life, told in order: each test goes on where the one before left it. */
describe('an instance', () => {
  let product: Product;
  beforeAll(async () => { product = await Product.start({ script }); }, 120_000);
  afterAll(() => product?.remove(), 60_000);

  /** Starts again on the same data. */
  async function startAgain(): Promise<void> {
    product = await Product.start({ script, folder: product.folder, port: product.port });
  }

  it('says where it answers', async () => {
    expect(product.lines).toEqual([`Handrail is ready at ${product.url}`]);
    expect((await fetch(`${product.url}/healthz/ready`)).status).toBe(200);
  });

  it('makes secrets that its owner alone can read', async () => {
    await product.token('hub');
    for (const file of ['payload-keys', 'passwords.json', 'issuer-key.json']) {
      expect([file, statSync(join(product.folder, file)).mode & 0o077]).toEqual([file, 0]);
    }
    expect(readFileSync(join(product.folder, 'payload-keys'), 'utf8')).toMatch(/^local-1:[A-Za-z0-9+/]{43}=\n$/);
  });

  it('lets no second one onto its data, which says who is there', async () => {
    const second = Product.launch({ folder: product.folder, port: await freePort(), script });
    expect(await second.ending).toBe(1);
    expect(second.lines).toEqual([expect.stringMatching(`Handrail is already running on ${product.folder} \\(process \\d+, ${product.url}\\)`)]);
    expect((await fetch(`${product.url}/healthz/ready`)).status).toBe(200);
  }, 30_000);

  it('lets no second one onto its port, which names the way out', async () => {
    const second = Product.launch({ folder: temporaryFolder(), port: product.port, script });
    expect(await second.ending).toBe(1);
    expect(second.lines.join('\n')).toMatch(`Port ${product.port} is taken by another program. Choose another: PORT=`);
    await second.remove();
  }, 30_000);

  it.each(partNames)('starts %s again when it is killed, and says so', async (part) => {
    const before = product.process(part);
    const from = product.lines.length;
    await product.kill(part);
    await product.said(new RegExp(`^${part} stopped \\(signal SIGKILL\\): starting it again`), 10_000, from);
    await product.said(new RegExp(`^${part} was started again \\(process \\d+\\)`), 20_000, from);
    expect(product.process(part).pid).not.toBe(before.pid);
    expect(isRunning(before)).toBe(false);
  }, 60_000);

  it('keeps what PostgreSQL has committed when PostgreSQL is killed', async () => {
    await postgresAnswers(ownerUrl(product));
    await write(product, 'first');
    const from = product.lines.length;
    await product.kill('postgres');
    await product.said(/^postgres was started again/, 20_000, from);
    expect(await words(product)).toEqual(['first']);
  }, 60_000);

  it('is not disturbed by another one beside it, on other data and another port, nor by its end', async () => {
    // Temporal may still be coming back from the kills above.
    const processes = () => partNames.filter((part) => part !== 'temporal').map((part) => product.process(part));
    const before = processes();
    const other = await Product.start({ script });
    await write(other, 'other');
    await other.killAll();
    expect(await words(product)).toEqual(['first']);
    expect((await fetch(`${product.url}/healthz/ready`)).status).toBe(200);
    expect(processes()).toEqual(before);
    await other.remove();
  }, 120_000);

  it.each(['SIGINT', 'SIGTERM'] as const)('ends at %s with nothing left, and is ready again without anything to set up', async (name) => {
    await write(product, name);
    expect([await product.stop(name), product.lines.at(-1)]).toEqual([0, 'Stopped.']);
    expect(product.leftRunning()).toEqual([]);
    await startAgain();
    expect(product.lines).toEqual([`Handrail is ready at ${product.url}`]);
    expect(await words(product)).toContain(name);
  }, 120_000);

  it('ends what a killed supervisor left running, and loses nothing', async () => {
    await write(product, 'before the kill');
    await product.killSupervisor();
    const left = product.leftRunning();
    expect(left.length).toBeGreaterThanOrEqual(partNames.length);
    await startAgain();
    expect(product.lines[0]).toMatch(/^The last run was killed; ended what it left running: .*api.*postgres/);
    expect(left.filter(isRunning)).toEqual([]);
    expect(await words(product)).toContain('before the kill');
  }, 120_000);

  it('is ready again after kill -9 of everything, and leaves alone a program that has the number of a part by now', async () => {
    await write(product, 'before the second kill');
    await product.killAll();
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1e6)'], { stdio: 'ignore' });
    const identity = identify(stranger.pid ?? 0);
    for (const part of partNames) writeFileSync(join(product.folder, 'parts', `${part}.json`), JSON.stringify({ ...product.process(part), pid: stranger.pid }));
    const postmaster = join(product.folder, 'postgres', 'postmaster.pid');
    writeFileSync(postmaster, readFileSync(postmaster, 'utf8').replace(/^\d+/, String(stranger.pid)));

    await startAgain();
    expect(identity !== undefined && isRunning(identity)).toBe(true);
    stranger.kill('SIGKILL');
    expect(await words(product)).toContain('before the second kill');
  }, 120_000);
});

describe('a part that cannot start', () => {
  it('is tried again and again, more slowly each time, and every line says why', async () => {
    const product = await Product.start({ script: startWithStandIns({ worker: "throw new TypeError('no such thing')" }) });
    const lines = await Promise.all(['starting it again', 'starting it again in 0.5 s', 'starting it again in 1 s'].map((when) => product.said(new RegExp(`^worker-live stopped .*: ${when}\\. Its log: `))));
    for (const line of lines) expect(line).toMatch(/^worker-live stopped \(exit status 1\), TypeError: no such thing: /);
    await product.remove();
  }, 60_000);
});

describe('the end', () => {
  it('comes in the middle of a start too', async () => {
    // A migration that calls when it has begun, and never ends.
    const call = await freePort();
    const begun = new Promise<void>((resolve) => {
      const server = createServer((caller) => {
        caller.destroy();
        server.close(() => resolve());
      }).listen(call, '127.0.0.1');
    });
    const migrate = `import { connect } from 'node:net'; connect(${call}, '127.0.0.1').on('error', () => undefined); setInterval(() => undefined, 1e6);`;
    const product = Product.launch({ folder: temporaryFolder(), port: await freePort(), script: startWithStandIns({ migrate }) });
    await begun;
    expect(await product.stop('SIGINT')).toBe(0);
    expect(product.leftRunning()).toEqual([]);
    await product.remove();
  }, 60_000);

  it('comes with status 1 and the end of the log when the migration fails', async () => {
    const product = Product.launch({ folder: temporaryFolder(), port: await freePort(), script: startWithStandIns({ migrate: "throw new Error('no such column')" }) });
    expect(await product.ending).toBe(1);
    expect(product.lines.join('\n')).toMatch(/migrate failed \(exit status 1\):[\s\S]*no such column/);
    expect(product.leftRunning()).toEqual([]);
    await product.remove();
  }, 60_000);
});
