import type { CaseStart, CommandEnvelope, Tail } from '#libs/contracts/commands.js';
import type { CaseEvent } from '#libs/contracts/events.js';
import { answerCalls, dryRun, openCase, perform, wakeAt } from '#libs/pathway/engine.js';
import { tick } from '#libs/pathway/heart.js';
import { Refusal } from '#libs/pathway/refusal.js';
import { revision } from '#libs/pathway/revision.js';
import type { Session } from '#libs/pathway/session.js';
import { CaseNotRunning, CaseUnavailable, Refused, RehearsalUnavailable, type CaseClient } from '#libs/pathway/temporal/case-client.js';
import { protocolOf } from '#workflows/protocols.js';

interface Running { session: Session; events: CaseEvent[]; handled: Set<string>; offsetMs: number }

/**
 * Cases in this process: the engine itself, without the server that carries it, so that the rules of HTTP are tried quickly. What the server
 * adds (durability, time that passes by itself) is tried in tests/pathways and against the started product.
 */
export class EngineCases implements CaseClient {
  private readonly cases = new Map<string, Running>();
  /** Faults of the next calls: what happens instead of an answer. `lost`: it is carried out, but the answer never comes. */
  readonly faults: ('unavailable' | 'lost')[] = [];
  /** Runs once when a command has been carried out, before its answer goes out. */
  beforeAnswer: (() => Promise<void>) | undefined;
  /** Envelopes as they came. */
  readonly received: CommandEnvelope[] = [];
  canSkip = true;
  /** How many more times an advance says that it is not there yet. */
  slowAdvances = 0;
  /** Runs between finding out that a move is not known yet and sending it. */
  beforeMove: (() => Promise<void>) | undefined;
  /** The ids of moves, each time they were sent. */
  readonly moves: string[] = [];
  private readonly advanced = new Map<string, number>();

  async start(start: CaseStart): Promise<Tail> {
    const fault = this.faults.shift();
    if (fault === 'unavailable') throw new CaseUnavailable('scripted');
    const running = this.cases.get(start.caseId);
    if (!running || (start.revived && running.session.state.closed)) {
      // A rehearsal that is brought back stands at its own time.
      const offsetMs = running?.offsetMs ?? (start.opening.rehearsal && start.revived ? Math.max(0, Date.parse(start.revived.at(-1)!.at) - Date.now()) : 0);
      const session = refusedAsTheServerDoes(() => openCase(protocolOf(start.pathway), { revision, ...start }, Date.now() + offsetMs));
      this.cases.set(start.caseId, { session, events: [...(start.revived ?? [])], handled: new Set(start.lateCommand ? [start.lateCommand.id] : []), offsetMs });
    }
    if (fault === 'lost') throw new CaseUnavailable('scripted: carried out, not answered');
    return this.after(this.of(start.caseId), start.revived?.length ?? 0);
  }

  async command(caseId: string, _rehearsal: boolean, envelope: CommandEnvelope): Promise<Tail> {
    this.received.push(envelope);
    const fault = this.faults.shift();
    if (fault === 'unavailable') throw new CaseUnavailable('scripted');
    const found = this.of(caseId);
    const now = Date.now() + found.offsetMs;
    if (!found.handled.has(envelope.id)) {
      // A case ends its workflow when the record holds all of it.
      if (found.session.state.closed && envelope.stored >= found.session.state.version) throw new CaseNotRunning(caseId);
      const refusal = dryRun(found.session, envelope, now);
      if (refusal) throw new Refused(refusal.shape);
      perform(found.session, envelope, now);
      found.handled.add(envelope.id);
    }
    if (fault === 'lost') throw new CaseUnavailable('scripted: carried out, not answered');
    const before = this.beforeAnswer;
    this.beforeAnswer = undefined;
    await before?.();
    return this.after(found, envelope.stored);
  }

  async tail(caseId: string, _rehearsal: boolean, stored: number): Promise<Tail> {
    return this.after(this.of(caseId), stored);
  }

  async running(caseId: string): Promise<boolean> {
    const found = this.cases.get(caseId);
    return found !== undefined && found.session.state.closed === null;
  }

  async advance(caseId: string, id: string, ms: number): Promise<{ state: 'done' | 'pending' | 'closed'; now: number }> {
    if (!this.canSkip) throw new RehearsalUnavailable();
    const found = this.of(caseId);
    if (!this.advanced.has(id)) {
      // As the server does it: that a move is unknown is found out first, and it is sent after that. Two who ask at once both send.
      await this.beforeMove?.();
      this.moves.push(id);
      const target = Date.now() + found.offsetMs + ms;
      this.advanced.set(id, target);
      for (let next = wakeAt(found.session); next !== null && next <= target; next = wakeAt(found.session)) {
        tick(found.session, next);
        this.answered(found, next);
      }
      found.offsetMs += ms;
      tick(found.session, target);
    }
    const now = Date.now() + found.offsetMs;
    if (this.slowAdvances > 0) {
      this.slowAdvances -= 1;
      return { state: 'pending', now };
    }
    return { state: found.session.state.closed ? 'closed' : 'done', now };
  }

  async clock(caseId: string): Promise<number> {
    return Date.now() + this.of(caseId).offsetMs;
  }

  async close(): Promise<void> {}

  /** As if the workflow had been lost. */
  lose(caseId: string): void {
    this.cases.delete(caseId);
  }

  private of(caseId: string): Running {
    const found = this.cases.get(caseId);
    if (!found) throw new CaseNotRunning(caseId);
    return found;
  }

  /** The directory answers at once: whoever is named beforehand, else the demonstration's holder of the role. */
  private answered(found: Running, now: number): void {
    found.events.push(...found.session.take());
    while (found.session.state.unanswered.length > 0 && !found.session.state.closed) {
      answerCalls(found.session, found.session.state.unanswered.map(({ rung, role, person, for: what }) => ({ rung, person: person ?? `riverside-${role}`, why: 'scripted', ...(what === 'alarm' ? { people: [{ person: 'riverside-duty', why: 'scripted' }] } : {}) })), now);
      found.events.push(...found.session.take());
    }
  }

  private after(found: Running, stored: number): Tail {
    const now = Date.now() + found.offsetMs;
    this.answered(found, now);
    return { version: found.session.state.version, events: found.events.filter((event) => event.sequence > stored), now: new Date(now).toISOString() };
  }
}

function refusedAsTheServerDoes<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Refusal ? new Refused(error.shape) : error;
  }
}
