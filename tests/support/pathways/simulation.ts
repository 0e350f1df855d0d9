import type { CaseStart, Command, CommandEnvelope } from '#libs/contracts/commands.js';
import type { CaseEvent, EventKind, EventOf, JsonObject } from '#libs/contracts/events.js';
import { evidenceOf } from '#libs/contracts/http/evidence.js';
import { answerBeginning, answerCalls, dryRun, openCase, perform, structuredCopy, wakeAt, type Beginning } from '#libs/pathway/engine.js';
import { tick } from '#libs/pathway/heart.js';
import { Refusal } from '#libs/pathway/refusal.js';
import { revision } from '#libs/pathway/revision.js';
import { Session } from '#libs/pathway/session.js';
import type { BegunCase, TaskState } from '#libs/pathway/state.js';
import { policyOf } from '#libs/policies/released.js';
import { protocolOf } from '#workflows/protocols.js';
import { faultsOf } from './invariants.js';

/** Who holds a role in the simulation; null: nobody. */
export type Directory = (role: string) => string | null;

/** A case driven without a server, in virtual time: the engine itself, with a directory that answers at once. */
export class Simulation {
  session: Session;
  readonly events: CaseEvent[] = [];
  private commands = 0;
  /** What comes of a case that this one asks for: it begins. null: nobody can say yet. */
  begins: (asked: BegunCase) => Beginning | null = ({ key }) => ({ begun: `begun-${key}` });

  constructor(readonly start: CaseStart, public now: number, private readonly holds: Directory = (role) => `the-${role}`) {
    this.session = openCase(protocolOf(start.pathway), start, now);
    this.settle();
    this.rests();
  }

  static discharge(details: JsonObject, at: string, holds?: Directory): Simulation {
    return new Simulation(dischargeStart(details), Date.parse(at), holds);
  }

  get state(): Session['state'] { return this.session.state; }
  task(step: string): TaskState {
    const found = this.state.tasks.findLast((task) => task.step === step);
    if (!found) throw new Error(`no task ${step}`);
    return found;
  }
  open(): string[] { return this.state.tasks.filter((task) => task.status === 'open').map((task) => task.step).toSorted(); }
  of<K extends EventKind>(kind: K): EventOf<K>[] { return this.events.filter((event): event is EventOf<K> => event.kind === kind); }
  /** Who was called for a step, in order: `role@instant`. */
  calls(step: string): string[] { return this.of('rung-reached').filter((event) => event.data.step === step).map((event) => `${event.data.role}@${event.data.dueAt}`); }

  /** Time passes; everything due on the way happens at its own instant. */
  until(at: string | number): void {
    const target = typeof at === 'string' ? Date.parse(at) : at;
    for (;;) {
      const next = wakeAt(this.session);
      if (next === null || next > target) break;
      this.now = Math.max(this.now, next);
      tick(this.session, this.now);
      this.settle();
    }
    this.now = Math.max(this.now, target);
    this.rests();
  }
  /** Nothing runs for a while: afterwards everything that passed is caught up with at once. */
  outage(until: string | number): void {
    this.now = typeof until === 'string' ? Date.parse(until) : until;
    tick(this.session, this.now);
    this.settle();
    this.rests();
  }
  /** The case goes on in a fresh run, with nothing but its state as JSON. */
  continueAsNew(): void {
    this.session = new Session(structuredCopy(this.session.state), this.session.protocol, this.now);
    tick(this.session, this.now);
    this.settle();
  }
  /** The case is brought back from its events alone. */
  revive(): void {
    this.session = openCase(this.session.protocol, { ...this.start, revived: JSON.parse(JSON.stringify(this.events)) as CaseEvent[] }, this.now);
    this.settle();
  }

  /** What is about something else than trials need not look at each of them. */
  trialsLookedAt = true;

  /** @throws Refusal; ZodError where the API would not take the evidence */
  command(command: Command, person = 'the-coordinator'): void {
    if (command.type === 'complete') evidenceOf(this.start.pathway, this.state.tasks.find((task) => task.id === command.taskId)?.step ?? '')?.parse(command.evidence);
    const refusal = this.tries(command, person);
    if (refusal) throw refusal;
  }
  /** Carries it out, or answers why not, having made sure that the trial changed nothing and foretold what then happened. */
  tries(command: Command, person = 'the-coordinator'): Refusal | null {
    const envelope = { id: `c${++this.commands}`, actor: { person }, stored: 0, receivedAt: new Date(this.now).toISOString(), command };
    const before = this.trialsLookedAt ? JSON.stringify(this.session.state) : null;
    const refusal = dryRun(this.session, envelope, this.now);
    if (before !== null && JSON.stringify(this.session.state) !== before) throw new Error(`the trial of ${command.type} changed the case`);
    if (refusal) {
      if (this.trialsLookedAt) this.refusedAlike(envelope, refusal);
      return refusal;
    }
    perform(this.session, envelope, this.now);
    this.settle();
    this.rests();
    return null;
  }
  complete(step: string, evidence: JsonObject, person?: string): void { this.command({ type: 'complete', taskId: this.task(step).id, evidence }, person); }
  refusalOf(command: Command): string {
    const refusal = dryRun(this.session, { id: 'x', actor: { person: 'somebody' }, stored: 0, receivedAt: '', command }, this.now);
    return refusal ? `${refusal.shape.status} ${refusal.shape.code}` : 'allowed';
  }

