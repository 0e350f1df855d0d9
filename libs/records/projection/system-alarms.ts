import type { CaseEvent } from '#libs/contracts/events.js';
import type { CaseDocument } from './document.js';

/** A row of `system_alarms`. */
export interface AlarmRow {
  id: string; case_id: string; sequence: number; last_sequence: number; task_id: string; escalation_id: string; organisation_id: string; pathway: string; rehearsal: boolean; step: string; level: number; role: string;
  since: string; raised_at: string; due_at: string; last_at: string; times: number; told: { person: string; why: string }[]; why: string | null; done_at: Date | string | null;
}
/** `covers`: the latest raise that was answered by it. */
export interface Closing { alarm_id: string; covers: number; at: Date | string }
type OfCase = Pick<CaseDocument, 'id' | 'organisation' | 'pathway' | 'rehearsal'>;

export const tellsOfAlarms = ({ kind }: CaseEvent): boolean => kind === 'system-alarm-raised' || kind === 'system-alarm-told';

/**
 * The alarms that these events raised, told again or told of: one is open a climb. What is raised while one is open is that one, told once more; after somebody has written what was done about it, it
 * is another. `standing`: those that events before these have raised.
 */
export function alarmsAfter(of: OfCase, standing: readonly AlarmRow[], closings: readonly Closing[], events: readonly CaseEvent[]): AlarmRow[] {
  const known = new Map(standing.map((alarm) => [alarm.id, alarm]));
  const changed = new Set<string>();
  const keep = (alarm: AlarmRow): void => { known.set(alarm.id, alarm); changed.add(alarm.id); };
  for (const event of events) {
    if (event.kind === 'system-alarm-raised') {
      const { taskId, step, escalationId, level, role, since, dueAt } = event.data;
      const open = [...known.values()].findLast((alarm) => alarm.escalation_id === escalationId && !closings.some((closing) => closing.alarm_id === alarm.id && closing.covers < event.sequence));
      if (open) keep({ ...open, last_sequence: event.sequence, last_at: event.at, times: open.times + 1 });
      else {
        const id = `${of.id}.a${event.sequence}`;
        const closing = closings.find(({ alarm_id }) => alarm_id === id);
        keep({
          id, case_id: of.id, sequence: event.sequence, last_sequence: event.sequence, task_id: taskId, escalation_id: escalationId, organisation_id: of.organisation, pathway: of.pathway, rehearsal: of.rehearsal, step, level,
          role, since, raised_at: event.at, due_at: dueAt, last_at: event.at, times: 1, told: [], why: null, done_at: closing?.at ?? null,
        });
      }
    }
    if (event.kind === 'system-alarm-told') {
      const { alarm, people, why } = event.data;
      const of_ = [...known.values()].find(({ sequence, last_sequence, task_id }) => task_id === event.data.taskId && sequence <= alarm && alarm <= last_sequence);
      if (of_) keep({ ...of_, told: people, why });
    }
  }
  return [...changed].map((id) => known.get(id)!);
}
