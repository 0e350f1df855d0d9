import { DateTime } from 'luxon';
import type { CaseEvent, EventOf } from '#libs/contracts/events.js';
import { said } from '#libs/pathway/state.js';

/** A second reckoning of what commissioners are told, event by event and with no other code of the report, to hold the first against. */
export interface CountedNaively { measure: string; month: string; counted: boolean }
type Opened = EventOf<'task-opened'>;
const ms = (at: string): number => Date.parse(at);
const HOURS = 3_600_000;

export function countedNaively(events: readonly CaseEvent[], now: number): CountedNaively[] {
  const opening = (events[0] as EventOf<'case-opened'>).data;
  const found: CountedNaively[] = [];
  const count = (measure: string, at: number, counted: boolean): void => { found.push({ measure, month: DateTime.fromMillis(at, { zone: 'Europe/London' }).toFormat('yyyy-MM'), counted }); };
  const of = <K extends CaseEvent['kind']>(kind: K): EventOf<K>[] => events.filter((event): event is EventOf<K> => event.kind === kind);
  const opened = (step: string): Opened[] => of('task-opened').filter(({ data }) => data.step === step);
  const completion = ({ data: { taskId } }: Opened) => of('task-completed').find(({ data }) => data.taskId === taskId);
  const ended = ({ data: { taskId } }: Opened): boolean => of('task-ended').some(({ data }) => data.taskId === taskId);
  const due = (measure: string, tasks: readonly Opened[], counted: (kept: boolean) => boolean): void => {
    for (const task of tasks.filter((each) => !ended(each))) {
      const done = completion(task);
      if (done || ms(task.data.dueAt) <= now) count(measure, ms(task.data.dueAt), counted(done !== undefined && !done.data.late));
    }
  };

  if (opening.pathway === 'step-down-tapering') {
    const discharged = ms(said(opening.details, 'dischargedAt'));
    const first = opened('first-contact').at(-1);
    const contact = first && completion(first);
    const contacted = contact ? ms(said(contact.data.evidence, 'contactedAt')) : Infinity;
    const follow = (measure: string, hours: number): void => {
      const by = discharged + hours * HOURS;
      if (first && !ended(first) && (by <= now || contacted <= by)) count(measure, by, contacted <= by);
    };
    if (opening.details['from'] === 'inpatient') follow('follow-up-72h', 72);
    if (opening.details['suicideRisk'] !== 'not-identified') follow('follow-up-48h', 48);
    follow('follow-up-7d', 168);
    const closing = opened('closing-review').flatMap((task) => completion(task) ?? []).at(-1);
    if (closing) {
      const [from, until] = [ms(closing.data.completedAt), ms(closing.data.completedAt) + 720 * HOURS];
      const within = (at: string): boolean => ms(at) > from && ms(at) <= until;
      const back = of('trigger-recorded').some(({ data }) => data.kind === 're-presentation' && within(data.occurredAt)) || opened('hospital-message-review').some((task) => within(task.data.openedAt) && completion(task)?.data.evidence['readmitted'] === true);
      if (back || until <= now) count('re-presentation-30d', from, back);
    }
  }
  if (opening.pathway === 'minimum-safe-discharge') {
    const left = of('left').at(-1);
    const failed = [...of('outcome-amended'), ...of('case-closed')].at(-1)?.data.outcome.outcome === 'failed-discharge';
    if (left && (failed || ms(left.data.leftAt) + 168 * HOURS <= now)) count('failed-discharge', ms(left.data.leftAt), failed);
    due('first-visit-missed', opened('first-visit-done'), (kept) => !kept);
  }
  due('response-in-time', of('task-opened').filter(({ data }) => data.about?.['trigger'] !== undefined), (kept) => kept);
  if (opening.pathway === 'step-up') {
    due('step-up-in-time', opened('threshold-decision'), (kept) => kept);
    due('clinical-review-in-time', opened('urgent-review'), (kept) => kept);
    for (const task of opened('threshold-decision')) {
      const done = completion(task);
      if (done) count('step-up-rejected', ms(done.data.completedAt), of('decision-recorded').findLast(({ data }) => data.taskId === task.data.taskId)?.data.decision['outcome'] === 'not-met');
    }
  }
  if (opening.pathway === 'front-door') {
    const received = ms(said(opening.details, 'receivedAt'));
    const decisions = of('task-completed').filter(({ data }) => ['triage-huddle', 'senior-oversight'].includes(data.step) && ['assign', 'redirect'].includes(said(data.evidence, 'outcome')));
    const [first] = decisions;
    if (first) count('triage-in-time', received, !first.data.late);
    else if (opened('triage-huddle').some((task) => !completion(task) && !ended(task) && ms(task.data.dueAt) <= now)) count('triage-in-time', received, false);
    if (first) count('redirected', received, said(decisions.at(-1)!.data.evidence, 'outcome') === 'redirect');
    count('crisis-while-waiting', received, of('trigger-recorded').some(({ at, data }) => data.kind === 'crisis' && (!first || ms(at) <= ms(first.data.completedAt))));
  }
  const shut = of('case-closed').at(-1);
  if (shut && ['rapid-falls-review', 'step-down-tapering', 'step-up'].includes(opening.pathway)) {
    const told = of('task-completed').flatMap(({ data }) => (data.evidence['useOfCare'] === undefined ? [] : [data.evidence['useOfCare'] as unknown as Used]));
    const closes = (measure: string, counted: boolean): void => count(measure, ms(shut.at), counted);
    const days = Math.max(1, (ms(shut.at) - ms(events[0]!.at)) / 86_400_000);
    for (const [measure, what] of [['call-outs-fewer', 'ambulanceCallOuts'], ['attendances-fewer', 'emergencyAttendances']] as const) {
      const since = told.flatMap((look) => look[what] ?? []);
      const before = told.flatMap((look) => look[`${what}Before`] ?? []).at(-1);
      const sum = since.reduce((all, each) => all + each, 0);
      if (since.length > 0 && before !== undefined) closes(measure, sum === 0 || sum / days < before / 90);
    }
    const read = told.flatMap(({ functional = [] }) => functional);
    const named = ({ name, unit }: (typeof read)[number]): string => `${name.trim().toLowerCase()} in ${unit.trim().toLowerCase()}`;
    for (const name of new Set(read.map(named))) {
      const these = read.filter((each) => named(each) === name);
      const [first, last] = [these[0]!, these.at(-1)!];
      if (these.length > 1) closes('function-improved', last.better === 'higher' ? last.value > first.value : last.value < first.value);
    }
    closes('use-not-recorded', told.length === 0);
  }
  return found;
}
interface Used { ambulanceCallOuts?: number; emergencyAttendances?: number; ambulanceCallOutsBefore?: number; emergencyAttendancesBefore?: number; functional?: { name: string; value: number; unit: string; better: string }[] }
