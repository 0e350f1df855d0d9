import { addLocalDays, atLocal, localTime } from '#libs/domain/local-time.js';
import type { Command } from '#libs/contracts/commands.js';
import type { JsonObject } from '#libs/contracts/events.js';
import { decision } from '#tests/support/pathways/case-story.js';
import { metBy } from '#tests/support/pathways/simulation.js';
import { hours, minutes, type CaseInWorld } from '#tests/support/temporal/case-in-world.js';
import type { World } from '#tests/support/temporal/world.js';

export const text = (at: number): string => new Date(at).toISOString();

/** A discharge told in few words, on the real server. */
export class Story {
  private constructor(readonly discharge: CaseInWorld, public plan: number) {}

  /** Planned for 15:00 in London in two days. The person and everybody about them are made up. */
  static async rehearsed(world: World, details: JsonObject = {}): Promise<Story> {
    const plan = atLocal(addLocalDays(localTime(Date.now()).date, 2), '15:00').at;
    return new Story(await world.discharge({ plannedDischargeAt: text(plan), ...details }), plan);
  }
  /** A live case, planned for `ms` from now. */
  static async live(world: World, ms: number, details: JsonObject = {}): Promise<Story> {
    const plan = Date.now() + ms;
    return new Story(await world.discharge({ plannedDischargeAt: text(plan), ...details }, { rehearsal: false }), plan);
  }

  async does(command: Command, person?: string): Promise<void> { await this.discharge.command(command, person); }
  async meets(...steps: string[]): Promise<void> {
    const evidence = metBy(text(this.plan));
    for (const step of steps.length > 0 ? steps : Object.keys(evidence)) await this.discharge.complete(step, evidence[step]!);
  }
  async confirms(): Promise<void> { await this.discharge.complete('standards-confirmed', { confirmed: true }); }
  /** All met and confirmed on the day, and the person leaves five minutes after the planned time. */
  async leavesByPlan(): Promise<number> {
    await this.discharge.until(this.plan - 4 * hours);
    await this.meets();
    await this.confirms();
    const left = this.plan + 5 * minutes;
    await this.discharge.until(left + 5 * minutes);
    await this.leaves(left);
    return left;
  }
  async leaves(at: number): Promise<void> { await this.discharge.complete('departure', { leftAt: text(at) }, 'riverside-hub'); }
  async summarises(at: number): Promise<void> { await this.discharge.complete('gp-summary-sent', { sentAt: text(at), to: 'the GP' }, 'riverside-clinical-lead'); }
  async visits(at: number): Promise<void> { await this.discharge.complete('first-visit-done', { visitedAt: text(at), by: 'a nurse' }); }
  async rings(worry = 'none'): Promise<void> { await this.discharge.complete('safety-call', { spokeTo: 'the person', how: 'phone', worry }); }
  async seesPerson(): Promise<void> {
    await this.discharge.complete('person-seen', { seenAt: text(await this.discharge.now()), by: 'a nurse', how: 'visit', findings: 'well' }, 'riverside-clinical-lead');
  }
  async sees(kind: string): Promise<void> { await this.does({ type: 'trigger', kind, occurredAt: text(await this.discharge.now()), note: 'as somebody saw it' }); }
  async attempts(step: string): Promise<void> {
    await this.does({ type: 'attempt', taskId: await this.id(step), at: text(await this.discharge.now()), tried: 'rang twice', why: 'no reply' });
  }
  async unmet(...steps: string[]): Promise<void> { for (const step of steps) await this.does({ type: 'unmet', taskId: await this.id(step), reason: 'no capacity', unsafe: 'nobody comes' }); }
  async declines(step: string): Promise<void> { await this.does({ type: 'declined', taskId: await this.id(step), by: 'the person', capacity: 'presumed', explained: 'yes', alternative: 'a call' }); }
  async decides(outcome: string, more: JsonObject = {}, kind = 'risk-decision'): Promise<void> { await this.does(decision(outcome, more, kind), 'riverside-clinical-lead'); }
  async responds(step = 'trigger-response'): Promise<void> { await this.discharge.complete(step, { done: 'seen and treated' }, 'riverside-clinical-lead'); }
  async reopens(step: string): Promise<void> { await this.does({ type: 'reopen', taskId: await this.id(step), reason: 'it was not so' }); }
  async hears(messageId: string, finding: string): Promise<void> {
    await this.does({ type: 'hospital-message', messageId, messageType: 'ADT', finding, occurredAt: text(await this.discharge.now()), flags: [] }, 'riverside-hub');
  }
  async ends(because: string, handedOver = false): Promise<void> {
    const acceptedBy = { organisation: 'Another trust', name: 'A Colleague', contact: '0300 000 000' };
    await this.does({ type: 'end', because, at: text(await this.discharge.now()), note: 'told by the ward', ...(handedOver ? { acceptedBy } : {}) }, 'riverside-hub');
  }
  async id(step: string): Promise<string> { return (await this.discharge.task(step)).id; }
}
