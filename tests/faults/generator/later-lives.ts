import { cardSteps } from '#libs/contracts/http/pathways/system-pressure.js';
import type { JsonObject } from '#libs/contracts/events.js';
import { safeRedirect, wholeDataset, wholeFacts } from '#tests/support/pathways/front-door.js';
import { wholePlan, wholeScript } from '#tests/support/pathways/step-up.js';
import { decision, pick, SECOND, text, wordless, words, type Completion } from './completion.js';
import type { Life } from './lives.js';

const HOUR = 3_600 * SECOND;
type Outcome = [outcome: string, more: JsonObject];
const LOCAL = 'community-mental-health-team';

/** What the other sources ask for waits, climbs and is recorded by the same engine: some of it is in every run. */
export const laterLives: readonly Life[] = [
  {
    pathway: 'front-door', by: 'hub', triggers: ['clinical-deterioration', 'crisis', 'crisis'],
    details: (now, random, said) => ({
      receivedAt: text(now - Math.floor(random() * 20) * SECOND), referredBy: { name: 'Dr Reed', organisation: said, contact: '01632 960002' }, urgency: pick(['routine', 'urgent'], random),
      dataset: pick([wholeDataset, wholeDataset, {}], random), facts: { ...wholeFacts, ...pick<JsonObject>([{}, { fell: true }], random) },
    }),
  },
  { pathway: 'step-up', by: 'coordinator', triggers: ['warning-sign', 'crisis', 'non-attendance'], details: (_now, random, said) => ({ ...wholeScript, whatChanged: said, dangerNow: random() < 0.5 }) },
  {
    pathway: 'dispute', by: 'hub', nobody: true, triggers: ['safety-flag', 'system-risk'],
    details: (_now, _random, said) => ({ title: 'Who visits at weekends', description: said, context: 'c', impact: 'i', initiatingAgency: 'Riverside', otherAgencies: ['Hillview'], route: 'Place board' }),
  },
  {
    pathway: 'restriction', by: 'hub', triggers: ['clinical-deterioration', 'safety-flag'],
    details: (now, random, said) => ({ what: said, because: 'b', alternativesConsidered: 'a', until: text(now + HOUR), reviewAt: text(now + (10 + Math.floor(random() * 60)) * SECOND), stepDownPlan: 's' }),
  },
  { pathway: 'system-pressure', by: 'hub', nobody: true, triggers: ['safety-flag', 'system-risk'], details: (_now, _random, said) => ({ title: 'Riverside under pressure', situation: said }) },
  { pathway: 'flow-meetings', by: 'hub', nobody: true, triggers: ['safety-flag', 'system-risk'], details: (_now, _random, said) => ({ title: 'Riverside flow', meetingsFor: said, chair: 'riverside-coordinator' }) },
  {
    pathway: 'case-risk', by: 'hub', triggers: ['clinical-deterioration', 'safety-flag'],
    details: (now, random, said) => ({ title: 't', category: 'falls', description: said, severity: pick(['minor', 'major'], random), immediateAction: 'i', leadAgency: 'Riverside', reviewAt: text(now + 50 * HOUR), partners: [] }),
  },
  {
    pathway: 'system-risk', by: 'hub', nobody: true, triggers: ['safety-flag', 'system-risk'],
    details: (now, _random, said) => ({
      title: 't', description: said, status: 's', rating: 'minor', governance: 'Place board', reviewAt: text(now + 20 * 24 * HOUR),
      mitigation: { plan: 'p', actions: [{ title: 'a', owner: 'riverside-coordinator', dueAt: text(now + 30 * SECOND), completionCheck: 'c' }] }, indicator: { name: 'n', range: 'at-most', tolerance: 2 },
    }),
  },
];

const triaged = (now: number, random: () => number, said: string): JsonObject => pick<JsonObject>([
  { outcome: 'assign', present: ['Clare'], to: { service: LOCAL }, leadProfessional: 'riverside-clinical-lead', departure: said },
  { outcome: 'redirect', present: ['Clare'], to: { service: 'talking-therapies' }, departure: said },
  { outcome: 'clarify', present: ['Clare'], ask: [said], of: 'Dr Reed' },
  // A departure that the rules propose is none: it is refused, as it should be.
  { outcome: 'assign', present: ['Clare'], to: { pathway: 'rapid-falls-review' }, leadProfessional: 'riverside-clinical-lead', rule: 'fell', facts: { fell: true }, details: { trigger: { kind: 'head-injury', occurredAt: text(now - SECOND), where: said, note: 'n' } } },
], random);
const goesOn = (now: number) => ({ personsView: 'p', doneAboutTheRisk: 'd', stepDownWhen: 's', until: text(now + 2 * HOUR), reviewAt: text(now + 30 * SECOND) });

