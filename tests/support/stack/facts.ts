import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkoutFolder, dataFolder } from '#apps/local/data-folder.js';

/** Where the servers of a test run are and how to get in. */
export interface StackFacts {
  /** A role that may do everything, on the database `postgres`. */
  readonly administratorUrl: string;
  readonly ownerUrl: string;
  readonly applicationUrl: string;
  /** Temporal's own databases and their role. */
  readonly temporal: { readonly host: string; readonly port: number; readonly user: string; readonly password: string; readonly main: string; readonly visibility: string };
  readonly temporalAddress: string;
  /** Where time cannot be skipped, and where it can. */
  readonly namespace: string;
  readonly rehearsalNamespace: string;
  /** The folder with the servers' logs (`logs/temporal.log`). */
  readonly folder: string;
}

/** The folder of what is kept for the test files of this checkout. */
const keptFolder = (kept: string): string => {
  const key = createHash('sha256').update(checkoutFolder()).digest('hex').slice(0, 12);
  return dataFolder(join(tmpdir(), `handrail-test-${key}${kept}`)).path;
};
export const stackFolder = (): string => keptFolder('');
export const sharedProductFolder = (): string => keptFolder('-product');

/** How long the servers stay when nobody needs them, in milliseconds: HANDRAIL_TEST_LINGER in seconds for whoever runs single files over and over. */
export function linger(): number {
  return Number(process.env['HANDRAIL_TEST_LINGER'] ?? 2) * 1000;
}
