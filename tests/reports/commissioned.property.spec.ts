import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CaseEvent } from '#libs/contracts/events.js';
import { commissionedMeasures } from '#libs/policies/commissioner.js';
import { exactFigures } from '#libs/reports/commissioned.js';
import { freshRecord, type FreshRecord } from '#tests/records/fresh-record.js';
import { countedNaively } from './commissioned-naive.js';
import { Told } from './told.js';

let record: FreshRecord;
beforeAll(async () => { record = await freshRecord('commissioned'); }, 120_000);
afterAll(() => record.close());

const BEGINS = Date.parse('2026-08-28T06:00:00Z');
const NOW = new Date('2026-11-20T12:00:00.000Z');
const hour = (hours: number): string => new Date(BEGINS + hours * 3_600_000).toISOString();
/** Hours from the beginning: to and beyond the present, across the change of the clocks; null: it has not happened. */
const some = fc.option(fc.nat(2_100), { freq: 4, nil: null });
const used = fc.record({
  ambulanceCallOuts: fc.nat(3), emergencyAttendances: fc.nat(3), ambulanceCallOutsBefore: fc.nat(9), emergencyAttendancesBefore: fc.nat(9),
  functional: fc.array(fc.record({ name: fc.constantFrom('Gait speed', 'gait speed ', 'Barthel'), value: fc.nat(20), unit: fc.constantFrom('m/s', 'points'), better: fc.constantFrom('higher', 'lower') }), { minLength: 1, maxLength: 2 }),
}, { requiredKeys: [] });
const looked = fc.option(fc.record({ after: fc.nat(700), silent: fc.boolean(), told: used }), { freq: 3, nil: null });
const life = fc.record({
  looks: fc.tuple(looked, looked, looked), shuts: fc.option(fc.integer({ min: 1_200, max: 1_990 }), { freq: 4, nil: null }),
  pathway: fc.constantFrom('step-down-tapering', 'step-down-tapering', 'minimum-safe-discharge', 'step-up', 'front-door', 'front-door'), begins: fc.nat(1_400), from: fc.constantFrom('inpatient', 'crisis-team'), risk: fc.constantFrom('identified', 'not-identified', 'not-assessed'),
  due: fc.nat(2_100), done: fc.option(fc.oneof(fc.nat(60), fc.nat(240), fc.nat(900)), { freq: 4, nil: null }), ends: fc.boolean(), closing: some, back: some, heard: some, failed: fc.boolean(), crisis: some, outcome: fc.constantFrom('assign', 'redirect', 'clarify'), again: some, answered: some,
});
type Life = typeof life extends fc.Arbitrary<infer L> ? L : never;

const stepOf: Readonly<Record<string, string>> = { 'step-down-tapering': 'first-contact', 'minimum-safe-discharge': 'first-visit-done', 'step-up': 'threshold-decision', 'front-door': 'triage-huddle' };

