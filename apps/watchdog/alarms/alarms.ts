import { randomUUID } from 'node:crypto';
import type { Finding, Looked } from './finding.js';

export interface Alarm extends Finding {
  id: string; raisedAt: number;
  /** When it was seen to be over. */
  overAt: number | null;
  toldAt: number | null; timesTold: number; overToldAt: number | null;
}
/** What a mail tells: what is new, what lasts, what is over. */
export interface Telling { raised: Alarm[]; lasting: Alarm[]; over: Alarm[] }

export interface Pace {
  /** What lasts is told of again after this long. */
  repeatMs: number;
  /** Between two mails: the first pause, doubled with every mail up to the longest, so that the first alarms go at once and no storm becomes a flood. Twice the longest without a mail begins anew. */
  pauseMs: number; longestPauseMs: number;
}
/** So many looks in a row must find nothing before it is over: what comes and goes is one alarm. */
const QUIET_LOOKS = 2;

const keyOf = ({ kind, subject }: Pick<Finding, 'kind' | 'subject'>): string => `${kind} ${subject}`;

/** The alarms that stand or whose end is still to be told. Knows no clock, no database and no mail. */
export class Alarms {
  private readonly alarms = new Map<string, Alarm>();
  private readonly quiet = new Map<string, number>();
  private readonly changed = new Set<Alarm>();
  private mails = 0;
  private lastMail = -Infinity;

  constructor(private readonly pace: Pace, before: readonly Alarm[] = []) {
    for (const alarm of before) this.alarms.set(keyOf(alarm), alarm);
  }

  get all(): Alarm[] { return [...this.alarms.values()]; }
  get standing(): Alarm[] { return this.all.filter(({ overAt }) => overAt === null); }
  /** Nobody has been told of these yet: no mail went out. */
  get untold(): Alarm[] { return this.all.filter((alarm) => (alarm.overAt === null ? alarm.toldAt === null : alarm.overToldAt === null)); }

  /** Takes what a turn of looks found. */
  take(looked: readonly Looked[], now: number): void {
    const found = new Map(looked.flatMap(({ findings }) => findings.map((finding) => [keyOf(finding), finding] as const)));
    for (const [key, finding] of found) this.found(key, finding, now);
    const kinds = new Set(looked.flatMap((look) => look.kinds));
    const early = new Set(looked.flatMap((look) => look.early ?? []).map(keyOf));
    for (const [key, alarm] of this.alarms) {
      if (alarm.overAt !== null || !kinds.has(alarm.kind) || found.has(key)) continue;
      if (early.has(key)) this.quiet.delete(key);
      else this.notFound(key, alarm, now);
    }
  }

  private found(key: string, { kind, subject, says, since }: Finding, now: number): void {
    const alarm = this.alarms.get(key);
    this.quiet.delete(key);
    if (!alarm) this.alarms.set(key, this.mark({ id: randomUUID(), kind, subject, says, since, raisedAt: now, overAt: null, toldAt: null, timesTold: 0, overToldAt: null }));
    // Back before its end was told: it was not over.
    else if (alarm.overAt !== null) this.mark(Object.assign(alarm, { overAt: null, says }));
    else if (alarm.says !== says) this.mark(Object.assign(alarm, { says }));
  }
  private notFound(key: string, alarm: Alarm, now: number): void {
    const looks = (this.quiet.get(key) ?? 0) + 1;
    this.quiet.set(key, looks);
    if (looks < QUIET_LOOKS) return;
    this.quiet.delete(key);
    this.mark(Object.assign(alarm, { overAt: now }));
  }

  /** What is to be told now; null: nothing, or the pause is not over. */
  due(now: number): Telling | null {
    const { repeatMs, longestPauseMs, pauseMs } = this.pace;
    if (now - this.lastMail > 2 * longestPauseMs) this.mails = 0;
    const pause = this.mails === 0 ? 0 : Math.min(longestPauseMs, pauseMs * 2 ** (this.mails - 1));
    if (now - this.lastMail < pause) return null;
    const { standing } = this;
    const raised = standing.filter(({ toldAt }) => toldAt === null);
    const over = this.all.filter(({ overAt }) => overAt !== null);
    const again = standing.some(({ toldAt }) => toldAt !== null && now - toldAt >= repeatMs);
    if (raised.length === 0 && over.length === 0 && !again) return null;
    return { raised, lasting: standing.filter(({ toldAt }) => toldAt !== null), over };
  }

  /** A mail with it was taken by a mail server. */
  told({ raised, lasting, over }: Telling, now: number): void {
    for (const alarm of [...raised, ...lasting]) this.mark(Object.assign(alarm, { toldAt: now, timesTold: alarm.timesTold + 1 }));
    for (const alarm of over) {
      this.mark(Object.assign(alarm, { overToldAt: now }));
      this.alarms.delete(keyOf(alarm));
    }
    this.mails += 1;
    this.lastMail = now;
  }

  /** What is to be written down. Given back with `mark` where that failed. */
  takeChanged(): Alarm[] {
    const changed = [...this.changed];
    this.changed.clear();
    return changed;
  }
  mark(alarm: Alarm): Alarm {
    this.changed.add(alarm);
    return alarm;
  }
}
