import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { failureConverterPath } from '#libs/security/payloads/data-converter.js';

/** The workflow code as one bundle, made from what was compiled: all protocols, the engine and the policies. 1 to 2 s. */
export function workflowBundle(): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../../workflows/bundle.js', compiled(import.meta.url))),
    // A prebuilt bundle does not take the worker's converter: it must be in it.
    failureConverterPath,
    logger: { log: () => undefined, trace: () => undefined, debug: () => undefined, info: () => undefined, warn: (message) => console.warn(message), error: (message) => console.error(message) },
  });
}

/** Tests run from the sources; the bundler needs what was compiled from them. */
function compiled(url: string): string {
  return url.endsWith('.ts') ? url.replace('/libs/pathway/temporal/', '/dist/libs/pathway/temporal/') : url;
}
