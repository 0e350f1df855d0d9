import { startWebhookSender } from '#libs/notices/webhooks/sender.js';
import { openRecord } from '#libs/records/database.js';
import { parsePayloadKeys } from '#libs/security/payloads/payload-keys.js';

/** A sender in a process of its own, so that a test can kill it. */
const [databaseUrl = '', keys = ''] = process.argv.slice(2);
const record = await openRecord(databaseUrl, { poolSize: 2, applicationName: 'webhook-process' });
startWebhookSender({ record, keys: parsePayloadKeys(keys), local: true, poll: 20, deadlineMs: 5_000, retryMaxMs: 50, giveUpMs: 86_400_000 });
