import type { EntityManager } from 'typeorm';
import { namesOf, type Named } from '#libs/directory/people-views.js';
import { loadFacts } from '#libs/directory/snapshot.js';
import { instantText } from '#libs/domain/local-time.js';
import { alarmLoadPolicy } from '#libs/policies/alarm-load.js';
import type { Reading } from '#libs/records/queries/viewer.js';
import type { ReportAsked } from './asked.js';
import { callsMade, type CallMade } from './calls-made.js';
import { shiftsWorked, type WorkedShift } from './shifts.js';

/** Counts of calls. `share`: acted of acted and missed; null: there were none of either. `behind`: the calls, the latest first. */
interface Counted { calls: number; acted: number; missed: number; open: number; over: number; share: number | null; behind: { caseId: string; rung: number }[] }
/** Calls of one person in one shift. `tooMany`: more than the policy says. */
export interface ShiftLoad extends Counted { person: Named; from: string; until: string; kind: WorkedShift['kind']; rota: string | null; tooMany: boolean }
/** Calls of one rung of a ladder. `nobody`: those that reached nobody, in no other count. `flagged`: for the quarterly review. */
export interface RungLoad extends Counted { pathway: string; step: string; level: number; role: string; nobody: number; flagged: boolean; actedBy: { person: Named; calls: number }[] }
export interface AlarmLoad { shifts: ShiftLoad[]; rungs: RungLoad[] }

const MOST_BEHIND = 100;

/** How often people are called, and what comes of it. What each figure means: docs/decisions/0015. Throws BankHolidayTableEnds. */
export async function alarmLoad(manager: EntityManager, reading: Reading, asked: ReportAsked): Promise<AlarmLoad> {
  const calls = await callsMade(manager, reading, asked);
  const named = await namesOf(manager, calls.flatMap(({ person, actedBy }) => [person, actedBy].filter((id) => id !== null)));
  return { shifts: await shiftLoads(manager, asked, calls, named), rungs: rungLoads(calls, named) };
}

async function shiftLoads(manager: EntityManager, { organisations, from, to }: ReportAsked, calls: readonly CallMade[], named: (id: string) => Named): Promise<ShiftLoad[]> {
  const reached = calls.filter((call): call is CallMade & { person: string } => call.person !== null);
  if (reached.length === 0) return [];
  const facts = await loadFacts(manager, { roles: null, organisations, people: [], from, until: to });
  const shiftOf = shiftsWorked(facts, reached[0]!.at.getTime(), reached.at(-1)!.at.getTime());
  const grouped = groupedBy(reached.map((call) => ({ ...call, shift: shiftOf(call.person, call.at.getTime()) })), ({ person, shift }) => JSON.stringify([person, shift.rota, shift.from]));
  return grouped.map((of) => {
    const { person, shift: { from: begins, until, kind, rota } } = of[0]!;
    return { person: named(person), from: instantText(begins), until: instantText(until), kind, rota, tooMany: of.length > alarmLoadPolicy.callsPerShift.value, ...counted(of) };
  });
}

function rungLoads(calls: readonly CallMade[], named: (id: string) => Named): RungLoad[] {
  return groupedBy(calls, ({ pathway, step, level, role }) => JSON.stringify([pathway, step, level, role])).map((of) => {
    const { pathway, step, level, role } = of[0]!;
    const reached = of.filter(({ person }) => person !== null);
    const actedBy = groupedBy(reached.filter((call): call is CallMade & { actedBy: string } => call.actedBy !== null), (call) => call.actedBy).map((by) => ({ person: named(by[0]!.actedBy), calls: by.length }));
    const counts = counted(reached);
    return { pathway, step, level, role, ...counts, nobody: of.length - reached.length, flagged: counts.share !== null && counts.share < alarmLoadPolicy.share.value, actedBy: actedBy.toSorted((one, other) => other.calls - one.calls || (one.person.id < other.person.id ? -1 : 1)) };
  });
}

function counted(calls: readonly CallMade[]): Counted {
  const of = (came: CallMade['came']): number => calls.filter((call) => call.came === came).length;
  const [acted, missed] = [of('acted'), of('missed')];
  return {
    calls: calls.length, acted, missed, open: of('open'), over: of('over'), share: acted + missed === 0 ? null : Math.round(acted / (acted + missed) * 1000) / 1000,
    behind: calls.toReversed().slice(0, MOST_BEHIND).map(({ caseId, rung }) => ({ caseId, rung })),
  };
}

function groupedBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}
