import { alarmSender } from '#apps/watchdog/alarms/alarm-mail.js';
import { Watchdog, type WatchdogOptions } from '#apps/watchdog/watchdog.js';
import type { CaseEvent } from '#libs/contracts/events.js';
import { beat } from '#libs/records/heartbeats.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { MailServer } from '#tests/notices/mail-server.js';
import { freshRecord, type FreshRecord } from '#tests/records/fresh-record.js';
import { dischargeStart, Simulation } from '#tests/support/pathways/simulation.js';

export const MINUTE = 60_000;
export const to = ['on-call@hospital.example', 'director@hospital.example'] as const;
export const patience = { callMs: 0, recordMs: 0, workerMs: 1_000, partMs: 0, noticeMs: 5 * MINUTE, clockMs: 0 };
/** As patient as it is shipped. */
export const shippedPatience = { callMs: 105_000, recordMs: MINUTE, workerMs: MINUTE, partMs: 30_000, noticeMs: 5 * MINUTE, clockMs: 10_000 };

export interface Lived { id: string; events: CaseEvent[]; task: string; simulation: Simulation }

/** A record, a mail server and a watchdog beside them, whose patience is nought, save with workers, who beat every few seconds. A turn is a call of it. */
export class WatchedRecord {
  readonly mail = new MailServer();
  readonly answering = { temporal: true, api: true };
  /** How far the machine's clock is ahead of the database's, in ms. */
  clock = 0;
  dog: Watchdog;
  private cases = 0;

  private constructor(readonly fresh: FreshRecord) { this.dog = this.watchdog(); }

  static async open(name: string): Promise<WatchedRecord> {
    const watched = new WatchedRecord(await freshRecord(name));
    await watched.mail.start();
    watched.dog = watched.watchdog();
    return watched;
  }
  async close(): Promise<void> {
    await this.mail.stop();
    await this.fresh.close();
  }
  /** As before the first test: nothing open, nothing standing, nobody told. */
  async anew(): Promise<void> {
    await this.closeAll();
    for (const table of ['watchdog_alarms', 'heartbeats', 'commands', 'record_halts']) await this.fresh.owner.query(`delete from ${table}`);
    this.mail.received.length = 0;
    this.mail.manner = () => 'accept';
    Object.assign(this.answering, { temporal: true, api: true });
    this.clock = 0;
    this.dog = this.watchdog();
  }

  watchdog(more: Partial<WatchdogOptions> = {}): Watchdog {
    return new Watchdog({
      record: this.fresh.record, workers: ['live'], rereadMs: 0, log: () => undefined, now: () => Date.now() + this.clock,
      patience, pace: { repeatMs: 15 * MINUTE, pauseMs: 0, longestPauseMs: 0 },
      temporal: () => Promise.resolve(this.answering.temporal), api: () => Promise.resolve(this.answering.api),
      send: alarmSender({ smtpUrl: this.mail.url, from: 'Handrail <handrail@hospital.example>', to, log: () => undefined }), ...more,
    });
  }
  /** So many turns, with a live worker beside. */
  async turns(count: number): Promise<void> {
    for (let turn = 0; turn < count; turn += 1) {
      await beat(this.fresh.owner.manager, { worker: 'one', kind: 'live' });
      await this.dog.turn();
    }
  }
  /** Turns until these stand; after ten seconds whatever does. */
  async turnsUntil(wanted: string[]): Promise<string[]> {
    for (const end = Date.now() + 10_000; JSON.stringify(await this.standing()) !== JSON.stringify(wanted) && Date.now() < end;) await this.turns(1);
    return this.standing();
  }

  async standing(): Promise<string[]> {
    return (await this.fresh.owner.query<{ kind: string; subject: string }[]>('select kind, subject from watchdog_alarms where over_at is null order by 1, 2')).map(({ kind, subject }) => `${kind} ${subject}`.trim());
  }
  subjects(address: string = to[0]): string[] { return this.mail.received.filter((each) => each.to === address).map(({ subject }) => subject); }
  newest(): string { return this.mail.received.at(-1)?.text ?? ''; }

  /** A discharge as the engine lives it up to now: its risk decision, on a ladder of day and night, was due forty minutes ago, and two rungs of it were called. */
  atRisk(): Lived {
    this.cases += 1;
    const now = Date.now();
    const id = `watched-${this.cases}`;
    const simulation = new Simulation(dischargeStart({ plannedDischargeAt: new Date(now - 40 * MINUTE).toISOString() }, id), now - 300 * MINUTE);
    simulation.until(now);
    return { id, events: simulation.events, task: simulation.task('risk-decision').id, simulation };
  }
  /** The same of an engine that skipped the first rung of it. */
  skipped(): Lived {
    const sick = this.atRisk();
    return { ...sick, events: passedOver(sick.events, (event) => event.kind === 'rung-reached' && event.data.taskId === sick.task && event.data.level === 1) };
  }
  async store({ id, events }: Pick<Lived, 'id' | 'events'>): Promise<void> { await writeTail(this.fresh.record.manager, id, events); }
  /** Closed cases are over for the watchdog. */
  async closeAll(): Promise<void> {
    await this.fresh.owner.query(`update cases set status = 'closed', closed_at = now() where status <> 'closed'`);
  }
}

/** The same life of an engine that passed one event over: numbered without a gap, as it would have been. */
function passedOver(events: readonly CaseEvent[], over: (event: CaseEvent) => boolean): CaseEvent[] {
  const rung = events.find(over)!.sequence;
  const kept = events.filter((event) => event.sequence !== rung && !(event.kind === 'called' && event.data.rung === rung));
  const number = (sequence: number): number => 1 + kept.findIndex((event) => event.sequence === sequence);
  return kept.map((event) => ({ ...event, sequence: number(event.sequence), ...(event.kind === 'called' ? { data: { ...event.data, rung: number(event.data.rung) } } : {}) }) as CaseEvent);
}
