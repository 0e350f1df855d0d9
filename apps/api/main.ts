import { environment } from '#libs/config/environment.js';
import { identify } from '#libs/directory/people.js';
import { connectCaseClient } from '#libs/pathway/temporal/connect.js';
import { recordDataSource } from '#libs/records/database.js';
import { dataConverter } from '#libs/security/payloads/data-converter.js';
import { tokenVerifier } from '#libs/security/tokens.js';
import { logLine } from '#libs/upkeep/log-line.js';
import { untilThere } from '#libs/upkeep/until-there.js';
import { webPages } from '#apps/web/pages.js';
import { createApi } from './app.js';
import { intake } from './intake/intake.js';

/** The API process: it waits for its database, listens, and ends in order when it is told to. */
const env = environment('api');
const local = env.HANDRAIL_MODE === 'local';
/** How long requests that are under way may take after SIGTERM; whoever is cut off asks again with the same key. */
const LAST_REQUESTS_MS = 2_500;

const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopping.abort());

const record = recordDataSource(env.DATABASE_URL, { poolSize: 20, applicationName: 'handrail-api', statementTimeoutMs: 5_000, connectionTimeoutMs: 3_000 });
const reports = recordDataSource(env.DATABASE_URL, { poolSize: 2, applicationName: 'handrail-reports', statementTimeoutMs: 60_000, connectionTimeoutMs: 30_000, workMem: '64MB' });
await untilThere('record-not-there-yet', async () => { for (const each of [record, reports]) if (!each.isInitialized) await each.initialize(); }, stopping.signal);
const cases = connectCaseClient({
  address: env.TEMPORAL_ADDRESS, namespace: env.TEMPORAL_NAMESPACE, rehearsalNamespace: env.TEMPORAL_REHEARSAL_NAMESPACE, taskQueue: env.TEMPORAL_TASK_QUEUE, dataConverter: dataConverter(env.PAYLOAD_KEYS),
  identity: `api-${process.pid}`, retry: { initial: env.RECORDER_RETRY_INITIAL, most: env.RECORDER_RETRY_MAX },
});
const tokens = tokenVerifier({ issuer: env.OIDC_ISSUER, audience: env.OIDC_AUDIENCE, jwksUri: env.OIDC_JWKS_URI });

const known = (issuer: string, subject: string) => identify(record.manager, issuer, subject);

const { app } = await createApi({
  record, reports, cases, more: intake,
  settings: {
    local, keys: env.PAYLOAD_KEYS, commandWaitMs: env.COMMAND_WAIT, advanceWaitMs: 20_000, rate: { perSecond: 500, burst: 5_000 },
    localServicesUrl: local ? env.LOCAL_SERVICES_URL : undefined, receiptToken: env.NOTIFY_RECEIPT_TOKEN, smtpUrl: env.SMTP_URL, watchdogUrl: env.WATCHDOG_URL, issuerAnswers: () => tokens.answers(),
  },
}, { verify: (token) => tokens.verify(token), identify: known }, (of) => webPages({
  ...of, record, identify: known,
  settings: {
    publicUrl: env.PUBLIC_URL, local, sessions: { idleMs: env.SESSION_IDLE, longestMs: env.SESSION_LONGEST },
    issuer: { issuer: env.OIDC_ISSUER, configurationUri: env.OIDC_CONFIGURATION_URI, clientId: env.OIDC_CLIENT_ID, clientSecret: env.OIDC_CLIENT_SECRET, scope: env.OIDC_SCOPE, acrValues: env.OIDC_ACR_VALUES },
  },
}));

if (!stopping.signal.aborted) {
  await app.listen(env.PORT, env.BIND_ADDRESS ?? (local ? '127.0.0.1' : '0.0.0.0'));
  logLine('info', 'api-ready', { port: env.PORT });
  await new Promise<void>((resolve) => { stopping.signal.addEventListener('abort', () => resolve(), { once: true }); });
}

const server = app.getHttpServer();
const cut = setTimeout(() => server.closeAllConnections(), LAST_REQUESTS_MS);
server.closeIdleConnections();
await app.close();
clearTimeout(cut);
for (const each of [record, reports]) if (each.isInitialized) await each.destroy();
// What was cut off may still be trying to reach Temporal, and would throw once its connection is closed: it ends with the process.
process.exit(0);
