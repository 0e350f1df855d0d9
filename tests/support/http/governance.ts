import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolesOf } from '#apps/local/databases.js';
import { databaseUrl } from '#apps/local/postgres.js';
import { passwords, payloadKeysFile } from '#apps/local/secrets.js';
import { governanceOwners } from '#libs/audit/owners.js';
import type { JsonObject } from '#libs/contracts/events.js';
import { startOnce } from '#libs/kin/start-once.js';
import { connectCaseClient } from '#libs/pathway/temporal/connect.js';
import { policyInForce } from '#libs/policy-releases/in-force.js';
import { openRecord } from '#libs/records/database.js';
import { dataConverter } from '#libs/security/payloads/data-converter.js';
import { readPayloadKeys } from '#libs/security/payloads/payload-keys.js';
import type { RunningProduct } from '#tests/support/stack/product.js';
import { CaseOverHttp } from './case-over-http.js';
import type { Client } from './client.js';

/** Begins, in a started product, a case that nobody may start over HTTP, as its worker begins it on its day, but as a rehearsal: its clock may be moved. What follows is over HTTP. */
export async function governanceBegins({ data }: RunningProduct, client: Client, pathway: string, details: JsonObject): Promise<CaseOverHttp> {
  const { postgres, temporal } = JSON.parse(readFileSync(join(data, 'ports.json'), 'utf8')) as { postgres: number; temporal: number };
  const record = await openRecord(databaseUrl({ user: rolesOf('handrail').application, password: passwords(data).application, port: postgres, database: 'handrail' }), { poolSize: 2, applicationName: 'a-spec' });
  const cases = connectCaseClient({
    address: `127.0.0.1:${temporal}`, namespace: 'handrail', rehearsalNamespace: 'handrail-rehearsal', taskQueue: 'handrail', dataConverter: dataConverter(readPayloadKeys({ file: payloadKeysFile(data) })), identity: 'a-spec',
  });
  try {
    const [now, caseId] = [new Date(), randomUUID()];
    const owners = (await governanceOwners(record.manager, client.organisation, now))!;
    const { ref } = (await policyInForce(record.manager, pathway, client.organisation, now))!;
    await startOnce({ record, cases }, { caseId, pathway, policy: ref, actor: { system: 'clock' }, opening: { organisation: client.organisation, rehearsal: true, owners, details } }, Date.now() + 30_000);
    return await CaseOverHttp.found(client, caseId);
  } finally {
    await cases.close();
    await record.destroy();
  }
}
