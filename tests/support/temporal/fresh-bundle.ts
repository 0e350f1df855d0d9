import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { checkoutFolder } from '#apps/local/data-folder.js';
import { workflowBundle } from '#libs/pathway/temporal/workflow-bundle.js';
import { failureConverterPath } from '#libs/security/payloads/data-converter.js';
import { stackFolder } from '#tests/support/stack/facts.js';

let built = false;
const silent = (): void => undefined;
const dist = (...path: string[]): string => join(checkoutFolder(), 'dist', ...path);

/** The workflow code that the product runs, of the sources as they stand. 1 to 2 s, once for all files of a run. */
export function freshBundle(): Promise<WorkflowBundleWithSourceMap> {
  return keptOrMade('product', workflowBundle);
}

/** The same code, which also tells every event as it happens: for replays. */
export function tellingBundle(): Promise<WorkflowBundleWithSourceMap> {
  return keptOrMade('telling', () => bundleWorkflowCode({
    workflowsPath: dist('tests', 'support', 'temporal', 'telling-workflows.js'), failureConverterPath,
    logger: { log: silent, trace: silent, debug: silent, info: silent, warn: (message) => console.warn(message), error: (message) => console.error(message) },
  }));
}

async function keptOrMade(name: string, make: () => Promise<WorkflowBundleWithSourceMap>): Promise<WorkflowBundleWithSourceMap> {
  // Bundles are made from `dist`: a stale one would be compared with today's sources. What does not compile elsewhere need not stop this.
  if (!built) spawnSync(process.execPath, [join(checkoutFolder(), 'apps', 'local', 'prestart.mjs'), '--build'], { stdio: 'ignore' });
  built = true;
  const folder = join(stackFolder(), 'bundles');
  const file = join(folder, `${name}-${contents('libs', 'workflows', 'tests/support/temporal')}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as WorkflowBundleWithSourceMap;
  const bundle = await make();
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const unfinished = `${file}.${randomBytes(4).toString('hex')}`;
  writeFileSync(unfinished, JSON.stringify(bundle));
  renameSync(unfinished, file);
  return bundle;
}

/** A hash of everything that was compiled in these rooms. */
function contents(...rooms: string[]): string {
  const hash = createHash('sha256');
  for (const room of rooms) {
    for (const path of readdirSync(dist(room), { recursive: true, encoding: 'utf8' }).toSorted()) if (path.endsWith('.js')) hash.update(`${room}/${path}\n`).update(readFileSync(dist(room, path)));
  }
  return hash.digest('hex').slice(0, 24);
}
