import { attemptLevel } from '#libs/domain/ladder.js';
import type { Command } from '#libs/contracts/commands.js';
import type { Actor, JsonObject } from '#libs/contracts/events.js';
import { acknowledge } from './acknowledge.js';
import { anyTask, needsNoDecision, notInTheFuture, openTask } from './checks.js';
import { askNext, climbTask } from './climb-task.js';
import { decide } from './decide.js';
import { ladderOf, rungOf } from './ladder-of.js';
import { movePolicy } from './move-policy.js';
import { end, handOverRole, owners } from './ownership.js';
import { checkedByAnotherThanTheDoer, type Pathway } from './pathway.js';
import { notFound, refuse, wrongField } from './refusal.js';
import type { Session } from './session.js';
import { instant, instantIn, said, text, type TaskState } from './state.js';
import { weeklyReview } from './weekly-review.js';

/** The instant that a thing was done at, by the evidence itself. Lateness is judged by it; without one, by the completion. */
const doneAt = ['visitedAt', 'contactedAt', 'seenAt', 'leftAt', 'sentAt', 'referredAt', 'heldAt', 'readAt'] as const;

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

/** Checks the rules and appends what follows from one command. @throws Refusal before anything is appended */
export function runCommand(session: Session, pathway: Pathway, command: Command, actor: Actor): void {
  if (command.type === 'settle' || command.type === 'move-on') return;
  session.protocol.refuse(pathway, command);
  switch (command.type) {
    case 'complete': return complete(session, pathway, command, actor);
    case 'attempt': return attempt(session, command);
    case 'unmet': return unmet(session, pathway, command);
    case 'declined': return declined(session, command);
    case 'acknowledge': return acknowledge(session, pathway, command);
    case 'assign': return assign(session, openTask(session, command.taskId), command.to, command.reason, false);
    case 'claim': return claim(session, command, actor);
    case 'reopen': return reopen(session, pathway, command);
    case 'hand-over': {
      const task = openTask(session, command.taskId);
      needsNoDecision(session, task);
      session.append('task-ended', { taskId: task.id, step: task.step, status: 'handed-over', because: command.reason, acceptedBy: command.acceptedBy });
      return;
    }
    case 'move': return move(session, pathway, command);
    case 'decide': return decide(session, pathway, command);
    case 'trigger': return trigger(session, command);
    case 'owners': case 'owners-accept': return command.type === 'owners' ? owners(session, pathway, command) : handOverRole(session, pathway, command.role, actingPerson(actor), 'accepted the offer');
    case 'replan': return replan(session, pathway, command);
    case 'move-policy': return movePolicy(session, command);
    case 'note': session.append('note-added', { text: command.text }); return;
    case 'patient': session.append('patient-corrected', { patient: command.patient, before: command.before, reason: command.reason }); return;
    case 'end': return end(session, pathway, command);
    case 'climb': return climbByHand(session, command);
    case 'not-reached': return notReached(session, command);
    case 'outcome': return outcome(session, command);
    case 'hospital-message': return hospitalMessage(session, command);
    case 'begun-case-ended': return begunCaseEnded(session, command);
    case 'end-watch': {
      if (!session.state.watch || session.state.watch.endedBecause !== undefined || session.state.tasks.some((task) => task.status === 'open')) refuse('not-watching', 'No watch runs, or something is still open.');
      session.append('watch-ended', { because: command.because });
    }
  }
}

function actingPerson(actor: Actor): string {
  if ('person' in actor) return actor.person;
  return refuse('a-person-must-act', 'Only a person can do this.');
}
function complete(session: Session, pathway: Pathway, { taskId, evidence, doer = [] }: Of<'complete'>, actor: Actor): void {
  const task = anyTask(session, taskId);
  if (task.status !== 'unmet') openTask(session, taskId);
  needsNoDecision(session, task);
  for (const name of doneAt) if (typeof evidence[name] === 'string') notInTheFuture(session, evidence[name], `/evidence/${name}`);
  checkedByAnother(task, evidence, actor, doer);
  nextWeek(session, task, evidence);
  readmittedByAReadmission(session, task, evidence);
  session.protocol.checkEvidence(pathway, task, evidence);
  const own = doneAt.map((name) => evidence[name]).find((value) => typeof value === 'string');
  const done = own === undefined ? session.now : instant(String(own));
  session.append('task-completed', { taskId: task.id, step: task.step, evidence, completedAt: text(session.now), late: done > task.dueAt, recordedLate: session.now > task.dueAt });
  session.asSystem('protocol', () => { session.protocol.completed?.(pathway, task, evidence); });
}

