import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newPayloadKey } from '#libs/security/payloads/payload-keys.js';
import type { FreshDatabase } from '#tests/support/stack/fresh-database.js';
import { stack, type Stack } from '#tests/support/stack/stack.js';
import { testBuild } from '#tests/support/stack/test-build.js';

let servers: Stack;
let database: FreshDatabase;
let build: ReturnType<typeof testBuild>;
let child: ChildProcess | undefined;
beforeAll(async () => {
  servers = await stack();
  database = await servers.migratedDatabase('failed worker');
  build = testBuild({ 'apps/worker/run-worker.js': 'tests/temporal/worker-that-fails.js' });
}, 120_000);
afterAll(async () => {
  child?.kill('SIGKILL');
  rmSync(build.folder, { recursive: true, force: true });
  await database.drop();
});

it('a worker that failed ends, so that it is started again, though something of it is left that would keep its process', async () => {
  child = spawn(process.execPath, [join(build.folder, 'dist', 'apps', 'worker', 'main.js')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env['PATH'], HANDRAIL_MODE: 'local', DATABASE_URL: database.applicationUrl, TEMPORAL_ADDRESS: servers.temporalAddress, TEMPORAL_TASK_QUEUE: servers.taskQueue('failed'),
      PAYLOAD_KEYS: newPayloadKey('test'), SMTP_URL: 'smtp://127.0.0.1:1', PUBLIC_URL: 'http://127.0.0.1:1',
    },
  });
  let said = '';
  child.stderr!.on('data', (bytes: Buffer) => { said += bytes.toString(); });
  expect(await once(child, 'exit')).toEqual([1, null]);
  expect(said).toContain('"worker-ready"');
  expect(said).toContain('"worker-failed"');
}, 90_000);
