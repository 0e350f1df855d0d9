import { acknowledge, climbTo, empty, hold, release, standing, start, unreached, type Climb, type Ladder } from '#libs/domain/ladder.js';
import type { AcceptedBy, CaseEvent, EventData, JsonObject } from '#libs/contracts/events.js';
import { callTime, ladderOf } from './ladder-of.js';
import { onDuty, turnFrom, turnStanding } from './system-alarm.js';
import { planOf, routesOf, signCut } from './plan-of.js';
import { beginningOf, instant, ownerKey, taskOf, type BegunCase, type CaseState, type TaskState } from './state.js';

/** Evidence that later steps decide by; everything else stays in the record. */
const keptEvidence = ['visitAt', 'until', 'acceptedBy', 'organisation', 'noneNeeded', 'deliveryAt', 'leftAt', 'visitedAt', 'worry', 'readmitted', 'seenAt', 'heldAt', 'resolution', 'confirmed', 'contactedAt', 'warningSigns', 'triggers', 'nextAt', 'reviewAt', 'decision', 'handedBackTo', 'handover', 'changed', 'value', 'readAt', 'rating', 'agendaItem', 'severity'];

/** Evidence that later rules of one step decide by. */
const keptOfStep: Readonly<Record<string, readonly string[]>> = {
  'triage-huddle': ['outcome', 'to', 'leadProfessional', 'coordinator', 'escalationOwner', 'details', 'facts', 'ask', 'of', 'question'], 'senior-oversight': ['outcome', 'to', 'leadProfessional', 'coordinator', 'escalationOwner', 'details', 'facts', 'ask', 'of'],
  'clarification-call': ['facts'], 'referral-changed': ['withdrawn'], 'theme-decision': ['draft'], 'theme-followed-up': ['became'], 'flow-meeting': ['nextChair'],
};
/** What of a step's evidence stays in the state. Of the signs at a contact those that were seen; of a person's crisis plan what it is to be known by, not what is done then. */
function keptOf(step: string, evidence: JsonObject): JsonObject {
  const kept = Object.fromEntries(Object.entries(evidence).filter(([name]) => keptEvidence.includes(name) || keptOfStep[step]?.includes(name)));
  const { warningSigns, plan, dataset } = evidence;
  // Of what was told on the telephone, that it was told.
  if (step === 'clarification-call' && typeof dataset === 'object' && dataset !== null) kept['dataset'] = Object.fromEntries(Object.keys(dataset).map((part) => [part, 'told']));
  if (step === 'contact' && Array.isArray(warningSigns)) kept['warningSigns'] = (warningSigns as { sign: string; seen: boolean }[]).filter(({ seen }) => seen).map(({ sign, seen }) => ({ sign: beginningOf(sign, signCut), seen }));
  if (step === 'crisis-plan-reviewed' && plan !== undefined) kept['plan'] = Array.isArray(plan) ? (plan as { if: string }[]).map((line) => line.if) : plan;
  return kept;
}

