import fc from 'fast-check';
import type { JsonObject } from '#libs/contracts/events.js';
import { factsOf, proposals } from '#workflows/door/known.js';
import { Pathway } from '#libs/pathway/pathway.js';
import { safeRedirect, wholeDataset } from '../front-door.js';
import { patientStart, type Simulation } from '../simulation.js';
import { postEscalation } from '../taper.js';
import { anyWeek, MINUTE, pick, text, type Happening, type PathwayLife } from './life.js';

const sometimes: JsonObject[] = [
  {}, { dangerNow: false, inHospital: false, leftCrisisCare: false, underOurCare: false, livesElsewhere: false, severeOrComplex: true }, { dangerNow: false, mildToModerate: true }, { dangerNow: false, mildToModerate: true, substanceUse: true },
  { dangerNow: true }, { dangerNow: false, inHospital: true }, { dangerNow: false, inHospital: false, leftCrisisCare: true }, { dangerNow: false, underOurCare: true, gettingWorse: true }, { inHospital: false, fell: true },
];
/** A referral typed in up to two days after it was received, of which now and then everything is known. */
const beginning = fc.record({ at: anyWeek, ago: fc.oneof(fc.nat({ max: 60 }), fc.nat({ max: 3_000 })), facts: fc.constantFrom(...sometimes), urgency: fc.constantFrom('routine', 'routine', 'urgent'), dataset: fc.constantFrom<JsonObject>(wholeDataset, {}, { reason: 'r' }) })
  .map(({ at, ago, ...rest }) => ({ at, details: { receivedAt: text(at - ago * MINUTE), referredBy: { name: 'n', organisation: 'o', contact: 'c' }, ...rest } }));

const present = ['Clare'];
/** What a huddle says: what a rule proposes, or something else with a reason; now and then what the rules do not allow. */
function triage(simulation: Simulation, { choice, task }: Happening): JsonObject {
  const pathway = new Pathway(simulation.session);
  const facts = pick<JsonObject>([{}, ...sometimes], task);
  const known = { ...factsOf(pathway), ...facts as Record<string, boolean> };
  const rule = pick([...proposals(pathway, known), undefined], choice);
  const inside = rule && ('pathway' in rule.then || ['crisis-team', 'community-mental-health-team', 'own-team'].includes(rule.then.service));
  if (choice % 6 === 4) return { outcome: 'clarify', present, ask: ['a'], of: 'o', facts };
  if (choice % 6 === 5) return { outcome: 'redirect', present, to: { service: pick(['elsewhere', 'crisis-team', 'nowhere'], task) }, departure: 'd', facts };
  if (!rule) return { outcome: 'assign', present, to: pick<JsonObject>([{ service: 'community-mental-health-team' }, { pathway: 'rapid-falls-review' }, { pathway: 'none' }, { service: 'talking-therapies' }], task), leadProfessional: 'a-lead', details: {}, departure: 'd', facts };
  const to = rule.then as unknown as JsonObject;
  return inside ? { outcome: 'assign', present, to, leadProfessional: 'a-lead', details: {}, rule: rule.id, facts } : { outcome: 'redirect', present, to, rule: choice % 7 === 3 ? 'no-such' : rule.id, facts };
}
const weighed = { question: 'q', weighed: [{ option: 'do nothing', rejectedBecause: 'r' }] };

function evidence(simulation: Simulation, step: string, happens: Happening, past: string): JsonObject | undefined {
  const { choice } = happens;
  switch (step) {
    case 'clarification-call': return { contactedAt: past, spokeTo: 's', asked: ['a'], facts: pick(sometimes, choice), ...(choice % 3 ? { dataset: wholeDataset, notKnownBecause: 'n' } : {}) };
    case 'triage-huddle': return choice % 5 === 2 ? { outcome: 'senior-oversight', present, question: 'q' } : triage(simulation, happens);
    case 'senior-oversight': return { ...triage(simulation, happens), ...weighed };
    case 'service-accepts': return { accepted: true, firstStep: 'f' };
    case 'assignment-refused': return { resolution: pick(['given-to-the-open-case', 'started-by-hand', 'triaged-again'], choice), to: 't', note: 'n' };
    case 'redirect': return safeRedirect;
    case 'referral-changed': return { finding: 'f', withdrawn: choice % 2 === 0 };
    case 'crisis-response': return { answer: 'a', by: 'b' };
    case 'post-escalation-review': return postEscalation(past);
    default: return undefined;
  }
}

/** Whoever does their work asks again more often than not: else most lives would be over before anything happens to them. */
function working(simulation: Simulation, step: string, happens: Happening, past: string): JsonObject | undefined {
  if (step === 'triage-huddle' && happens.choice % 3 > 0 && happens.task % 2 > 0) return { outcome: 'clarify', present, ask: ['a'], of: 'o' };
  return evidence(simulation, step, happens, past);
}

export const frontDoorLife: PathwayLife = {
  pathway: 'front-door', runs: 400, calls: 0.3, beginning, start: (details) => patientStart('front-door', details), rest: 0, evidence, working,
  kinds: ['clinical-deterioration', 'care-instability', 'non-attendance', 'safety-flag', 'system-risk', 'crisis', 'crisis', 'head-injury'],
  findings: ['departure', 'dead', 'admitted', 'updated', 'referral-updated', 'referral-cancelled', 'referral-cancelled', 'referral-again'],
  begins: ({ key }) => (Number(key) % 2 ? { begun: `begun-${key}` } : { code: 'case-already-open', detail: 'd', caseId: 'another' }),
  // Few of its steps are the person's to decline: each decision about one agrees an action.
  decision: (_step, choice, ahead) => ({ kind: 'declined-decision', outcome: pick(['accept', 'offer-again', 'accept'], choice + 1), more: { actions: [{ title: 'a', owner: 'somebody', dueAt: ahead, completionCheck: 'c' }] } }),
  reaches: [
    'assigned', 'redirected', 'accepted-by-service', 'withdrawn', 'handed-over', 'died', 'wrong-person', 'screening', 'triage', 'oversight', 'assigning', 'redirecting', 'finishing', 'climbed', 'task-reopened', 'still-missing', 'unknown-pathway', 'unknown-service', 'out-of-scope', 'in-scope',
    'not-proposed', 'cannot-be-handed-over', 'ladder-changed'],
};
