import type { JsonObject, Outcome } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import type { Protocol } from '#libs/pathway/protocol.js';
import { said, text, type DecisionState, type TaskState } from '#libs/pathway/state.js';
import { answerTriggers, decideWhatWasDeclined, declinedDecided, endedEarly, messagesOfTheHospital, ordinarily, refuseAfterEnd, seen } from '#workflows/every-pathway.js';

/**
 * Equipment return (made up: the fourth pathway of docs/add-a-pathway.md). What was lent for a time goes back to the store, or the clinical lead decides that
 * it is written off. Time limits, owners and ladders: policy.ts
 */
function equipmentReturn(pathway: Pathway): void {
  if (endedEarly(pathway)) return;
  answerTriggers(pathway, ...seen);
  messagesOfTheHospital(pathway);

  // 1. The store is asked to fetch it. 2. It is fetched.
  const asked = pathway.ask('collection-asked');
  const collected = asked.status === 'open' ? undefined : pathway.ask('equipment-collected');
  // 3. Tried in vain twice, and twice again: the clinical lead decides whether to go on.
  const inVain = Math.floor((collected?.attempts.length ?? 0) / Number(pathway.number('attemptsBeforeDecision')));
  pathway.keep('write-off-decision', collected?.status === 'open' && inVain > pathway.decisions('write-off-decision').length, 'it was fetched, or nobody need fetch it');
  // 4. It may be needed again after all, also in the watch, which that ends.
  for (const trigger of pathway.triggers('needed-again')) pathway.ask('equipment-brought-back', { key: String(trigger.sequence), because: trigger.kind, calls: true });
  decideWhatWasDeclined(pathway, ...pathway.state.tasks);

  watch(pathway, collected);
}

/** A week from the last task that ended, in which somebody may miss it. */
function watch(pathway: Pathway, collected: TaskState | undefined): void {
  pathway.stage(pathway.nothingOpen ? 'watching' : 'fetching');
  if (!pathway.nothingOpen) return;
  const until = Math.max(...pathway.state.tasks.map(({ closedAt }) => closedAt ?? 0)) + pathway.duration('watch');
  const { watch: watching } = pathway.state;
  if (!watching || (watching.endedBecause === undefined && watching.until !== until)) return pathway.record('watch-started', { until: text(until) });
  if (watching.endedBecause === undefined && !pathway.reached(until)) return;
  if (watching.endedBecause === undefined) pathway.record('watch-ended', { because: 'its time is over' });
  pathway.close(outcomeOf(pathway, collected));
}

function outcomeOf(pathway: Pathway, collected: TaskState | undefined): Outcome {
  if (collected?.status === 'completed') return { outcome: 'returned' };
  if (pathway.decided('write-off-decision')?.outcome === 'write-off') return { outcome: 'written-off' };
  return { outcome: collected?.status === 'declined' ? 'kept' : 'handed-over' };
}

/** Whoever fetched it found the person on the floor: a falls review begins. */
function completed(pathway: Pathway, task: TaskState, evidence: JsonObject): void {
  const note = said(evidence, 'foundOnTheFloor');
  if (note === '') return;
  pathway.begin('found-on-the-floor', { pathway: 'rapid-falls-review', because: 'found on the floor when the equipment was fetched', details: { trigger: { kind: 'head-injury', occurredAt: said(evidence, 'visitedAt'), where: 'at home', note } } });
}

/** What follows once from a decision. To try again nothing follows: the task stands. */
function decided(pathway: Pathway, decision: DecisionState): void {
  if (decision.step === 'declined-decision') return declinedDecided(pathway, decision);
  if (decision.outcome === 'write-off') for (const task of pathway.all('equipment-collected')) pathway.notNeeded(task, 'written off by the clinical lead');
}

export const equipmentReturnProtocol: Protocol = {
  ...ordinarily, pathway: 'equipment-return', revision: 1, run: equipmentReturn, triggers: [...seen, 'needed-again'],
  decisions: { 'write-off-decision': { kind: 'write-off-decision', outcomes: ['write-off', 'try-again'] }, 'declined-decision': { kind: 'declined-decision', outcomes: ['accept', 'offer-again'] } },
  completed, decided, refuse: refuseAfterEnd,
};
