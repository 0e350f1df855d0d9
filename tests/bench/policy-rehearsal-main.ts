import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { seedDemonstration } from '#libs/directory/demonstration.js';
import { HOUR } from '#libs/domain/duration.js';
import type { Changes } from '#libs/policies/amend.js';
import { policyOf } from '#libs/policies/released.js';
import { askRehearsal, rehearsal } from '#libs/policy-rehearsal/rehearsals.js';
import { workOffOne } from '#libs/policy-rehearsal/work-off.js';
import { openRecord } from '#libs/records/database.js';
import { migrate } from '#libs/records/migrate.js';
import { foldAll } from '#libs/records/projection/fold.js';
import { eventsOf } from '#libs/records/stored.js';
import { writeTail } from '#libs/records/tail-writer.js';
import type { FreshDatabase } from '#tests/support/stack/fresh-database.js';
import { stack, stackEnded } from '#tests/support/stack/stack.js';
import { copyOf } from './crowd/fill.js';
import { patterns } from './crowd/patterns.js';
import { hireCrew } from './crowd/staff.js';
import { toTheEnd } from './to-the-end.js';

/**
 * `npm run bench:rehearsal`: a draft of each pathway's policy rehearsed on 1,000 recorded cases of it, beside a control in the same run: the same events read and folded, case by case, as a rebuild does. Never a test: ratios are to be read. It ends with 0 when every case was lived once more.
 */
const { values: given } = parseArgs({ options: { cases: { type: 'string', default: '1000' } } });
const cases = Number(given.cases);
if (!Number.isInteger(cases) || cases < 1) throw new Error('--cases is a number of at least 1');

const ISSUER = 'http://issuer.example';
const sourced = { source: 'what a draft might say', status: 'proposed' as const };
/** What a draft of each might say; every tenth discharge or so was late for its risk decision. */
const drafts: { pathway: string; changes: Changes }[] = [
  { pathway: 'minimum-safe-discharge', changes: { steps: { 'risk-decision': { ladder: { 2: { within: 'PT10M', ...sourced } } } } } },
  { pathway: 'rapid-falls-review', changes: { steps: { 'review-held': { due: [{ value: 'PT96H', ...sourced }] } } } },
  { pathway: 'step-down-tapering', changes: { steps: { 'first-contact': { acknowledgeFor: { value: 'PT1H', ...sourced } } } } },
];
let database: FreshDatabase | undefined;

async function run(): Promise<string> {
  const servers = await stack();
  database = await servers.freshDatabase('bench_rehearsal');
  await migrate(database.ownerUrl);
  const owner = await openRecord(database.ownerUrl, { poolSize: 2, applicationName: 'bench', statementTimeoutMs: 600_000 });
  await seedDemonstration(owner.manager, ISSUER);
  await hireCrew(owner.manager, ISSUER);
  await owner.destroy();
  const record = await openRecord(database.applicationUrl, { poolSize: 4, applicationName: 'bench rehearsal', statementTimeoutMs: 60_000 });
  try {
    const rows: string[] = [];
    for (const [index, { pathway, changes }] of drafts.entries()) {
      const known = patterns(Date.now()).filter((each) => each.pathway === pathway);
      const ids: string[] = [];
      let events = 0;
      for (let n = 0; n < cases; n += 1) {
        const copy = copyOf(known[n % known.length]!, index * cases + n);
        await writeTail(record.manager, copy.caseId, copy.events);
        ids.push(copy.caseId);
        events += copy.events.length;
      }
      console.error(`${pathway}: ${cases} cases, ${events} events written`);
      const folding = performance.now();
      for (const id of ids) foldAll(null, await eventsOf(record.manager, id), id);
      const control = performance.now() - folding;
      const now = new Date();
      const id = await askRehearsal(record.manager, {
        organisation: 'riverside', pathway, version: policyOf(pathway)!.version, changes, reason: 'to measure it', from: new Date(now.getTime() - 1_000 * HOUR), to: now, askedBy: 'riverside-director', askedAt: now,
      });
      const began = performance.now();
      await workOffOne(record, (_level, what, more) => { console.error(what, more); });
      const took = performance.now() - began;
      const found = await rehearsal(record.manager, id, ['riverside']);
      if (found?.status !== 'done' || found.done !== cases || found.result!.left > 0) throw new Error(`${pathway}: ${found?.status} after ${found?.done} cases, ${found?.result?.left} left`);
      rows.push(`| ${[pathway, cases, events, (took / 1_000).toFixed(1), (took / cases).toFixed(1), (took / control).toFixed(1), found.result!.changed].join(' | ')} |`);
    }
    return [`load ${loadavg()[0]!.toFixed(1)} at the end`, '', '| pathway | cases | events | s | ms a case | : reading and folding the same | cases that change |', '|---|---|---|---|---|---|---|', ...rows].join('\n');
  } finally {
    await record.destroy();
  }
}

await toTheEnd(async () => { console.log(await run()); }, async () => {
  await database?.drop();
  await stackEnded();
});
