import type { At, CaseEvent, EventOf, Json, JsonObject } from '#libs/contracts/events.js';
import { roleWords } from '#libs/directory/role-words.js';
import type { Policy } from '#libs/policies/policy.js';

/** What an inspector follows through a case, in this order ([3], closing section). */
export const TRACE_PARTS = ['early-warning', 'threshold', 'summary', 'answer', 'review', 'learning'] as const;
export type TracePart = (typeof TRACE_PARTS)[number];
/** A fact in words of ours, or an instant, shifted like all of them. A text is somebody's words: `id` by which whoever reviews it says what stands in its place. */
export type TraceFact = { field: string; value: string } | { field: string; at: At };
export interface TraceText { id: string; field: string; text: string }
/** `by`: a role, or a part of the system, never a person. */
export interface TraceItem { part: TracePart; at: At; title: string; by: string; facts: TraceFact[]; texts: TraceText[] }
export interface TraceStory { title: string; items: TraceItem[] }

/** What names people, or leads to a record: never part of a story. */
const DROPPED = new Set(['name', 'contact', 'contacts', 'nhsNumber', 'dateOfBirth', 'identifiers', 'reportedBy', 'raised', 'needs', 'acceptedBy', 'acknowledgedBy', 'patient', 'owner', 'person', 'caseId', 'taskId', 'supervisor', 'by', 'who', 'checkedBy', 'withheld']);
const WARNING = ['whatChanged', 'currentRisks', 'protectiveFactors', 'alreadyTried', 'trigger', 'description', 'context', 'impact'];
const THRESHOLD = new Set(['step-up-review', 'threshold-decision', 'risk-decision', 'welfare-decision', 'declined-decision', 'tolerance-decision', 'level-decision', 'lead-review', 'forum-decision']);
const LEARNING = new Set(['learning-review', 'supervision-review', 'post-escalation-review', 'lessons-captured', 'audit-summary', 're-audit']);

