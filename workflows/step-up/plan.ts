import { endOfLocalDay } from '#libs/domain/local-time.js';
import { daysOf } from '#libs/domain/pace.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import type { PlanState } from '#libs/pathway/state.js';
import { draw, goOn, lastDay, withdrawOthers, type Stage } from '../contact/cadence.js';
import { disengagements, withdrawContacts } from '../contact/disengaged.js';
import { safeguarding } from '../contact/safeguarding.js';

/** The plan under way. `agreed`: the decision that agreed it; `since` also moves when a review holds it. */
export interface StepUp extends Stage { plan: PlanState; agreed: number; mdtAt: number }

/** What the last decision agreed; null: nothing is, or the review stepped down. */
export function stepUpOf(pathway: Pathway): StepUp | null {
  let current = null as StepUp | null;
  for (const { sequence: since, at, step, outcome, plan, reviewAt } of pathway.state.decisions) {
    if (plan) {
      current = { plan, agreed: since, since, at, from: at, every: daysOf(plan.every), days: daysOf(plan.for), number: (current?.number ?? 0) + 1, mdtAt: plan.mdtAt, because: 'a new plan takes its place' };
    } else if (step === 'mdt-review') {
      current = outcome === 'hold' && current ? { ...current, since, at, from: at, mdtAt: reviewAt!, because: 'the plan is held: its contacts are planned anew' } : null;
    }
  }
  return current;
}

const partsOfThePlan = ['urgent-review', 'medication-liaison', 'crisis-interface', 'out-of-hours-agreed', 'same-week-review'];

/** The plan becomes tasks: each part that it asks for, the contacts drawn, and the day on which the team looks at it. */
export function carryOut(pathway: Pathway, current: StepUp | null): void {
  if (!current) return withdrawAll(pathway);
  const { plan, agreed, since, mdtAt } = current;
  withdrawOthers(pathway, current, 'mdt-review');
  for (const task of pathway.all(...partsOfThePlan)) if (task.key !== String(agreed)) pathway.notNeeded(task, 'a new plan takes its place');
  const asking = { key: String(agreed), anchors: { decision: pathway.state.decisions.find(({ sequence }) => sequence === agreed)!.at } };
  if (plan.reviewBy !== null) pathway.ask('urgent-review', { ...asking, anchors: { agreed: plan.reviewBy }, because: 'the threshold is met', calls: true });
  if (plan.crisis) pathway.ask('crisis-interface', { ...asking, because: 'the threshold is met', calls: true });
  if (plan.medication) pathway.ask('medication-liaison', asking);
  pathway.ask('out-of-hours-agreed', asking);
  if (plan.highRisk) pathway.ask('same-week-review', asking);
  safeguarding(pathway, plan.indicators, `${agreed}.`);
  const drawing = { about: { plan: current.number } };
  const seen = !disengagements(pathway).some(({ sequence }) => sequence > since);
  if (seen) draw(pathway, current, drawing);
  const review = pathway.ask('mdt-review', { key: String(since), anchors: { reviewAt: mdtAt } });
  if (seen) goOn(pathway, current, drawing, review);
  withdrawContacts(pathway, ['contact', 'welfare-check']);
}

/** Stepped down: nobody is seen by this plan any more. What else it asked for is still done, or said why not. */
function withdrawAll(pathway: Pathway): void {
  for (const task of pathway.all('contact', 'mdt-review')) pathway.notNeeded(task, 'stepped down');
}

/** Until when the team must have looked at a plan of this pace that starts now: the end of its last day, or contacts would stop with nobody having decided that. */
export const looksBy = (at: number, every: string, last: string): number => endOfLocalDay(lastDay({ number: 0, since: 0, at, from: at, every: daysOf(every), days: daysOf(last), because: '' }));