/** A case that went so, its events in the order of their instants. */
function told({ pathway, begins, from, risk, due, done, ends, closing, back, heard, failed, crisis, outcome, again, answered, looks, shuts }: Life): Told {
  const at = hour(begins);
  const story = new Told({ at, pathway, details: { dischargedAt: at, receivedAt: at, from, suicideRisk: risk, urgency: 'routine', ward: 'Willow', plannedDischargeAt: at } });
  const task = story.opened(at, stepOf[pathway]!, { dueAt: hour(due) });
  const response = story.opened(at, 'trigger-response', { because: 'safety-flag', about: { trigger: 'safety-flag' }, dueAt: hour(1_500) });
  const happens: [number, () => void][] = [];
  const plan = (hours: number | null, what: (instant: string) => void): void => { if (hours !== null && hours > begins && hours < 2_000) happens.push([hours, () => what(hour(hours))]); };
  const completes = (instant: string, id: string, step: string, evidence: object, dueAt: number, closes = instant): void => { story.at_(closes).add('task-completed', { taskId: id, step, evidence: evidence as never, completedAt: closes, late: Date.parse(instant) > BEGINS + dueAt * 3_600_000, recordedLate: false }); };
  // A threshold decision that was taken twice counts as it was last taken.
  const decides = (instant: string): void => { for (const said of ['step-up', outcome === 'redirect' ? 'not-met' : 'step-up']) story.at_(instant).add('decision-recorded', { taskId: task, step: 'threshold-decision', decision: { kind: 'threshold-decision', outcome: said } }); };
  plan(done === null ? null : begins + done, (instant) => {
    if (ends) { story.at_(instant).end(task); return; }
    if (pathway === 'step-up') decides(instant);
    completes(instant, task, stepOf[pathway]!, { contactedAt: instant, outcome }, due);
  });
  plan(answered, (instant) => completes(instant, response, 'trigger-response', { done: 'seen' }, 1_500));
  plan(crisis, (instant) => { story.trigger(instant, pathway === 'step-down-tapering' ? 're-presentation' : 'crisis', instant); });
  if (pathway === 'front-door') plan(again, (instant) => completes(instant, story.opened(instant, 'senior-oversight'), 'senior-oversight', { outcome: 'redirect' }, 3_000));
  if (pathway === 'step-up') {
    let review: string | undefined;
    plan(again, (instant) => { review = story.opened(instant, 'urgent-review', { dueAt: hour(due) }); });
    plan(heard, (instant) => { if (review) completes(instant, review, 'urgent-review', { heldAt: instant }, due); });
  }
  if (pathway === 'step-down-tapering') {
    plan(closing, (instant) => completes(instant, story.opened(instant, 'closing-review'), 'closing-review', { goals: 'met' }, 3_000));
    plan(back, (instant) => { story.trigger(instant, 're-presentation', instant); });
    plan(heard, (instant) => completes(instant, story.opened(instant, 'hospital-message-review'), 'hospital-message-review', { finding: 'back', readmitted: failed }, 3_000));
  }
  if (pathway === 'minimum-safe-discharge') {
    plan(closing, (instant) => { story.at_(instant).add('left', { leftAt: instant, gate: 'open', source: 'a person' }); });
    if (failed && closing !== null) plan(closing + 100, (instant) => { story.at_(instant).add('outcome-amended', { outcome: { outcome: 'failed-discharge', basis: 'asked' } }); });
  }
  // What care was used is told at looks, now and then; some cases close.
  for (const [index, look] of looks.entries()) plan(look === null ? null : begins + 1 + look.after, (instant) => { completes(instant, story.opened(instant, 'contact'), 'contact', { contactedAt: instant, ...(index === 1 && look?.silent ? {} : { useOfCare: look!.told }) }, 3_000); });
  if (['step-down-tapering', 'step-up'].includes(pathway)) plan(shuts, (instant) => { story.at_(instant).add('case-closed', { outcome: { outcome: 'completed' } }); });
  for (const [, happening] of happens.toSorted(([one], [other]) => one - other)) happening();
  return story;
}

it('agrees with a second reckoning over the events, measure by measure and month by month', async () => {
  const all: CaseEvent[][] = [];
  await fc.assert(fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 20 }), async (lives) => {
    for (const each of lives) all.push((await told(each).write(record.record.manager)).events);
    const figures = await exactFigures(record.record.manager, { organisation: 'riverside', from: new Date('2026-07-31T23:00:00Z'), to: new Date('2026-12-01T00:00:00Z'), rehearsal: false, present: NOW });
    const expected = new Map<string, [number, number]>();
    for (const { measure, month, counted } of all.flatMap((events) => countedNaively(events, NOW.getTime()))) {
      if (month < '2026-08' || month > '2026-11') continue;
      const [numerator, denominator] = expected.get(`${measure} ${month}`) ?? [0, 0];
      expected.set(`${measure} ${month}`, [numerator + Number(counted), denominator + 1]);
    }
    expect(new Map(figures.filter(({ team }) => team === undefined).map(({ measure, month, numerator, denominator }) => [`${measure} ${month}`, [numerator, denominator]]))).toEqual(expected);
  }), { seed: 20261130, numRuns: 25 });
  // Each measure has had something to count, and something that it did not count.
  const seen = all.flatMap((events) => countedNaively(events, NOW.getTime()));
  for (const measure of Object.keys(commissionedMeasures)) expect([measure, new Set(seen.filter((each) => each.measure === measure).map(({ counted }) => counted))]).toEqual([measure, new Set([true, false])]);
}, 120_000);