/** Folds one event into the state, in place. @throws when the event does not follow the last one: the record has a gap */
export function fold(state: CaseState, event: CaseEvent): void {
  if (event.sequence !== state.version + 1) throw new Error(`event ${event.sequence} does not follow ${state.version}`);
  const at = instant(event.at);
  Object.assign(state, { version: event.sequence, lastAt: at });
  switch (event.kind) {
    case 'case-opened': {
      const { data } = event;
      Object.assign(state, { pathway: data.pathway, policy: data.policy, revision: data.revision, organisation: data.organisation, rehearsal: data.rehearsal, openedAt: at, owners: data.owners ?? null, details: data.details, ...(data.begunBy ? { begunBy: data.begunBy } : {}) });
      break;
    }
    case 'task-opened': state.tasks.push(opened(state, event.sequence, event.data)); break;
    case 'decision-recorded': foldDecision(state, event.sequence, at, event.data); break;
    case 'trigger-recorded': {
      const { kind, occurredAt, sign, about, safeguarding, elsewhere } = event.data;
      state.triggers.push({ sequence: event.sequence, kind, occurredAt: instant(occurredAt), at, ...(kind === 'warning-sign' ? { sign: sign === undefined ? null : beginningOf(sign, signCut) } : {}), ...(about === undefined ? {} : { about }), ...routesOf(safeguarding), ...(elsewhere ? { elsewhere: elsewhere.map(instant) } : {}) });
      break;
    }
    case 'hospital-message':
      state.messages.push({ sequence: event.sequence, messageId: event.data.messageId, finding: event.data.finding, occurredAt: event.data.occurredAt ? instant(event.data.occurredAt) : null, at });
      break;
    case 'gate-opened': {
      const before = state.gates[event.data.gate];
      state.gates[event.data.gate] = { open: true, by: event.data.by, sequence: event.sequence, shut: before?.shut ?? 0, covered: event.data.covered ?? [] };
      break;
    }
    case 'gate-shut': {
      const before = state.gates[event.data.gate];
      state.gates[event.data.gate] = { open: false, by: before?.by ?? null, sequence: event.sequence, shut: event.sequence, covered: [] };
      break;
    }
    case 'stage-entered': state.stage = event.data.stage; break;
    case 'left': state.left = { at: instant(event.data.leftAt), sequence: event.sequence, recordedAt: at, gate: event.data.gate, source: event.data.source }; break;
    case 'leaving-undone': state.left = null; state.watch = null; state.leavingUndone = event.sequence; break;
    case 'replanned': {
      const { before: _, reason: __, ...plan } = event.data;
      state.details = { ...state.details, ...plan };
      state.replans += 1;
      break;
    }
    case 'owner-offered': state.offers[event.data.role] = event.data.person; break;
    case 'owner-changed': foldOwner(state, event.data); state.ownerSince = { ...state.ownerSince, [event.data.role]: event.sequence }; break;
    case 'case-asked': state.begun = [...state.begun ?? [], { key: event.data.key, sequence: event.sequence, pathway: event.data.pathway, details: event.data.details, owners: event.data.owners ?? null, status: 'asked', caseId: null, code: null, outcome: null }]; break;
    // What it was to begin with is in the record.
    case 'case-begun': foldBegun(state, event.data.key, { status: 'begun', caseId: event.data.caseId, details: null }); break;
    case 'case-not-begun': foldBegun(state, event.data.key, { status: 'refused', caseId: event.data.caseId ?? null, code: event.data.code, details: null }); break;
    case 'begun-case-ended': foldBegun(state, event.data.key, { status: 'ended', caseId: event.data.caseId, outcome: event.data.outcome, details: null }); break;
    case 'watch-started': state.watch = { until: instant(event.data.until) }; break;
    case 'watch-ended': if (state.watch) state.watch.endedBecause = event.data.because; break;
    case 'case-ended': state.ended = { because: event.data.because, sequence: event.sequence }; break;
    case 'case-closed': state.outcome = event.data.outcome; state.closed = { at, outcome: event.data.outcome }; break;
    case 'outcome-amended': state.outcome = event.data.outcome; break;
    case 'case-revived': state.closed = null; state.revivals += 1; break;
    case 'called': foldCalled(state, event.data); break;
    case 'reminded': state.unanswered = state.unanswered.filter(({ rung }) => rung !== event.data.reminder); break;
    case 'system-alarm-told': state.unanswered = state.unanswered.filter(({ rung }) => rung !== event.data.alarm); break;
    case 'policy-moved': foldPolicy(state, event.data.policy); break;
    case 'note-added': case 'patient-corrected': break;
    default: foldTask(state, event, at);
  }
}