/** How somebody from outside completes a step of these pathways; a step that is not named is left to its ladder. */
export function laterCompletionOf(step: string, now: number, random: () => number): Completion | null {
  const [before, ahead] = [text(now - SECOND), text(now + HOUR)];
  if ((cardSteps as readonly string[]).includes(step)) return words((said) => ({ done: said, effect: 'e' }));
  switch (step) {
    case 'clarification-call': return words((said) => ({ contactedAt: before, spokeTo: said, asked: ['a'], facts: wholeFacts, dataset: wholeDataset }));
    case 'triage-huddle': return words((said) => triaged(now, random, said), 'clinical-lead');
    case 'service-accepts': return words((said) => ({ accepted: true, firstStep: said }), 'clinical-lead');
    case 'redirect': return words((said) => ({ ...safeRedirect, rationale: said }));
    case 'threshold-decision': return decision(step, ...pick<Outcome>([['step-up', { plan: wholePlan(now) }], ['not-met', { rejection: { reason: 'r', whatWouldChange: 'w' } }]], random));
    case 'raiser-told': return words((said) => ({ toldAt: before, how: said, theirView: 'v' }));
    case 'urgent-review': return words((said) => ({ heldAt: before, by: 'b', findings: said, riskOfHarmNow: 'r' }));
    case 'medication-liaison': return words((said) => ({ with: said, agreed: 'a' }));
    case 'crisis-interface': return words((said) => ({ service: 's', answer: said }));
    case 'out-of-hours-agreed': return words((said) => ({ contingency: said, toPerson: true, toPartners: ['p'] }));
    case 'same-week-review': return words((said) => ({ heldAt: before, crisisAvoidance: said, medicationLiaison: 'm', safeguarding: { considered: true, concern: false, rationale: 'r' } }));
    case 'lead-review': return decision(step, ...pick<Outcome>([['resolved', {}], ['interim', { reviewAt: ahead }], ['to-forum', {}]], random));
    case 'outcome-told': return words((said) => ({ to: said, how: 'h', acknowledgedBy: 'a', acknowledgedAt: before }));
    case 'lessons-captured': return words((said) => ({ theme: 't', lesson: said, protocolChange: { noneBecause: 'n' } }));
    case 'restriction-review': return words((said) => pick<JsonObject>([{ decision: 'continue', rationale: said, ...goesOn(now) }, { decision: 'step-down', rationale: said, personsView: 'p' }], random), 'clinical-lead');
    case 'level-decision': return decision(step, pick(['level-2', 'level-3', 'level-1'], random), { because: 'w', actionsThen: 'closed' });
    case 'flow-meeting': return words((said) => pick<JsonObject>([{ decision: 'cancelled', because: said }, { decision: 'held', heldAt: before, joined: ['j'], discussed: said, actions: [] }], random));
    case 'meetings-cancelled': return { ...words((said) => ({ findings: said, change: 'c' })), who: 'director' };
    case 'plan-updated': return words((said) => ({ worked: said, didNot: 'd', planChange: 'p' }), 'clinical-lead');
    case 'risk-owned': return wordless({ accepted: true }, 'clinical-lead');
    case 'risk-assessment': return words((said) => ({ category: 'falls', severity: pick(['minor', 'major'], random), consequence: said, immediateAction: 'i', plan: 'p', personsView: 'p', reviewAt: ahead }));
    case 'risk-route': return words((said) => ({ route: [said], outOfHours: 'o' }));
    case 'threshold-crossed': return words((said) => ({ actionsTaken: said, leadsTold: ['l'], toldAt: before }), 'clinical-lead');
    case 'indicator-reading': return wordless({ value: pick([1, 3], random), readAt: before });
    case 'status-update': return words((said) => ({ status: said, changes: 'c', actionsTaken: 'a', emergingIssues: 'e' }), 'clinical-lead');
    case 'tolerance-decision': return { ...decision(step, 'act', { reviewAt: ahead }), who: 'director' };
    default: return null;
  }
}
