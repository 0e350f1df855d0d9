import type { CaseEvent, EventOf } from '#libs/contracts/events.js';
import { hurtBetween, time, type Check, type Evidence } from '../evidence.js';

/** What hurts the watchdog's own look: it begins its patience anew, as it must. */
const BLINDS = /^(kill|stop|deploy) (watchdog|postgres|services)$|^disk full|^\S.* watchdog to postgres$/;
/** Clocks of processes and of the database, and the way of an event into the record. */
const SLACK_MS = 3_000;

/** What a task's next rung is reckoned from anew. */
const ANEW: readonly string[] = ['task-opened', 'task-reopened', 'task-due-changed', 'ladder-changed'];
/** Nobody can miss the call of a task that did not stand yet, or was due at another time: since when this rung could be missed. */
function missedFrom(events: readonly CaseEvent[], { sequence, data: { taskId, dueAt } }: EventOf<'rung-reached'>): number {
  const stood = events.findLast((event) => event.sequence < sequence && ANEW.includes(event.kind) && 'taskId' in event.data && event.data.taskId === taskId);
  return Math.max(Date.parse(dueAt), stood ? Date.parse(stood.at) : 0);
}
/** Was a rung of this task reached, and nobody looked up for it, for so long before this instant? */
const unanswered = ({ cases }: Evidence, taskId: string, raisedAt: number, forMs: number): boolean => cases.some(({ events }) => events.some((event) => event.kind === 'rung-reached' && event.data.taskId === taskId
  && Date.parse(event.at) <= raisedAt - forMs && !events.some((answer) => answer.kind === 'called' && answer.data.rung === event.sequence && Date.parse(answer.at) < raisedAt - SLACK_MS)));

/** A call that was missing for so long had its alarm; an alarm about a call is of one that was missing; any other alarm has something that hurt. */
export const alarmsRight: Check = {
  name: 'the watchdog raised every real alarm and no false one',
  check: (evidence) => {
    const { cases, watchdog: { callMs, turnMs }, frozenAt } = evidence;
    // The worker stands still while all this is read.
    const alarms = evidence.alarms.filter(({ raisedAt }) => raisedAt < frozenAt);
    const written = new Map<string, number>();
    for (const { caseId, rung, createdAt } of evidence.notices) written.set(`${caseId} ${rung}`, Math.min(written.get(`${caseId} ${rung}`) ?? Infinity, createdAt));
    // When it was called, and when that stood in the record, with its notice: until then the call is missing to whoever looks there.
    const late = cases.flatMap(({ id, events }) => events.filter((event): event is EventOf<'rung-reached'> => event.kind === 'rung-reached' && !event.data.extra)
      .map((event) => ({ taskId: event.data.taskId, step: event.data.step, dueAt: missedFrom(events, event), at: Date.parse(event.at), stoodAt: Math.max(Date.parse(event.at), written.get(`${id} ${event.sequence}`) ?? 0) })));
    const about = alarms.filter(({ kind }) => kind === 'call-missing');
    const missing = late.filter(({ dueAt, at }) => at - dueAt > callMs + turnMs + SLACK_MS && !hurtBetween(evidence, dueAt - callMs, at, BLINDS));
    const others = alarms.filter(({ kind }) => kind !== 'call-missing');
    return {
      looked: missing.length + alarms.length,
      wrong: [
        ...missing.filter(({ taskId, dueAt, at }) => !about.some(({ subject, raisedAt, overAt }) => subject === taskId && raisedAt <= at + SLACK_MS && (overAt ?? Infinity) >= dueAt)).map(({ taskId, step, dueAt, at }) => `${taskId}: ${step} due at ${time(dueAt)} was called ${at - dueAt} ms late, and nobody raised an alarm`),
        // While something hurts, a call may be made and not be in the record yet: an alarm is right then.
        ...about.filter(({ subject, raisedAt }) => !hurtBetween(evidence, raisedAt - 2 * callMs, raisedAt) && !late.some(({ taskId, dueAt, stoodAt }) => taskId === subject && dueAt <= raisedAt && stoodAt - dueAt >= callMs - SLACK_MS)).map(({ subject, says, raisedAt }) => `an alarm at ${time(raisedAt)} of ${subject} was false: ${says}`),
        ...others.filter(({ kind, subject, since, raisedAt }) => !hurtBetween(evidence, since - 60_000, raisedAt) && !(kind === 'call-unanswered' && unanswered(evidence, subject, raisedAt, callMs - SLACK_MS))).map(({ kind, says, raisedAt }) => `an alarm at ${time(raisedAt)} (${kind}) had no cause: ${says}`),
      ],
    };
  },
};
