import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { bundleWorkflowCode, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { checkoutFolder } from '#apps/local/data-folder.js';
import { workflowBundle } from '#libs/pathway/temporal/workflow-bundle.js';
import { failureConverterPath } from '#libs/security/payloads/data-converter.js';

/** Builds what is out of date: bundles are made from `dist`, and a stale one would be compared with today's sources. What does not compile elsewhere need not stop this. */
function build(): void {
  spawnSync(process.execPath, [join(checkoutFolder(), 'apps', 'local', 'prestart.mjs'), '--build'], { stdio: 'ignore' });
}

/** The workflow code that the product runs, of the sources as they stand. 1 to 2 s. */
export function freshBundle(): Promise<WorkflowBundleWithSourceMap> {
  build();
  return workflowBundle();
}

/** The same code, which also tells every event as it happens: for replays. */
export function tellingBundle(): Promise<WorkflowBundleWithSourceMap> {
  build();
  const silent = (): void => undefined;
  return bundleWorkflowCode({
    workflowsPath: join(checkoutFolder(), 'dist', 'tests', 'support', 'temporal', 'telling-workflows.js'), failureConverterPath,
    logger: { log: silent, trace: silent, debug: silent, info: silent, warn: (message) => console.warn(message), error: (message) => console.error(message) },
  });
}
