import type { DataSource } from 'typeorm';
import { rows } from '#libs/records/transaction.js';
import { nameOf, type Log } from '#libs/upkeep/log-line.js';
import { alarmMail, type AlarmMail } from './alarms/alarm-mail.js';
import { alarmsBefore, writeAlarms } from './alarms/alarm-rows.js';
import { Alarms, type Pace } from './alarms/alarms.js';
import type { Looked } from './alarms/finding.js';
import { lookForCalls } from './looks/calls.js';
import { dutyHeld, lookForUnheard } from './looks/duty.js';
import { OpenCases } from './looks/open-cases.js';
import { PartWatch } from './looks/parts.js';
import type { Patience } from './looks/patience.js';
import { lookForHalts, lookForLag, lookForNotices, lookForWorkers } from './looks/record.js';
import { lookForWebhooks } from './looks/webhooks.js';

export interface WatchdogOptions {
  /** Opened at the first turn, and again after an outage: the watchdog starts without it. */
  record: DataSource;
  patience: Patience; pace: Pace; rereadMs: number;
  workers: readonly string[];
  /** Does it answer? Neither throws nor hangs. */
  temporal: () => Promise<boolean>; api: () => Promise<boolean>;
  /** Sends to everybody who is to know; false: no mail server took it for anybody. */
  send: (mail: AlarmMail) => Promise<boolean>;
  log: Log;
  /** The machine's clock. */
  now?: () => number;
}

/** How far the clocks of machine and database may differ, beyond what the question itself took. */
const CLOCKS_MAY_DIFFER_MS = 2_000;

/** Looks at everything once a turn, and tells people what it found. Everything that it knows it works out anew, save which alarms stand. */
export class Watchdog {
  private readonly cases: OpenCases;
  private readonly parts: { temporal: PartWatch; api: PartWatch; database: PartWatch; clocks: PartWatch; duty: PartWatch };
  private alarms: Alarms;
  /** The alarms of the watchdog before this one were read. */
  private remembered = false;
  /** By the database's clock; null: it was not read yet, or is back after an outage. */
  private watchingSince: number | null = null;
  /** Since when the record could not be read, by the machine's clock; null: it could at the last turn. */
  private unreadSince: number | null = null;
  private readonly now: () => number;
  /** When the last turn ended, by the machine's clock; null: none has. */
  lastTurn: number | null = null;

  constructor(private readonly options: WatchdogOptions) {
    const { patience: { partMs, clockMs }, pace, rereadMs } = options;
    this.now = options.now ?? Date.now;
    this.cases = new OpenCases(rereadMs);
    this.alarms = new Alarms(pace);
    this.parts = {
      temporal: new PartWatch('temporal-away', 'Temporal does not answer: no deadline is kept while it is away.', partMs),
      api: new PartWatch('api-away', 'The API does not answer.', partMs),
      database: new PartWatch('database-away', 'The database does not answer: no call can be recorded, and nothing else can be looked at.', partMs),
      clocks: new PartWatch('clocks-differ', `The clocks of this machine and of the database differ by more than ${CLOCKS_MAY_DIFFER_MS / 1000} s: deadlines and calls may be early or late.`, clockMs),
      duty: new PartWatch('duty-empty', 'Nobody who can be reached holds the system’s duty role: what nobody answers goes to directors.', partMs),
    };
  }

  get standing(): number { return this.alarms.standing.length; }
  get untold(): number { return this.alarms.untold.length; }

  async turn(): Promise<void> {
    const [temporal, api, ofRecord] = await Promise.all([this.options.temporal(), this.options.api(), this.lookAtRecord()]);
    const now = this.now();
    this.alarms.take([this.parts.temporal.take(temporal, now), this.parts.api.take(api, now), this.parts.database.take(ofRecord !== null, now), ...(ofRecord ?? [])], now);
    this.sayChanges(now);
    await this.writeDown();
    await this.tell();
    this.lastTurn = this.now();
  }

  /** Null: it could not be read. */
  private async lookAtRecord(): Promise<Looked[] | null> {
    const { record, patience, workers, log } = this.options;
    try {
      if (!record.isInitialized) await record.initialize();
      const { manager } = record;
      if (!this.remembered) this.remember(await alarmsBefore(manager));
      const { now, clocks } = await this.databaseTime();
      const watching = this.watchingSince ??= now;
      const cases = await this.cases.read(manager, now);
      this.unreadSince = null;
      return [
        clocks, lookForCalls(cases, now, watching, patience.callMs), await lookForWorkers(manager, workers, now, watching, patience), await lookForLag(manager, now, watching, patience),
        await lookForHalts(manager, now, watching, patience), await lookForNotices(manager, now, watching, patience),
        this.parts.duty.take(await dutyHeld(manager), now), await lookForUnheard(manager, now, watching, patience),
        await lookForWebhooks(manager, now, watching, patience),
      ];
    } catch (error) {
      log('warn', 'record-unreadable', { error: nameOf(error) });
      this.unreadSince ??= this.now();
      // A look that fails now and then is no outage: were the patience begun anew each time, a database that is only slow would silence the watchdog for good.
      if (this.now() - this.unreadSince >= patience.partMs) this.watchingSince = null;
      return null;
    }
  }

  /** Everything that is due is due by the database's clock, which the record and its deadlines share. */
  private async databaseTime(): Promise<{ now: number; clocks: Looked }> {
    const asked = this.now();
    const [found] = await rows<{ now: Date }>(this.options.record.manager, 'select clock_timestamp() as now');
    const heard = this.now();
    const now = found!.now.getTime();
    const apart = Math.max(asked - now, now - heard);
    return { now, clocks: this.parts.clocks.take(apart <= CLOCKS_MAY_DIFFER_MS, heard) };
  }

  /** Alarms of the time without a database, which stand here already, are kept beside what stood before. */
  private remember(before: Awaited<ReturnType<typeof alarmsBefore>>): void {
    const own = this.alarms.standing;
    const others = before.filter(({ kind, subject }) => !own.some((alarm) => alarm.kind === kind && alarm.subject === subject));
    this.alarms = new Alarms(this.options.pace, [...others, ...own]);
    for (const alarm of own) this.alarms.mark(alarm);
    this.remembered = true;
  }

  private sayChanges(now: number): void {
    for (const { kind, subject, raisedAt, overAt } of this.alarms.all) {
      if (raisedAt === now) this.options.log('error', `watchdog-${kind}`, { subject });
      if (overAt === now) this.options.log('info', `watchdog-over-${kind}`, { subject });
    }
  }

  private async writeDown(): Promise<void> {
    if (!this.remembered) return;
    const changed = this.alarms.takeChanged();
    try {
      await writeAlarms(this.options.record.manager, changed);
    } catch (error) {
      for (const alarm of changed) this.alarms.mark(alarm);
      this.options.log('warn', 'alarms-not-written', { error: nameOf(error) });
    }
  }

  private async tell(): Promise<void> {
    const telling = this.alarms.due(this.now());
    if (!telling) return;
    // What no mail server took is tried again at the next turn.
    if (!(await this.options.send(alarmMail(telling, this.now())))) return;
    this.alarms.told(telling, this.now());
    await this.writeDown();
  }
}
