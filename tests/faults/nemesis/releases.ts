import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkoutFolder } from '#apps/local/data-folder.js';

export type Released = 'api' | 'worker' | 'watchdog';
const file = (folder: string) => join(folder, 'releases.json');

/** Which build each part runs when it is started; a part that is not named runs the one that all began with. */
const releases = (folder: string): Partial<Record<Released, string>> => (existsSync(file(folder)) ? JSON.parse(readFileSync(file(folder), 'utf8')) as Partial<Record<Released, string>> : {});

/** From its next start on, a part runs that build. */
export function release(folder: string, part: Released, build: string): void {
  writeFileSync(`${file(folder)}.new`, JSON.stringify({ ...releases(folder), [part]: build }));
  renameSync(`${file(folder)}.new`, file(folder));
}

/** Within a part: runs the build that was released for it. */
export async function startReleased(part: Released): Promise<void> {
  const build = releases(process.env['HANDRAIL_DATA'] ?? '')[part] ?? checkoutFolder();
  await import(pathToFileURL(join(build, 'dist', 'apps', part, 'main.js')).href);
}

/** A build of a new version in a folder of its own: the same but for one line, so that its workflow code is another bundle. @param from the folder of the build that it follows */
export function newBuild(from: string, folder: string, version: number): string {
  const build = join(folder, 'builds', String(version));
  mkdirSync(build, { recursive: true });
  for (const name of ['apps', 'node_modules']) symlinkSync(join(from, name), join(build, name));
  cpSync(join(from, 'package.json'), join(build, 'package.json'));
  cpSync(join(from, 'dist'), join(build, 'dist'), { recursive: true, filter: (path) => basename(path) !== '.bundles' });
  appendFileSync(join(build, 'dist', 'workflows', 'bundle.js'), `\n// version ${version}\n`);
  return build;
}
