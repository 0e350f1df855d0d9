import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { failureConverterPath } from '#libs/security/payloads/data-converter.js';

const room = (path: string): string => fileURLToPath(new URL(`../../../${path}`, compiled(import.meta.url)));

/**
 * The workflow code as one bundle, made from what was compiled: all protocols, the engine and the policies. Made once, which takes 1 to 2 s, and kept beside
 * what it was made of, under a hash of all of it: the worker that starts again is ready sooner. Where nothing can be written it is made each time.
 * @param folder where it is kept
 */
export async function workflowBundle(folder = room('.bundles')): Promise<WorkflowBundleWithSourceMap> {
  const name = `${await madeOf()}.json`;
  const kept = await readFile(join(folder, name), 'utf8').catch(() => undefined);
  if (kept !== undefined) return JSON.parse(kept) as WorkflowBundleWithSourceMap;
  const bundle = await made();
  await keep(folder, name, bundle).catch(() => undefined);
  return bundle;
}

/** Whole or not at all, since two workers make it at once; and no older one beside it. */
async function keep(folder: string, name: string, bundle: WorkflowBundleWithSourceMap): Promise<void> {
  await mkdir(folder, { recursive: true });
  const unfinished = join(folder, `${randomBytes(4).toString('hex')}.unfinished`);
  await writeFile(unfinished, JSON.stringify(bundle));
  await rename(unfinished, join(folder, name));
  for (const other of await readdir(folder)) if (other !== name && other.endsWith('.json')) await rm(join(folder, other), { force: true });
}

/** A hash of everything that was compiled in the rooms that a bundle may take from, and of what is installed. */
async function madeOf(): Promise<string> {
  const hash = createHash('sha256').update(failureConverterPath);
  // The list that npm keeps of what it installed; a bundle must not outlive another release of the SDK.
  hash.update(await readFile(room('../node_modules/.package-lock.json')).catch(() => randomBytes(16)));
  for (const from of ['workflows', 'libs']) {
    for (const path of (await readdir(room(from), { recursive: true })).toSorted()) if (path.endsWith('.js')) hash.update(`${from}/${path}\n`).update(await readFile(join(room(from), path)));
  }
  return hash.digest('hex').slice(0, 24);
}

function made(): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({
    workflowsPath: room('workflows/bundle.js'),
    // Evaluated once a worker and not once a case, and frozen: nothing in it keeps anything of a case (tests/architecture/workflow-modules.spec.ts).
    preloadModules: [room('workflows/bundle.js')],
    // A prebuilt bundle does not take the worker's converter: it must be in it.
    failureConverterPath,
    logger: { log: () => undefined, trace: () => undefined, debug: () => undefined, info: () => undefined, warn: (message) => console.warn(message), error: (message) => console.error(message) },
  });
}

/** Tests run from the sources; the bundler needs what was compiled from them. */
function compiled(url: string): string {
  return url.endsWith('.ts') ? url.replace('/libs/pathway/temporal/', '/dist/libs/pathway/temporal/') : url;
}
