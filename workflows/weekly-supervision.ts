import type { JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import type { Protocol } from '#libs/pathway/protocol.js';
import { wrongField } from '#libs/pathway/refusal.js';
import { said, type TaskState } from '#libs/pathway/state.js';
import { actionsOf, becomeTasks, noneIsOver } from './agreed-actions.js';
import { endedEarly, ordinarily, refuseWithoutPerson } from './every-pathway.js';

/** What each meeting looks at, by the name that it has in the details. */
const looksAt = { 'decision-huddle': 'edgeCases', 'live-case-supervision': 'liveCases', 'ownership-review': 'unclearOwnership' } as const;
const meetings = Object.keys(looksAt) as (keyof typeof looksAt)[];
/** Conclusions by which nothing has to change. */
const standing = ['as-agreed', 'goes-on', 'clear', 'put-right'];

/**
 * The supervision of one week ([2] example 1, [3] supervision and example 1): a huddle about its edge cases, a supervisor's look at a few live ones, and at whose each is where that is not clear.
 * Which they are libs/supervision found as the week began; nothing here changes them. Limits and ladders: libs/policies/weekly-supervision.ts
 */
function weeklySupervision(pathway: Pathway): void {
  if (endedEarly(pathway)) return;
  // 1. The three stand side by side, in a week with nothing to look at too: that nobody found anything is said by somebody.
  const held = meetings.map((step) => pathway.ask(step, { about: { cases: drawn(pathway, step) } }));
  if (held.some(({ status }) => status === 'open')) return pathway.stage('looking');
  // 2. What was to change is done.
  if (!pathway.nothingOpen) return pathway.stage('acting');
  pathway.close({ outcome: pathway.all('action').length > 0 ? 'changes-agreed' : meetings.every((step) => drawn(pathway, step).length === 0) ? 'nothing-to-look-at' : 'nothing-to-change' });
}

function drawn({ details }: Pathway, step: string): JsonObject[] {
  const list = details[looksAt[step as keyof typeof looksAt]];
  return Array.isArray(list) ? list as JsonObject[] : [];
}

/** Of each case that was drawn something is said, once, and of no other; what is to change has an action, or why it has none. */
function checkEvidence(pathway: Pathway, task: TaskState, evidence: JsonObject): void {
  if (!(task.step in looksAt)) return;
  const told = evidence['lookedAt'] as JsonObject[];
  const cases = drawn(pathway, task.step).map((each) => said(each, 'caseId'));
  told.forEach((each, index) => {
    const caseId = said(each, 'caseId');
    if (!cases.includes(caseId)) wrongField(`/evidence/lookedAt/${index}/caseId`, 'not-drawn', 'This case is not among those that are looked at.');
    if (told.findIndex((other) => said(other, 'caseId') === caseId) < index) wrongField(`/evidence/lookedAt/${index}/caseId`, 'twice', 'This case is said above.');
  });
  const silent = cases.findIndex((caseId) => !told.some((each) => said(each, 'caseId') === caseId));
  if (silent >= 0) wrongField('/evidence/lookedAt', 'not-looked-at', `Say of each case what was concluded: nothing is said of case ${silent + 1}.`);
  noneIsOver(pathway, evidence);
  if (told.some((each) => !standing.includes(said(each, 'conclusion'))) && actionsOf(evidence).length === 0 && evidence['noActionBecause'] === undefined) wrongField('/evidence/actions', 'no-action', 'Something is to change: say what is done about it, or noActionBecause.');
}

export const weeklySupervisionProtocol: Protocol = {
  ...ordinarily, pathway: 'weekly-supervision', revision: 1, run: weeklySupervision, triggers: [], decisions: {}, refuse: refuseWithoutPerson('the supervision of a week'), checkEvidence,
  completed: (pathway, task, evidence) => { if (task.step in looksAt) becomeTasks(pathway, task.step, evidence); },
};
