import type { Command } from '#libs/contracts/commands.js';
import type { AcceptedBy, JsonObject } from '#libs/contracts/events.js';
import type { TaskState } from '#libs/pathway/state.js';
import { inLondon, london } from './london.js';
import { Simulation } from './simulation.js';

const anOwner: AcceptedBy = { organisation: 'another trust', name: 'A Colleague', contact: '0300 000 000' };

/** A case of any pathway told as a story: times as the clock in London shows them, steps by their names. A step means its latest task. */
export class CaseStory extends Simulation {
  get nowText(): string { return new Date(this.now).toISOString(); }

  // What time and people do.
  comes(time: string): this { this.until(london(time)); return this; }
  completes(step: string, evidence: JsonObject, person?: string): this { this.complete(step, evidence, person); return this; }
  sees(kind: string, occurredAt = this.nowText): this { return this.does({ type: 'trigger', kind, occurredAt, note: 'seen' }); }
  declines(step: string): this { return this.does({ type: 'declined', taskId: this.task(step).id, by: 'the person', capacity: 'presumed', explained: 'yes', alternative: 'a call' }); }
  attempts(step: string, at = this.nowText): this { return this.does({ type: 'attempt', taskId: this.task(step).id, at, tried: 'went there', why: 'nobody home' }); }
  acknowledges(step: string, duration: string): this { return this.does({ type: 'acknowledge', taskId: this.task(step).id, for: duration, note: 'on it' }); }
  reopens(step: string): this { return this.does({ type: 'reopen', taskId: this.task(step).id, reason: 'it was not so' }); }
  handsOver(step: string, acceptedBy = anOwner): this { return this.does({ type: 'hand-over', taskId: this.task(step).id, acceptedBy, reason: 'theirs now' }); }
  climbs(step: string, toLevel: number): this { return this.does({ type: 'climb', escalationId: this.task(step).escalation!.id, toLevel, reason: 'now' }); }
  /** Every way to whoever was called last for this level of the step has failed: the sender tells it. */
  reachesNobody(step: string, level: number): this {
    const { rung, escalationId, taskId, person } = this.of('called').findLast(({ data }) => data.step === step && data.level === level)!.data;
    const extra = this.of('rung-reached').find(({ sequence }) => sequence === rung)!.data.extra ?? false;
    return this.does({ type: 'not-reached', rung, escalationId, taskId, level, person: person ?? '', extra });
  }
  hears(finding: string, occurredAt = this.nowText, messageId = `m${this.state.messages.length + 1}`): this {
    return this.does({ type: 'hospital-message', messageId, messageType: 'ADT', finding, occurredAt, flags: [] });
  }
  ends(because: string, acceptedBy?: AcceptedBy): this { return this.does({ type: 'end', because, at: this.nowText, note: 'told', ...(acceptedBy ? { acceptedBy } : {}) }); }
  decides(outcome: string, more: JsonObject = {}, kind = 'declined-decision'): this { return this.does(decision(outcome, more, kind), 'the-clinical-lead'); }
  /** The case that this one began has ended. */
  caseEnded(key: string, outcome: string): this { return this.does({ type: 'begun-case-ended', key, caseId: `begun-${key}`, outcome }); }
  does(command: Command, person?: string): this { this.command(command, person); return this; }
  /** What the rules say to it: 'allowed', or the status and code of the refusal. */
  answers({ step, ...rest }: { type: Command['type']; step?: string; [field: string]: unknown }): string {
    return this.refusalOf({ ...rest, ...(step ? { taskId: this.task(step).id } : {}) } as Command);
  }

  // What stands.
  due(step: string): string { return inLondon(this.task(step).dueAt); }
  status(step: string): string { return this.task(step).status; }
  tasksOf(step: string): TaskState[] { return this.state.tasks.filter((task) => task.step === step); }
  get outcome(): unknown { return this.state.closed?.outcome; }
  /** Who was called for a step, each at the instant that the call was due: 'director Wed 10 Jun 2026 15:00'. */
  called(step: string): string[] { return this.of('rung-reached').filter(({ data }) => data.step === step).map(({ data }) => `${data.role} ${inLondon(data.dueAt)}`); }
  /** The reasons that the climbs of a step began for, in order. */
  reasons(step: string): string[] {
    return [...new Map(this.of('rung-reached').filter(({ data }) => data.step === step).map(({ data }) => [data.escalationId, data.reason])).values()];
  }
}

/** A whole decision of this outcome; `because` is clinical unless said otherwise. */
export function decision(outcome: string, more: JsonObject = {}, kind = 'risk-decision'): Command {
  const risk: JsonObject = kind === 'risk-decision' ? { because: 'clinical', unsafe: 'no visit until Friday', mitigations: ['a call each evening'] } : {};
  return {
    type: 'decide', decision: {
      kind, outcome, question: 'Go?', options: [{ option: 'wait', doNothing: true, rejectedBecause: 'worse' }, { option: 'go' }], chosen: 'go', riskAccepted: 'some', proportionateBecause: 'short',
      personsView: 'wants to go', actions: [], safetyNet: [{ if: 'worse', call: '111', respondWithin: 'PT2H' }], ...risk, ...more,
    },
  };
}
