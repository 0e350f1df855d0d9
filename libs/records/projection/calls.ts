import type { CaseEvent } from '#libs/contracts/events.js';

/** A row of `calls`: `sequence` is that of its rung-reached, `answered` that of its called; null: who answers is still being looked up. */
interface CallRow {
  case_id: string; sequence: number; escalation_id: string; task_id: string; level: number; role: string; person: string | null; due_at: string; at: string; asked: string; missed: number | null;
  answered: number | null; why: string | null;
}
type Answer = Pick<CallRow, 'case_id' | 'sequence' | 'person' | 'answered' | 'why'>;

/** The rows of the calls that these events made, and the answers that they gave to calls made before them. */
export function callsOf(caseId: string, events: readonly CaseEvent[]): { made: CallRow[]; answered: Answer[] } {
  const made = new Map<number, CallRow>();
  const answered = new Map<number, Answer>();
  for (const event of events) {
    if (event.kind === 'rung-reached') {
      const { escalationId, taskId, level, role, person, dueAt, asked, missed } = event.data;
      made.set(event.sequence, {
        case_id: caseId, sequence: event.sequence, escalation_id: escalationId, task_id: taskId, level, role, person, due_at: dueAt, at: event.at, asked, missed: missed ?? null, answered: null, why: null,
      });
    }
    if (event.kind === 'called') {
      const { rung, person, why } = event.data;
      const answer = { case_id: caseId, sequence: rung, person, answered: event.sequence, why };
      const call = made.get(rung);
      if (call) made.set(rung, { ...call, ...answer });
      else answered.set(rung, answer);
    }
  }
  return { made: [...made.values()], answered: [...answered.values()] };
}
