import type { CommandEnvelope, Tail } from '#libs/contracts/commands.js';
import type { CaseEvent } from '#libs/contracts/events.js';
import { CaseNotRunning, CaseUnavailable, type CaseClient } from '#libs/pathway/temporal/case-client.js';

interface Workflow { rehearsal: boolean; events: readonly CaseEvent[]; running: boolean; answers: boolean }

/** Stands in for Temporal where a test wants to say what each workflow knows; it counts what it was asked, and takes no command. */
export class CaseStandIn implements CaseClient {
  readonly asked: string[] = [];
  readonly commands: CommandEnvelope[] = [];
  reachable = true;
  private readonly workflows = new Map<string, Workflow>();

  /** The workflow of a case, and all that it knows. */
  knows(caseId: string, events: readonly CaseEvent[], more: Partial<Workflow> = {}): void {
    this.workflows.set(caseId, { rehearsal: false, events: [...events], running: true, answers: true, ...more });
  }

  tail(caseId: string, rehearsal: boolean, stored: number): Promise<Tail> {
    this.asked.push(caseId);
    const found = this.find(caseId, rehearsal);
    if (!found?.running) return Promise.reject(new CaseNotRunning(caseId));
    if (!found.answers) return Promise.reject(new CaseUnavailable('its workflow task fails'));
    return Promise.resolve({ version: found.events.length, events: found.events.filter((event) => event.sequence > stored), now: '2026-10-23T12:00:00.000Z' });
  }
  running(caseId: string, rehearsal: boolean): Promise<boolean> {
    return this.reachable ? Promise.resolve(this.find(caseId, rehearsal)?.running ?? false) : Promise.reject(new CaseUnavailable('no server'));
  }
  command(_caseId: string, _rehearsal: boolean, envelope: CommandEnvelope): Promise<Tail> {
    this.commands.push(envelope);
    return Promise.reject(new Error('nobody here sends commands'));
  }
  start(): Promise<Tail> { return Promise.reject(new Error('nobody here starts cases')); }
  advance(): Promise<{ state: 'done'; now: number }> { return Promise.reject(new Error('nobody here moves clocks')); }
  clock(): Promise<number> { return Promise.resolve(Date.now()); }
  close(): Promise<void> { return Promise.resolve(); }

  private find(caseId: string, rehearsal: boolean): Workflow | undefined {
    if (!this.reachable) throw new CaseUnavailable('no server');
    const found = this.workflows.get(caseId);
    return found?.rehearsal === rehearsal ? found : undefined;
  }
}
