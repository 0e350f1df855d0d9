import { channelsOf } from '#libs/notices/channels.js';
import { startSender } from '#libs/notices/sender.js';
import { openRecord } from '#libs/records/database.js';

/** A sender in a process of its own, so that a test can kill it. */
const [databaseUrl = '', smtpUrl = ''] = process.argv.slice(2);
const record = await openRecord(databaseUrl, { poolSize: 2, applicationName: 'sender-process' });
startSender({ record, channels: channelsOf({ smtpUrl, from: 'handrail@hospital.example' }), publicUrl: 'https://handrail.example', poll: 20, retryMaxMs: 50, gatherMs: 10, receiptMs: 60_000 });
