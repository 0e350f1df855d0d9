import fc from 'fast-check';
import type { JsonObject } from '#libs/contracts/events.js';
import { fallsEvidence, reviewRecord } from '../falls.js';
import { patientStart, type Simulation } from '../simulation.js';
import { anyWeek, HOUR, MINUTE, pick, text, type Happening, type PathwayLife } from './life.js';

/** A start up to four days after it happened. */
const beginning = fc.record({ at: anyWeek, ago: fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 6_000 })), kind: fc.constantFrom('two-falls-in-a-week', 'head-injury', 'new-confusion'), livesAlone: fc.boolean() })
  .map(({ at, ago, kind, livesAlone }) => {
    const occurred = at - ago * MINUTE;
    const earlier: JsonObject = kind === 'two-falls-in-a-week' ? { earlierAt: text(occurred - 50 * HOUR) } : {};
    return { at, details: { trigger: { kind, occurredAt: text(occurred), where: 'at home', note: 'n', ...earlier }, livesAlone } };
  });

/** The instant that the 72 hours of the latest review count from. */
const occurredAt = ({ state }: Simulation): number => state.tasks.findLast((task) => task.step === 'review-held')!.dueAt - 72 * HOUR;

function evidence(simulation: Simulation, step: string, { choice, minutes }: Happening, past: string): JsonObject | undefined {
  const ahead = text(simulation.now + minutes * MINUTE);
  const agreed = (title: string, dueAt: string): JsonObject => ({ title, owner: pick(['somebody', 'a-nurse'], choice), dueAt, completionCheck: 'c', ...(choice % 4 === 0 ? { checkedByAnother: true } : {}) });
  switch (step) {
    case 'review-booked': return { reviewAt: pick([text(occurredAt(simulation) + 40 * HOUR), ahead, text(occurredAt(simulation) + 100 * HOUR)], choice), attendees: ['gp'], ...(choice % 2 ? { lateBecause: 'l' } : {}) };
    case 'review-held': return reviewRecord({
      actions: pick<JsonObject[]>([[], [agreed('weigh', text(simulation.now + 50 * HOUR)), agreed('weigh', text(simulation.now + 50 * HOUR))], [agreed('frame', ahead)]], choice),
      safeguarding: { considered: true, concern: choice % 3 === 1, rationale: 'r' }, ...(choice % 2 ? { heldAt: past } : {}),
    });
    case 'safeguarding-referral': return { referredAt: past, to: 'council' };
    case 'visit-to-explain': return { visitedAt: past, by: 'nurse', understood: true };
    default: return fallsEvidence[step];
  }
}

export const fallsLife: PathwayLife = {
  pathway: 'rapid-falls-review', runs: 300, calls: 3, beginning, start: (details) => patientStart('rapid-falls-review', details), rest: 31 * 24 * 60, evidence,
  kinds: ['clinical-deterioration', 'care-instability', 'non-attendance', 'safety-flag', 'system-risk', 'two-falls-in-a-week', 'head-injury', 'new-confusion', 'repeat-fall', 'repeat-fall', 'back-from-hospital', 'left-before-safe'],
  decision: (_step, choice) => ({ kind: 'declined-decision', outcome: pick(['accept', 'offer-again', 'accept', 'go-with-risk'], choice), more: {} }),
  reaches: [
    'reviewed-in-time', 'reviewed-late', 'review-declined', 'review-handed-over', 'died', 'wrong-person', 'watch-started', 'watch-ended', 'reviewing', 'acting', 'watching', 'climbed', 'task-reopened', 'after-72-hours', 'before-it-happened', 'in-the-past', 'reminded', 'system-alarm-told', 'trigger-already-recorded', 'asked', 'nothing-heard', 'hospital-messages'],
};
