import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Connection } from '@temporalio/client';
import { checkoutFolder, dataFolder } from '#apps/local/data-folder.js';
import type { Ports } from '#apps/local/ports.js';
import { Client, inHours } from '#tests/support/http/client.js';
import { DischargeCase } from '#tests/support/http/discharge-case.js';
import { Product } from '#tests/support/stack/product.js';
import { eventually } from '#tests/support/temporal/eventually.js';

// A started product, as a newcomer has it: its mails, and the operator's command beside it.
let product: Product;
let client: Client;
beforeAll(async () => {
  product = await Product.start({ env: { RECONCILE_EVERY: 'PT1S' } });
  client = new Client(product);
}, 180_000);
afterAll(async () => { await product.remove(); }, 60_000);

interface LocalMail { to: string; subject: string; text: string }
const mails = async (to: string): Promise<LocalMail[]> => (await fetch(`${product.url}/local/mail?to=${encodeURIComponent(to)}`)).json() as Promise<LocalMail[]>;
const workerLog = (): string => readFileSync(join(dataFolder(product.folder).path, 'logs', 'worker-live.log'), 'utf8');

describe('on one machine', () => {
  it('a case that starts late calls its owners by mail, without a word about the person', async () => {
    const late = await DischargeCase.start(client, { plannedDischargeAt: inHours(-20), ward: 'MARKED-ward' }, { rehearsal: false, patient: { nhsNumber: '9990000018', name: 'MARKED Person', dateOfBirth: '1940-01-01' } });
    // A response to a trigger calls day and night: at night, an attempt at a standard would call nobody before 08:00.
    await late.post('coordinator', 'triggers', { kind: 'clinical-deterioration', occurredAt: inHours(0), note: 'MARKED note', reportedBy: 'MARKED reporter' });
    await late.act('trigger-response', 'attempt', { at: inHours(0), tried: 'MARKED tried', why: 'MARKED why' });
    const [mail] = await eventually('the escalation owner has mail', async () => {
      const all = await mails('escalation-owner@riverside.example');
      return all.some(({ text }) => text.includes(late.id)) && all;
    });
    expect(mail?.text).toMatch(new RegExp(`${product.url}/links/\\S+\n`));
    expect(mail?.text).toMatch(/(Late since|Due): \d\d:\d\d on \w+ \d+ \w+ \d{4} \((Greenwich Mean|British Summer) Time\)/);
    expect(JSON.stringify(await (await fetch(`${product.url}/local/mail`)).json())).not.toMatch(/MARKED|9990000018/);
    const notices = await eventually('the call says so', async () => {
      const found = (await late.look()).view.escalations.flatMap(({ calls }) => calls.flatMap((call) => call.notices));
      return found.some(({ status }) => status === 'accepted') && found;
    });
    expect(notices.find(({ status }) => status === 'accepted')).toMatchObject({ channel: 'email', tries: 1 });
    // What follows a person's first within the minute is gathered until its end.
    expect(notices.filter(({ status }) => status !== 'accepted' && status !== 'queued')).toEqual([]);
  }, 60_000);

  it('a case whose workflow is lost is an alarm in the log, and back after `npm run -s revive -- CASE`', async () => {
    const lost = await DischargeCase.start(client, {}, { rehearsal: false });
    await lost.complete('equipment-in-place', { items: ['walking frame'] });
    const ports = JSON.parse(readFileSync(join(dataFolder(product.folder).path, 'ports.json'), 'utf8')) as Ports;
    const connection = await Connection.connect({ address: `127.0.0.1:${ports.temporal}` });
    await connection.workflowService.terminateWorkflowExecution({ namespace: 'handrail', workflowExecution: { workflowId: lost.id }, reason: 'lost in a test' });
    await connection.close();
    await eventually('the alarm', () => workerLog().split('\n').some((line) => line.includes('"case-not-running"') && line.includes(lost.id)));

    const said = await new Promise<string>((resolve) => {
      const { DATABASE_URL: _database, TEMPORAL_ADDRESS: _temporal, PAYLOAD_KEYS: _keys, HANDRAIL_MODE: _mode, ...env } = process.env;
      execFile(process.execPath, [join(checkoutFolder(), 'dist', 'apps', 'revive', 'main.js'), lost.id], { env: { ...env, HANDRAIL_DATA: product.folder } }, (_error, out, err) => resolve(out + err));
    });
    expect(said).toMatch(new RegExp(`^${lost.id}: back, \\d+ events recorded`));
    await lost.complete('medicines-reconciled', { changes: 'none', supplied: true }, 'clinical-lead');
    expect([lost.task('equipment-in-place').status, lost.task('medicines-reconciled').status]).toEqual(['completed', 'completed']);
  }, 60_000);
});
