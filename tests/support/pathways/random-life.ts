import fc from 'fast-check';
import type { Command } from '#libs/contracts/commands.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { TaskState } from '#libs/pathway/state.js';
import { protocolOf } from '#workflows/protocols.js';
import { decision } from './case-story.js';
import { MINUTE, pick, text, type Happening, type PathwayLife } from './lives/life.js';
import type { Simulation } from './simulation.js';

const whats = [
  'progress', 'progress', 'progress', 'progress', 'progress', 'progress', 'complete', 'complete', 'complete', 'attempt', 'attempt', 'unmet', 'unmet', 'declined', 'acknowledge', 'assign', 'claim', 'reopen', 'reopen', 'hand-over', 'move', 'decide', 'decide',
  'trigger', 'trigger', 'owners', 'owners-accept', 'replan', 'note', 'climb', 'outcome', 'hospital-message', 'hospital-message', 'end', 'end-watch', 'settle', 'wait', 'wait',
] as const;
const jump = fc.oneof({ weight: 8, arbitrary: fc.nat({ max: 60 }) }, { weight: 3, arbitrary: fc.nat({ max: 900 }) }, { weight: 1, arbitrary: fc.nat({ max: 6_000 }) });
const happensAs = (what: fc.Arbitrary<string>): fc.Arbitrary<Happening> =>
  fc.record({ what, task: fc.nat({ max: 40 }), minutes: fc.integer({ min: -300, max: 6_000 }), choice: fc.nat({ max: 11 }), jump });

/** A life: often it goes to plan for a while, so that every part of the pathway is reached, then anything happens, often people then do their work, and in a quarter of them time passes until the case's end. */
export const livesOf = ({ rest }: PathwayLife): fc.Arbitrary<Happening[]> => fc.tuple(
  fc.array(happensAs(fc.constant('progress')), { maxLength: 10 }), fc.array(happensAs(fc.constantFrom(...whats)), { minLength: 5, maxLength: 40 }), fc.array(happensAs(fc.constant('progress')), { maxLength: 15 }),
  fc.nat({ max: 3 }).map((choice): Happening[] => (choice === 0 && rest > 0 ? [{ what: 'wait', task: 0, minutes: 0, choice: 1, jump: rest }] : [])),
).map((parts) => parts.flat());

const findings = ['departure', 'departure', 'dead', 'transferred', 'admission-cancelled', 'discharge-cancelled', 'merged', 'readmitted', 'readmitted', 'updated'];
const endings = ['died', 'wrong-person', 'died', 'entered-in-error', 'moved-away', 'transferred', 'died', 'wrong-person'];
const roles = ['clinical-lead', 'coordinator', 'escalation-owner'] as const;

/** What completes the steps that every pathway has. */
function everyEvidence(simulation: Simulation, step: string, { choice, minutes }: Happening): JsonObject {
  switch (step) {
    case 'hospital-message-review': return choice % 4 === 3 ? { finding: 'f' } : { finding: 'f', readmitted: choice % 4 === 0 };
    case 'after-death': return { gpTold: true, partnersTold: [], cancelled: [] };
    case 'weekly-review': return { risks: [], nextAt: text(simulation.now + Math.abs(minutes) * MINUTE) };
    case 'action': return { done: 'd', check: 'c', checkedBy: pick(['z', 'new-one'], choice) };
    default: return { done: 'd' };
  }
}