/** 'whatChanged' is 'What changed', 'lead-review' is 'Lead review'. */
export function fieldWords(name: string): string {
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll('-', ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * A case, or one of its decisions (by the sequence of its event), as a story without people: what was seen, the threshold, the summary, who answered, reviews and what was learned. Every instant is moved by `shiftMs`, every text goes through `scrub`
 * as a first draft. Nothing of it is for outside before somebody has reviewed every text.
 */
export function storyOf(events: readonly CaseEvent[], policy: Policy | undefined, { shiftMs, scrub, decision = null }: { shiftMs: number; scrub: (text: string) => string; decision?: number | null }): TraceStory {
  const opening = events.find((event): event is EventOf<'case-opened'> => event.kind === 'case-opened');
  const telling = new Telling(policy, opening, shiftMs, scrub);
  const items = events.flatMap((event) => telling.item(event).map((item) => ({ sequence: event.sequence, item })));
  const decisions = events.filter(({ kind }) => kind === 'decision-recorded').map(({ sequence }) => sequence);
  const [from, until] = decision === null ? [0, Infinity] : [decisions.findLast((each) => each < decision) ?? 0, decisions.find((each) => each > decision) ?? Infinity];
  const within = items.filter(({ sequence, item }) => sequence > from && (sequence < until || item.part === 'learning')).map(({ item }) => item);
  return { title: policy?.title ?? 'A case', items: TRACE_PARTS.flatMap((part) => within.filter((item) => item.part === part)) };
}

class Telling {
  private readonly ownerOf = new Map<string, string>();
  private readonly tasks = new Map<string, { step: string; role: string; openedAt: At; dueAt: At; calls: number; seen: boolean }>();
  constructor(private readonly policy: Policy | undefined, opening: EventOf<'case-opened'> | undefined, private readonly shiftMs: number, private readonly scrub: (text: string) => string) {
    const owners = opening?.data.owners;
    if (owners) for (const [role, person] of [['clinical-lead', owners.clinicalLead], ['coordinator', owners.coordinator], ['escalation-owner', owners.escalationOwner]] as const) this.ownerOf.set(person, role);
  }

  item(event: CaseEvent): TraceItem[] {
    switch (event.kind) {
      case 'case-opened': {
        const told = Object.fromEntries(WARNING.flatMap((name) => (event.data.details[name] === undefined ? [] : [[name, event.data.details[name]]])));
        return Object.keys(told).length === 0 ? [] : [this.made(event, 'early-warning', 'How it began', told)];
      }
      case 'task-opened': {
        this.tasks.set(event.data.taskId, { step: event.data.step, role: event.data.owner.role, openedAt: event.data.openedAt, dueAt: event.data.dueAt, calls: 0, seen: event.data.about?.['trigger'] !== undefined });
        return [];
      }
      case 'rung-reached': { const task = this.tasks.get(event.data.taskId); if (task) task.calls += 1; return []; }
      case 'owner-changed': this.ownerOf.set(event.data.person, event.data.role); return [];
      case 'trigger-recorded': return [this.made(event, 'early-warning', fieldWords(event.data.kind), { occurredAt: event.data.occurredAt, note: event.data.note, ...(event.data.sign === undefined ? {} : { sign: event.data.sign }) })];
      case 'task-attempted': return [this.made(event, 'early-warning', `Tried, and did not succeed: ${this.title(event.data.step)}`, { tried: event.data.tried, why: event.data.why })];
      case 'decision-recorded': return this.decided(event);
      case 'outcome-recorded': return [this.made(event, 'answer', 'What was done about a call', { response: event.data.response, ...(event.data.note === undefined ? {} : { note: event.data.note }) })];
      case 'task-completed': return this.completed(event);
      case 'task-unmet': return [this.made(event, 'answer', `Not met: ${this.title(event.data.step)}`, { reason: event.data.reason, unsafe: event.data.unsafe })];
      case 'begun-case-ended': return [this.made(event, 'answer', 'A case that this one began has ended', {}, [{ field: 'Outcome', value: fieldWords(event.data.outcome) }])];
      case 'case-closed': return [this.made(event, 'review', 'The case was closed', {}, [{ field: 'Outcome', value: fieldWords(event.data.outcome.outcome) }])];
      default: return [];
    }
  }

  private decided(event: EventOf<'decision-recorded'>): TraceItem[] {
    const { summary, actions: _, kind, outcome, ...decision } = event.data.decision ?? {};
    const facts: TraceFact[] = typeof outcome === 'string' ? [{ field: 'Outcome', value: fieldWords(outcome) }] : [];
    const summed = typeof summary === 'object' && summary !== null && !Array.isArray(summary) ? [this.made(event, 'summary', 'The summary with which it was escalated', summary)] : [];
    return [...summed, this.made(event, THRESHOLD.has(String(kind as string)) ? 'threshold' : 'review', this.title(event.data.step), decision, facts)];
  }

  private completed(event: EventOf<'task-completed'>): TraceItem[] {
    const { step, taskId, late } = event.data;
    // What is said about safeguarding is withheld.
    const evidence = (event.data as { evidence?: JsonObject }).evidence ?? {};
    const task = this.tasks.get(taskId);
    // A decision's own task says nothing that the decision does not.
    if ('decision' in evidence && 'outcome' in evidence && Object.keys(evidence).length === 2) return [];
    const signs = Array.isArray(evidence['warningSigns']) && (evidence['warningSigns'] as JsonObject[]).some((sign) => typeof sign === 'string' || sign?.['seen'] === true);
    const part: TracePart = LEARNING.has(step) ? 'learning' : signs ? 'early-warning' : /review/.test(step) && step !== 'hospital-message-review' ? 'review' : 'answer';
    const facts: TraceFact[] = task ? [{ field: 'Opened', at: this.shifted(task.openedAt) }, { field: 'Due', at: this.shifted(task.dueAt) }, { field: 'In time', value: late ? 'No' : 'Yes' }, ...(task.calls > 0 ? [{ field: 'Calls', value: String(task.calls) }] : [])] : [];
    return [this.made(event, part, this.title(step), evidence, facts)];
  }

  private made(event: CaseEvent, part: TracePart, title: string, said: JsonObject, facts: TraceFact[] = []): TraceItem {
    const item: TraceItem = { part, at: this.shifted(event.at), title, by: this.by(event), facts: [...facts], texts: [] };
    this.walk(item, event.sequence, said, '');
    return item;
  }

  private walk(item: TraceItem, sequence: number, said: Json | undefined, field: string): void {
    if (Array.isArray(said)) said.forEach((each) => this.walk(item, sequence, each, field));
    else if (typeof said === 'object' && said !== null) for (const [name, each] of Object.entries(said)) { if (!DROPPED.has(name)) this.walk(item, sequence, each, name); }
    else if (typeof said === 'boolean') item.facts.push({ field: fieldWords(field), value: said ? 'Yes' : 'No' });
    else if (typeof said === 'string' && isInstant(said)) item.facts.push({ field: fieldWords(field), at: this.shifted(said) });
    else if (said !== null && said !== undefined && said !== '') item.texts.push({ id: `${sequence}.${item.part}.${item.texts.length + 1}`, field: fieldWords(field), text: this.scrub(String(said)) });
  }

  private title(step: string): string { return this.policy?.steps[step]?.title ?? fieldWords(step); }
  private shifted(at: At): At { return new Date(Date.parse(at) + this.shiftMs).toISOString(); }
  private by({ actor, data }: CaseEvent): string {
    if ('system' in actor) return 'the system';
    const role = this.ownerOf.get(actor.person) ?? ('taskId' in data ? this.tasks.get(data.taskId)?.role : undefined);
    return role === undefined || role === 'action-owner' ? 'a colleague' : roleWords(role).toLowerCase();
  }
}
const isInstant = (text: string): boolean => /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text);