function opened(state: CaseState, sequence: number, data: EventData['task-opened']): TaskState {
  const openedAt = instant(data.openedAt);
  const task: TaskState = {
    id: data.taskId, step: data.step, key: data.key, sequence, owner: data.owner, openedAt, dueAt: instant(data.dueAt), due: data.due, when: data.when, from: data.from, status: 'open',
    ladder: data.ladder, climb: { anchor: { level: 0, at: openedAt }, nobody: [], reached: 0, repeats: 0 }, calls: [], calledAtOpening: data.calls, climbBecause: null, escalation: null, escalations: [], acknowledgedUntil: null, acknowledgements: 0, heldBecause: null, remindedUpTo: openedAt, turn: null,
    evidence: null, completedAt: null, late: false, closedAt: null, closedSequence: 0, endedBecause: null, attempts: [], declined: null, moves: 0, reopened: 0, dueSince: sequence, standsSince: sequence, standsAt: openedAt,
  };
  task.climb = start(ladderOf(state, task), Math.max(task.dueAt, openedAt));
  return task;
}

function foldDecision(state: CaseState, sequence: number, at: number, data: EventData['decision-recorded']): void {
  const decision = data.decision as JsonObject & { kind: string; outcome: string; because?: string; unmetDueAt?: string; plannedDischargeAt?: string; toStage?: number; reviewAt?: string; acceptedBy?: AcceptedBy };
  state.decisions.push({
    sequence, at, taskId: data.taskId, step: data.step, kind: decision.kind, outcome: decision.outcome, because: decision.because ?? null,
    unmetDueAt: decision.unmetDueAt ? instant(decision.unmetDueAt) : null, plannedDischargeAt: decision.plannedDischargeAt ?? null, toStage: decision.toStage ?? null, ...(decision.reviewAt ? { reviewAt: instant(decision.reviewAt) } : {}), ...(decision.acceptedBy ? { acceptedBy: decision.acceptedBy } : {}),
    covered: data.covered ?? [], ...planOf(data.decision), ...routesOf(data.decision['safeguarding']),
  });
}

function foldBegun(state: CaseState, key: string, change: Partial<BegunCase>): void {
  state.begun = (state.begun ?? []).map((each) => (each.key === key ? { ...each, ...change } : each));
}

/** The role's open tasks go along, also where the old owner had them by name; nobody who no longer has them is called. */
function foldOwner(state: CaseState, { role, person, before }: EventData['owner-changed']): void {
  if (state.owners) state.owners = { ...state.owners, [ownerKey[role]]: person };
  delete state.offers[role];
  for (const task of state.tasks) {
    if (task.owner.role !== role) continue;
    // What has ended may come back: then it is the new owner's as well.
    if (task.owner.person === before && (task.status === 'open' || state.revision >= 2)) task.owner = { role, person: null };
    if (task.status !== 'open') continue;
    // Handing it over is an answer to the call about it.
    if (task.owner.person === null) task.turn = null;
    task.calls = task.calls.filter((call) => call.role !== role || call.person !== before);
  }
}

/** What was called or alarmed by the old intervals stands; the next is one new interval after the last of it, or a longer one would count for all that was called before and nobody would be called for days. */
function foldPolicy(state: CaseState, policy: CaseState['policy']): void {
  for (const task of state.tasks) {
    if (task.status !== 'open') continue;
    const ladder = ladderOf(state, task);
    task.climb = standing(ladder, task.climb);
    task.turn &&= turnStanding(ladder, task.turn);
  }
  state.policy = policy;
}

function foldCalled(state: CaseState, data: EventData['called']): void {
  const asked = state.unanswered.find((each) => each.rung === data.rung);
  state.unanswered = state.unanswered.filter((each) => each !== asked);
  const task = taskOf(state, data.taskId);
  if (!asked || !task || data.person !== null || task.escalation?.id !== asked.escalationId || asked.extra) return;
  task.climb = empty(ladderOf(state, task), task.climb, data.level);
}

/** Starts the climb anew: what was called before belongs to a climb that has ended. What is held stays held, and a call that was asked for is still made. */
function restart(task: TaskState, ladder: Ladder, from: number): void {
  const climb = start(ladder, from);
  Object.assign(task, { climb: task.heldBecause === null ? climb : hold(climb), escalation: null, climbBecause: null, acknowledgedUntil: null, acknowledgements: 0, turn: null });
}

