import { firstAfter, slotsBetween, type Weekly } from '#libs/domain/weekly-slots.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import type { Protocol } from '#libs/pathway/protocol.js';
import { instantIn, said, text, type TaskState } from '#libs/pathway/state.js';
import { actionsToCome, becomeTasks } from './agreed-actions.js';
import { answerTriggers, endedEarly, ordinarily, refuseWithoutPerson } from './every-pathway.js';
import { reviewsInTurn, type Turn } from './reviews-in-turn.js';

/**
 * Standing meetings of a system about flow ([4], North East London). The next one always stands, with a chair by name; held or cancelled it opens the one after it, until a meeting ends them.
 * Days, time, owners and ladders: libs/policies/flow-meetings.ts
 */
function flowMeetings(pathway: Pathway): void {
  if (endedEarly(pathway)) return;
  answerTriggers(pathway, 'system-risk', 'safety-flag');

  // 1. The next meeting is its chair's. What was agreed at it becomes tasks.
  const goOnHere = pathway.state.begun?.some(({ status }) => status === 'refused') === true;
  const meetings = reviewsInTurn(pathway, 'flow-meeting', (before) => (before ? following(pathway, before.dueAt, before.closedAt!, chairAfter(before)) : first(pathway)),
    (meeting, nth) => comesAgain(meeting) && (nth < Number(pathway.number('meetingsACase')) || goOnHere));
  // 2. Cancelled again and again is not met at all.
  cancelledInARow(pathway, meetings);
  const last = meetings.at(-1)!;
  if (last.status === 'open') return pathway.stage('meeting');

  // 3. After three months they go on in a case of their own; or a meeting has ended them. What was agreed is still done.
  pathway.stage('ending');
  if (comesAgain(last)) goOnElsewhere(pathway, last);
  pathway.close({ outcome: comesAgain(last) ? 'continued' : last.status === 'completed' ? 'meetings-ended' : 'handed-over' });
}

const comesAgain = ({ status, evidence }: TaskState): boolean => status === 'completed' && ['held', 'cancelled'].includes(said(evidence, 'decision'));
const weekly = (pathway: Pathway): Weekly => ({ days: String(pathway.number('meetingDays')), at: String(pathway.number('meetingTime')), onBankHolidays: String(pathway.number('onBankHolidays')) });
/** Whoever chaired it chairs the next, unless it named another. */
const chairAfter = (meeting: TaskState): string => said(meeting.evidence, 'nextChair') || meeting.owner.person!;
const first = (pathway: Pathway): Turn => following(pathway, instantIn(pathway.details, 'notBefore') ?? pathway.state.openedAt, pathway.state.openedAt, said(pathway.details, 'chair'));

/** The meeting that follows an instant: the first, or of those whose time has come by `now` the last, so that it too is held, or it is said why not. How many were passed over is told with it. */
function following(pathway: Pathway, since: number, now: number, person: string): Turn {
  const come = slotsBetween(weekly(pathway), since, now);
  const at = come.at(-1) ?? firstAfter(weekly(pathway), since);
  return { at, asking: { person, about: { meetingAt: text(at), ...(come.length > 1 ? { passedOver: come.length - 1 } : {}) } } };
}

/** Each time that so many in a row were cancelled the director says what happens now; one that is held after all answers nothing of that. */
function cancelledInARow(pathway: Pathway, meetings: TaskState[]): void {
  const most = Number(pathway.number('cancelledInARow'));
  let row = 0;
  const warned = meetings.filter((meeting) => {
    row = said(meeting.evidence, 'decision') === 'cancelled' ? row + 1 : 0;
    return row > 0 && row % most === 0;
  }).map(({ closedSequence }) => String(closedSequence));
  for (const key of warned) pathway.ask('meetings-cancelled', { key, calls: true, because: 'cancelled again and again', about: { inARow: most } });
  for (const task of pathway.all('meetings-cancelled')) if (!warned.includes(task.key)) pathway.notNeeded(task, 'that a meeting was cancelled was taken back');
}

function goOnElsewhere(pathway: Pathway, last: TaskState): void {
  const details: JsonObject = { ...pathway.details, chair: chairAfter(last), notBefore: text(last.dueAt) };
  pathway.begin('next', { pathway: 'flow-meetings', details, because: 'the meetings go on' });
}

export const flowMeetingsProtocol: Protocol = {
  ...ordinarily, pathway: 'flow-meetings', revision: 1, run: flowMeetings, triggers: ['system-risk', 'safety-flag'], decisions: {}, refuse: refuseWithoutPerson('flow meetings'),
  checkEvidence: (pathway, { step }, evidence) => { if (step === 'flow-meeting') actionsToCome(pathway, evidence); },
  completed: (pathway, task, evidence) => { if (task.step === 'flow-meeting' && said(evidence, 'decision') === 'held') becomeTasks(pathway, 'meeting', evidence); },
};
