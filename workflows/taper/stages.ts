import { parseDuration } from '#libs/domain/duration.js';
import { addLocalDays, atLocal, localTime } from '#libs/domain/local-time.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { instantIn, said, type DecisionState, type TaskState } from '#libs/pathway/state.js';
import { done, suicideRisk } from './handover.js';

/** A stage as it was agreed: a contact every so many days, for so many. */
interface Pace { every: number; days: number }
/** The stage that the taper is in. `since`: the event that it started with, `at` that instant; `from`: the same, or the discharge where that is later; `because`: what ended the stage before it. */
export interface Stage extends Pace { number: number; since: number; at: number; from: number; because: string; last: boolean }

/** The taper that was agreed with the handover, else the policy's. */
function paces(pathway: Pathway): Pace[] {
  const agreed = pathway.details['taper'];
  const stages = Array.isArray(agreed) ? agreed.map((stage) => [said(stage as JsonObject, 'every'), said(stage as JsonObject, 'for')] as const)
    : String(pathway.number('taper')).split(', ').map((stage) => stage.split(' for ') as [string, string]);
  return stages.map(([every, last]) => ({ every: daysOf(every), days: daysOf(last) }));
}
function daysOf(duration: string): number {
  const { weeks, days } = parseDuration(duration);
  return weeks * 7 + days;
}

/** That the person no longer comes, and that this was accepted as proportionate: the taper ends there, unless somebody steps up again. */
export const disengagements = (pathway: Pathway): DecisionState[] => pathway.decisions('welfare-decision').filter(({ outcome }) => outcome === 'accept-disengagement');

/** Stage 1 starts with the first contact, each later one with a decision. null: the taper has not begun. Whoever was never contacted is stepped up only once the first contact was given up. */
export function stageOf(pathway: Pathway): Stage | null {
  const first = pathway.latest('first-contact');
  const begun = !first || first.status === 'open' ? Number.POSITIVE_INFINITY : first.closedSequence;
  let stage = done(first) ? { number: 1, since: first!.closedSequence, at: first!.completedAt!, because: '' } : null;
  for (const decision of pathway.state.decisions) {
    const next = decision.sequence > begun ? nextStage(stage?.number ?? 1, decision) : null;
    if (next) stage = { ...next, since: decision.sequence, at: decision.at };
  }
  const all = paces(pathway);
  return stage && { ...stage, ...all[stage.number - 1]!, from: Math.max(stage.at, pathway.plan!), last: stage.number === all.length };
}

function nextStage(present: number, { step, outcome, toStage }: DecisionState): { number: number; because: string } | null {
  if (outcome === 'step-up') return { number: toStage!, because: `stepped up to stage ${toStage}` };
  if (step !== 'readiness-review') return null;
  return outcome === 'step-down' ? { number: present + 1, because: `stepped down to stage ${present + 1}` } : { number: present, because: `stage ${present} is held: its contacts are planned anew` };
}

/** Noon of the local day that lies so many days after the stage's first, which never lies before the discharge: right across both changes of the clocks. */
const noon = (stage: Stage, days: number): number => atLocal(addLocalDays(localTime(stage.from).date, days), '12:00').at;
export const lastDay = (stage: Stage): number => noon(stage, stage.days);

/** The stage drawn into contacts. Between two stages somebody with the authority decides; until then contacts go on as often, one at a time. */
export function contacts(pathway: Pathway, stage: Stage): void {
  const planned = Math.floor(stage.days / stage.every);
  const drawn = pathway.all('contact').filter(({ key }) => key.startsWith(`${stage.since}.`));
  for (let nth = drawn.length + 1; nth <= planned; nth += 1) draw(pathway, stage, nth);
  if (stage.last) return;
  const key = String(stage.since);
  const review = pathway.all('readiness-review').find((each) => each.key === key) ?? pathway.ask('readiness-review', { key, anchors: { stageEnd: lastDay(stage) }, about: { stage: stage.number } });
  if (review.status !== 'open' || !pathway.reached(review.dueAt)) return;
  let last = drawn.length > planned ? drawn.at(-1)! : draw(pathway, stage, planned + 1);
  for (let nth = Math.max(drawn.length, planned + 1) + 1; pathway.reached(last.dueAt); nth += 1) last = draw(pathway, stage, nth);
}

function draw(pathway: Pathway, stage: Stage, nth: number): TaskState {
  const first = pathway.latest('first-contact');
  // Contacted on the ward, before the discharge: the next contact is the first after it, and due as that would be.
  const onTheWard = nth === 1 && done(first) && first!.closedSequence === stage.since && instantIn(first!.evidence, 'contactedAt')! < pathway.plan!;
  return pathway.ask('contact', { key: `${stage.since}.${nth}`, anchors: { window: noon(stage, nth * stage.every) }, about: { stage: stage.number, contact: nth }, ...(onTheWard ? { when: suicideRisk(pathway) ? 'after-the-ward-at-risk' : 'after-the-ward' } : {}) });
}

/** What another stage had planned and is not yet due is not needed; what is overdue stands. */
export function withdrawOthers(pathway: Pathway, stage: Stage | null): void {
  for (const task of pathway.all('contact', 'readiness-review')) {
    if (task.key.split('.')[0] === String(stage?.since)) continue;
    if (!stage) pathway.notNeeded(task, 'the first contact was not made');
    else if (task.step === 'readiness-review' || task.dueAt > stage.at) pathway.notNeeded(task, stage.because);
  }
}

export const contactsMade = (pathway: Pathway): TaskState[] => pathway.all('contact').filter(done);