/** Due at another instant: a later one starts the climb anew; with an earlier one, a climb that has called nobody begins there. */
function redue(task: TaskState, ladder: Ladder, anew: boolean): void {
  const from = Math.max(task.dueAt, task.standsAt);
  if (anew) return restart(task, ladder, from);
  const { anchor, reached: level } = task.climb;
  if (level === 0 && anchor.level === 0) task.climb = { ...task.climb, anchor: { level: 0, at: from } };
}

/** What was held back is called in the ladder's hours from now on; an acknowledgement still holds until its own end. */
function foldReleased(state: CaseState, task: TaskState, at: number): void {
  task.heldBecause = null;
  task.climb = acknowledge(release(task.climb), Math.max(at, task.acknowledgedUntil ?? at));
  task.calls = task.calls.map((call) => ({ ...call, at: Math.max(call.at, callTime(state, task, at)) }));
}

function end(task: TaskState, sequence: number, at: number, because: string): void {
  Object.assign(task, { closedAt: at, closedSequence: sequence, endedBecause: because, escalation: null, calls: [], acknowledgedUntil: null, climbBecause: null, heldBecause: null, turn: null });
}

function reached(climb: Climb, ladder: Ladder, level: number, missed: number): Climb {
  const again = level === climb.reached && level === ladder.rungs.length;
  return { ...climb, reached: Math.max(climb.reached, level), repeats: again ? climb.repeats + 1 + missed : climb.repeats + (level === ladder.rungs.length ? missed : 0) };
}

/** Somebody answered what was called about: whoever it was said or did something about the task. What the system does by itself is no answer; while it holds calls no turn passes. */
const answering: readonly CaseEvent['kind'][] = ['task-acknowledged', 'task-attempted', 'task-assigned', 'task-declined', 'climbed', 'outcome-recorded'];
const holding: readonly CaseEvent['kind'][] = ['task-held', 'task-released'];
const answers = (event: CaseEvent): boolean => holding.includes(event.kind) || ('person' in event.actor && (answering.includes(event.kind) || (event.kind === 'task-due-changed' && event.data.moved === true)));

/** The last rung was called, in its turn or once more: unless one runs already, a turn begins in which somebody has to answer. */
function foldTurn(state: CaseState, task: TaskState, { level, extra, dueAt }: EventData['rung-reached'], at: number): void {
  const last = ladderOf(state, task).rungs.length;
  if (level === last && (!extra || task.climb.reached === last)) task.turn ??= turnFrom(instant(dueAt), at);
}

