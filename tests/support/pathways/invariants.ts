import { addOnClock, clockTime } from '#libs/domain/clocks.js';
import type { CaseEvent } from '#libs/contracts/events.js';
import { wakeAt } from '#libs/pathway/engine.js';
import { ladderOf, stepPolicy } from '#libs/pathway/ladder-of.js';
import type { Session } from '#libs/pathway/session.js';
import type { CaseState, TaskState, Turn } from '#libs/pathway/state.js';
import { nextOf } from './next-call.js';

/** What must hold of a pathway beside what must hold of all: a new one adds its line. */
const own: Readonly<Record<string, (state: CaseState, open: TaskState[]) => string[]>> = {
  'minimum-safe-discharge': (state, open) => {
    const twice = ['standards-confirmed', 'risk-decision', 'departure'].filter((step) => open.filter((task) => task.step === step).length > 1).map((step) => `${step} is open twice`);
    const gate = state.gates['safe to leave'];
    const apart = state.left === null && gate && !state.ended && gate.open !== open.some((task) => task.step === 'departure');
    return apart ? [...twice, 'the departure does not go with the gate'] : twice;
  },
  'rapid-falls-review': ({ tasks, triggers, ended }, open) => [
    ...(open.filter(({ step }) => step === 'safety-net-shared').length > 1 ? ['the plan is shared twice'] : []),
    ...open.filter((booked) => booked.step === 'review-booked' && !open.some((held) => held.step === 'review-held' && held.key === booked.key)).map(() => 'a review that has ended is still to be booked'),
    ...triggers.filter(({ kind, sequence }) => !ended && fallsKinds.includes(kind) && !tasks.some(({ step, key }) => step === 'review-held' && key === String(sequence))).map(({ kind }) => `${kind} has no review`),
  ],
  'step-down-tapering': faultsOfTaper,
  'step-up': ({ tasks, triggers, ended }, open) => [
    ...['threshold-decision', 'mdt-review'].filter((step) => open.filter((task) => task.step === step).length > 1).map((step) => `${step} is open twice`),
    ...triggers.filter(({ sequence }) => !ended && !tasks.some(({ step, key }) => ['trigger-response', 'threshold-decision', 'crisis-response'].includes(step) && key === String(sequence))).map(({ kind }) => `${kind} is not answered`),
  ],
};
/** Whoever owns what: until the acceptance the crisis team, but what a person was named for; after it nothing that is another's by the policy. Nothing seen is swallowed. */
function faultsOfTaper({ tasks, triggers, ended, policy }: CaseState, open: TaskState[]): string[] {
  const accepted = tasks.some(({ step, status }) => step === 'handover-accepted' && status === 'completed');
  const apart = ['handover-accepted', 'handover-dispute', 'action'];
  const wrongly = open.filter(({ step, owner }) => !apart.includes(step) && (accepted ? owner.role === 'crisis-team' && stepPolicy({ policy }, step).owner !== 'crisis-team' : owner.role !== 'crisis-team'));
  const twice = ['handover-accepted', 'first-contact', 'readiness-review', 'step-up-review', 'closing-review'].filter((step) => open.filter((task) => task.step === step).length > 1);
  const unanswered = triggers.filter(({ sequence }) => !tasks.some(({ step, key }) => ['trigger-response', 'step-up-review', 'crisis-response'].includes(step) && key === String(sequence)));
  if (ended) return [];
  return [...wrongly.map(({ step, owner }) => `${step} is owned by the ${owner.role}`), ...twice.map((step) => `${step} is open twice`), ...unanswered.map(({ kind }) => `${kind} is not answered`)];
}
const fallsKinds = ['two-falls-in-a-week', 'head-injury', 'new-confusion', 'repeat-fall', 'back-from-hospital'];

/** A turn is a value, and is looked at again at every step: reckoned once. */
const answers = new WeakMap<Turn, number>();
function answerByOf(state: CaseState, task: TaskState, turn: Turn): number {
  const { clock, rungs } = ladderOf(state, task);
  const by = answers.get(turn) ?? addOnClock(clock, turn.since, (turn.raised + 1) * clockTime(clock, rungs.at(-1)!.repeats!));
  answers.set(turn, by);
  return by;
}

/** What must hold of every case at rest, whatever happened to it. Answers what does not, in words. */
export function faultsOf(session: Session): string[] {
  const { state } = session;
  const open = state.tasks.filter((task) => task.status === 'open');
  if (state.closed) return open.map((task) => `closed with ${task.step} open`);
  const faults: string[] = [];
  const watched = state.watch !== null && state.watch.endedBecause === undefined && wakeAt(session) !== null;
  // What was asked for is waited for, until it is somebody's.
  const begins = state.begun?.some(({ status }) => status === 'asked') === true && wakeAt(session) !== null;
  if (open.length === 0 && !watched && !begins) faults.push('nothing is open, nothing is watched, and it is not closed');
  for (const task of open) {
    if (!task.owner.role) faults.push(`${task.step} has no owner`);
    if (!Number.isFinite(task.dueAt)) faults.push(`${task.step} has no due time`);
    const rung = nextOf(state, task);
    const answered = open.some((each) => each.step === 'hospital-message-review');
    if (!rung && !(task.heldBecause && answered)) faults.push(`${task.step} climbs no further`);
    if (rung && task.heldBecause) faults.push(`${task.step} is held and climbs`);
    if (rung && rung.at <= session.now) faults.push(`${task.step} has a rung due at ${new Date(rung.at).toISOString()} that was not called`);
    const answerBy = task.turn && answerByOf(state, task, task.turn);
    if (answerBy && !task.heldBecause && answerBy <= session.now) faults.push(`${task.step} was answered by nobody by ${new Date(answerBy).toISOString()}, and no alarm was raised`);
  }
  faults.push(...own[state.pathway]?.(state, open) ?? []);
  return faults;
}

/** What must hold of the record: numbered without a gap, no instant goes back, no rung for a task that had ended, no call without its rung. */
export function faultsOfRecord(events: readonly CaseEvent[]): string[] {
  const faults: string[] = [];
  const open = new Map<string, boolean>();
  const rungs = new Set<number>();
  events.forEach((event, index) => {
    if (event.sequence !== index + 1) faults.push(`event ${event.sequence} stands at ${index + 1}`);
    if (index > 0 && Date.parse(event.at) < Date.parse(events[index - 1]!.at)) faults.push(`event ${event.sequence} is before the one before it`);
    if (event.kind === 'task-opened' || event.kind === 'task-reopened') open.set(event.data.taskId, true);
    if (event.kind === 'task-completed' || event.kind === 'task-unmet' || event.kind === 'task-ended') open.set(event.data.taskId, false);
    if (event.kind === 'rung-reached') {
      rungs.add(event.sequence);
      if (!open.get(event.data.taskId)) faults.push(`event ${event.sequence} calls about ${event.data.step}, which had ended`);
      if (Date.parse(event.data.dueAt) > Date.parse(event.at)) faults.push(`event ${event.sequence} calls before its time`);
      if (!event.data.asked) faults.push(`event ${event.sequence} asks nothing`);
    }
    if (event.kind === 'called' && !rungs.has(event.data.rung)) faults.push(`event ${event.sequence} answers no rung`);
  });
  return faults;
}
