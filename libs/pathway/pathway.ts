import { elapsedTime } from '#libs/domain/duration.js';
import type { DecisionAction, EventData, JsonObject, Outcome, Owners } from '#libs/contracts/events.js';
import type { Policy } from '#libs/policies/policy.js';
import { policyOfCase } from '#libs/policies/released.js';
import { dueOf, type Anchors, type DueAt } from './due.js';
import { weeklyReview, withdrawWeeklyReview } from './weekly-review.js';
import { callTime, ladderName, ownerRole, rungOf, ladderOf, stepPolicy } from './ladder-of.js';
import type { Session } from './session.js';
import { instant, instantIn, said, text, type BegunCase, type CaseState, type DecisionState, type GateState, type TaskState, type TriggerState } from './state.js';

/**
 * How a step is asked. `key` tells two askings of one step apart; `when` picks the due rule, the owner and the ladder; `calls`: the owner is called when it opens; `person`: it is somebody's by name.
 * `comesBack`: where it was withdrawn for this reason, or one of these, it is open again, as if it opened now.
 */
export interface Asking { comesBack?: string | readonly string[]; key?: string; when?: string; anchors?: Anchors; because?: string; about?: JsonObject; calls?: boolean; ladder?: string; owner?: string; person?: string }

/** What whoever comes to own a task is asked. */
export const newOwnerIsAsked = 'This is yours from now on. Do it, or say who will.';
/** Why an action asks who checked it: another than whoever did it. */
export const checkedByAnotherThanTheDoer = 'checked-by-another';

/**
 * The words a protocol is written in. They read the folded case and say what must stand; saying it again changes nothing. There is no clock here
 * but `reached`, and nothing waits: the protocol is run again from the top whenever something happened.
 */
export class Pathway {
  constructor(private readonly session: Session) {}

  get state(): Readonly<CaseState> { return this.session.state; }
  get policy(): Policy { return policyOfCase(this.session.state.policy); }
  get details(): JsonObject { return this.session.state.details; }
  /** Does the case live by this revision of the rules, or by a later one? */
  since(revision: number): boolean { return this.state.revision >= revision; }
  /** The instant that is being dealt with. Rules that refuse compare with it; a protocol uses `reached`. */
  get present(): number { return this.session.time; }
  get plannedDischargeAt(): number { return instant(said(this.details, 'plannedDischargeAt')); }
  /** The instant that the pathway plans from, as it stands now; null: it plans from none. */
  get plan(): number | null { return this.session.protocol.plan ? instantIn(this.details, this.session.protocol.plan) : null; }

  /** A number of the policy, as it stands there. */
  number(name: string): string | number {
    const found = this.policy.numbers[name];
    if (!found) throw new Error(`policy ${this.policy.id} has no number ${name}`);
    return found.value;
  }
  /** A duration of the policy in elapsed milliseconds. */
  duration(name: string): number { return elapsedTime(String(this.number(name))); }

  /** Is it that late? Else the case wakes up then and the protocol is asked again. */
  reached(at: number): boolean {
    if (at <= this.session.time) return true;
    this.session.alarms = [...this.session.alarms ?? [], at];
    return false;
  }

  /** Every task of the step, oldest first. */
  all(...steps: string[]): TaskState[] { return this.state.tasks.filter((task) => steps.includes(task.step)); }
  latest(step: string): TaskState | undefined { return this.state.tasks.findLast((task) => task.step === step); }
  open(step: string): TaskState | undefined { return this.state.tasks.find((task) => task.step === step && task.status === 'open'); }
  triggers(...kinds: string[]): TriggerState[] { return this.state.triggers.filter((trigger) => kinds.includes(trigger.kind)); }
  decisions(step: string): DecisionState[] { return this.state.decisions.filter((decision) => decision.step === step); }
  decided(step: string): DecisionState | undefined { return this.decisions(step).at(-1); }

