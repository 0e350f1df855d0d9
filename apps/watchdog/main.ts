import { environment } from '#libs/config/environment.js';
import { recordDataSource } from '#libs/records/database.js';
import { logLine } from '#libs/upkeep/log-line.js';
import { repeat } from '#libs/upkeep/repeat.js';
import { alarmSender } from './alarms/alarm-mail.js';
import { heartbeatServer } from './heartbeat.js';
import { apiAnswers, temporalAnswers } from './looks/answers.js';
import { Watchdog } from './watchdog.js';

/** A process of its own that proves from outside that escalations still happen. It knows PostgreSQL and the mail server, never Temporal's client and never the code that decides calls (ADR 10). */
const env = environment('watchdog');
const ANSWER_MS = 3_000;

const record = recordDataSource(env.DATABASE_URL, { poolSize: 2, applicationName: 'handrail-watchdog', statementTimeoutMs: 10_000, connectionTimeoutMs: 3_000 });
const watchdog = new Watchdog({
  record, workers: env.WATCHDOG_WORKERS, rereadMs: env.WATCHDOG_REREAD, log: logLine,
  patience: { callMs: env.WATCHDOG_CALL_AFTER, recordMs: env.WATCHDOG_RECORD_AFTER, workerMs: env.WATCHDOG_WORKER_AFTER, partMs: env.WATCHDOG_PART_AFTER, noticeMs: env.WATCHDOG_NOTICE_AFTER, clockMs: env.WATCHDOG_EVERY },
  pace: { repeatMs: env.WATCHDOG_REPEAT, pauseMs: env.WATCHDOG_EVERY, longestPauseMs: 12 * env.WATCHDOG_EVERY },
  temporal: () => temporalAnswers(env.TEMPORAL_ADDRESS, ANSWER_MS), api: () => apiAnswers(env.WATCHDOG_API_URL, ANSWER_MS),
  send: alarmSender({ smtpUrl: env.SMTP_URL, from: env.MAIL_FROM, to: env.WATCHDOG_ALARM_TO, log: logLine }),
});

const server = heartbeatServer(() => watchdog, 3 * env.WATCHDOG_EVERY + 30_000);
server.listen(env.WATCHDOG_PORT, env.BIND_ADDRESS ?? (env.HANDRAIL_MODE === 'local' ? '127.0.0.1' : '0.0.0.0'), () => logLine('info', 'watchdog-ready', { port: env.WATCHDOG_PORT }));
const turning = repeat('watchdog-turn', env.WATCHDOG_EVERY, () => watchdog.turn(), logLine);

// Nothing is kept in memory alone that the next watchdog does not find out by itself: it can go at once.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => { void turning.stop(); process.exit(0); });
