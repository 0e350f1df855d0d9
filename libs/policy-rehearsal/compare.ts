import { localTime } from '#libs/domain/local-time.js';
import type { Relived, RelivedCall } from './relive.js';
import type { Triaged } from './triaged.js';

/** One case, by the policy that it had and by the draft. `calls` that are only in one, or at another instant; `deadlines` that one met and the other missed. */
export interface CaseCompared {
  caseId: string; callsBefore: number; callsAfter: number; missedBefore: number; missedAfter: number; outcomeBefore: string | null; outcomeAfter: string | null; refused: number;
  /** Of a referral. */
  triage?: Triaged;
  calls: { step: string; level: number; role: string; before: string | null; after: string | null }[];
  deadlines: { step: string; dueBefore: string | null; dueAfter: string | null; metBefore: boolean | null; metAfter: boolean | null }[];
}
/** Calls of one person in one night, 20:00 to 08:00, named by the local day on which it begins. */
export interface Night { person: string; night: string; before: number; after: number }
export interface Summary { cases: number; callsBefore: number; callsAfter: number; missedBefore: number; missedAfter: number; gained: number; lost: number; refused: number; nights: Night[] }

const MOST_LINES = 50;
const MOST_NIGHTS = 50;
const text = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());

export function compareCase(caseId: string, before: Relived, after: Relived): CaseCompared {
  const [callsBefore, callsAfter] = [new Map(before.calls.map((call) => [call.key, call])), new Map(after.calls.map((call) => [call.key, call]))];
  const [dueBefore, dueAfter] = [new Map(before.deadlines.map((each) => [each.key, each])), new Map(after.deadlines.map((each) => [each.key, each]))];
  const calls = [...new Set([...callsBefore.keys(), ...callsAfter.keys()])].flatMap((key) => {
    const [one, other] = [callsBefore.get(key), callsAfter.get(key)];
    const { step, level, role } = (one ?? other)!;
    return one?.at === other?.at && one?.role === other?.role ? [] : [{ step, level, role, before: text(one?.at), after: text(other?.at) }];
  });
  const deadlines = [...new Set([...dueBefore.keys(), ...dueAfter.keys()])].flatMap((key) => {
    const [one, other] = [dueBefore.get(key), dueAfter.get(key)];
    return one?.met === other?.met ? [] : [{ step: (one ?? other)!.step, dueBefore: text(one?.dueAt), dueAfter: text(other?.dueAt), metBefore: one?.met ?? null, metAfter: other?.met ?? null }];
  });
  const missed = ({ deadlines: all }: Relived): number => all.filter(({ met }) => !met).length;
  return {
    caseId, callsBefore: before.calls.length, callsAfter: after.calls.length, missedBefore: missed(before), missedAfter: missed(after), outcomeBefore: before.outcome, outcomeAfter: after.outcome,
    refused: Math.max(0, after.refused.length - before.refused.length), calls: calls.slice(0, MOST_LINES), deadlines: deadlines.slice(0, MOST_LINES),
  };
}

/** Adds up case by case, so that a thousand need no more memory than one; `nights` are kept for all and cut at the end. */
export class Totals {
  private readonly sums = { cases: 0, callsBefore: 0, callsAfter: 0, missedBefore: 0, missedAfter: 0, gained: 0, lost: 0, refused: 0 };
  private readonly nights = new Map<string, Night>();

  add(compared: CaseCompared, before: readonly RelivedCall[], after: readonly RelivedCall[]): void {
    this.sums.cases += 1;
    for (const name of ['callsBefore', 'callsAfter', 'missedBefore', 'missedAfter', 'refused'] as const) this.sums[name] += compared[name];
    this.sums.gained += compared.deadlines.filter(({ metBefore, metAfter }) => metAfter === true && metBefore === false).length;
    this.sums.lost += compared.deadlines.filter(({ metBefore, metAfter }) => metAfter === false && metBefore === true).length;
    this.count(before, 'before');
    this.count(after, 'after');
  }

  /** The worst nights first, by whichever of the two had more calls. */
  summary(): Summary {
    const worst = (night: Night): number => Math.max(night.before, night.after);
    const nights = [...this.nights.values()].toSorted((one, other) => worst(other) - worst(one) || (one.night + one.person < other.night + other.person ? -1 : 1)).slice(0, MOST_NIGHTS);
    return { ...this.sums, nights };
  }

  private count(calls: readonly RelivedCall[], which: 'before' | 'after'): void {
    for (const { person, at } of calls) {
      const night = nightOf(at);
      if (person === null || night === null) continue;
      const key = `${night} ${person}`;
      const standing = this.nights.get(key) ?? { person, night, before: 0, after: 0 };
      this.nights.set(key, { ...standing, [which]: standing[which] + 1 });
    }
  }
}

/** The local day on which the night began; null: it is day. */
export function nightOf(at: number): string | null {
  const { date, hour } = localTime(at);
  if (hour >= 20) return date;
  return hour < 8 ? localTime(at - 12 * 3_600_000).date : null;
}
