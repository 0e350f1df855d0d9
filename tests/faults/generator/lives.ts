import type { LocalPerson } from '#apps/local/issuer.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { TaskView } from '#libs/contracts/views.js';
import { reviewRecord } from '#tests/support/pathways/falls.js';
import { handover } from '#tests/support/http/taper-case.js';
import { decision, pick, SECOND, text, wordless, words, type Completion } from './completion.js';
import { laterCompletionOf, laterLives } from './later-lives.js';

/** How cases of a pathway are begun and worked on from outside. */
export interface Life {
  readonly pathway: string;
  readonly by: LocalPerson;
  /** It is about no person. */
  readonly nobody?: true;
  /** What it begins with: something falls due within the minute. `said` stands in a text of it. */
  details(now: number, random: () => number, said: string): JsonObject;
  readonly triggers: readonly string[];
  /** Where the plan moves to, if the pathway has one that does. */
  replan?(now: number, random: () => number): JsonObject;
}
export const lives: readonly Life[] = [
  {
    pathway: 'minimum-safe-discharge', by: 'hub', triggers: ['clinical-deterioration', 'safety-flag', 'left-before-safe'],
    details: (now, random, said) => ({ ward: said, plannedDischargeAt: text(now + (5 + Math.floor(random() * 60)) * SECOND), dischargePathway: 1, destination: 'own-home' }),
    replan: (now, random) => ({ plannedDischargeAt: text(now + (10 + Math.floor(random() * 60)) * SECOND) }),
  },
  {
    pathway: 'rapid-falls-review', by: 'hub', triggers: ['clinical-deterioration', 'head-injury', 'new-confusion', 'repeat-fall'],
    details: (now, random, said) => ({ trigger: { kind: pick(['head-injury', 'new-confusion'], random), occurredAt: text(now - Math.floor(random() * 20) * SECOND), where: 'at home', note: said } }),
  },
  {
    pathway: 'step-down-tapering', by: 'crisis-team', triggers: ['clinical-deterioration', 'crisis', 'warning-sign'],
    details: (now, random, said) => ({
      crisisTeam: said, dischargedAt: text(now - Math.floor(random() * 20) * SECOND), from: 'inpatient', handover, suicideRisk: pick(['not-identified', 'identified'], random), safeguarding: { indicators: [] }, taper: [{ every: 'P1D', for: 'P2D' }],
    }),
  },
  ...laterLives,
];
/** Of so many cases one is of the later pathways, by turns; the others are of the first three. */
const LATER_EVERY = 4;
export const lifeOf = (number: number): Life => (number % LATER_EVERY === LATER_EVERY - 1 ? laterLives[Math.floor(number / LATER_EVERY) % laterLives.length]! : lives[number % 3]!);

const notNeeded = (said: string): JsonObject => ({ notNeededBecause: said });

/** Every step that cases of these pathways come to here, and how somebody from outside completes it; a step that is not named is left to its ladder. */
export function completionOf({ step, id }: TaskView, now: number, random: () => number): Completion | null {
  const [before, ahead] = [text(now - SECOND), text(now + 3_600 * SECOND)];
  switch (step) {
    case 'first-visit-booked': return words((said) => ({ visitAt: ahead, provider: said }));
    case 'medicines-reconciled': return words((said) => ({ changes: said, supplied: true }));
    case 'equipment-in-place': return words((said) => ({ items: [said] }));
    case 'red-flag-instructions-given': return words((said) => ({ givenTo: ['person'], understood: true, how: said }));
    case 'standards-confirmed': return wordless({ confirmed: true });
    case 'departure': return wordless({ leftAt: before }, 'hub');
    case 'risk-decision': return decision('risk-decision', pick(['go-with-risk', 'stay'], random), { taskId: id, unsafe: 'no visit tomorrow', mitigations: ['a call in the morning'], because: 'clinical', unmetDueAt: ahead });
    case 'capacity-response': return words((said) => ({ contacted: 'discharge-hub', who: 'the hub', contactedAt: before, askedFor: said, response: 'agreed' }));
    case 'gp-summary-sent': case 'care-plan-sent': return words((said) => ({ sentAt: before, to: said }));
    case 'first-visit-done': return words((said) => ({ visitedAt: before, by: said }));
    case 'safety-call': return words((said) => ({ spokeTo: 'the person', how: said, worry: 'none' }));
    case 'person-seen': return words((said) => ({ seenAt: before, by: 'a nurse', how: 'visit', findings: said }));
    case 'left-before-safe-response': return words((said) => ({ contacted: 'her sister', agreed: said }));
    case 'trigger-response': return words((said) => ({ done: said }));
    case 'urgent-clinical-check': return words((said) => ({ route: 'seen', redFlags: [], antithrombotic: 'no', by: 'a nurse', findings: said, adviceGivenTo: 'her daughter', someoneWithThem: true }));
    case 'risk-assessed': return words((said) => ({ findings: said, riskOfHarmNow: 'falls at night' }));
    case 'safety-net-written': return words((said) => ({ plan: [{ if: said, call: '111', respondWithin: 'PT2H' }] }));
    case 'safety-net-shared': return words((said) => ({ sharedWith: ['person'], understood: true, how: said }));
    case 'review-booked': return words((said) => ({ reviewAt: ahead, attendees: [said], lateBecause: 'nobody sooner' }));
    case 'review-held': return words((said) => reviewRecord({ personsView: said }));
    case 'handover-accepted': return wordless({ accepted: true }, 'clinical-lead');
    case 'first-contact': return words((said) => ({ contactedAt: before, how: 'visit', presentation: said, warningSigns: ['stops sleeping'] }));
    case 'crisis-plan-reviewed': return words((said) => ({ plan: said, outOfHours: 'the crisis line' }));
    case 'stabilisation-agreed': return words((said) => ({ sleep: notNeeded(said), routine: notNeeded('well'), safeContacts: notNeeded('well'), practicalSupport: notNeeded('well') }));
    case 'triggers-communicated': return words((said) => ({ triggers: [said], toPerson: true, toPartners: ['her sister'] }));
    case 'contact': return words((said) => ({ contactedAt: before, how: 'visit', warningSigns: [{ sign: 'stops sleeping', seen: false }], note: said }));
    case 'crisis-response': return words((said) => ({ answer: said, by: 'the crisis team' }));
    case 'welfare-check': return words((said) => ({ seenAt: before, by: 'a nurse', outcome: said }));
    case 'safeguarding-action': return words((said) => ({ done: said, proportionate: 'yes', impact: 'small' }));
    case 'action': return words((said) => ({ done: said, check: 'looked', checkedBy: 'a nurse' }));
    default: return laterCompletionOf(step, now, random);
  }
}
