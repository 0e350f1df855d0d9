import fc from 'fast-check';
import type { Command } from '#libs/contracts/commands.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { TaskState } from '#libs/pathway/state.js';
import { decision } from './case-story.js';
import { metBy, type Simulation } from './simulation.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** One thing that happens to a case, told in numbers that fit any case: which task, how far, what kind. Minutes are whole. */
export interface Happening { what: string; task: number; minutes: number; choice: number; jump: number }

const whats = [
  'progress', 'progress', 'progress', 'progress', 'progress', 'progress', 'complete', 'complete', 'complete', 'attempt', 'attempt', 'unmet', 'unmet', 'declined', 'acknowledge', 'assign', 'claim', 'reopen', 'reopen', 'hand-over', 'move', 'decide', 'decide',
  'trigger', 'trigger', 'owners', 'owners-accept', 'replan', 'note', 'climb', 'outcome', 'hospital-message', 'hospital-message', 'end', 'end-watch', 'settle', 'wait', 'wait',
] as const;
const jump = fc.oneof({ weight: 8, arbitrary: fc.nat({ max: 60 }) }, { weight: 3, arbitrary: fc.nat({ max: 900 }) }, { weight: 1, arbitrary: fc.nat({ max: 6_000 }) });
const happensAs = (what: fc.Arbitrary<string>): fc.Arbitrary<Happening> =>
  fc.record({ what, task: fc.nat({ max: 40 }), minutes: fc.integer({ min: -300, max: 6_000 }), choice: fc.nat({ max: 11 }), jump });

/** A life: often it goes to plan for a while, so that every part of the pathway is reached, then anything happens, and often people then do their work. */
export const lives: fc.Arbitrary<Happening[]> = fc.tuple(
  fc.array(happensAs(fc.constant('progress')), { maxLength: 10 }), fc.array(happensAs(fc.constantFrom(...whats)), { minLength: 5, maxLength: 40 }), fc.array(happensAs(fc.constant('progress')), { maxLength: 15 }),
).map((parts) => parts.flat());

/** A case that begins in any week of the table, near a change of the clocks or of the year too. */
export const beginning = fc.record({
  at: fc.oneof(fc.integer({ min: 0, max: 600 * 24 * 60 }), fc.constantFrom(...['2026-03-27T16:00Z', '2026-10-24T09:00Z', '2026-12-24T10:00Z', '2027-03-25T11:00Z', '2027-10-29T20:00Z'].map((at) => (Date.parse(at) - Date.parse('2026-01-05T00:00Z')) / MINUTE))),
  planned: fc.integer({ min: -24 * 60, max: 5 * 24 * 60 }), livesAlone: fc.boolean(), endOfLife: fc.boolean(), dischargePathway: fc.constantFrom(0, 1, 2, 3), destination: fc.constantFrom('own-home', 'care-home', 'hospice'),
});
export const openedAt = (begun: { at: number }): number => Date.parse('2026-01-05T00:00Z') + begun.at * MINUTE;
export function detailsOf({ planned, at, ...details }: { planned: number; at: number; livesAlone: boolean; endOfLife: boolean; dischargePathway: number; destination: string }): JsonObject {
  return { ...details, plannedDischargeAt: text(openedAt({ at }) + planned * MINUTE) };
}

const text = (at: number): string => new Date(at).toISOString();
const kinds = ['clinical-deterioration', 'care-instability', 'non-attendance', 'safety-flag', 'system-risk', 'left-before-safe', 'left-before-safe', 'readmission', 'head-injury'];
const findings = ['departure', 'departure', 'dead', 'transferred', 'admission-cancelled', 'discharge-cancelled', 'merged', 'readmitted', 'readmitted', 'updated'];
const endings = ['died', 'wrong-person', 'entered-in-error', 'moved-away', 'transferred'];
const roles = ['clinical-lead', 'coordinator', 'escalation-owner'] as const;
const pick = <T>(from: readonly T[], choice: number): T => from[choice % from.length]!;

/** What completes a step, so that the case goes on in all directions. `past` is an instant that is over. */
function evidenceFor(simulation: Simulation, step: string, { choice, minutes }: Happening, past: string): JsonObject {
  const planned = (simulation.state.details['plannedDischargeAt'] ?? past) as string;
  const ahead = text(simulation.now + Math.abs(minutes) * MINUTE);
  switch (step) {
    case 'first-visit-booked': return pick<JsonObject>([metBy(planned)[step]!, { visitAt: ahead, provider: 'nursing' }, { visitAt: planned, until: ahead, provider: 'nursing' }, { acceptedBy: 'a', organisation: 'b' }, { noneNeeded: true, because: 'well' }], choice);
    case 'equipment-in-place': return choice % 3 === 0 ? { items: ['bed'], deliveryAt: pick([planned, ahead, text(Date.parse(planned) - HOUR)], choice) } : { items: ['frame'] };
    case 'departure': return { leftAt: past };
    case 'capacity-response': return { contacted: 'discharge-hub', who: 'w', contactedAt: past, askedFor: 'a', response: 'r' };
    case 'gp-summary-sent': return { sentAt: past, to: 'gp' };
    case 'first-visit-done': return { visitedAt: past, by: 'nurse' };
    case 'safety-call': return { spokeTo: 'p', how: 'phone', worry: pick(['none', 'today', 'urgent', '999'], choice) };
    case 'person-seen': return { seenAt: past, by: 'nurse', how: 'visit', findings: 'f' };
    case 'hospital-message-review': return choice % 4 === 3 ? { finding: 'f' } : { finding: 'f', readmitted: choice % 4 === 0 };
    case 'message-review': return { resolution: pick(['entered-by-hand', 'reprocessed', 'not-relevant'], choice), note: 'n' };
    default: return { done: 'd' };
  }
}

