import type { EntityManager } from 'typeorm';
import type { CallView, EscalationView, Person } from '#libs/contracts/views.js';
import { positionsOf, type Position } from '#libs/pathway/positions.js';
import { eventsOfCases } from '#libs/records/stored.js';
import { noticeWords } from './notice-words.js';

/** A rung as a page draws it: whoever was called for it, or when it is called unless somebody acts. */
export interface DrawnRung {
  level: number; role: string; within: string; repeats?: string; asked: string;
  /** The last three of them, the latest last; `before`: how many there were. */
  calls: DrawnCall[]; before: number;
  state: 'called' | 'next' | 'to-come' | 'passed-over'; next: { at: number; again: boolean } | null;
}
export interface DrawnCall { at: string; person: Person | null; missed: number; unreached: boolean; answered: boolean; notices: string[] }
export interface DrawnLadder { taskId: string; class: string; clock: string; rungs: DrawnRung[]; next: Position['next']; heldUntil: number | null; heldBecause: string | null; acknowledgeFor: string; level: number }

const SHOWN = 3;
/** A ladder that nobody answers for weeks has thousands of events: who is next on it is said on the case's own page only. */
const MOST_EVENTS = 1_500;

/** Where the ladders of everything open in these cases stand, by task. A case that is too long to be read here has none. */
export async function positionsIn(manager: EntityManager, caseIds: readonly string[], most = MOST_EVENTS): Promise<Map<string, Position>> {
  const events = await eventsOfCases(manager, caseIds, most);
  return new Map([...events].flatMap(([caseId, ofCase]) => positionsOf(caseId, ofCase)).map((position) => [position.taskId, position]));
}

/** The ladder of an open task with what has happened on it. `escalation`: the climb under way, or null before the first call. */
export function drawnLadder(position: Position, escalation: EscalationView | null): DrawnLadder {
  const { ladder, next, reached } = position;
  return {
    taskId: position.taskId, class: ladder.class, clock: ladder.clock, next, heldUntil: position.heldUntil, heldBecause: position.heldBecause, acknowledgeFor: position.acknowledgeFor, level: escalation?.level ?? 0,
    rungs: ladder.rungs.map(({ role, within, repeats, asked }, index): DrawnRung => {
      const level = index + 1;
      const calls = (escalation?.calls ?? []).filter((call) => call.level === level);
      const isNext = next?.level === level;
      return {
        level, role, within, ...(repeats === undefined ? {} : { repeats }), asked, calls: calls.slice(-SHOWN).map(drawnCall), before: Math.max(0, calls.length - SHOWN), next: isNext ? { at: next.at, again: calls.length > 0 } : null,
        state: calls.length > 0 ? 'called' : isNext ? 'next' : level <= reached ? 'passed-over' : 'to-come',
      };
    }),
  };
}

const drawnCall = ({ at, person, missed = 0, reached, answered, notices }: CallView): DrawnCall => ({ at, person, missed, unreached: reached === false, answered, notices: notices.map(noticeWords) });
