import type { CommandEnvelope, Tail } from '#libs/contracts/commands.js';
import type { CaseEvent } from '#libs/contracts/events.js';
import { dryRun, openCase, perform } from '#libs/pathway/engine.js';
import { revision } from '#libs/pathway/revision.js';
import type { Session } from '#libs/pathway/session.js';
import { CaseNotRunning, CaseUnavailable, Refused, RehearsalUnavailable, type CaseClient } from '#libs/pathway/temporal/case-client.js';
import { protocolOf } from '#workflows/protocols.js';

interface Running { session: Session; events: CaseEvent[]; answers: Map<string, Tail> }

/** The engine itself behind the interface of the server: cases in this process, at real time, with the server's promises about ids. */
export class CasesInMemory implements CaseClient {
  readonly running = async (caseId: string): Promise<boolean> => this.open.has(caseId) && this.session(caseId).state.closed === null;
  /** How often each case was sent a command, repeats counted. */
  readonly sent: CommandEnvelope[] = [];
  /** Thrown instead of an answer, after the work was done (`lost`) or before (`away`); a number of times. */
  trouble: { kind: 'away' | 'lost'; times: number } | null = null;
  private readonly open = new Map<string, Running>();

  session(caseId: string): Session {
    const found = this.open.get(caseId);
    if (!found) throw new CaseNotRunning(caseId);
    return found.session;
  }

  async start(start: Parameters<CaseClient['start']>[0]): Promise<Tail> {
    this.stumble('away');
    if (!this.open.has(start.caseId)) {
      const now = Date.now();
      this.open.set(start.caseId, { session: openCase(protocolOf(start.pathway), { revision, ...start }, now), events: [], answers: new Map() });
    }
    const tail = this.take(start.caseId, 0);
    this.stumble('lost');
    return tail;
  }

  async command(caseId: string, _rehearsal: boolean, envelope: CommandEnvelope): Promise<Tail> {
    this.stumble('away');
    this.sent.push(structuredClone(envelope));
    const { session, answers } = this.found(caseId);
    const before = answers.get(envelope.id);
    if (before) return before;
    if (session.state.closed) throw new CaseNotRunning(caseId);
    const now = Date.now();
    const refusal = dryRun(session, envelope, now);
    if (refusal) throw new Refused(refusal.shape);
    perform(session, envelope, now);
    const tail = this.take(caseId, envelope.stored);
    answers.set(envelope.id, tail);
    this.stumble('lost');
    return tail;
  }

  async tail(caseId: string, _rehearsal: boolean, stored: number): Promise<Tail> {
    return this.take(caseId, stored);
  }
  advance(): never { throw new RehearsalUnavailable(); }
  clock(): Promise<number> { return Promise.resolve(Date.now()); }
  close(): Promise<void> { return Promise.resolve(); }

  private found(caseId: string): Running {
    const found = this.open.get(caseId);
    if (!found) throw new CaseNotRunning(caseId);
    return found;
  }
  private take(caseId: string, stored: number): Tail {
    const { session, events } = this.found(caseId);
    events.push(...session.take());
    return { version: session.state.version, events: events.filter((event) => event.sequence > stored).map((event) => structuredClone(event)), now: new Date().toISOString() };
  }
  private stumble(kind: 'away' | 'lost'): void {
    if (this.trouble?.kind !== kind || this.trouble.times <= 0) return;
    this.trouble.times -= 1;
    throw new CaseUnavailable(kind === 'away' ? 'the server is away' : 'the answer was lost');
  }
}
