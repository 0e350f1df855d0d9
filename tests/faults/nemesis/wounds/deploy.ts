import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { logFile } from '#apps/local/part.js';
import { freePort } from '#apps/local/ports.js';
import { ended, identify, isRunning, signal, type ProcessIdentity } from '#apps/local/process-identity.js';
import { answers } from '#tests/support/stack/product.js';
import { newBuild, release } from '../releases.js';
import type { FaultStack } from '../stack.js';
import { running } from './processes.js';
import type { Inflict } from './wound.js';

let versions = 0;

/**
 * A new version is started beside the old one, both work for a while, then the old one is told to go and the supervisor starts the new version in its place; the one beside goes last. So a release goes on several hosts, where there is never none.
 * The workflow code of the new version is another bundle, and every case is carried on by it from its history.
 */
export const deploy: Inflict = async (stack, { target }) => {
  const part = target === 'api' ? 'api' : 'worker';
  const name = target === 'api' ? 'api' : 'worker-live';
  const { data } = stack.product;
  const old = await running(stack, name);
  if (!old || process.platform !== 'linux') return { hit: () => 0, heal: () => undefined }; // elsewhere a process does not tell its surroundings
  versions += 1;
  const build = newBuild(stack.build, data, versions);
  const port = await freePort();
  const beside = startBeside(stack, part, name, old, build, port);
  const isReady = () => part === 'api' ? answers(`http://127.0.0.1:${port}/healthz/live`, 20_000) : said(beside.log, 'worker-ready', beside.identity);
  let replaced = 0;
  const link = stack.links['client to api'];
  await isReady().then(() => { replaced += 1; if (part === 'api') link.target = port; }, () => undefined);
  return {
    hit: () => replaced,
    heal: async () => {
      const log = logFile(data, name);
      const from = statSync(log).size;
      release(data, part, build);
      signal(old, 'SIGTERM');
      if ((await ended([old], 15_000)).length === 0) replaced += 1;
      const next = await running(stack, name);
      // Hurt by something else meanwhile it may end again, and is then as good as any that starts.
      if (next && part === 'worker') await said(log, 'worker-ready', next, from).catch(() => undefined);
      if (part === 'api') await answers(`${stack.product.url}/healthz/live`, 30_000).catch(() => undefined);
      link.target = Number(new URL(stack.product.url).port);
      signal(beside.identity, 'SIGTERM');
      if ((await ended([beside.identity], 10_000)).length > 0) signal(beside.identity, 'SIGKILL');
    },
  };
};

/** With the surroundings of the process that runs now, but that build. */
function startBeside(stack: FaultStack, part: 'api' | 'worker', name: string, old: ProcessIdentity, build: string, port: number): { identity: ProcessIdentity; log: string } {
  const { data } = stack.product;
  const log = logFile(data, `${name}-beside`);
  const out = openSync(log, 'w', 0o600);
  const env = Object.fromEntries(readFileSync(`/proc/${old.pid}/environ`, 'utf8').split('\0').filter(Boolean).map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]));
  const script = `${build}/dist/tests/faults/nemesis/parts/${part}.js`;
  const child = spawn(process.execPath, ['--enable-source-maps', script], { cwd: data, detached: true, stdio: ['ignore', out, out], env: { ...env, ...(part === 'api' && { PORT: String(port) }) } });
  child.unref();
  closeSync(out);
  return { identity: identify(child.pid ?? 0) ?? { pid: child.pid ?? 0, startedAt: '' }, log };
}

/** Waits until a log has that word, from a byte on. @throws when its process ended or 90 s passed: its workflow code is bundled first */
async function said(log: string, word: string, who: ProcessIdentity, from = 0): Promise<void> {
  for (let turn = 0; turn < 900; turn += 1) {
    if (readFileSync(log).includes(word, from)) return;
    if (!isRunning(who)) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${who.pid} did not say ${word}`);
}
