import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundleWorkflowCode, type BundleOptions, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
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
  return keptOrMade('telling', () => bundled(telling));
}

/** What stands in another module's place in a bundle, by their paths in `dist`, and the folder it comes from. The module that stands in still gets the one that it replaces. */
export interface Replaced { folder: string; modules: Readonly<Record<string, string>> }

/** Both kinds of bundle with modules replaced: a test that adds to the product. */
export const freshBundleWith = (replaced: Replaced): Promise<WorkflowBundleWithSourceMap> => keptOrMade('product', () => bundled(['workflows', 'bundle.js'], replaced), replaced.folder);
export const tellingBundleWith = (replaced: Replaced): Promise<WorkflowBundleWithSourceMap> => keptOrMade('telling', () => bundled(telling, replaced), replaced.folder);

const telling = ['tests', 'support', 'temporal', 'telling-workflows.js'];

function bundled(entry: string[], replaced?: Replaced): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({
    workflowsPath: dist(...entry), preloadModules: [dist(...entry)], failureConverterPath, ...(replaced ? { webpackConfigHook: replacing(replaced) } : {}),
    logger: { log: silent, trace: silent, debug: silent, info: silent, warn: (message) => console.warn(message), error: (message) => console.error(message) },
  });
}

function replacing({ modules }: Replaced): NonNullable<BundleOptions['webpackConfigHook']> {
  const inPlaceOf = new Map(Object.entries(modules).map(([one, other]) => [dist(one), dist(other)]));
  return (config) => ({
    ...config,
    plugins: [...config.plugins ?? [], {
      apply: (compiler) => {
        compiler.hooks.normalModuleFactory.tap('replacing', (factory) => {
          factory.hooks.beforeResolve.tap('replacing', (asked) => {
            const wanted = asked.request.startsWith('#') ? dist(asked.request.slice(1)) : resolve(asked.context, asked.request);
            const other = inPlaceOf.get(wanted);
            if (other !== undefined && asked.contextInfo.issuer !== other) asked.request = other;
          });
        });
      },
    }],
  });
}

async function keptOrMade(name: string, make: () => Promise<WorkflowBundleWithSourceMap>, folder?: string): Promise<WorkflowBundleWithSourceMap> {
  // Bundles are made from `dist`: a stale one would be compared with today's sources. What does not compile elsewhere need not stop this.
  if (!built) spawnSync(process.execPath, [join(checkoutFolder(), 'apps', 'local', 'prestart.mjs'), '--build'], { stdio: 'ignore' });
  built = true;
  const kept = join(stackFolder(), 'bundles');
  const file = join(kept, `${name}-${contents('libs', 'workflows', 'tests/support/temporal', ...(folder === undefined ? [] : [folder]))}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as WorkflowBundleWithSourceMap;
  const bundle = await make();
  mkdirSync(kept, { recursive: true, mode: 0o711 });
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
