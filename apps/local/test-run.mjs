// `npm test`: builds what is out of date, checks types and lint, has a browser and the Temporal binaries ready, then runs every spec with one
// PostgreSQL and one Temporal server for all of them; specs named *.alone.spec.ts come last, one at a time. What follows `--` goes
// to jest. The last line is `N passed, N failed`.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const checkout = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const bin = (...path) => join(checkout, 'node_modules', ...path);
const results = mkdtempSync(join(tmpdir(), 'handrail-results-'));
const alone = '\\.alone\\.spec\\.ts$';
const asked = process.argv.slice(2);
const count = { passed: 0, failed: 0 };
let current;
let signalled;

process.chdir(checkout);
// The tests bring up their own servers: what the shell says about others must not lead them there.
for (const name of Object.keys(process.env)) if (/^(DATABASE_|TEMPORAL_|OIDC_|SMTP_|PAYLOAD_KEYS|HANDRAIL_(DATA|MODE)$)/.test(name)) delete process.env[name];
process.env.HANDRAIL_TEST_LINGER ??= '0';

function run(name, command, args) {
  return new Promise((resolve) => {
    if (signalled !== undefined) return resolve(1);
    console.log(`\n== ${name}`);
    current = spawn(command, args, { stdio: 'inherit', env: process.env });
    current.once('error', (error) => { console.log(String(error)); resolve(1); });
    current.once('exit', (status) => resolve(status ?? 1));
  });
}

function counted(status) {
  count[status === 0 ? 'passed' : 'failed'] += 1;
  return status === 0;
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(name, () => {
    signalled = name;
    current?.kill(name);
  });
}

async function specs(name, ...args) {
  const file = join(results, 'jest.json');
  rmSync(file, { force: true });
  const status = await run(name, process.execPath, ['--experimental-vm-modules', '--no-warnings', bin('jest', 'bin', 'jest.js'), '--json', `--outputFile=${file}`, ...args]);
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, success } = JSON.parse(readFileSync(file, 'utf8'));
    count.passed += numPassedTests;
    count.failed += Math.max(numFailedTests + numRuntimeErrorTestSuites, success && status === 0 ? 0 : 1);
  } catch {
    count.failed += 1; // jest itself did not get to its end
  }
}

const built = counted(await run('types', process.execPath, [join(checkout, 'apps', 'local', 'prestart.mjs'), '--build']));
counted(await run('lint', process.execPath, [bin('oxlint', 'bin', 'oxlint'), '--type-aware', '--deny-warnings']));
if (!built) console.log('\nThe types are wrong: the tests run on what was built all the same.');
const browser = spawnSync(process.execPath, [join(checkout, 'apps', 'local', 'chromium.mjs')], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
if (browser.status === 0) process.env.CHROMIUM_PATH = browser.stdout.trim();
else console.log('The tests of the pages will fail without a browser.');
if ((await run('Temporal', process.execPath, [join(checkout, 'dist', 'apps', 'local', 'provision.js')])) !== 0) {
  count.failed += 1;
} else {
  const support = (name) => import(join(checkout, 'dist', 'tests', 'support', 'stack', name));
  const [{ stack, stackEnded }, { sharedProductEnded }] = [await support('stack.js'), await support('shared-product.js')];
  try {
    await stack(); // held until the end, so that the servers outlast the pauses between files
    if (asked.length > 0) {
      await specs('tests', ...asked);
    } else {
      // What holds the whole product to its times has the machine to itself.
      await specs('tests', '--maxWorkers=2', '--testPathIgnorePatterns', alone, '/node_modules/', '/dist/');
      await sharedProductEnded(); // what follows has the machine to itself
      await specs('tests that run alone', '--runInBand', '--testPathPatterns', alone);
    }
  } catch (cause) {
    console.log(String(cause));
    count.failed += 1;
  }
  await sharedProductEnded();
  await stackEnded();
}
rmSync(results, { recursive: true, force: true });
console.log(`\n${count.passed} passed, ${count.failed} failed`);
process.exit(count.failed === 0 && signalled === undefined ? 0 : 1);
