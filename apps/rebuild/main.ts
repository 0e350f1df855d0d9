import { surroundings } from '#apps/revive/surroundings.js';
import { parseEnvironment } from '#libs/config/environment.js';
import { openRecord } from '#libs/records/database.js';
import { rebuild } from '#libs/records/rebuild.js';

/** `npm run -s rebuild [-- CASE]`: makes every projection anew from the events, beside a running instance or without one but its database. Exit status 1 when a case could not be rebuilt, or its events do not fit their hash. */
async function main(): Promise<number> {
  const { DATABASE_URL: url } = parseEnvironment('settings', surroundings(process.env));
  if (!url) throw new Error('DATABASE_URL is not set.');
  const caseId = process.argv[2];
  const record = await openRecord(url, { poolSize: 2, applicationName: 'handrail rebuild', statementTimeoutMs: 60_000 });
  try {
    const { cases, events, failed, hashes } = await rebuild(record, caseId === undefined ? {} : { caseId });
    console.log(`Rebuilt ${cases} ${cases === 1 ? 'case' : 'cases'} from ${events} events.`);
    for (const { caseId: id, because } of failed) console.error(`Case ${id} could not be rebuilt: ${because}`);
    for (const id of hashes) console.error(`Case ${id}: the running hash did not fit its events.`);
    return failed.length + hashes.length > 0 ? 1 : 0;
  } finally {
    await record.destroy();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : 'The rebuild failed.');
  process.exitCode = 1;
}