/** The command that a happening is for this case as it stands: often one that fits, now and then one that the rules refuse. */
export function commandOf(life: PathwayLife, simulation: Simulation, happens: Happening): Command {
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
    case 'progress': return progress(life, simulation, happens, past);
    case 'complete': return { type: 'complete', taskId, evidence: life.evidence(simulation, task.step, happens, past) ?? everyEvidence(simulation, task.step, happens) };
    case 'attempt': return { type: 'attempt', taskId, at: past, tried: 't', why: 'w' };
    case 'unmet': return { type: 'unmet', taskId, reason: 'r', unsafe: 'u' };
    case 'declined': return { type: 'declined', taskId, by: 'p', capacity: 'presumed', explained: 'e', alternative: 'a' };
    case 'acknowledge': return { type: 'acknowledge', taskId, for: `PT${1 + Math.abs(minutes % 150)}M`, note: 'n' };
    case 'assign': return { type: 'assign', taskId, to: pick(['somebody', 'another', 'the-coordinator'], choice), reason: 'r' };
    case 'claim': return { type: 'claim', taskId };
    case 'reopen': return { type: 'reopen', taskId: pick(state.tasks, happens.task).id, reason: 'r' };
    case 'hand-over': return { type: 'hand-over', taskId, acceptedBy: { organisation: 'o', name: 'n', contact: 'c' }, reason: 'r' };
    case 'move': return { type: 'move', taskId: (state.tasks.find((each) => each.step === 'action') ?? task).id, dueAt: ahead, reason: 'r' };
    case 'decide': return decisionFor(life, simulation, happens, ahead);
    // Now and then what was told before is told again.
    case 'trigger': {
      const again = happens.task % 5 === 0 ? state.triggers[0] : undefined;
      return { type: 'trigger', kind: again?.kind ?? pick(life.kinds, choice + happens.task), occurredAt: again ? text(again.occurredAt) : past, note: 'n' };
    }
    case 'owners': return { type: 'owners', role: pick(roles, choice), person: pick(['new-one', 'other-one', 'the-coordinator'], happens.task), reason: 'r', ...(choice % 4 === 0 ? { offer: true } : choice % 4 === 1 ? { impose: true } : {}) };
    case 'owners-accept': return { type: 'owners-accept', role: pick(roles, choice) };
    case 'replan': return { type: 'replan', [protocolOf(life.pathway).plan ?? 'plannedDischargeAt']: ahead, reason: 'r' };
    // Whether somebody was reached is told as often as anything that people say about a case.
    case 'note': return choice > 3 ? notReached(simulation, happens) : { type: 'note', text: 'n' };
    case 'climb': return { type: 'climb', escalationId, toLevel: choice % 6, reason: 'r' };
    case 'outcome': return choice > 3 ? notReached(simulation, happens) : { type: 'outcome', escalationId, response: 'r' };
    case 'hospital-message': return { type: 'hospital-message', messageId: `m${happens.task % 12}`, messageType: 'ADT', finding: pick(life.findings ?? findings, choice + happens.task), occurredAt: past, flags: [] };
    // Rare: nothing much happens to a case that has ended.
    case 'end': return choice < 3 ? { type: 'end', because: pick(endings, happens.task), at: past, note: 'n', ...(choice === 1 ? { acceptedBy: { organisation: 'o', name: 'n', contact: 'c' } } : {}) } : { type: 'note', text: 'n' };
    case 'end-watch': return { type: 'end-watch', because: 'another case' };
    default: return { type: 'settle' };
  }
}

/** What a person who does their work does next: complete what is due first, or decide it. */
function progress(life: PathwayLife, simulation: Simulation, happens: Happening, past: string): Command {
  const [next] = simulation.state.tasks.filter((task) => task.status === 'open').toSorted((a, b) => a.dueAt - b.dueAt);
  if (!next) return { type: 'settle' };
  if (protocolOf(life.pathway).decisions[next.step]) return decisionFor(life, simulation, { ...happens, task: 0 }, text(simulation.now + (60 + Math.abs(happens.minutes)) * MINUTE));
  const own = life.working ? life.working(simulation, next.step, happens, past) : life.evidence(simulation, next.step, happens, past);
  return { type: 'complete', taskId: next.id, evidence: own ?? everyEvidence(simulation, next.step, happens) };
}

/** Of a task the highest rung that was called; now and then another of its calls, or one of a climb that has ended. Told alike of a case that slept through its calls. */
function notReached(simulation: Simulation, { task, choice }: Happening): Command {
  const open = simulation.state.tasks.filter(({ status, escalations }) => status === 'open' && escalations.length > 0);
  if (open.length === 0) return { type: 'settle' };
  const { id: taskId } = pick(open, task);
  const extras = new Set(simulation.of('rung-reached').filter(({ data }) => data.extra).map(({ sequence }) => sequence));
  const calls = new Map(simulation.of('called').filter(({ data }) => data.taskId === taskId && data.person !== null).map(({ data }) => [`${extras.has(data.rung) ? 0 : 1} ${data.level}`, data]));
  const keys = [...calls.keys()].toSorted();
  const called = calls.get(choice < 10 ? keys.at(-1) ?? '' : pick(keys, choice + task) ?? '');
  if (!called) return { type: 'settle' };
  const { rung, escalationId, level, person } = called;
  return { type: 'not-reached', rung, escalationId, taskId, level, person: person ?? '', extra: extras.has(rung) };
}

function decisionFor(life: PathwayLife, { state, now }: Simulation, { choice, task, minutes }: Happening, ahead: string): Command {
  const asked = state.tasks.filter((each) => each.status === 'open' && protocolOf(life.pathway).decisions[each.step]);
  const about = asked.length > 0 ? pick(asked, task) : undefined;
  const actions = choice % 3 === 0 ? [{ title: 'a', owner: 'somebody', dueAt: text(now + Math.abs(minutes) * MINUTE + MINUTE), completionCheck: 'c' }] : [];
  const { kind, outcome, more } = life.decision(about?.step, choice, ahead);
  const said = decision(outcome, { actions, ...more }, kind);
  return about && choice < 8 ? { ...said, taskId: about.id } as Command : said;
}
