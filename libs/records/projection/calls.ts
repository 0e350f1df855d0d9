import type { CaseEvent } from '#libs/contracts/events.js';

/** A row of `calls`: `sequence` is that of its rung-reached, `answered` that of its called; null: who answers is still being looked up. */
interface CallRow {
  case_id: string; sequence: number; escalation_id: string; task_id: string; level: number; role: string; person: string | null; due_at: string; at: string; asked: string; missed: number | null;
  answered: number | null; why: string | null; unreached: number | null;
}
type Answer = Pick<CallRow, 'case_id' | 'sequence' | 'person' | 'answered' | 'why'>;
type Unreached = Pick<CallRow, 'case_id' | 'sequence' | 'unreached'>;

/** The rows of the calls that these events made, and what they told of calls made before them: who answered, and that no way reached them. */
export function callsOf(caseId: string, events: readonly CaseEvent[]): { made: CallRow[]; answered: Answer[]; unreached: Unreached[] } {
  const made = new Map<number, CallRow>();
  const answered = new Map<number, Answer>();
  const unreached = new Map<number, Unreached>();
  for (const event of events) {
    if (event.kind === 'rung-reached') {
      const { escalationId, taskId, level, role, person, dueAt, asked, missed } = event.data;
      made.set(event.sequence, {
        case_id: caseId, sequence: event.sequence, escalation_id: escalationId, task_id: taskId, level, role, person, due_at: dueAt, at: event.at, asked, missed: missed ?? null, answered: null, why: null, unreached: null,
      });
    }
    if (event.kind === 'called') {
      const { rung, person, why } = event.data;
      const answer = { case_id: caseId, sequence: rung, person, answered: event.sequence, why };
      const call = made.get(rung);
      if (call) made.set(rung, { ...call, ...answer });
      else answered.set(rung, answer);
    }
    if (event.kind === 'rung-not-reached') {
      const { rung } = event.data;
      const call = made.get(rung);
      if (call) made.set(rung, { ...call, unreached: call.unreached ?? event.sequence });
      else if (!unreached.has(rung)) unreached.set(rung, { case_id: caseId, sequence: rung, unreached: event.sequence });
    }
  }
  return { made: [...made.values()], answered: [...answered.values()], unreached: [...unreached.values()] };
}
