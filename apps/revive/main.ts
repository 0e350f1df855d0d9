import { parseEnvironment } from '#libs/config/environment.js';
import { connectCaseClient } from '#libs/pathway/temporal/connect.js';
import { openRecord } from '#libs/records/database.js';
import { dataConverter } from '#libs/security/payloads/data-converter.js';
import { readPayloadKeys } from '#libs/security/payloads/payload-keys.js';
import { nameOf } from '#libs/upkeep/log-line.js';
import { NotRevived, reviveCase } from '#libs/upkeep/revive.js';
import { surroundings } from './surroundings.js';

/** `npm run -s revive -- CASE ...`: brings cases back from their recorded events. Status 0 when every one of them is back, 1 when one is not, 2 when it was asked wrongly. */
const ids = process.argv.slice(2);
if (ids.length === 0) {
  console.error('Say which: npm run -s revive -- CASE ...');
  process.exit(2);
}
const { env, databaseUrl, temporalAddress, keys } = read();
const record = await openRecord(databaseUrl, { poolSize: 2, applicationName: 'handrail-revive' });
const cases = connectCaseClient({
  address: temporalAddress, namespace: env.TEMPORAL_NAMESPACE, rehearsalNamespace: env.TEMPORAL_REHEARSAL_NAMESPACE, taskQueue: env.TEMPORAL_TASK_QUEUE, dataConverter: dataConverter(keys),
  retry: { initial: env.RECORDER_RETRY_INITIAL, most: env.RECORDER_RETRY_MAX },
});
try {
  for (const id of ids) {
    try {
      const { before, after } = await reviveCase({ record, cases }, id);
      console.log(`${id}: back, ${before} events recorded${after > before ? `, ${after - before} more fell due meanwhile` : ''}`);
    } catch (error) {
      process.exitCode = 1;
      console.error(`${id}: not revived: ${error instanceof NotRevived ? error.reason : nameOf(error)}`);
    }
  }
} finally {
  await cases.close();
  await record.destroy();
}

function read() {
  try {
    const variables = surroundings(process.env);
    const env = parseEnvironment('settings', variables);
    if (!env.DATABASE_URL || !env.TEMPORAL_ADDRESS) throw new Error('DATABASE_URL and TEMPORAL_ADDRESS are needed.');
    return { env, databaseUrl: env.DATABASE_URL, temporalAddress: env.TEMPORAL_ADDRESS, keys: readPayloadKeys({ keys: variables['PAYLOAD_KEYS'], file: variables['PAYLOAD_KEYS_FILE'] }) };
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(2);
  }
}
