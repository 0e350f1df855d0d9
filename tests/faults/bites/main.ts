import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { testBuild } from '#tests/support/stack/test-build.js';
import type { Checked } from '../checker/all.js';
import { faultRun } from '../run.js';
import { patches, type Patch } from './patches.js';

/** `npm run faults:bites`: a small run of faults on a product as it is, which must be green, and on one with a fault of its own, once for each. It ends with 0 when each of them turned its check red. `--only WORD`: those that say it. */
const { values: { only } } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const SMALL = { seed: 1, cases: 15, faults: 2, clients: 6, insistsMs: 15_000 };
const began = Date.now();
const tell = (line: string): void => console.error(`${String(Math.round((Date.now() - began) / 1_000)).padStart(5)} s  ${line}`);

/** A copy of the build with one line changed. @throws where the line is not there, or there twice: the patch is older than the code */
function patched({ in: path, from, to }: Patch): ReturnType<typeof testBuild> {
  const build = testBuild({});
  const file = join(build.folder, 'dist', path);
  const pieces = readFileSync(file, 'utf8').split(from);
  if (pieces.length !== 2) throw new Error(`${path} has ${pieces.length - 1} times: ${from}`);
  writeFileSync(file, pieces.join(to));
  return build;
}

async function run(patch: Patch): Promise<readonly Checked[]> {
  const { folder, script } = patched(patch);
  try {
    return (await faultRun({ ...SMALL, script, say: () => undefined })).checks;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const lines: string[] = [];
const healthy = only === '' ? (await faultRun({ ...SMALL, say: () => undefined })).checks.filter(({ wrong }) => wrong.length > 0) : [];
if (healthy.length > 0) throw new Error(`a product without a fault is not green: ${healthy.map(({ name, wrong }) => `${name}: ${wrong[0]}`).join('; ')}`);
tell('a product without a fault is green');

for (const patch of patches.filter(({ what, check }) => `${what} ${check}`.includes(only))) {
  tell(`a product in which ${patch.what}`);
  const checks = await run(patch).catch((error: unknown) => String(error).slice(0, 300));
  if (typeof checks !== 'string') for (const { name, wrong } of checks.filter((each) => each.wrong.length > 0)) tell(`  ${name}: ${wrong[0]}`);
  const red = typeof checks === 'string' ? [] : checks.filter(({ wrong }) => wrong.length > 0).map(({ name }) => name);
  const bites = red.includes(patch.check);
  if (!bites) process.exitCode = 1;
  lines.push(`| ${patch.what} | ${patch.check} | ${bites ? 'red' : `NOT red${typeof checks === 'string' ? `: ${checks}` : ''}`} | ${red.filter((name) => name !== patch.check).join('; ')} |`);
  tell(lines.at(-1)!);
}
console.log(['| what is wrong with the product | the check that must see it | | others that did |', '|---|---|---|---|', ...lines].join('\n'));
