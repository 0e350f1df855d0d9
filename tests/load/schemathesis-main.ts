import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkoutFolder } from '#apps/local/data-folder.js';
import type { LocalPerson } from '#apps/local/issuer.js';
import { serversOf } from '#tests/bench/servers.js';
import { toTheEnd } from '#tests/bench/to-the-end.js';
import { Client } from '#tests/support/http/client.js';
import { Product } from '#tests/support/stack/product.js';
import { schemathesis } from './schemathesis/installed.js';
import { RecordingProxy } from './schemathesis/recording-proxy.js';
import { holds, standing, toldOf } from './schemathesis/there.js';

/**
 * `npm run schemathesis -- --calls 20000 --seed 1`: Schemathesis sends what the OpenAPI document allows, and what it does not, to a whole product, as four people of two organisations side by side. `--edges` adds its list of every boundary of every field, shared between the four (about 23,000 calls more).
 * It ends with 0 when nothing was answered 5xx, nothing but what the document says, every refusal as a problem, and nothing with another organisation's ids in it.
 */
const { values: given } = parseArgs({ options: { calls: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' }, edges: { type: 'boolean', default: false } } });
const [calls, seed] = [Number(given.calls), Number(given.seed)];
if (!Number.isSafeInteger(calls) || calls < 1 || !Number.isSafeInteger(seed)) throw new Error('--calls is a whole number of at least 1, --seed a whole number');
const people: readonly LocalPerson[] = ['hub', 'clinical-lead', 'director', 'other-hub'];
const checks = ['not_a_server_error', 'status_code_conformance', 'content_type_conformance', 'response_schema_conformance', 'response_headers_conformance'];
/** A person's calls come in turns until there were enough; of an operation that leaves little to choose a turn sends less than asked. */
const MOST_TURNS = 12;

interface Report { readonly complete: boolean; readonly exit_code: number; readonly test_cases: { readonly generated: number; readonly unique_failures: number }; readonly errors: readonly object[] }
interface Turns { readonly failures: number; readonly errors: number; readonly said: readonly string[] }

const folder = mkdtempSync(join(tmpdir(), 'handrail-schemathesis-'));
let product: Product | undefined;

async function turn(proxy: RecordingProxy, who: LocalPerson, number: number, more: readonly string[]): Promise<Turns> {
  const name = `${who}-${number}`;
  const report = join(folder, `${name}.json`);
  const args = ['run', `${proxy.url}/openapi.json`, '--header', `Authorization: Bearer ${await product!.token(who)}`, '--checks', checks.join(','), '--seed', String(seed * 1_000 + number), '--request-timeout', '60', '--no-shrink', '--continue-on-failure', '--generation-database', 'none', '--no-color', '--report', 'json', '--report-json-path', report, ...more];
  const child = spawn(schemathesis(), args, { cwd: folder, env: { ...process.env, SCHEMATHESIS_HOOKS: join(checkoutFolder(), 'tests', 'load', 'schemathesis', 'hooks.py'), HANDRAIL_THERE: join(folder, `${who}.there.json`), PYTHONDONTWRITEBYTECODE: '1' }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => { output += bytes.toString(); });
  await new Promise((resolve) => { child.once('close', resolve); });
  let read: Report;
  try {
    read = JSON.parse(readFileSync(report, 'utf8')) as Report;
  } catch {
    throw new Error(`Schemathesis left no report:\n${output.slice(-3_000)}`);
  }
  console.error(`${name}: ${proxy.calls} calls so far, ${read.test_cases.unique_failures} failures`);
  const failed = read.exit_code !== 0 || !read.complete;
  return { failures: Math.max(read.test_cases.unique_failures, failed && read.errors.length === 0 ? 1 : 0), errors: read.errors.length, said: failed ? [`${name}:\n${output.replace(/^=+ WARNINGS =+$[\s\S]*?(?=^=+ SUMMARY)/m, '')}`] : [] };
}

/** One person's share of the calls. */
async function called(proxy: RecordingProxy, who: LocalPerson, operations: readonly string[]): Promise<Turns> {
  const turns: Turns[] = [];
  const edges = operations.filter((_, index) => index % people.length === people.indexOf(who));
  if (given.edges) turns.push(await turn(proxy, who, 0, ['--phases', 'coverage', ...edges.flatMap((id) => ['--include-operation-id', id])]));
  const share = calls / people.length + proxy.calls;
  for (let number = 1; proxy.calls < share && number <= MOST_TURNS; number += 1) {
    turns.push(await turn(proxy, who, number, ['--phases', 'fuzzing', '--max-examples', String(Math.max(1, Math.ceil((share - proxy.calls) / operations.length)))]));
  }
  return { failures: turns.reduce((sum, { failures }) => sum + failures, 0), errors: turns.reduce((sum, { errors }) => sum + errors, 0), said: turns.flatMap(({ said }) => said) };
}

async function run(): Promise<void> {
  schemathesis();
  product = await Product.start();
  const riverside = await standing(new Client(product), 'hub', 'director');
  const hillview = await standing(new Client(product, 'hillview'), 'other-hub');
  const servers = serversOf(product.folder);
  const [ofRiverside, ofHillview] = [await holds(servers, 'riverside'), await holds(servers, 'hillview')];
  const numbers = ({ cases }: typeof riverside) => cases.flatMap(({ patient }) => (patient?.nhsNumber ? [patient.nhsNumber] : []));
  const { paths } = await (await fetch(`${product.url}/openapi.json`)).json() as { paths: Record<string, Record<string, { operationId: string }>> };
  const operations = Object.values(paths).flatMap((item) => Object.values(item).map(({ operationId }) => operationId));
  console.error(`${operations.length} operations; ${ofRiverside.length} ids of one organisation, ${ofHillview.length} of the other`);
  mkdirSync(folder, { recursive: true });
  const named = new Set<string>();
  const results = await Promise.all(people.map(async (who) => {
    const [own, others, foreign] = who === 'other-hub' ? [hillview, riverside, [...ofRiverside, ...numbers(riverside)]] : [riverside, hillview, [...ofHillview, ...numbers(hillview)]];
    writeFileSync(join(folder, `${who}.there.json`), JSON.stringify(toldOf(own, others, seed)));
    const proxy = await RecordingProxy.before(product!.url, foreign, who === 'other-hub' ? undefined : named);
    try {
      return { who, proxy, ...await called(proxy, who, operations) };
    } finally {
      await proxy.close();
    }
  }));
  for (const { said, who, proxy } of results) {
    for (const text of said) console.log(text);
    for (const violation of proxy.violations.slice(0, 10)) console.log(`${who}: ${JSON.stringify(violation)}`);
  }
  const classes = ['2xx', '4xx', '5xx'];
  const of = (proxy: RecordingProxy, rule: string) => proxy.violations.filter((violation) => violation.rule === rule).length;
  console.log([
    `Schemathesis, ${operations.length} operations, seed ${seed}${given.edges ? ', with edges' : ''}`, '', `| person | calls | ${classes.join(' | ')} | other than the document says | not as a problem | another organisation’s |`, '|---|---|---|---|---|---|---|---|',
    ...results.map(({ who, proxy, failures, errors }) => `| ${who} | ${proxy.calls} | ${classes.map((each) => proxy.statuses.get(each) ?? 0).join(' | ')} | ${failures + errors} | ${of(proxy, 'problem-type')} | ${of(proxy, 'other-organisation')} |`),
  ].join('\n'));
  const sent = results.reduce((sum, { proxy }) => sum + proxy.calls, 0);
  const bad = results.some(({ proxy, failures, errors }) => proxy.violations.length + failures + errors > 0);
  console.log(`\n${sent} calls in all${sent < calls ? `, fewer than the ${calls} asked for` : ''}`);
  if (bad || sent < calls) process.exitCode = 1;
}

await toTheEnd(run, async () => {
  await product?.remove();
  rmSync(folder, { recursive: true, force: true });
});
