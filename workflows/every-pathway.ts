import { localTime } from '#libs/domain/local-time.js';
import type { Command } from '#libs/contracts/commands.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import type { Protocol } from '#libs/pathway/protocol.js';
import { refuse } from '#libs/pathway/refusal.js';
import type { DecisionState, TaskState } from '#libs/pathway/state.js';

/** What may be seen on any pathway ([1], 'Building escalation triggers'). */
export const seen = ['clinical-deterioration', 'care-instability', 'non-attendance', 'safety-flag', 'system-risk'];

/** Messages that bear on the case never complete or rewind a step: somebody looks. What whoever referred wrote is the front door’s own. */
export function messagesOfTheHospital(pathway: Pathway): void {
  for (const message of pathway.state.messages) {
    if (['departure', 'updated'].includes(message.finding) || message.finding.startsWith('referral-')) continue;
    pathway.ask('hospital-message-review', { key: message.messageId, calls: true, about: { messageId: message.messageId, finding: message.finding } });
  }
}

/** What is done about a person and not with them: nobody's no ends it. */
export const notThePersonsToDecline = ['hospital-message-review', 'weekly-review', 'after-death', 'wrong-person-put-right'];

/** While it is not known whether the person has died, or is in hospital where that is a reason too, nobody rings or visits the home. */
export function holdAtHome(pathway: Pathway, steps: readonly string[], findings: readonly string[] = ['readmitted', 'admitted', 'dead']): void {
  const finding = (review: TaskState): string => pathway.state.messages.find(({ messageId }) => messageId === review.key)?.finding ?? '';
  const asking = pathway.all('hospital-message-review').some((review) => review.status === 'open' && findings.includes(finding(review)));
  pathway.hold(pathway.all(...steps), asking ? 'the hospital says that the person is back, or has died: to be answered first' : null);
}

/** Something seen that must start a response in a set time: it always opens a task, and its owner is called at once. */
export function answerTriggers(pathway: Pathway, ...kinds: string[]): void {
  for (const trigger of pathway.triggers(...kinds)) {
    pathway.ask('trigger-response', { key: String(trigger.sequence), when: trigger.kind, calls: true, because: trigger.kind, about: { trigger: trigger.kind, sequence: trigger.sequence } });
  }
}

/** The person said no. Capacity is presumed unless assessed; somebody clinical decides what follows. */
export function decideWhatWasDeclined(pathway: Pathway, ...tasks: TaskState[]): void {
  for (const task of tasks) {
    if (task.declined && task.status === 'open') pathway.ask('declined-decision', { key: String(task.declined.sequence), about: { taskId: task.id, step: task.step } });
  }
  for (const decision of pathway.all('declined-decision')) {
    const about = pathway.state.tasks.find((task) => String(task.declined?.sequence) === decision.key);
    if (!about || about.status !== 'open') pathway.notNeeded(decision, 'what was declined has ended');
  }
}

/** `accept`: the task ends as declined. `offer-again`: it stays open and is due a day later. */
export function declinedDecided(pathway: Pathway, decision: DecisionState): void {
  const asked = pathway.state.tasks.find((task) => task.id === decision.taskId);
  const task = pathway.state.tasks.find((each) => String(each.declined?.sequence) === asked?.key);
  if (!task) return;
  if (decision.outcome === 'accept') pathway.endTask(task, 'declined', 'declined, and a clinical lead accepted it');
  else pathway.redueAt(task, decision.at + pathway.duration('offerAgain'), 'offered-again', `${pathway.number('offerAgain')} after the decision to offer it again`);
}

/** Ended early for a reason: ladders and unsent notices have stopped; a death or a wrong person leaves one task behind. */
export function endedEarly(pathway: Pathway): boolean {
  const { ended } = pathway.state;
  if (!ended) return false;
  pathway.stage('ended');
  const outcome = { outcome: ended.because };
  pathway.outcome(outcome);
  if (ended.because === 'died') pathway.ask('after-death');
  if (ended.because === 'wrong-person') pathway.ask('wrong-person-put-right');
  pathway.close(outcome);
  return true;
}

/** A message that somebody of the case would have read, were it not ended: now the hub does. That the person has died is known where the case ended by it. */
function wouldBeUnread(pathway: Pathway, command: Command): boolean {
  return command.type === 'hospital-message' && pathway.since(2) && !['departure', 'updated'].includes(command.finding) && !(command.finding === 'dead' && pathway.state.ended?.because === 'died');
}

/** After an early end only what is left of it goes on: nothing new starts, and nothing of before is taken up again. */
export function refuseAfterEnd(pathway: Pathway, command: Command): void {
  if (!pathway.state.ended || !(['trigger', 'replan', 'reopen', 'declined'].includes(command.type) || wouldBeUnread(pathway, command))) return;
  refuse('case-ended', `The case has been ended (${pathway.state.ended.because}): only what is left of it is open.`);
}

/** There is no person here who could say no, die or move away. `what` the case is about: 'a message', 'a dispute'. */
export function refuseWithoutPerson(what: string): (pathway: Pathway, command: Command) => void {
  return (_pathway, command) => {
    if (command.type === 'declined') refuse('cannot-be-declined', `${what[0]!.toUpperCase()}${what.slice(1)} has nobody who could decline it.`);
    if (command.type === 'end' && command.because !== 'entered-in-error') refuse('no-patient', `This case is about ${what}, not about a person.`);
  };
}

export const done = (task: TaskState | undefined): boolean => task?.status === 'completed';

/**
 * What most pathways answer, for them to begin with: no step is given up, no decision lets a step pass or has more to follow from it, there is no plan to move, evidence need not fit the case, whoever
 * tried in vain calls the next, what was done is open again as it was, and what has closed stays closed.
 */
export const ordinarily: Pick<Protocol, 'mayBeUnmet' | 'covers' | 'decided' | 'replanned' | 'checkEvidence' | 'attemptClimbs' | 'reopened' | 'revives'> = {
  mayBeUnmet: () => false, covers: () => [], decided: () => undefined, replanned: () => undefined, checkEvidence: () => undefined, attemptClimbs: () => true,
  reopened: (pathway, task, reason) => pathway.stand(task, reason, task.ladder), revives: () => false,
};

/** Did a task of this family stand at that point of the record, or at that instant? Then it is the answer to it, and none other opens. */
export function stood(family: TaskState[], sequence: number): boolean {
  return family.some((task) => task.sequence < sequence && (task.status === 'open' || task.closedSequence > sequence));
}

/** Urgent community response answers in its hours; outside them the policy names who owns the visit. */
export function urgentResponseAnswers(pathway: Pathway): boolean {
  const { hour, minute } = localTime(pathway.present);
  const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  return time >= String(pathway.number('ucrFrom')) && time < String(pathway.number('ucrUntil'));
}