function foldTask(state: CaseState, event: CaseEvent & { data: { taskId: string } }, at: number): void {
  const task = taskOf(state, event.data.taskId);
  if (!task) throw new Error(`event ${event.sequence} (${event.kind}) names a task that does not exist`);
  if (answers(event)) task.turn = null;
  switch (event.kind) {
    case 'task-completed': {
      Object.assign(task, { status: 'completed', evidence: keptOf(task.step, event.data.evidence), completedAt: instant(event.data.completedAt), late: event.data.late, declined: null });
      end(task, event.sequence, at, 'completed');
      break;
    }
    case 'task-attempted': task.attempts = [...task.attempts, { at: instant(event.data.at), sequence: event.sequence }].slice(-20); break;
    case 'task-unmet': task.status = 'unmet'; end(task, event.sequence, at, 'unmet'); break;
    case 'task-declined': task.declined = { sequence: event.sequence }; break;
    case 'task-ended': task.status = event.data.status; end(task, event.sequence, at, event.data.status); task.endedBecause = event.data.because; break;
    case 'task-reopened':
      Object.assign(task, { status: 'open', evidence: null, completedAt: null, late: false, closedAt: null, closedSequence: 0, endedBecause: null, declined: null, reopened: task.reopened + 1, dueSince: event.sequence, standsSince: event.sequence, standsAt: at, remindedUpTo: at,
        dueAt: instant(event.data.dueAt), due: event.data.due, when: event.data.when, from: event.data.from, ladder: event.data.ladder });
      restart(task, ladderOf(state, task), Math.max(task.dueAt, at));
      break;
    case 'task-due-changed':
      Object.assign(task, { dueAt: instant(event.data.dueAt), due: event.data.due, when: event.data.when, from: event.data.from, moves: task.moves + (event.data.moved ? 1 : 0), dueSince: event.sequence, remindedUpTo: at });
      if (event.data.because === 'offered-again') task.declined = null;
      redue(task, ladderOf(state, task), event.data.restart);
      break;
    case 'task-owner-changed':
      Object.assign(task, { owner: { role: event.data.role, person: null }, ladder: event.data.ladder, calls: [] });
      restart(task, ladderOf(state, task), Math.max(task.dueAt, at));
      break;
    case 'task-assigned': task.owner = { ...task.owner, person: event.data.person }; break;
    case 'task-acknowledged':
      // One that holds nothing still ends what was held before it: that is called in the ladder's hours from now on.
      task.acknowledgedUntil = event.data.climbs ? null : instant(event.data.until);
      task.acknowledgements = event.data.count ?? (task.acknowledgements ?? 0) + 1;
      task.climb = acknowledge(task.climb, instant(event.data.until));
      break;
    // The climb keeps its end, so that what it held back waits for the ladder's hours as well.
    case 'acknowledgement-ended': task.acknowledgedUntil = null; break;
    case 'ladder-changed': task.ladder = event.data.ladder; restart(task, ladderOf(state, task), Math.max(task.dueAt, at)); break;
    case 'task-held': task.heldBecause = event.data.because; task.climb = hold(task.climb); break;
    case 'task-released': task.remindedUpTo = Math.max(task.remindedUpTo ?? 0, at); foldReleased(state, task, at); break;
    case 'call-asked': {
      const { reason, level, role, person, asked } = event.data;
      task.calls = [...task.calls, { at: instant(event.data.at), reason, level, role, person, asked }].toSorted((a, b) => a.at - b.at);
      break;
    }
    case 'climbed':
      // A rung that was called before is called again and moves nothing.
      if (event.data.again) break;
      task.acknowledgedUntil = null;
      task.climbBecause = task.escalation ? null : event.data.because;
      task.climb = climbTo(ladderOf(state, task), task.climb, event.data.toLevel, instant(event.data.at));
      break;
    // Of a climb that has ended, or of a call beside the ladder, it is recorded and moves nothing.
    case 'rung-not-reached':
      if (!event.data.extra && task.escalation?.id === event.data.escalationId) task.climb = unreached(ladderOf(state, task), task.climb, event.data.level, at);
      break;
    case 'rung-reached': {
      const { data } = event;
      if (data.extra) task.calls = task.calls.slice(1);
      else task.climb = reached(task.climb, ladderOf(state, task), data.level, data.missed ?? 0);
      if (!task.escalation) {
        task.escalation = { id: data.escalationId, reason: data.reason };
        task.escalations.push(data.escalationId);
      }
      task.climbBecause = null;
      foldTurn(state, task, data, at);
      state.unanswered.push({ rung: event.sequence, escalationId: data.escalationId, taskId: task.id, level: data.level, extra: data.extra ?? false, role: data.role, person: data.person });
      break;
    }
    case 'reminder-reached': {
      const { dueAt, role, person } = event.data;
      task.remindedUpTo = instant(dueAt);
      state.unanswered.push({ rung: event.sequence, escalationId: '', taskId: task.id, level: 0, extra: true, role, person, for: 'reminder' });
      break;
    }
    case 'system-alarm-raised': {
      const { escalationId, level, since, turn } = event.data;
      task.turn = { since: instant(since), raised: turn };
      state.unanswered.push({ rung: event.sequence, escalationId, taskId: task.id, level, extra: true, role: onDuty, person: null, for: 'alarm' });
    }
  }
}
