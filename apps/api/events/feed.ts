import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { changesAfter, lastChange, type CaseChange } from '#libs/records/changes.js';
import { logLine, nameOf } from '#libs/upkeep/log-line.js';

/** What somebody who listens is told: cases that they may see and that changed, up to a place in the order of changes. `everything`: too much has changed since to name it. */
export interface Told { place: number; cases: { id: string; rehearsal: boolean }[]; everything?: true }
export interface Listener { organisations: readonly string[]; rehearsal: boolean | 'both'; tell(told: Told): void; end(): void }

const EVERY_MS = 400;
const PAGE = 500;
/** A transaction may be written this long after its place was given out: places are read again until they are older. */
const SETTLED_MS = 10_000;
/** Whoever comes back is told again of so many places before the last they heard of: better twice than never. */
const AGAIN = 500;
/** More than this since they left is everything. */
const MOST = 2_000;

/** Reads what changed, once for everybody who listens; nothing is read while nobody does. */
@Injectable()
export class Feed implements OnModuleDestroy {
  private readonly listeners = new Set<Listener>();
  private readonly seen = new Map<string, number>();
  private marks: { at: number; place: number }[] = [];
  private floor = 0;
  /** Whoever listens has been told of everything up to here. */
  place = 0;
  private begun: Promise<void> | undefined;
  private ended = false;

  constructor(private readonly record: DataSource) {}

  /** Begins to tell somebody: from now on, or of what changed after the place that they heard of last. @returns what ends it @throws when the record cannot be read */
  async listen(listener: Listener, after: number | null): Promise<() => void> {
    this.listeners.add(listener);
    try {
      // Whoever is let in misses nothing from here on.
      await (this.begun ??= this.begin());
      if (after !== null) await this.catchUp(listener, after);
    } catch (error) {
      this.listeners.delete(listener);
      throw error;
    }
    return () => { this.listeners.delete(listener); };
  }

  onModuleDestroy(): void {
    this.ended = true;
    for (const listener of this.listeners) listener.end();
    this.listeners.clear();
  }

  private async catchUp(listener: Listener, after: number): Promise<void> {
    const missed = await changesAfter(this.record.manager, after - AGAIN, MOST + 1);
    if (missed.length > MOST) listener.tell({ place: missed.at(-1)!.changed, cases: [], everything: true });
    else this.tell([listener], missed, Math.max(after, ...missed.map(({ changed }) => changed)));
  }

  private async begin(): Promise<void> {
    try {
      this.floor = this.place = await lastChange(this.record.manager);
    } catch (error) {
      this.begun = undefined;
      throw error;
    }
    void this.run();
  }

  private async run(): Promise<void> {
    while (this.listeners.size > 0 && !this.ended) {
      try {
        await this.read();
      } catch (error) {
        // The record is away: whoever listens hears of it all when it is back.
        logLine('warn', 'changes-not-read', { error: nameOf(error) });
      }
      await new Promise((resolve) => { setTimeout(resolve, EVERY_MS).unref(); });
    }
    this.seen.clear();
    this.marks = [];
    this.begun = undefined;
  }

  private async read(): Promise<void> {
    const fresh: CaseChange[] = [];
    for (let after = this.floor; ;) {
      const page = await changesAfter(this.record.manager, after, PAGE);
      for (const change of page) {
        if (this.seen.get(change.caseId) === change.changed) continue;
        this.seen.set(change.caseId, change.changed);
        fresh.push(change);
      }
      if (page.length < PAGE) break;
      after = page.at(-1)!.changed;
    }
    this.place = Math.max(this.place, ...fresh.map(({ changed }) => changed));
    this.settle(Date.now());
    if (fresh.length > 0) this.tell([...this.listeners], fresh, this.place);
  }

  /** Places that are old enough are not read again. */
  private settle(now: number): void {
    this.marks.push({ at: now, place: this.place });
    while (this.marks.length > 1 && this.marks[0]!.at < now - SETTLED_MS) this.floor = this.marks.shift()!.place;
    for (const [caseId, changed] of this.seen) if (changed <= this.floor) this.seen.delete(caseId);
  }

  private tell(listeners: readonly Listener[], changes: readonly CaseChange[], place: number): void {
    for (const listener of listeners) {
      const cases = changes.filter(({ rehearsal, organisations }) => (listener.rehearsal === 'both' || listener.rehearsal === rehearsal) && organisations.some((each) => listener.organisations.includes(each)));
      if (cases.length > 0) listener.tell({ place, cases: cases.map(({ caseId, rehearsal }) => ({ id: caseId, rehearsal })) });
    }
  }
}
