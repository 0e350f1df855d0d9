// Has a Chromium ready for the tests of the pages, and prints its path: CHROMIUM_PATH, else one on PATH, else Playwright's own (downloaded once), else, as root on Debian, the package of the one without a window, which is the same engine with a third less work, or of the whole. Exits with 1 where none can be had.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const checkout = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function runs(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
const onPath = () => (process.env.PATH ?? '').split(delimiter).filter(Boolean).flatMap((folder) => names.map((name) => join(folder, name))).find(runs);

async function playwrights() {
  const { chromium } = await import('playwright-core');
  if (existsSync(chromium.executablePath())) return chromium.executablePath();
  console.error('No Chromium on this machine: downloading the one of Playwright ...');
  spawnSync(process.execPath, [join(checkout, 'node_modules', 'playwright-core', 'cli.js'), 'install', 'chromium'], { stdio: ['ignore', 2, 2], timeout: 300_000 });
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined;
}

function debians() {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return undefined;
  console.error('Installing Chromium from Debian ...');
  const apt = (...args) => spawnSync('apt-get', args, { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status === 0;
  const install = (name) => apt('install', '--yes', '--no-install-recommends', name);
  if (!install('chromium-headless-shell') && apt('update') && !install('chromium-headless-shell')) install('chromium');
  return onPath();
}

const given = process.env.CHROMIUM_PATH;
const found = given && runs(given) ? given : onPath() ?? await playwrights() ?? debians();
if (given && found !== given) console.error(`CHROMIUM_PATH is not a program that runs: ${given}`);
if (found === undefined) {
  console.error('No Chromium can be had. Install one, or set CHROMIUM_PATH.');
  process.exit(1);
}
console.log(found);