/** The command that a happening is for this case as it stands: often one that fits, now and then one that the rules refuse. */
export function commandOf(simulation: Simulation, happens: Happening): Command {
  const { state, now } = simulation;
  const { what, choice, minutes } = happens;
  const open = state.tasks.filter((task) => task.status === 'open');
  const among = choice > 0 && open.length > 0 ? open : state.tasks;
  const task: TaskState = pick(among, happens.task);
  const taskId = task.id;
  const past = text(now - Math.abs(minutes % 240) * MINUTE);
  const ahead = text(now + minutes * MINUTE);
  const escalationId = task.escalations.at(-1) ?? pick(state.tasks.flatMap((each) => each.escalations), happens.task) ?? 'none';
  switch (what) {
    case 'progress': return progress(simulation, happens, past);
    case 'complete': return { type: 'complete', taskId, evidence: evidenceFor(simulation, task.step, happens, past) };
    case 'attempt': return { type: 'attempt', taskId, at: past, tried: 't', why: 'w' };
    case 'unmet': return { type: 'unmet', taskId, reason: 'r', unsafe: 'u' };
    case 'declined': return { type: 'declined', taskId, by: 'p', capacity: 'presumed', explained: 'e', alternative: 'a' };
    case 'acknowledge': return { type: 'acknowledge', taskId, for: `PT${1 + Math.abs(minutes % 150)}M`, note: 'n' };
    case 'assign': return { type: 'assign', taskId, to: pick(['somebody', 'another', 'the-coordinator'], choice), reason: 'r' };
    case 'claim': return { type: 'claim', taskId };
    case 'reopen': return { type: 'reopen', taskId: pick(state.tasks, happens.task).id, reason: 'r' };
    case 'hand-over': return { type: 'hand-over', taskId, acceptedBy: { organisation: 'o', name: 'n', contact: 'c' }, reason: 'r' };
    case 'move': return { type: 'move', taskId: (state.tasks.find((each) => each.step === 'action') ?? task).id, dueAt: ahead, reason: 'r' };
    case 'decide': return decisionFor(simulation, happens, ahead);
    case 'trigger': return { type: 'trigger', kind: pick(kinds, choice + happens.task), occurredAt: past, note: 'n' };
    case 'owners': return { type: 'owners', role: pick(roles, choice), person: pick(['new-one', 'other-one', 'the-coordinator'], happens.task), reason: 'r', ...(choice % 4 === 0 ? { offer: true } : {}) };
    case 'owners-accept': return { type: 'owners-accept', role: pick(roles, choice) };
    case 'replan': return { type: 'replan', plannedDischargeAt: ahead, reason: 'r' };
    case 'note': return { type: 'note', text: 'n' };
    case 'climb': return { type: 'climb', escalationId, toLevel: choice % 6, reason: 'r' };
    case 'outcome': return { type: 'outcome', escalationId, response: 'r' };
    case 'hospital-message': return { type: 'hospital-message', messageId: `m${happens.task % 12}`, messageType: 'ADT', finding: pick(findings, choice + happens.task), occurredAt: past, flags: [] };
    // Rare: nothing much happens to a case that has ended.
    case 'end': return choice < 3 ? { type: 'end', because: pick(endings, happens.task), at: past, note: 'n', ...(choice === 1 ? { acceptedBy: { organisation: 'o', name: 'n', contact: 'c' } } : {}) } : { type: 'note', text: 'n' };
    case 'end-watch': return { type: 'end-watch', because: 'another case' };
    default: return { type: 'settle' };
  }
}

/** What a person who does their work does next: complete what is due first, or decide it. */
function progress(simulation: Simulation, happens: Happening, past: string): Command {
  const [next] = simulation.state.tasks.filter((task) => task.status === 'open').toSorted((a, b) => a.dueAt - b.dueAt);
  if (!next) return { type: 'settle' };
  if (next.step.endsWith('-decision')) return decisionFor(simulation, { ...happens, task: 0 }, text(simulation.now + (60 + Math.abs(happens.minutes)) * MINUTE));
  const choice = next.step === 'first-visit-booked' ? 0 : next.step === 'equipment-in-place' ? 1 : happens.choice;
  return { type: 'complete', taskId: next.id, evidence: evidenceFor(simulation, next.step, { ...happens, choice }, next.step === 'departure' ? text(simulation.now) : past) };
}

function decisionFor({ state, now }: Simulation, { choice, task, minutes }: Happening, ahead: string): Command {
  const asked = state.tasks.filter((each) => each.status === 'open' && each.step.endsWith('-decision'));
  const about = asked.length > 0 ? pick(asked, task) : undefined;
  const actions = choice % 3 === 0 ? [{ title: 'a', owner: 'somebody', dueAt: text(now + Math.abs(minutes) * MINUTE + MINUTE), completionCheck: 'c' }] : [];
  const outcome = about?.step === 'declined-decision' ? pick(['accept', 'offer-again'], choice) : pick(['go-with-risk', 'go-with-risk', 'go-with-risk', 'postpone', 'postpone', 'stay', 'accept'], choice);
  const said = decision(outcome, {
    actions, ...(outcome === 'go-with-risk' ? { unmetDueAt: ahead } : {}), ...(outcome === 'postpone' ? { plannedDischargeAt: ahead } : {}), ...(choice % 2 ? { because: 'capacity' } : {}),
  }, about?.step ?? 'risk-decision');
  return about && choice < 8 ? { ...said, taskId: about.id } as Command : said;
}
