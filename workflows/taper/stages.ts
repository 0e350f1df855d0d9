import type { JsonObject } from '#libs/contracts/events.js';
import { daysOf, pacesOf, type Pace } from '#libs/domain/pace.js';
import type { Asking, Pathway } from '#libs/pathway/pathway.js';
import { instantIn, said, type DecisionState } from '#libs/pathway/state.js';
import { draw, goOn, lastDay, withdrawOthers, type Stage } from '../contact/cadence.js';
import { suicideRisk } from '../contact/handed-over.js';
import { done } from '../every-pathway.js';

/** The stage that the taper is in; its contacts are counted from its start, or from the discharge where that is later. Past the last one, where the case was moved to a policy with fewer, it goes on as that. */
export interface TaperStage extends Stage { last: boolean }

/** Why a review ends where the case was moved to a policy with fewer stages; moved to one with more, it is asked for again. */
const LAST = 'it is the last stage';

/** The taper that was agreed with the handover, else the policy's. */
function paces(pathway: Pathway): Pace[] {
  const agreed = pathway.details['taper'];
  if (!Array.isArray(agreed)) return pacesOf(String(pathway.number('taper')));
  return agreed.map((stage) => ({ every: daysOf(said(stage as JsonObject, 'every')), days: daysOf(said(stage as JsonObject, 'for')) }));
}

/** Stage 1 starts with the first contact, each later one with a decision. null: the taper has not begun. Whoever was never contacted is stepped up only once the first contact was given up. */
export function stageOf(pathway: Pathway): TaperStage | null {
  const first = pathway.latest('first-contact');
  const begun = !first || first.status === 'open' ? Number.POSITIVE_INFINITY : first.closedSequence;
  let stage = done(first) ? { number: 1, since: first!.closedSequence, at: first!.completedAt!, because: '' } : null;
  for (const decision of pathway.state.decisions) {
    const next = decision.sequence > begun ? nextStage(stage?.number ?? 1, decision) : null;
    if (next) stage = { ...next, since: decision.sequence, at: decision.at };
  }
  const all = paces(pathway);
  return stage && { ...stage, ...all[Math.min(stage.number, all.length) - 1]!, from: Math.max(stage.at, pathway.plan!), last: stage.number >= all.length };
}

function nextStage(present: number, { step, outcome, toStage }: DecisionState): { number: number; because: string } | null {
  if (outcome === 'step-up') return { number: toStage!, because: `stepped up to stage ${toStage}` };
  if (step !== 'readiness-review') return null;
  return outcome === 'step-down' ? { number: present + 1, because: `stepped down to stage ${present + 1}` } : { number: present, because: `stage ${present} is held: its contacts are planned anew` };
}

/** The stage drawn into contacts. Between two stages somebody with the authority decides. */
export function contacts(pathway: Pathway, stage: TaperStage): void {
  const drawing = { about: { stage: stage.number }, asking: (nth: number) => onTheWard(pathway, stage, nth) };
  draw(pathway, stage, drawing);
  if (stage.last) return;
  const reviews = pathway.all('readiness-review').filter(({ key }) => key.split('.')[0] === String(stage.since));
  const [key, standing] = [[stage.since, ...reviews.length > 0 ? [reviews.length] : []].join('.'), reviews.find(({ endedBecause }) => endedBecause !== LAST)];
  goOn(pathway, stage, drawing, standing ?? pathway.ask('readiness-review', { key, anchors: { stageEnd: lastDay(stage) }, about: { stage: stage.number } }));
}

/** Contacted on the ward, before the discharge: the next contact is the first after it, and due as that would be. */
function onTheWard(pathway: Pathway, stage: TaperStage, nth: number): Asking {
  const first = pathway.latest('first-contact');
  const made = nth === 1 && done(first) && first!.closedSequence === stage.since && instantIn(first!.evidence, 'contactedAt')! < pathway.plan!;
  return made ? { when: suicideRisk(pathway) ? 'after-the-ward-at-risk' : 'after-the-ward' } : {};
}

export function withdrawOtherStages(pathway: Pathway, stage: TaperStage | null): void {
  if (stage) {
    withdrawOthers(pathway, stage, 'readiness-review');
    if (stage.last) for (const review of pathway.all('readiness-review')) pathway.notNeeded(review, LAST);
  } else for (const task of pathway.all('contact', 'readiness-review')) pathway.notNeeded(task, 'the first contact was not made');
}
