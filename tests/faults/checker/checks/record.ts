import { faultsOfRecord } from '#tests/support/pathways/invariants.js';
import type { Check } from '../evidence.js';

/** Sequences are whole, no instant goes back, nobody is called about what had ended or before its time; the API tells all of it. */
export const wholeRecord: Check = {
  name: 'every case has all its events, once and in order',
  check: ({ cases }) => ({
    looked: cases.reduce((sum, { events }) => sum + events.length, 0),
    wrong: cases.flatMap(({ id, events, told }) => [...faultsOfRecord(events).map((fault) => `${id}: ${fault}`), ...(told === events.length ? [] : [`${id}: the API tells ${told} of ${events.length} events`])]),
  }),
};

/** A task is completed once each time that it was open, whoever tried. */
export const completedOnce: Check = {
  name: 'a task is completed once each time that it is open',
  check: ({ cases }) => {
    let looked = 0;
    const wrong = cases.flatMap(({ id, events }) => {
      const open = new Map<string, boolean>();
      return events.flatMap((event) => {
        if (event.kind === 'task-opened' || event.kind === 'task-reopened') open.set(event.data.taskId, true);
        if (event.kind !== 'task-completed' && event.kind !== 'task-ended' && event.kind !== 'task-unmet') return [];
        looked += 1;
        const stood = open.get(event.data.taskId);
        open.set(event.data.taskId, false);
        return stood ? [] : [`${id}/${event.sequence}: ${event.data.step} ended again`];
      });
    });
    return { looked, wrong };
  },
};

/** A command was accepted by its workflow once, however often it was sent; every open case has a running workflow, no closed one has. */
export const workflows: Check = {
  name: 'every open case runs, and took each command once',
  check: ({ cases }) => ({
    looked: cases.length,
    wrong: cases.flatMap(({ id, view, workflow, accepted }) => [
      ...(workflow === (view.status === 'closed' ? 'COMPLETED' : 'RUNNING') ? [] : [`${id}: is ${view.status}, and its workflow is ${workflow}`]),
      ...[...accepted].filter(([, times]) => times > 1).map(([command, times]) => `${id}: took command ${command} ${times} times`),
    ]),
  }),
};

/** What its worker no longer holds in memory goes on from its history. */
export const replays: Check = {
  name: 'every case replays from its history',
  check: ({ cases }) => ({ looked: cases.length, wrong: cases.flatMap(({ id, failedReplay }) => (failedReplay === null ? [] : [`${id}: ${failedReplay}`])) }),
};

/** Every open case has something open, each with an owner (somebody by name, or a role that somebody holds) and a due time, or is in its watch with an end. */
export const noSilence: Check = {
  name: 'every open case has an owner and a next deadline',
  check: ({ cases }) => {
    const open = cases.filter(({ view }) => view.status !== 'closed');
    return {
      looked: open.length,
      wrong: open.flatMap(({ id, view }) => {
        const tasks = view.tasks.filter(({ status }) => status === 'open');
        if (tasks.length === 0) return (view as { watching?: boolean }).watching && view.watchUntil ? [] : [`${id}: nothing is open and nothing is watched`];
        return tasks.flatMap(({ step, owner, dueAt }) => (owner.role && Number.isFinite(Date.parse(dueAt)) ? [] : [`${id}: ${step} has the owner ${owner.role} ${owner.person?.id ?? 'nobody'} and is due at ${dueAt}`]));
      }),
    };
  },
};

/** Nothing on which the record has stopped. */
export const nothingHalted: Check = { name: 'the record of no case has stopped', check: ({ cases, halted }) => ({ looked: cases.length, wrong: halted }) };

/** The lists show what the events say, and a rebuild makes the same rows. */
export const lists: Check = {
  name: 'lists and a rebuild agree with the events',
  check: ({ cases, listed, rebuilt }) => {
    const open = new Set(cases.flatMap(({ events }) => {
      const tasks = new Set<string>();
      for (const event of events) {
        if (event.kind === 'task-opened' || event.kind === 'task-reopened') tasks.add(event.data.taskId);
        if (event.kind === 'task-completed' || event.kind === 'task-ended' || event.kind === 'task-unmet') tasks.delete(event.data.taskId);
      }
      return [...tasks];
    }));
    const standing = new Set(cases.filter(({ events }) => !events.some(({ kind }) => kind === 'case-closed')).map(({ id }) => id));
    const apart = (what: string, said: readonly string[], true_: ReadonlySet<string>): string[] => [
      ...said.filter((id) => !true_.has(id)).map((id) => `${what} ${id} is listed as open and is not`), ...[...true_].filter((id) => !said.includes(id)).map((id) => `${what} ${id} is open and in no list`),
      ...(new Set(said).size === said.length ? [] : [`a ${what} is listed twice`]),
    ];
    return { looked: open.size + standing.size, wrong: [...apart('task', listed.tasks, open), ...apart('case', listed.cases, standing), ...rebuilt] };
  },
};

/** Parts of ours end when they are killed or told to, never by themselves: whatever is away, they wait for it. A worker whose SDK failed says so (`worker-failed`), ends, and is started again: there is no other way (ADR 35). */
export const noPartGaveUp: Check = {
  name: 'no part of ours gave up by itself',
  check: ({ ended, injuries }) => ({ looked: injuries.length, wrong: ended.filter((line) => /^(api|watchdog|services|worker-\w+) stopped \((exit status [1-9]|signal (?!SIGKILL))/.test(line) && !/^worker-\w+ stopped .*worker-failed/.test(line)) }),
};
