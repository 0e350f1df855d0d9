// Installs and builds what is missing or out of date, before `npm start` and `npm test`. Plain JavaScript that runs under whatever
// Node the machine has: the Node that everything else runs on is one of the packages that it installs.
//   node apps/local/prestart.mjs [--install | --build]     only the one or the other
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const checkout = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const sources = ['apps', 'workflows', 'activities', 'libs', 'tests'];
const stamp = join(checkout, 'dist', '.sources');

/** Why `npm ci` has to run, or undefined when what is installed is what the lock file says. */
function notInstalled() {
  const installed = join(checkout, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return 'nothing is installed yet';
  const wanted = JSON.parse(readFileSync(join(checkout, 'package-lock.json'), 'utf8')).packages;
  const there = JSON.parse(readFileSync(installed, 'utf8')).packages;
  for (const [path, { version, optional, devOptional, peer, link }] of Object.entries(wanted)) {
    if (path === '' || link) continue;
    if (there[path] === undefined ? !(optional || devOptional || peer) : there[path].version !== version) return `${path.replace(/^.*node_modules\//, '')} is not the one of package-lock.json`;
  }
  return undefined;
}

function install() {
  const why = notInstalled();
  if (why === undefined) return;
  console.log(`Installing packages (${why}) ...`);
  // Whatever the machine's npm is told, the compiler and the runtime are needed here.
  run('npm', ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'], { npm_config_loglevel: 'error' });
}

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : entry.name.endsWith('.ts') ? [path] : [];
  });
}

/** Every source by name, size and time: cheaper than to read them, and a changed one never has all three as before. */
function sourceList() {
  const all = sources.map((folder) => join(checkout, folder)).filter(existsSync).flatMap(files).concat(['tsconfig.json', 'package.json', 'package-lock.json'].map((name) => join(checkout, name)));
  return all.sort((one, other) => (one < other ? -1 : 1)).map((path) => { const { size, mtimeMs } = statSync(path); return `${relative(checkout, path)} ${size} ${mtimeMs}`; });
}

function build() {
  const list = sourceList();
  const now = createHash('sha256').update(list.join('\n')).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
  console.log('Building ...');
  run(process.execPath, [join(checkout, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', join(checkout, 'tsconfig.json')]);
  const known = new Set(list.map((line) => line.split(' ')[0]));
  for (const folder of sources.map((name) => join(checkout, 'dist', name)).filter(existsSync)) dropOrphans(folder, known);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, now);
}

/** What was built from a source that is gone must not be found by name. */
function dropOrphans(folder, known) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) dropOrphans(path, known);
    else if (!known.has(relative(join(checkout, 'dist'), path).replace(/\.js(\.map)?$/, '.ts'))) rmSync(path);
  }
}

function run(command, args, env = {}) {
  const { status, signal, error } = spawnSync(command, args, { cwd: checkout, stdio: 'inherit', env: { ...process.env, ...env } });
  if (error) console.error(`${command} cannot be run: ${error.message}`);
  if (status !== 0) process.exit(status ?? (signal ? 130 : 1));
}

if (!process.argv.includes('--build')) install();
if (!process.argv.includes('--install')) build();