  /** The step must be done: opens its task unless this asking stands already, and answers how it stands. */
  ask(step: string, asking: Asking = {}): TaskState {
    const key = asking.key ?? '1';
    const standing = this.state.tasks.find((task) => task.step === step && task.key === key);
    if (standing?.status === 'not-needed' && [asking.comesBack].flat().includes(standing.endedBecause ?? undefined) && this.since(2)) this.comeBack(standing, asking);
    if (standing) return standing;
    const policy = stepPolicy(this.state, step);
    const { dueAt, due, from } = this.due(step, asking, this.session.time);
    const keeper = this.keeperOf(step);
    const taskId = `${this.state.caseId}.${this.state.version + 1}`;
    this.session.append('task-opened', {
      taskId, step, key, title: policy.title, owner: { role: asking.owner ?? keeper ?? ownerRole(policy, asking.when), person: asking.person ?? null }, openedAt: text(this.session.time), dueAt: text(dueAt), due,
      ladder: asking.ladder ?? keeper ?? ladderName(policy, asking.when), when: asking.when ?? null, from, calls: asking.calls ?? false,
      ...(asking.because ? { because: asking.because } : {}), ...(asking.about ? { about: asking.about } : {}),
    });
    const task = this.state.tasks.at(-1)!;
    if (asking.calls) this.callOwner(task);
    return task;
  }
  /** What was withdrawn is wanted again, for the reason that it opened for: by the same task, which stays whose it was. */
  private comeBack(task: TaskState, asking: Asking): void {
    this.reopen(task, asking.because ?? 'what it was withdrawn for no longer holds', { ...asking, ladder: asking.ladder ?? this.keeperOf(task.step) ?? ladderName(stepPolicy(this.state, task.step), asking.when) });
    if (asking.calls) this.callOwner(task);
  }
  /** Steps side by side, each with its own owner, due time and ladder. */
  askAll(...steps: string[]): TaskState[] { return steps.map((step) => this.ask(step)); }

  /** The step stands while `wanted` holds and is withdrawn when it no longer does; wanted again, it opens anew. Answers the task that stands. */
  keep(step: string, wanted: boolean, withdrawn: string, asking: Asking = {}): TaskState | undefined {
    const standing = this.open(step);
    if (!wanted) {
      if (standing) this.notNeeded(standing, withdrawn);
      return undefined;
    }
    return standing ?? this.ask(step, { ...asking, key: String(this.all(step).length + 1) });
  }

  /** An action that a decision or a review agreed: its own title, owner, due time and check. `more`: what it is about beside that. */
  action({ title, owner, dueAt: agreed, completionCheck, checkedByAnother }: DecisionAction, key: string, step = 'action', more: JsonObject = {}): TaskState {
    const standing = this.state.tasks.find((task) => task.step === step && task.key === key);
    if (standing) return standing;
    const { dueAt, due, from } = this.due(step, { anchors: { agreed: instant(agreed) } }, this.session.time);
    this.session.append('task-opened', {
      taskId: `${this.state.caseId}.${this.state.version + 1}`, step, key, title, owner: { role: 'action-owner', person: owner }, openedAt: text(this.session.time), dueAt: text(dueAt),
      due, ladder: '', when: checkedByAnother ? checkedByAnotherThanTheDoer : null, from, calls: false, about: { completionCheck, ...(checkedByAnother ? { checkedByAnother } : {}), ...more },
    });
    return this.state.tasks.at(-1)!;
  }

  /**
   * What was agreed at `scope` (a review, a part of a plan): each action is a task of its own. Agreed anew it opens only what is new in it: one that stands is told by its
   * title, owner and time, and of several that are the same by how many there are.
   */
  agreed(scope: string, actions: readonly DecisionAction[]): void {
    const times = new Map<string, number>();
    for (const action of actions) {
      const what = `${scope} ${instant(action.dueAt)} ${action.owner} ${action.title}`;
      times.set(what, (times.get(what) ?? 0) + 1);
      this.action(action, `${what} ${times.get(what)}`);
    }
  }

  /**
   * Another case begins, once for this key, about the same person where its pathway is about one, with the same owners unless others are named. Answers how it stands: asked for, begun, refused by a
   * rule (an open case of the person on that pathway), or ended, with its outcome.
   */
  begin(key: string, { pathway, details, because, owners }: { pathway: string; details: JsonObject; because: string; owners?: Owners }): BegunCase {
    const standing = this.state.begun?.find((each) => each.key === key);
    if (standing) return standing;
    this.session.append('case-asked', { key, pathway, details, because, ...(owners ? { owners } : {}) });
    return this.state.begun!.at(-1)!;
  }

