import type { CaseEvent, JsonObject } from '#libs/contracts/events.js';
import { HOUR } from '#libs/domain/duration.js';
import { Discharge } from '#tests/support/pathways/discharge.js';
import { Falls, reviewRecord } from '#tests/support/pathways/falls.js';
import { dischargeStart, patientStart, type Simulation } from '#tests/support/pathways/simulation.js';
import { Taper, wholeHandover } from '#tests/support/pathways/taper.js';

/** What stands in a pattern for what is each copy's own. */
export const PATTERN = { caseId: 'the-pattern-of-a-case', patientId: 'p1', nhsNumber: '9990000018', name: 'Synthetic Person' } as const;
/** A case as the engine itself lived it up to now: all its events, and how much of it is open. */
export interface Pattern { pathway: string; events: readonly CaseEvent[]; open: number; climbing: number }

const text = (at: number): string => new Date(at).toISOString();

/** Planned in some hours (or passed), with some of the standards met. */
function discharge(now: number, ageHours: number, plannedInHours: number, met: number): Simulation {
  const story = new Discharge(dischargeStart({ plannedDischargeAt: text(now + plannedInHours * HOUR), livesAlone: met % 2 === 0 }, PATTERN.caseId), now - ageHours * HOUR);
  const standards = ['equipment-in-place', 'first-visit-booked', 'medicines-reconciled', 'red-flag-instructions-given'];
  if (met > 0) story.meets(...standards.slice(0, met));
  return story;
}

/** Reviewed a while ago: its actions are due from some hours ago to weeks ahead. */
function falls(now: number, ageHours: number, actions: number, late: number): Simulation {
  const opened = now - ageHours * HOUR;
  const details = { trigger: { kind: 'two-falls-in-a-week', occurredAt: text(opened), earlierAt: text(opened - 50 * HOUR), where: 'at home', note: 'on the stairs' }, livesAlone: true };
  const story = new Falls(patientStart('rapid-falls-review', details, PATTERN.caseId), opened);
  if (actions === 0) return story;
  story.until(opened + 2 * HOUR);
  story.assesses().completes('review-booked', { reviewAt: text(opened + 20 * HOUR), attendees: ['the GP'] });
  story.until(opened + 20 * HOUR);
  const due = (place: number): number => (place < late ? now - (2 + place * 3) * HOUR : now + (1 + place * place) * 2 * HOUR);
  const agreed = Array.from({ length: actions }, (_, place): JsonObject => ({ title: ['Weigh at the surgery', 'Fit a second banister', 'Review the night tablet', 'Strength and balance class'][place % 4]!, owner: place % 5 === 4 ? 'the-nurse' : 'the-coordinator', dueAt: text(due(place)), completionCheck: 'The person says so' }));
  story.completes('review-held', reviewRecord({ actions: agreed }));
  return story;
}

/** Handed over, and either waiting to be accepted or in its contacts. */
function taper(now: number, ageHours: number, accepted: boolean): Simulation {
  const opened = now - ageHours * HOUR;
  const details = { crisisTeam: 'Riverside crisis team', dischargedAt: text(opened), from: 'crisis-team', handover: wholeHandover, suicideRisk: 'not-identified', safeguarding: { indicators: [] } };
  const story = new Taper(patientStart('step-down-tapering', details, PATTERN.caseId), opened);
  if (!accepted) return story;
  story.until(opened + HOUR);
  story.accepts();
  story.until(opened + 2 * HOUR);
  story.contacts().settlesIn();
  return story;
}

/** Cases of every pathway and age, lived up to now without a server. Most of what is open lies ahead, about one task in ten is late and climbs. */
export function patterns(now: number): Pattern[] {
  const lived = [
    ...[1, 3, 6, 9, 20, 30, 40, 60].map((age, at) => discharge(now, age, [30, 50, 72, 4, 100, 20, 7, 40][at]!, at % 4)), discharge(now, 26, -1.5, 3), discharge(now, 30, -4, 2),
    ...Array.from({ length: 12 }, (_, at) => falls(now, 26 + at * 20, 14 + at % 5, at % 3 === 0 ? 1 + at % 4 : 0)), falls(now, 3, 0, 0), falls(now, 20, 0, 0),
    ...[1, 2, 3].map((age) => taper(now, age, false)), ...[4, 30, 50].map((age) => taper(now, age, true)),
  ];
  return lived.map((story): Pattern => {
    story.until(now);
    const open = story.state.tasks.filter(({ status }) => status === 'open');
    return { pathway: story.start.pathway, events: story.events, open: open.length, climbing: open.filter(({ escalation }) => escalation !== null).length };
  });
}
