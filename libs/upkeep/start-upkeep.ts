import type { DataSource } from 'typeorm';
import { beginAudits } from '#libs/audit/begin-audits.js';
import { beginSupervision } from '#libs/supervision/begin-supervision.js';
import { beginThemes } from '#libs/themes/begin-themes.js';
import type { CaseClient } from '#libs/pathway/temporal/case-client.js';
import { expireCommands, KEPT_MS } from '#libs/records/commands.js';
import { tellOfUncoveredLeave } from './leave-without-cover.js';
import { logLine, type Log } from './log-line.js';
import { readIndicators } from './read-indicators.js';
import { Reconciler } from './reconciler.js';
import { repeat, type Running } from './repeat.js';
import { Sweep } from './sweep.js';

export interface UpkeepOptions {
  record: DataSource; cases: CaseClient;
  /** SWEEP_AFTER, SWEEP_EVERY, RECONCILE_EVERY in ms. */
  sweepAfterMs: number; sweepEveryMs: number; reconcileEveryMs: number;
  /** Finishes hospital messages whose receiver died. */
  completeIntake?: () => Promise<unknown>;
  /** Reads indicators and proposes levels of pressure. */
  proposeLevels?: () => Promise<unknown>;
  /** How often keys of commands older than 30 days are forgotten; an hour. */
  expireEveryMs?: number;
  log?: Log;
}

const HOUR_MS = 3_600_000;
const LEAVE_EVERY_MS = 5 * 60_000;
const INDICATORS_EVERY_MS = 60_000;
const PRESSURE_EVERY_MS = 60_000;
const AUDITS_EVERY_MS = 10 * 60_000;

/** The loops that put right what a crash left behind, and say what they cannot. Several processes may run them side by side. */
export function startUpkeep(options: UpkeepOptions): Running {
  const { record, cases, log = logLine, completeIntake } = options;
  const sweep = new Sweep({ record, cases, log, afterMs: options.sweepAfterMs });
  const reconciler = new Reconciler({ record, cases, log });
  const loops = [
    repeat('sweep', options.sweepEveryMs, (signal) => sweep.pass(signal), log),
    repeat('reconcile', options.reconcileEveryMs, async (signal) => { await reconciler.pass(signal); }, log),
    repeat('command-expiry', options.expireEveryMs ?? HOUR_MS, async () => { await expireCommands(record.manager, new Date(Date.now() - KEPT_MS)); }, log),
    repeat('monthly-audits', AUDITS_EVERY_MS, async () => { await beginAudits({ record, cases }, new Date(), (organisation, why) => log('warn', 'audit-not-begun', { organisation, why })); }, log),
    repeat('quarterly-themes', AUDITS_EVERY_MS, async () => { await beginThemes({ record, cases }, new Date(), (organisation, why) => log('warn', 'themes-not-begun', { organisation, why })); }, log),
    repeat('weekly-supervision', AUDITS_EVERY_MS, async () => { await beginSupervision({ record, cases }, new Date(), (organisation, why) => log('warn', 'supervision-not-begun', { organisation, why })); }, log),
    repeat('leave-without-cover', LEAVE_EVERY_MS, () => tellOfUncoveredLeave(record.manager, new Date()), log),
    repeat('indicators', INDICATORS_EVERY_MS, () => readIndicators({ record, cases }, new Date(), log), log),
    ...(options.proposeLevels ? [repeat('level-proposals', PRESSURE_EVERY_MS, async () => { await options.proposeLevels!(); }, log)] : []),
    ...(completeIntake ? [repeat('intake-completion', options.sweepEveryMs, async () => { await completeIntake(); }, log)] : []),
  ];
  return { stop: async () => { await Promise.all(loops.map((loop) => loop.stop())); } };
}