  notNeeded(task: TaskState, because: string): void { this.endTask(task, 'not-needed', because); }
  endTask(task: TaskState, status: 'declined' | 'not-needed' | 'handed-over', because: string, acceptedBy?: EventData['task-ended']['acceptedBy']): void {
    if (task.status !== 'open' && task.status !== 'unmet') return;
    if (task.status === 'open' && this.session.time < this.session.now) this.session.beforeEnding?.(task);
    this.session.append('task-ended', { taskId: task.id, step: task.step, status, because, ...(acceptedBy ? { acceptedBy } : {}) });
  }
  /** Withdraws whatever stood before this event of the record. */
  withdrawBefore(sequence: number, because: string): void {
    for (const task of this.state.tasks) if (task.standsSince < sequence) this.notNeeded(task, because);
  }
  /** Opens a task that had ended, with the due time of this reason; open again counts as opening. */
  reopen(task: TaskState, reason: string, asking: Asking = {}): void {
    const { dueAt, due, from } = this.due(task.step, asking, this.session.time);
    this.session.append('task-reopened', { taskId: task.id, step: task.step, reason, dueAt: text(dueAt), due, when: asking.when ?? null, from, ladder: asking.ladder ?? task.ladder });
  }
  /** Opens a task that had ended; its due time stands. */
  stand(task: TaskState, reason: string, ladder: string): void {
    this.session.append('task-reopened', { taskId: task.id, step: task.step, reason, dueAt: text(task.dueAt), due: task.due, when: task.when, from: task.from, ladder });
  }
  /** Moves a task to the due time of this reason. A later one ends the climb so far, which starts anew then. `offered`: after a no the person is asked again. */
  redue(task: TaskState, because: string, asking: Asking = {}, offered = false): void {
    const { dueAt, due, from } = this.due(task.step, asking, task.standsAt);
    if (!offered && dueAt === task.dueAt && (asking.when ?? null) === task.when) return;
    this.session.append('task-due-changed', {
      taskId: task.id, step: task.step, dueAt: text(dueAt), before: text(task.dueAt), due, when: asking.when ?? null, from, because, restart: offered || dueAt > task.dueAt,
    });
  }
  /** Moves a task to an instant that a person or a number of the policy gives. A later one, and an offer made again after a no, ends the climb so far. */
  redueAt(task: TaskState, at: number, because: string, rule: string, moved = false): void {
    this.session.append('task-due-changed', {
      taskId: task.id, step: task.step, dueAt: text(at), before: text(task.dueAt), due: { rule, clock: 'elapsed', source: 'decided on the case', status: 'local' }, when: task.when, from: 'agreed', because,
      restart: at > task.dueAt || because === 'offered-again', ...(moved ? { moved } : {}),
    });
  }
  /** Completes a task by what a message told. */
  complete(task: TaskState, evidence: JsonObject, at: number): void {
    this.session.append('task-completed', { taskId: task.id, step: task.step, evidence, completedAt: text(this.session.now), late: at > task.dueAt, recordedLate: this.session.now > task.dueAt });
  }
  /** What this role kept is from now on whose it is by the policy: in one step, so that nothing is ever nobody's. What somebody had to be called for at once, the new owner is called for. */
  handOn(role: string, because: string): void {
    for (const task of this.state.tasks) {
      if (task.status !== 'open' || task.owner.role !== role || this.keeperOf(task.step) === role) continue;
      const policy = stepPolicy(this.state, task.step);
      const to = ownerRole(policy, task.when ?? undefined);
      if (to === role) continue;
      this.session.append('task-owner-changed', { taskId: task.id, step: task.step, role: to, before: role, ladder: ladderName(policy, task.when ?? undefined), because });
      if (task.calledAtOpening) this.call(task, to, 'handed-over', newOwnerIsAsked);
    }
  }
  climbs(task: TaskState, ladder: string, because: string): void {
    if (task.status === 'open' && task.ladder !== ladder) this.session.append('ladder-changed', { taskId: task.id, step: task.step, ladder, because });
  }
  /** Calls for these tasks wait until they are released. */
  hold(tasks: TaskState[], because: string | null): void {
    for (const task of tasks) {
      if (task.status !== 'open') continue;
      if (because !== null && task.heldBecause === null) this.session.append('task-held', { taskId: task.id, step: task.step, because });
      if (because === null && task.heldBecause !== null) this.session.append('task-released', { taskId: task.id, step: task.step, because: task.heldBecause });
    }
  }

