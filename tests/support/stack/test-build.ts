import { chmodSync, cpSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { checkoutFolder } from '#apps/local/data-folder.js';

/**
 * The built product with modules of a test in the place of its own, in a folder of its own, for a whole product to be started from. `modules`: by their paths in `dist`; one that stands in imports by `#` alone.
 * @returns the folder, which is the caller's to remove, and the script that starts it
 */
export function testBuild(modules: Readonly<Record<string, string>>): { folder: string; script: string } {
  const checkout = checkoutFolder();
  const folder = mkdtempSync(join(tmpdir(), 'handrail-build-'));
  chmodSync(folder, 0o711);
  for (const name of ['apps', 'node_modules']) symlinkSync(join(checkout, name), join(folder, name));
  cpSync(join(checkout, 'package.json'), join(folder, 'package.json'));
  cpSync(join(checkout, 'dist'), join(folder, 'dist'), { recursive: true, filter: (path) => basename(path) !== '.bundles' });
  for (const [path, standIn] of Object.entries(modules)) cpSync(join(checkout, 'dist', standIn), join(folder, 'dist', path));
  return { folder, script: join(folder, 'dist', 'apps', 'local', 'main.js') };
}
