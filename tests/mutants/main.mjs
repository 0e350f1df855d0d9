import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import jestConfig from '../../jest.config.mjs';

/**
 * `npm run mutants`, or `npm run mutants -- ladders gate`: Stryker changes the code of deadlines, ladders, gate, decisions and permissions, one small thing at a time, and the specs of each must notice. Never part of `npm test`.
 * It ends with 0 when at least 85 of 100 were noticed in every group; each that was not is listed (docs/mutants.md says of each why it may stand).
 */
const wanted = 85;

/** What is mutated, and the fast specs that must notice it: none of them needs a server. */
const groups = [
  {
    name: 'deadlines', files: ['libs/pathway/due.ts', 'libs/domain/clocks.ts', 'libs/domain/local-time.ts', 'libs/domain/bank-holidays.ts', 'libs/domain/duration.ts'],
    specs: ['libs/domain/{clocks,local-time,bank-holidays,duration}.spec.ts', 'tests/pathways/{due-rules.property,discharge-due-times}.spec.ts'],
  },
  {
    name: 'ladders', files: ['libs/domain/ladder.ts', 'libs/domain/ladder-roles.ts', 'libs/pathway/climb-task.ts', 'libs/pathway/acknowledge.ts', 'libs/pathway/ladder-of.ts', 'libs/pathway/system-alarm.ts'],
    specs: ['libs/domain/ladder*.spec.ts', 'tests/pathways/{ladders,acknowledged,acknowledged-again,climbs,not-reached,outage,system-alarm,rota-at-night}.spec.ts'],
  },
  { name: 'gate', files: ['workflows/discharge/gate.ts'], specs: ['tests/pathways/discharge-*.spec.ts', 'tests/pathways/reopened-after-leaving.spec.ts'] },
  { name: 'decisions', files: ['libs/contracts/http/decision.ts', 'libs/contracts/http/decision-parts.ts'], specs: ['tests/api/decision.spec.ts', 'tests/api/decision-kinds.spec.ts'] },
  { name: 'permissions', files: ['libs/security/permissions.ts'], specs: ['tests/api/permissions*.spec.ts'] },
];

const { positionals, values: given } = parseArgs({ allowPositionals: true, options: { concurrency: { type: 'string', default: String(availableParallelism()) } } });
const asked = groups.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
if (asked.length === 0 || positionals.some((each) => !groups.some(({ name }) => name === each))) throw new Error(`The groups are ${groups.map(({ name }) => name).join(', ')}`);
const checkout = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
process.chdir(checkout);

const noticed = ['Killed', 'Timeout'];
const missed = ['Survived', 'NoCoverage'];

async function mutated({ name, files, specs }) {
  const results = await new Stryker({
    mutate: files, testRunner: 'jest', plugins: ['@stryker-mutator/jest-runner'], coverageAnalysis: 'perTest', concurrency: Number(given.concurrency), reporters: ['progress-append-only'], allowConsoleColors: false,
    testRunnerNodeArgs: ['--experimental-vm-modules', '--no-warnings'], tempDirName: 'dist/.mutants',
    // On a machine that is shared a slow run is not a mutant that was noticed.
    timeoutMS: 120_000,
    // It would read it with an interface that TypeScript 7 no longer has; swc does not need it.
    tsconfigFile: 'none.json', ignorePatterns: ['dist', '.handrail', 'docs/pictures', 'tests/replay/histories'],
    jest: { projectType: 'custom', enableFindRelatedTests: false, config: { ...jestConfig, testMatch: specs.map((spec) => `<rootDir>/${spec}`) } },
  }).runMutationTest();
  const of = (statuses) => results.filter(({ status }) => statuses.includes(status));
  const [killed, lived] = [of(noticed), of(missed)];
  const share = (100 * killed.length) / (killed.length + lived.length);
  for (const { fileName, location, replacement, mutatorName, status } of lived) console.log(`${name}: ${fileName.replace(`${checkout}/`, '')}:${location.start.line + 1}:${location.start.column + 1} ${mutatorName} ${status}: ${JSON.stringify(replacement)}`);
  if (!(share >= wanted)) process.exitCode = 1;
  return `| ${name} | ${killed.length + lived.length} | ${killed.length} | ${lived.length} | ${share.toFixed(1)} % |`;
}

const rows = [];
for (const group of asked) rows.push(await mutated(group));
console.log(['', '| group | mutants | noticed | not noticed | |', '|---|---|---|---|---|', ...rows].join('\n'));
