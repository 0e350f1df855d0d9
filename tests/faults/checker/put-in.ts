import type { CaseEvent, EventKind } from '#libs/contracts/events.js';
import type { CaseEvidence, Evidence } from './evidence.js';

/** A fault that is put into the evidence of a run in which nothing was wrong, and the check that must see it. */
export interface PutIn { readonly check: string; readonly what: string; readonly into: (evidence: Evidence) => Evidence }

/** The evidence with one case changed: the first of which something can be made. */
function inCase(evidence: Evidence, change: (of: CaseEvidence) => CaseEvidence | null): Evidence {
  for (const [index, of] of evidence.cases.entries()) {
    const changed = change(of);
    if (changed) return { ...evidence, cases: evidence.cases.with(index, changed) };
  }
  throw new Error('no case of this run has what the fault needs');
}
const without = ({ events, ...of }: CaseEvidence, kind: EventKind, match: (event: CaseEvent) => boolean = () => true): CaseEvidence | null => {
  const index = events.findIndex((event) => event.kind === kind && match(event));
  return index < 0 ? null : { ...of, events: events.toSpliced(index, 1) };
};
const changed = (of: CaseEvidence, kind: EventKind, change: (event: CaseEvent) => CaseEvent[], match: (event: CaseEvent) => boolean = () => true): CaseEvidence | null => {
  const index = of.events.findIndex((event) => event.kind === kind && match(event));
  return index < 0 ? null : { ...of, events: of.events.toSpliced(index, 1, ...change(of.events[index]!)) };
};
const later = (at: string, ms: number): string => new Date(Date.parse(at) + ms).toISOString();
const own = (event: CaseEvent): boolean => event.kind === 'rung-reached' && !event.data.extra;
const noteHeard = ({ log }: Evidence): Set<string> => new Set(log.filter(({ fate, leaves }) => fate === 'done' && leaves === 'note-added').map(({ marker }) => marker));

