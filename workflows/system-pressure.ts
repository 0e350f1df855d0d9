import type { Command } from '#libs/contracts/commands.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import type { Protocol } from '#libs/pathway/protocol.js';
import { refuse, wrongField } from '#libs/pathway/refusal.js';
import type { DecisionState } from '#libs/pathway/state.js';
import { actionsToCome, becomeTasks } from './agreed-actions.js';
import { answerTriggers, endedEarly, ordinarily, refuseWithoutPerson, stood } from './every-pathway.js';
import { declared, lateAction, letGoBy, levelIn, levelOfCard, proposals, proposed, raisedTo, stoodDown } from './pressure/level.js';
import { answerFeedback, helpEachOther, meet } from './pressure/together.js';

/**
 * A system under pressure ([4]). Rules propose a level, a person declares it with a reason, and each level is a call to action: cards with owners and times. A level that stands for long, or whose
 * actions are not done, is an alarm. Points, cards, owners and times: libs/policies/system-pressure.ts
 */
function systemPressure(pathway: Pathway): void {
  if (endedEarly(pathway)) return;
  answerTriggers(pathway, 'system-risk', 'safety-flag');
  const last = declared(pathway);
  const level = last ? levelIn(last.outcome) : 0;
  declareLevel(pathway, last, level);
  if (last) act(pathway, last, level);
  meet(pathway);
  helpEachOther(pathway);
  answerFeedback(pathway);
  pathway.stage(level === 0 ? 'level-proposed' : level === 1 ? 'stood-down' : `level-${level}`);
  if (level !== 1) return;
  // Stood down: what worked goes into the plan, and the case closes when everything is answered.
  const was = pathway.decisions('level-decision').some(({ outcome }) => levelIn(outcome) > 1);
  const down = stoodDown(pathway).sequence;
  if (was && !stood(pathway.all('plan-updated'), down)) pathway.ask('plan-updated', { key: String(down) });
  pathway.close({ outcome: was ? 'stood-down' : 'no-pressure' });
}

/** 1. Somebody declares a level: at the beginning, when another is proposed, and again when it has stood for long. Under pressure one who wants to change it never waits for a proposal. */
function declareLevel(pathway: Pathway, last: DecisionState | null, level: number): void {
  const proposal = proposed(pathway);
  const when = proposal !== null && levelIn(proposal) !== level ? proposal : level > 1 ? 'unchanged' : undefined;
  const standing = pathway.open('level-decision');
  if (standing && standing.when !== (when ?? null)) pathway.notNeeded(standing, 'another level is proposed, or it stands already');
  const asked = when === 'unchanged' ? { when, anchors: { reviewAt: last!.at + pathway.duration(`unchangedAtLevel${level}`) } } : { calls: true, ...(when ? { when, because: when } : {}) };
  pathway.keep('level-decision', last === null || when !== undefined, 'the level that was proposed stands already', asked);
}

/** 2. The cards of the level and of those below it are worked; what a lower level lets go is closed or handed over. 3. What is not done is known above. */
function act(pathway: Pathway, last: DecisionState, level: number): void {
  for (const each of letGoBy(pathway, level, last.sequence)) pathway.endTask(each, last.acceptedBy ? 'handed-over' : 'not-needed', last.because ?? `level ${level}`, last.acceptedBy);
  for (const { level: from, cards } of pathway.policy.levels!) {
    if (from > level) continue;
    const key = String(raisedTo(pathway, from)!.sequence);
    for (const step of cards.flatMap(({ steps }) => steps)) pathway.ask(step, { key, calls: true, because: last.outcome });
  }
  const late = level > 1 ? lateAction(pathway, last.at) : [];
  const alarms = pathway.all('level-without-action').filter(({ standsSince }) => standsSince > last.sequence);
  for (const alarm of pathway.all('level-without-action')) if (late.length === 0 || !alarms.includes(alarm)) pathway.notNeeded(alarm, 'it was done, or another level was declared');
  if (late.length > 0 && alarms.every(({ status }) => status === 'not-needed')) pathway.ask('level-without-action', { key: `${last.sequence}.${alarms.length + 1}`, calls: true, because: 'not done', about: { tasks: late.map(({ id }) => id) } });
}

const nobody = refuseWithoutPerson('a system under pressure');
function refuses(pathway: Pathway, command: Command): void {
  nobody(pathway, command);
  const last = declared(pathway);
  if (command.type === 'trigger' && proposals.includes(command.kind) && command.kind === (proposed(pathway) ?? (last ? `${last.outcome}-proposed` : null))) refuse('level-stands', 'This level is proposed or declared already.');
  if (command.type === 'trigger' && command.about !== undefined && levelOfCard(pathway, command.about) === 0) wrongField('/about', 'unknown-card', 'It is not a step of an action card.');
  if (command.type !== 'decide' || command.decision['actionsThen'] !== undefined) return;
  const left = letGoBy(pathway, levelIn(command.decision.outcome), pathway.state.version + 1);
  if (left.length > 0) wrongField('/actionsThen', 'required', `Say what becomes of what is open: ${left.map(({ step }) => step).join(', ')}.`);
}

export const systemPressureProtocol: Protocol = {
  ...ordinarily, pathway: 'system-pressure', revision: 1, run: systemPressure, triggers: ['system-risk', 'safety-flag', ...proposals, 'system-meeting', 'aid-requested', 'card-feedback'],
  decisions: { 'level-decision': { kind: 'level-decision', outcomes: ['level-1', 'level-2', 'level-3', 'level-4'] } },
  refuse: refuses, checkEvidence: (pathway, { step }, evidence) => { if (step === 'meeting-held') actionsToCome(pathway, evidence); }, completed: (pathway, task, evidence) => { if (task.step === 'meeting-held') becomeTasks(pathway, `meeting ${task.key}`, evidence); },
};