  /** The next step may not start until a rule holds or an authorised person has decided to go on. */
  gate(name: string, verdict: { open: boolean; by: string; shutBecause: string; covered?: string[] }): GateState {
    const standing = this.state.gates[name];
    if (verdict.open && !standing?.open) this.session.append('gate-opened', { gate: name, by: verdict.by, ...(verdict.covered?.length ? { covered: verdict.covered } : {}) });
    if (!verdict.open && standing?.open) this.session.append('gate-shut', { gate: name, because: verdict.shutBecause });
    return this.state.gates[name] ?? { open: false, by: null, sequence: 0, shut: 0, covered: [] };
  }

  /** The plan moved: deadlines follow, history stays. */
  replan(at: string, reason: string): void {
    const { plan = 'plannedDischargeAt' } = this.session.protocol;
    this.session.append('replanned', { [plan]: at, before: said(this.details, plan), reason });
    this.session.protocol.replanned(this);
  }
  /** Moved too often, the escalation owner is called, about what is due first. */
  callAboutReplans(): void {
    const [task] = this.state.tasks.filter((each) => each.status === 'open').toSorted((a, b) => a.dueAt - b.dueAt);
    if (task) this.call(task, 'escalation-owner', 'trigger', `The plan has moved ${this.state.replans} times. Find out why, and write down what happens now.`);
  }
  /** Records a fact of the pathway once: it is appended as it is. */
  record<K extends 'left' | 'leaving-undone' | 'watch-started' | 'watch-ended' | 'stage-entered' | 'replanned'>(kind: K, data: EventData[K]): void { this.session.append(kind, data); }
  stage(name: string): void { if (this.state.stage !== name) this.session.append('stage-entered', { stage: name }); }
  /** The outcome as it now stands, before the case closes or amended after. */
  outcome(outcome: Outcome): void { if (JSON.stringify(this.state.outcome) !== JSON.stringify(outcome)) this.session.append('outcome-amended', { outcome }); }

  /** Nothing is open, and no other case is only asked for: the case closes. One synchronous step, so that nothing can come between the look and the closing. */
  close(outcome: Outcome): void {
    if (!this.nothingOpen || this.state.begun?.some(({ status }) => status === 'asked')) return;
    withdrawWeeklyReview(this);
    this.session.append('case-closed', { outcome });
  }
  /** Nothing is open that somebody has to do for the person: the weekly look at the case is not counted. */
  get nothingOpen(): boolean { return !this.state.tasks.some((task) => task.status === 'open' && task.step !== weeklyReview); }

  /** Calls somebody about a task beside its ladder, inside the ladder's hours. */
  call(task: TaskState, role: string, reason: 'trigger' | 'handed-over', asked: string, person: string | null = null): void {
    const rungs = ladderOf(this.state, task).rungs;
    const level = Math.max(1, rungs.findIndex((rung) => rung.role === role) + 1);
    this.session.append('call-asked', { taskId: task.id, step: task.step, level, role, person, at: text(callTime(this.state, task, this.session.time)), reason, asked });
  }
  /** The owner is called when the task opens or comes back, unless the ladder calls at that instant anyway. */
  private callOwner(task: TaskState): void {
    const ladder = ladderOf(this.state, task);
    if (callTime(this.state, task, Math.max(task.dueAt, task.standsAt)) <= callTime(this.state, task, task.standsAt)) return;
    this.call(task, task.owner.role, 'trigger', rungOf(ladder, 1).asked, task.owner.person);
  }

  /** Whoever keeps the step now, where the protocol says that somebody does and the policy has another owner for it. */
  private keeperOf(step: string): string | null {
    const keeper = this.session.protocol.keeper?.(this, step) ?? null;
    return keeper !== null && stepPolicy(this.state, step).variants?.some(({ when }) => when === keeper) ? keeper : null;
  }
  private due(step: string, asking: Asking, opened: number): DueAt {
    const { plan } = this.session.protocol;
    const anchors: Anchors = { opened, ...(plan && this.plan !== null ? { [plan]: this.plan } : {}), leaving: this.state.left?.at, ...asking.anchors };
    return dueOf(stepPolicy(this.state, step).due, asking.when, anchors);
  }
}
