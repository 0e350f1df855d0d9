import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where data goes that the database's own user could not reach in the checkout. */
export const systemDataRoot = '/var/lib/handrail';

/** The checkout that this code was started from (the folder of package.json). */
export function checkoutFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return realpathSync(folder);
    if (folder === dirname(folder)) throw new Error('no package.json above this file');
  }
}

/** The path with every symbolic link resolved, as far as it exists. */
function real(path: string): string {
  return existsSync(path) ? realpathSync(path) : join(real(dirname(path)), basename(path));
}

/** The first folder on the way to `path` that users other than its owner may not pass, or undefined. */
export function untraversable(path: string): string | undefined {
  const closed: string[] = [];
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) closed.push(folder);
    if (folder === dirname(folder)) return closed.at(-1);
  }
}

export interface DataFolder {
  /** Absolute path, every symbolic link resolved. */
  readonly path: string;
  /** One line for the person who started this, when the data is not where they would look first. */
  readonly moved?: string;
}

/**
 * Decides where the data lives: HANDRAIL_DATA, else `.handrail` in the checkout. PostgreSQL refuses to run as root, so as root
 * it runs as a user of its own, which must be able to walk to its files; where it cannot, all data goes to a folder under
 * /var/lib/handrail, keyed by the path that was asked for (so by the checkout, unless HANDRAIL_DATA says otherwise).
 * Creates nothing, so that every command of a checkout comes to the same answer.
 */
export function dataFolder(given: string | undefined, { asRoot = process.getuid?.() === 0, checkout = checkoutFolder() } = {}): DataFolder {
  const path = real(resolve(given ?? join(checkout, '.handrail')));
  const closed = asRoot ? untraversable(path) : undefined;
  if (closed === undefined) return { path };
  const key = `${basename(checkout)}-${createHash('sha256').update(path).digest('hex').slice(0, 12)}`;
  const elsewhere = join(systemDataRoot, key);
  return { path: elsewhere, moved: `Data goes to ${elsewhere}: the database's user cannot pass ${closed} on the way to ${path}.` };
}

/** Makes the data folder; others may pass it (the database's user must) but not list it. */
export function makeDataFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o711 });
  for (const folder of ['logs', 'parts', 'mail', 'temporal']) mkdirSync(join(path, folder), { recursive: true, mode: 0o700 });
}
