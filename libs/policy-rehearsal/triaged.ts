import type { CaseEvent, JsonObject } from '#libs/contracts/events.js';
import { proposed, sameTarget, type Facts, type Target } from '#libs/domain/thresholds.js';
import { said } from '#libs/pathway/state.js';
import type { TriageRules } from '#libs/policies/policy.js';
import { thenText } from '#libs/policies/rule-changes.js';

interface Proposal { rule: string; says: string; to: string }
/** Where the rules of a front door would have sent a referral: by those that it had, and by the draft's. `otherwise`: the draft proposes something else, or at another speed. */
export interface Triaged { decided: { outcome: string; to: string; rule: string | null } | null; before: Proposal[]; after: Proposal[]; urgentBefore: boolean; urgentAfter: boolean; otherwise: boolean }
export interface TriageSums { referrals: number; otherwise: number; borderlineBefore: number; borderlineAfter: number; urgentBefore: number; urgentAfter: number }

type TaskDone = Extract<CaseEvent, { kind: 'task-completed' }>;
const told = (event: CaseEvent): event is TaskDone => event.kind === 'task-completed' && ['clarification-call', 'triage-huddle', 'senior-oversight'].includes(event.data.step);
const factsIn = (of: JsonObject | undefined): Facts => (typeof of?.['facts'] === 'object' && of['facts'] !== null ? of['facts'] as Facts : {});
const decides = ({ data: { evidence } }: TaskDone): boolean => ['assign', 'redirect'].includes(said(evidence, 'outcome'));

/** What was known of a referral when it was decided last; of one that nobody has decided, what is known of it now. */
function knownWhenDecided(events: readonly CaseEvent[]): { facts: Facts; decision: TaskDone | undefined } {
  const tellings = events.filter(told);
  const decision = tellings.findLast(decides);
  return { decision, facts: known(events, decision?.sequence ?? Infinity) };
}
function known(events: readonly CaseEvent[], until: number): Facts {
  const [first] = events;
  const details = first?.kind === 'case-opened' ? first.data.details : {};
  return Object.assign({}, factsIn(details), ...events.filter(told).filter(({ sequence }) => sequence <= until).map(({ data }) => factsIn(data.evidence))) as Facts;
}

/** A recorded referral by two sets of threshold rules. */
export function triagedBy(events: readonly CaseEvent[], before: TriageRules, after: TriageRules): Triaged {
  const { facts, decision } = knownWhenDecided(events);
  const [one, other] = [proposed(before.thresholds, facts), proposed(after.thresholds, facts)];
  const shown = (rules: TriageRules, all: TriageRules['thresholds']): Proposal[] => all.map(({ id, says, then }) => ({ rule: id, says, to: thenText(rules, then) }));
  const urgent = (all: TriageRules['thresholds']): boolean => all.some((rule) => rule.urgent);
  const leads = (all: TriageRules['thresholds'], into: TriageRules['thresholds']): boolean => all.every(({ then }) => into.some((rule) => sameTarget(rule.then, then)));
  const evidence = decision?.data.evidence;
  return {
    decided: evidence ? { outcome: said(evidence, 'outcome'), to: thenText(before, evidence['to'] as unknown as Target), rule: said(evidence, 'rule') || null } : null,
    before: shown(before, one), after: shown(after, other), urgentBefore: urgent(one), urgentAfter: urgent(other), otherwise: !leads(one, other) || !leads(other, one) || urgent(one) !== urgent(other),
  };
}

/** Adds up referral by referral. Borderline is what no rule, or rules that disagree, speak of. */
export function addTriaged(sums: TriageSums | undefined, { before, after, urgentBefore, urgentAfter, otherwise }: Triaged): TriageSums {
  const unclear = (all: readonly Proposal[]): number => Number(new Set(all.map(({ to }) => to)).size !== 1);
  const { referrals, ...stood } = sums ?? { referrals: 0, otherwise: 0, borderlineBefore: 0, borderlineAfter: 0, urgentBefore: 0, urgentAfter: 0 };
  return {
    referrals: referrals + 1, otherwise: stood.otherwise + Number(otherwise), borderlineBefore: stood.borderlineBefore + unclear(before), borderlineAfter: stood.borderlineAfter + unclear(after),
    urgentBefore: stood.urgentBefore + Number(urgentBefore), urgentAfter: stood.urgentAfter + Number(urgentAfter),
  };
}

/**
 * The record as it would read by other rules: people sent the person where they did, and name the rule of the draft that proposes it, or depart where none does. So the clock of a life by the draft compares with the one
 * that was; where the rules would have sent somebody is told beside it (`triagedBy`), since nobody knows what the huddle would have done then.
 */
export function byTheseRules(events: readonly CaseEvent[], rules: TriageRules): CaseEvent[] {
  return events.map((event) => {
    if (!told(event) || !decides(event)) return event;
    const { rule, departure, ...evidence } = event.data.evidence ?? {};
    const holding = proposed(rules.thresholds, known(events, event.sequence)).filter(({ then }) => sameTarget(then, evidence['to'] as unknown as Target));
    const follows = holding.find(({ id }) => id === rule) ?? holding[0];
    return { ...event, data: { ...event.data, evidence: { ...evidence, ...(follows ? { rule: follows.id } : { departure: departure ?? 'as it was decided' }) } } };
  });
}
