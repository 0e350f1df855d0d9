import { sameTarget, type Facts, type Target } from '#libs/domain/thresholds.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { wrongField } from '#libs/pathway/refusal.js';
import { said, type TaskState } from '#libs/pathway/state.js';
import { factsOf, missing, proposals, rulesOf } from './known.js';

/** Evidence against the case: a call leaves no gap unexplained, and whoever triages follows a rule that holds, or says why not. */
export function checkEvidence(pathway: Pathway, task: TaskState, evidence: JsonObject): void {
  if (task.step === 'clarification-call' && task.key === 'start') explained(pathway, evidence);
  if (task.step === 'assignment-refused' && task.key.includes('.late.') && said(evidence, 'resolution') === 'triaged-again') wrongField('/evidence/resolution', 'not-begun-yet', 'The pathway that the triage assigned may still begin by itself: say who looks after the person until then.');
  if (!['triage-huddle', 'senior-oversight'].includes(task.step) || evidence['to'] === undefined) return;
  const to = evidence['to'] as unknown as Target;
  exists(pathway, to, said(evidence, 'outcome'));
  followsOrDeparts(pathway, to, evidence);
}

function explained(pathway: Pathway, evidence: JsonObject): void {
  const still = missing(pathway, evidence);
  if (still.length > 0 && said(evidence, 'notKnownBecause') === '') wrongField('/evidence/notKnownBecause', 'still-missing', `Say why it is still not known: ${still.join(', ')}.`);
}

/** Within our scope somebody accepts by name; out of it the person is redirected, with all that belongs to that. */
function exists(pathway: Pathway, to: Target, outcome: string): void {
  const { pathways, services } = rulesOf(pathway);
  if ('pathway' in to) {
    if (!pathways.includes(to.pathway)) wrongField('/evidence/to/pathway', 'unknown-pathway', `The front door leads to: ${pathways.join(', ')}.`);
    return;
  }
  const service = services.find(({ id }) => id === to.service) ?? wrongField('/evidence/to/service', 'unknown-service', `The services are: ${services.map(({ id }) => id).join(', ')}.`);
  if (outcome === 'assign' && !service.inside) wrongField('/evidence/to/service', 'out-of-scope', 'Nobody of this system can accept for it: redirect.');
  if (outcome === 'redirect' && service.inside) wrongField('/evidence/to/service', 'in-scope', 'Somebody of this system accepts for it by name: assign.');
}

function followsOrDeparts(pathway: Pathway, to: Target, evidence: JsonObject): void {
  const rules = proposals(pathway, { ...factsOf(pathway), ...evidence['facts'] as unknown as Facts | undefined });
  const named = said(evidence, 'rule');
  const proposing = rules.find(({ then }) => sameTarget(then, to));
  if (named === '') {
    if (proposing) wrongField('/evidence/departure', 'not-a-departure', `That is what the rule ${proposing.id} proposes: name it.`);
    return;
  }
  const rule = rules.find(({ id }) => id === named) ?? wrongField('/evidence/rule', 'not-proposed', 'This rule does not hold for what is known of the person.');
  if (!sameTarget(rule.then, to)) wrongField('/evidence/to', 'not-what-the-rule-says', 'The rule proposes something else: say why you depart from it.');
}