/** Whoever did it is not the one who checked it, where that was agreed: a medicine stopped, transfer equipment, safeguarding. */
function checkedByAnother(task: TaskState, evidence: JsonObject, actor: Actor, doer: readonly string[]): void {
  if (task.when !== checkedByAnotherThanTheDoer) return;
  const known = [...doer, ...('person' in actor ? [actor.person] : []), ...(task.owner.person === null ? [] : [task.owner.person])].map(plainly);
  if (known.includes(plainly(said(evidence, 'checkedBy')))) wrongField('/evidence/checkedBy', 'checked-by-the-doer', 'Somebody else than whoever did it must have checked it.');
}
/** That the person is back is an answer to the message that says so: a death, a merge or another admission has answers of its own. */
function readmittedByAReadmission({ state }: Session, task: TaskState, evidence: JsonObject): void {
  if (task.step !== 'hospital-message-review' || evidence['readmitted'] !== true) return;
  if (state.messages.find(({ messageId }) => messageId === task.key)?.finding !== 'readmitted') wrongField('/evidence/readmitted', 'not-a-readmission', 'This message does not tell of a readmission.');
}

/** The next look at a case that stays open lies ahead. */
function nextWeek(session: Session, task: TaskState, evidence: JsonObject): void {
  if (task.step === weeklyReview && (instantIn(evidence, 'nextAt') ?? Number.POSITIVE_INFINITY) <= session.now) wrongField('/evidence/nextAt', 'in-the-past', 'The next review is at a time to come.');
}
const plainly = (name: string): string => name.trim().toLowerCase().replaceAll(/\s+/g, ' ');

/** It was tried and did not succeed: never a completion; the next rung is called at once, on the ladder's clock. */
function attempt(session: Session, { taskId, at, tried, why }: Of<'attempt'>): void {
  const task = openTask(session, taskId);
  needsNoDecision(session, task);
  notInTheFuture(session, at, '/at');
  session.append('task-attempted', { taskId: task.id, step: task.step, at, tried, why });
  if (session.protocol.attemptClimbs(task, task.attempts.length)) climbTask(session, task, attemptLevel(ladderOf(session.state, task), task.climb, task.owner.role), true, why, 'attempt');
}

function climbByHand(session: Session, { escalationId, toLevel, reason }: Of<'climb'>): void {
  const task = escalationTask(session, escalationId);
  if (task.escalation?.id !== escalationId) refuse('escalation-ended', 'This climb has ended.');
  const { rungs } = ladderOf(session.state, task);
  if (toLevel < 1 || toLevel > rungs.length) wrongField('/toLevel', 'no-such-level', `The ladder has ${rungs.length} levels.`);
  climbTask(session, task, toLevel, false, reason, 'overdue');
}

/** The sender tells it; what follows for the climb follows from the event. */
function notReached(session: Session, { type: _, extra, ...call }: Of<'not-reached'>): void {
  const task = openTask(session, call.taskId);
  const { step } = task;
  session.append('rung-not-reached', { ...call, step, ...(extra ? { extra } : {}) });
  if (extra) askNext(session, task, { level: call.level, role: rungOf(ladderOf(session.state, task), call.level).role });
}

/** The case that was begun tells it; again, when its outcome was amended after it had been brought back. */
function begunCaseEnded(session: Session, { key, caseId, outcome: ended }: Of<'begun-case-ended'>): void {
  const begun = session.state.begun?.find((each) => each.key === key && each.status !== 'refused') ?? notFound('This case began no such case.');
  if (begun.outcome !== ended) session.append('begun-case-ended', { key, pathway: begun.pathway, caseId, outcome: ended });
}

function escalationTask(session: Session, escalationId: string): TaskState {
  return session.state.tasks.find((task) => task.escalations.includes(escalationId)) ?? notFound('There is no such escalation.');
}

function outcome(session: Session, { escalationId, response, note }: Of<'outcome'>): void {
  const task = escalationTask(session, escalationId);
  session.append('outcome-recorded', { escalationId, taskId: task.id, step: task.step, response, ...(note === undefined ? {} : { note }) });
}

function unmet(session: Session, pathway: Pathway, { taskId, reason, unsafe }: Of<'unmet'>): void {
  const task = openTask(session, taskId);
  if (!session.protocol.mayBeUnmet(pathway, task)) refuse('cannot-be-unmet', 'Nothing takes over from this step: it must be done, attempted, declined or handed over.');
  session.append('task-unmet', { taskId: task.id, step: task.step, reason, unsafe });
}

