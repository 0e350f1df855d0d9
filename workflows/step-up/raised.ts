import { said, text, type DecisionState } from '#libs/pathway/state.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { answerByReview } from '../contact/signs.js';

/** The script that whoever raises it follows ([5], example 2). */
const prompts = ['whatChanged', 'currentRisks', 'protectiveFactors', 'alreadyTried'];
const decision = 'threshold-decision';
/** The decision that the start asks for; later ones carry the sequence of what asked for them. */
const first = '1';

/** It is raised: a named clinician decides within hours. What was left open is asked beside it, and holds nothing up. */
export function raised(pathway: Pathway): void {
  pathway.ask(decision, { key: first, because: 'raised', calls: true, ...(pathway.details['dangerNow'] === true ? { when: 'danger-now' } : {}) });
  const open = prompts.filter((prompt) => said(pathway.details, prompt) === '');
  if (open.length > 0) pathway.ask('script-completed', { about: { open }, because: 'raised', calls: true });
  for (const { sequence } of pathway.triggers('raised-again')) answerByReview(pathway, decision, { key: String(sequence), sequence, kind: 'raised-again', about: {}, reviewed: true });
}

/** Each time that it was raised, and the decision that answered it. */
function answers(pathway: Pathway): { raised: number; by: JsonObject; decided: DecisionState }[] {
  const opening = pathway.details['raised'];
  const all = [{ raised: 1, by: (typeof opening === 'object' && opening !== null ? opening : {}) as JsonObject }, ...pathway.triggers('raised-again').map(({ sequence }) => ({ raised: sequence, by: {} }))];
  return all.flatMap(({ raised: sequence, by }) => {
    const decided = pathway.decisions(decision).find((each) => each.sequence > sequence);
    return decided ? [{ raised: sequence, by, decided }] : [];
  });
}

/** Whoever raised it is told what was decided and why: a person of the staff reads it and says so, to everybody else somebody tells it. */
export function tellWhoeverRaised(pathway: Pathway): void {
  for (const { raised: sequence, by, decided } of answers(pathway)) {
    const key = String(sequence);
    const person = said(by, 'person');
    if (person === pathway.state.owners?.clinicalLead || (person !== '' && decidedByThem(pathway, key, decided))) continue;
    if (person === '') pathway.ask('raiser-told', { key, anchors: { decision: decided.at }, because: `decided: ${decided.outcome}`, about: { outcome: decided.outcome } });
    else readAnswer(pathway, key, person, decided);
  }
}

/** The lead has changed since, and nobody was asked when it was decided: whoever raised it was the lead then. */
function decidedByThem(pathway: Pathway, key: string, { sequence }: DecisionState): boolean {
  return pathway.since(2) && (pathway.state.ownerSince?.['clinical-lead'] ?? 0) > sequence && !pathway.all('answer-read').some((each) => each.key === key);
}

function readAnswer(pathway: Pathway, key: string, person: string, { at, outcome }: DecisionState): void {
  if (pathway.all('answer-read').some((each) => each.key === key)) return;
  const { title } = pathway.policy.steps['answer-read']!;
  const task = pathway.action({ title, owner: person, dueAt: text(at + pathway.duration('answerReadWithin')), completionCheck: `what was decided is read: ${outcome}` }, key, 'answer-read');
  pathway.call(task, 'action-owner', 'trigger', outcome === 'not-met' ? 'It was not stepped up: read why, and what would change that. Raise it again when it does.' : 'It is stepped up: read what was agreed.', person);
}
