import type { CaseEvent, EventOf } from '#libs/contracts/events.js';
import { naiveCalls, untouched } from '#tests/support/pathways/naive-ladder.js';
import { ladderOf, time, type CaseEvidence, type Check } from '../evidence.js';

const opening = (events: readonly CaseEvent[]): EventOf<'case-opened'> => events[0] as EventOf<'case-opened'>;
/** Levels of a task for which nobody was found. */
const empty = (events: readonly CaseEvent[], taskId: string): Set<number> => new Set(events.flatMap((event) => (event.kind === 'called' && event.data.taskId === taskId && event.data.person === null ? [event.data.level] : [])));

/** Of every task that nobody touched, each rung that fell due was called once at its own instant, however late, and no other: by a second reading of the ladder. */
export const calledOnce: Check = {
  name: 'each rung that fell due was called once at its instant',
  check: ({ cases, policies, settledAt }) => {
    let looked = 0;
    const wrong = cases.flatMap(({ id, events }) => {
      const { pathway, policy: { version } } = opening(events).data;
      const policy = policies.get(`${pathway} ${version}`);
      if (!policy) return [`${id}: nobody shows the policy ${pathway} ${version}`];
      return untouched(events).flatMap(({ opened: { data }, calls, notReached, ended }) => {
        const nobody = empty(events, data.taskId);
        const until = ended ? Date.parse(ended.at) : settledAt;
        const owed = naiveCalls(ladderOf(policy, data), Math.max(Date.parse(data.dueAt), Date.parse(data.openedAt)), until, (level) => !nobody.has(level), notReached);
        const made = calls.flatMap((call) => [...Array<string>(call.data.missed ?? 0).fill('missed'), `${call.data.level} at ${call.data.dueAt}`]).filter((call) => call === 'missed' || Date.parse(call.slice(call.indexOf(' at ') + 4)) <= until);
        looked += made.length;
        const faults = owed.flatMap(({ level, dueAt }, index) => ((made[index] === 'missed' && level === Math.max(...owed.map((each) => each.level))) || made[index] === `${level} at ${time(dueAt)}` ? [] : [`${id}: ${data.step} owed rung ${level} at ${time(dueAt)}, and has ${made[index] ?? 'nothing'}`]));
        return [...faults.slice(0, 1), ...made.slice(owed.length).map((call) => `${id}: ${data.step} was called ${call}, which nobody owed`)];
      });
    });
    return { looked, wrong };
  },
};

const rungs = ({ events }: CaseEvidence): EventOf<'rung-reached'>[] => events.filter((event): event is EventOf<'rung-reached'> => event.kind === 'rung-reached');

/** No rung of any task, touched or not, was called twice for one instant. */
export const neverTwice: Check = {
  name: 'nobody is called twice for one instant of a ladder',
  check: ({ cases }) => {
    let looked = 0;
    const wrong = cases.flatMap((each) => {
      const seen = new Set<string>();
      return rungs(each).filter(({ data }) => !data.extra).flatMap(({ sequence, data }) => {
        looked += 1;
        const call = `${data.taskId} ${data.escalationId} ${data.level} ${data.dueAt}`;
        if (seen.has(call)) return [`${each.id}/${sequence}: rung ${data.level} of ${data.step} at ${data.dueAt} was called again`];
        seen.add(call);
        return [];
      });
    });
    return { looked, wrong };
  },
};

const ENDS: readonly string[] = ['task-completed', 'task-ended', 'task-unmet', 'task-due-changed', 'task-reopened', 'task-owner-changed', 'ladder-changed'];
const SOON_MS = 60_000;
/** Whoever ends a case ends its calls: of rungs that were late and reached with the end nobody is looked up any more. */
const closedSoonAfter = ({ events }: CaseEvidence, at: number): boolean => events.some((event) => event.kind === 'case-closed' && Date.parse(event.at) >= at && Date.parse(event.at) < at + SOON_MS);

/** Each rung was answered with a person, or with nobody and why; whoever was called has a notice, no notice has no call, and what was accepted lies in the mailbox. */
export const noticesMatch: Check = {
  name: 'notices and mails match the calls',
  check: ({ cases, notices, mails, settledAt }) => {
    const ofRung = new Map<string, number>();
    for (const { kind, caseId, rung } of notices) if (kind === 'call') ofRung.set(`${caseId} ${rung}`, (ofRung.get(`${caseId} ${rung}`) ?? 0) + 1);
    const called = cases.flatMap(({ id, events }) => events.filter((event): event is EventOf<'called'> => event.kind === 'called').map((event) => ({ id, ...event })));
    const owed = new Set(called.filter(({ data }) => data.person !== null).map(({ id, data }) => `${id} ${data.rung}`));
    const answered = new Set(called.map(({ id, data }) => `${id} ${data.rung}`));
    const twice = called.length - answered.size;
    const arrived = new Set(mails.map(({ to, messageId }) => `${messageId} ${to}`));
    const reached = new Set(notices.filter(({ status }) => status === 'accepted' || status === 'delivered').map(({ caseId, rung }) => `${caseId} ${rung}`));
    const unreached = new Set(cases.flatMap(({ id, events }) => events.flatMap((event) => (event.kind === 'rung-not-reached' ? [`${id} ${event.data.rung}`] : []))));
    // Tasks that ended, or whose climb did: nobody is told of what is over.
    const over = new Set(cases.flatMap(({ id, events }) => events.flatMap((event) => (ENDS.includes(event.kind) && 'taskId' in event.data ? [`${id} ${event.data.taskId}`] : []))));
    const accepted = notices.filter(({ channel, status }) => channel === 'email' && (status === 'accepted' || status === 'delivered'));
    const sent = new Set(notices.map(({ sentAs }) => sentAs));
    return {
      looked: owed.size + accepted.length,
      wrong: [
        ...(twice === 0 ? [] : [`${twice} rungs were answered twice`]),
        ...cases.flatMap((each) => rungs(each).filter(({ sequence, at }) => Date.parse(at) < settledAt && !closedSoonAfter(each, Date.parse(at)) && !answered.has(`${each.id} ${sequence}`)).map(({ sequence, data }) => `${each.id}/${sequence}: for rung ${data.level} of ${data.step} nobody was looked up`)),
        ...[...owed].filter((rung) => !ofRung.has(rung)).map((rung) => `the call ${rung} has no notice`),
        ...[...ofRung.keys()].filter((rung) => !owed.has(rung)).map((rung) => `a notice tells of ${rung}, which called nobody`),
        ...notices.filter(({ status, createdAt }) => status === 'queued' && createdAt < settledAt).map(({ caseId, rung, person }) => `the notice of ${caseId} ${rung} to ${person} still waits`),
        ...accepted.filter(({ sentAs, address }) => !arrived.has(`${sentAs} ${address}`)).map(({ caseId, rung, person, sentAs }) => `the notice of ${caseId} ${rung} to ${person} was accepted as ${sentAs} and is in no mailbox`),
        ...notices.filter(({ kind, status, caseId, rung, taskId, why }) => kind === 'call' && ['failed', 'unknown'].includes(status) && !(why?.startsWith('not sent:') && over.has(`${caseId} ${taskId}`)) && !reached.has(`${caseId} ${rung}`) && !unreached.has(`${caseId} ${rung}`)).map(({ caseId, rung, person, status, why }) => `the notice of ${caseId} ${rung} to ${person} ended ${status} (${why}), and nobody is told that nobody was reached`),
        ...mails.filter(({ messageId }) => !sent.has(messageId)).map(({ to, messageId }) => `the mail ${messageId} to ${to} belongs to no notice`),
      ],
    };
  },
};