export const putIn: readonly PutIn[] = [
  { check: 'what was answered 2xx is in the record once', what: 'a note that was answered 200 is nowhere', into: (all) => { const heard = noteHeard(all); return inCase(all, (of) => without(of, 'note-added', (event) => heard.has((event.data as { text: string }).text))); } },
  { check: 'what was answered 2xx is in the record once', what: 'a note stands twice', into: (all) => { const heard = noteHeard(all); return inCase(all, (of) => changed(of, 'note-added', (event) => [event, event], (event) => heard.has((event.data as { text: string }).text))); } },
  {
    check: 'what was refused changed nothing', what: 'what was refused is in the record',
    into: (all) => { const { marker } = all.log.find(({ fate }) => fate === 'refused')!; return inCase(all, (of) => ({ ...of, events: [...of.events, { ...of.events.at(-1)!, sequence: of.events.length + 1, kind: 'note-added', data: { text: marker } } as CaseEvent] })); },
  },
  {
    check: 'every answer is one that api.md promises', what: 'one key was told two things',
    into: (all) => ({ ...all, log: all.log.map((sent) => (sent.manners === 'asked-again' && sent.fate === 'done' ? { ...sent, tries: [...sent.tries, { ...sent.tries.at(-1)!, status: 200, answer: 'other' }] } : sent)) }),
  },
  { check: 'every answer is one that api.md promises', what: 'somebody was told 500', into: (all) => ({ ...all, log: all.log.map((sent, index) => (index === 0 ? { ...sent, tries: [...sent.tries, { at: 0, until: 0, status: 500, code: 'internal' }] } : sent)) }) },
  { check: 'whoever went on asking was answered in the end', what: 'somebody who insisted was never answered', into: (all) => ({ ...all, log: all.log.map((sent) => (sent.manners === 'polite' ? { ...sent, fate: 'unknown' as const } : sent)) }) },
  { check: 'every case has all its events, once and in order', what: 'an event is missing', into: (all) => inCase(all, (of) => (of.events.length < 3 ? null : { ...of, events: of.events.toSpliced(1, 1) })) },
  { check: 'every case has all its events, once and in order', what: 'the API tells one less', into: (all) => inCase(all, (of) => ({ ...of, told: of.told - 1 })) },
  { check: 'a task is completed once each time that it is open', what: 'a task was completed twice', into: (all) => inCase(all, (of) => changed(of, 'task-completed', (event) => [event, event])) },
  { check: 'every open case runs, and took each command once', what: 'the workflow of an open case is gone', into: (all) => inCase(all, (of) => (of.view.status === 'open' ? { ...of, workflow: 'TERMINATED' } : null)) },
  { check: 'every open case runs, and took each command once', what: 'a command was taken twice', into: (all) => inCase(all, (of) => ({ ...of, accepted: new Map([...of.accepted, ['c', 2]]) })) },
  { check: 'every case replays from its history', what: 'a run of a case does not replay', into: (all) => inCase(all, (of) => ({ ...of, failedReplay: 'Nondeterminism error' })) },
  { check: 'every open case has an owner and a next deadline', what: 'an open case has nothing open', into: (all) => inCase(all, (of) => (of.view.status === 'open' ? { ...of, view: { ...of.view, tasks: [] } } : null)) },
  { check: 'lists and a rebuild agree with the events', what: 'a task is in no list', into: (all) => ({ ...all, listed: { ...all.listed, tasks: all.listed.tasks.slice(1) } }) },
  { check: 'lists and a rebuild agree with the events', what: 'a closed case is listed as open', into: (all) => ({ ...all, listed: { ...all.listed, cases: [...all.listed.cases, 'nobody'] } }) },
  { check: 'each rung that fell due was called once at its instant', what: 'a rung was not called', into: (all) => inCase(all, (of) => (calledAlone(of) ? without(of, 'rung-reached', (event) => own(event) && calledAlone(of) === event.sequence) : null)) },
  { check: 'each rung that fell due was called once at its instant', what: 'a rung was due a second later than it was called for', into: (all) => inCase(all, (of) => changed(of, 'rung-reached', (event) => [{ ...event, data: { ...event.data, dueAt: later((event.data as { dueAt: string }).dueAt, 1_000) } } as CaseEvent], (event) => calledAlone(of) === event.sequence)) },
  { check: 'nobody is called twice for one instant of a ladder', what: 'a rung was called twice', into: (all) => inCase(all, (of) => changed(of, 'rung-reached', (event) => [event, event], own)) },
  { check: 'notices and mails match the calls', what: 'a call has no notice', into: (all) => ({ ...all, notices: all.notices.toSpliced(all.notices.findIndex(({ kind }) => kind === 'call'), 1) }) },
  { check: 'notices and mails match the calls', what: 'an accepted mail is in no mailbox', into: (all) => ({ ...all, mails: all.mails.slice(1) }) },
  { check: 'notices and mails match the calls', what: 'a mail belongs to no notice', into: (all) => ({ ...all, mails: [...all.mails, { to: 'a', messageId: 'b' }] }) },
  {
    check: 'the watchdog raised every real alarm and no false one', what: 'a call came late and nobody raised an alarm',
    into: (all) => inCase({ ...all, alarms: [] }, (of) => changed(of, 'rung-reached', (event) => [{ ...event, at: later((event.data as { dueAt: string }).dueAt, 600_000) }], own)),
  },
  { check: 'the watchdog raised every real alarm and no false one', what: 'an alarm was false', into: (all) => ({ ...all, alarms: [...all.alarms, { kind: 'call-missing', subject: 'nothing', says: 'false', since: 0, raisedAt: 1, overAt: null }] }) },
  { check: 'the record of no case has stopped', what: 'the record of a case has stopped', into: (all) => ({ ...all, halted: ['a case'] }) },
  { check: 'what was refused changed nothing', what: 'a rule’s no is kept nowhere', into: (all) => ({ ...all, refusals: [] }) },
  { check: 'what is open goes on climbing', what: 'a task that somebody touched is called no more', into: (all) => inCase({ ...all, settledAt: all.settledAt + 86_400_000 * 400 }, (of) => (of.view.status === 'closed' ? null : of)) },
  { check: 'no part of ours gave up by itself', what: 'a worker ended with an error', into: (all) => ({ ...all, ended: [...all.ended, 'worker-live stopped (exit status 1), Error: x: starting it again.'] }) },
];

/** The sequence of the first call of a task that nobody touched and that is still open, in its own turn. */
function calledAlone({ events }: CaseEvidence): number | undefined {
  const touched = new Set(events.flatMap((event) => ('taskId' in event.data && !['task-opened', 'rung-reached', 'called'].includes(event.kind) ? [event.data.taskId] : [])));
  return events.find((event) => event.kind === 'rung-reached' && own(event) && !touched.has(event.data.taskId))?.sequence;
}