function declined(session: Session, { type: _, ...said }: Of<'declined'>): void {
  const task = openTask(session, said.taskId);
  needsNoDecision(session, task);
  if (session.protocol.notDeclined?.includes(task.step)) refuse('cannot-be-declined', 'This is not the person’s to decline: it must be done, attempted or handed over.');
  if (task.declined) refuse('already-declined', 'That the person said no is recorded: a decision is awaited.');
  session.append('task-declined', { ...said, step: task.step });
}

function assign(session: Session, task: TaskState, to: string, reason: string, claimed: boolean): void {
  if (task.owner.person === to) refuse('already-theirs', 'The task is theirs already.');
  session.append('task-assigned', { taskId: task.id, step: task.step, person: to, before: task.owner.person, reason, claimed });
}

function claim(session: Session, { taskId }: Of<'claim'>, actor: Actor): void {
  const task = openTask(session, taskId);
  const person = actingPerson(actor);
  if (task.owner.person !== null && task.owner.person !== person) refuse('already-claimed', 'Somebody has this task already: let them assign it.');
  assign(session, task, person, 'claimed', true);
}

function reopen(session: Session, pathway: Pathway, { taskId, reason }: Of<'reopen'>): void {
  const task = anyTask(session, taskId);
  if (task.status !== 'completed') refuse('task-not-completed', 'Only a completed task can be reopened.');
  if (session.protocol.decisions[task.step]) refuse('cannot-be-reopened', 'A decision stands: take another.');
  session.protocol.reopened(pathway, task, reason);
}

/** The owner moves an action; the third time it climbs, and every time after: moving it once more calls nobody off. */
function move(session: Session, pathway: Pathway, { taskId, dueAt, reason }: Of<'move'>): void {
  const task = openTask(session, taskId);
  if (task.step !== 'action') refuse('cannot-be-moved', 'Only an action that was agreed can be moved.');
  if (instant(dueAt) <= session.now) wrongField('/dueAt', 'in-the-past', 'The new time must be to come.');
  if (instant(dueAt) === task.dueAt) wrongField('/dueAt', 'unchanged', 'It is due at that time already.');
  pathway.redueAt(task, instant(dueAt), reason, 'moved by its owner', true);
  if (task.moves >= Number(pathway.number('movesBeforeClimb'))) climbTask(session, task, attemptLevel(ladderOf(session.state, task), task.climb, task.owner.role), true, `moved ${task.moves} times: ${reason}`, 'trigger');
}

function trigger(session: Session, command: Of<'trigger'>): void {
  const { kind, occurredAt, note, reportedBy, sign, about, safeguarding, elsewhere } = command;
  if (!session.protocol.triggers.includes(kind)) wrongField('/kind', 'unknown-trigger', `This pathway knows: ${session.protocol.triggers.join(', ')}.`);
  notInTheFuture(session, occurredAt, '/occurredAt');
  session.append('trigger-recorded', { kind, occurredAt, note, ...(reportedBy === undefined ? {} : { reportedBy }), ...(sign === undefined ? {} : { sign }), ...(about === undefined ? {} : { about }), ...(safeguarding === undefined ? {} : { safeguarding }), ...(elsewhere?.length ? { elsewhere } : {}) });
}

function replan(session: Session, pathway: Pathway, command: Of<'replan'>): void {
  const { plan } = session.protocol;
  if (!plan) return refuse('cannot-be-replanned', 'This pathway has no plan to move.');
  const other = plan === 'plannedDischargeAt' ? 'dischargedAt' : 'plannedDischargeAt';
  if (command[other] !== undefined) wrongField(`/${other}`, 'unknown-field', `This pathway plans from ${plan}.`);
  const at = command[plan] ?? wrongField(`/${plan}`, 'required', 'Say to when the plan has moved.');
  const past = pathway.policy.numbers[`${plan}Past`];
  if (past && instant(at) < session.now - pathway.duration(`${plan}Past`)) wrongField(`/${plan}`, 'too-long-ago', `It may lie ${past.value} past at most.`);
  if (instant(at) === pathway.plan) refuse('plan-unchanged', 'The plan stands at that time already.');
  pathway.replan(at, command.reason);
}

function hospitalMessage(session: Session, { messageId, messageType, finding, occurredAt, flags }: Of<'hospital-message'>): void {
  if (session.state.messages.some((each) => each.messageId === messageId)) return;
  session.append('hospital-message', { messageId, type: messageType, finding, ...(occurredAt === undefined ? {} : { occurredAt }), flags });
}