  /** What was refused is refused the same when it is carried out, and leaves no event of its own. */
  private refusedAlike(envelope: CommandEnvelope, foretold: Refusal): void {
    const copy = new Session(structuredCopy(this.session.state), this.session.protocol, this.now);
    try {
      perform(copy, envelope, this.now);
    } catch (error) {
      const same = error instanceof Refusal ? JSON.stringify(error.shape) === JSON.stringify(foretold.shape) : foretold.shape.code === 'beyond-the-calendar';
      const own = copy.take().filter((event) => event.command === envelope.id);
      if (!same) throw error;
      if (own.length > 0 && foretold.shape.code !== 'beyond-the-calendar') throw new Error(`refused with ${foretold.shape.code}, but ${own.map(({ kind }) => kind).join(', ')} happened`, { cause: error });
      return;
    }
    throw new Error(`the trial refused ${envelope.command.type} with ${foretold.shape.code}, carrying it out did not`);
  }

  /** The directory answers, and what was asked for begins, until nobody asks any more. */
  private settle(): void {
    this.events.push(...this.session.take());
    for (;;) {
      const asked = this.state.closed ? undefined : this.state.begun?.find(({ status }) => status === 'asked');
      const beginning = asked ? this.begins(asked) : null;
      if (beginning) answerBeginning(this.session, asked!.sequence, beginning, this.now);
      this.events.push(...this.session.take());
      if (this.state.closed || (this.state.unanswered.length === 0 && !beginning)) return;
      const answers = this.state.unanswered.map(({ rung, role, person, for: what }) => ({ rung, person: person ?? this.holds(role), why: 'holds it', ...(what === 'alarm' ? { people: this.onDuty() } : {}) }));
      answerCalls(this.session, answers, this.now);
      this.events.push(...this.session.take());
    }
  }
  private onDuty(): { person: string; why: string }[] {
    const person = this.holds('duty') ?? this.holds('director');
    return person === null ? [] : [{ person, why: 'holds it' }];
  }
  /** At rest nothing may be silent. */
  private rests(): void {
    const faults = faultsOf(this.session);
    if (faults.length > 0) throw new Error(`at ${new Date(this.now).toISOString()}: ${faults.join('; ')}`);
  }
}

/** The start of a patient's case on this pathway, with three named owners. */
export function patientStart(pathway: string, details: JsonObject, caseId = 'case'): CaseStart {
  const policy = policyOf(pathway)!;
  return {
    caseId, pathway, policy: { id: policy.id, version: policy.version }, revision, actor: { person: 'the-hub' },
    opening: {
      organisation: 'riverside', rehearsal: false, owners: { clinicalLead: 'the-clinical-lead', coordinator: 'the-coordinator', escalationOwner: 'the-escalation-owner' },
      patient: { id: 'p1', nhsNumber: '9990000018', name: 'Synthetic Person', dateOfBirth: '1940-01-01' }, details,
    },
  };
}
/** The start of a case that is about no person. */
export function systemStart(pathway: string, details: JsonObject): CaseStart {
  const { opening: { patient: _, ...opening }, ...start } = patientStart(pathway, details);
  return { ...start, opening };
}
export function dischargeStart(details: JsonObject, caseId?: string): CaseStart {
  return patientStart('minimum-safe-discharge', { ward: 'Willow', dischargePathway: 1, destination: 'own-home', ...details }, caseId);
}
export function reviewStart(caseId = 'review'): CaseStart {
  const policy = policyOf('intake-review')!;
  return {
    caseId, pathway: policy.pathway, policy: { id: policy.id, version: policy.version }, revision, actor: { system: 'hospital' },
    opening: { organisation: 'riverside', rehearsal: false, details: { messageId: 'm1', unreadable: [] } },
  };
}
/** Evidence that completes each of the four standards, for a discharge planned at `planned`. */
export function metBy(planned: string): Record<string, JsonObject> {
  return {
    'first-visit-booked': { visitAt: new Date(Date.parse(planned) + 20 * 3_600_000).toISOString(), provider: 'Community nursing' },
    'medicines-reconciled': { changes: 'none', supplied: true }, 'equipment-in-place': { items: [], noneNeeded: true },
    'red-flag-instructions-given': { givenTo: ['person'], understood: true, how: 'read together' },
  };
}
