import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { callsMade } from '#libs/reports/calls-made.js';
import { responseTimes } from '#libs/reports/response-times.js';
import { durationText } from '#libs/domain/duration.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { freshRecord, type FreshRecord } from '#tests/records/fresh-record.js';
import { storyOf, type Happening } from '#tests/records/random-story.js';
import { reading } from '#tests/records/readers.js';
import { came, estimated, measured } from './naive.js';

let record: FreshRecord;
beforeAll(async () => { record = await freshRecord('second-reckoning'); }, 120_000);
afterAll(() => record.close());

const NOW = '2026-11-20T12:00:00.000Z';
const asked = { organisations: ['riverside'], from: new Date('2026-10-01T00:00:00Z'), to: new Date('2026-12-01T00:00:00Z'), rehearsal: false };

/** Mostly what the figures are made of. */
const happenings = fc.array(fc.record<Happening>({
  what: fc.constantFrom('task', 'rung', 'rung', 'rung', 'answer', 'answer', 'answer', 'not reached', 'acknowledge', 'attempt', 'complete', 'assign', 'unmet', 'declined', 'ladder', 'climb', 'outcome', 'due', 'decision', 'end', 'reopen', 'note', 'close'), which: fc.nat(3), how: fc.nat(50),
}), { minLength: 4, maxLength: 80 });
const lived = (...what: Happening['what'][]): Happening[] => what.map((each) => ({ what: each, which: 0, how: 1 }));
/** One call that is acted on and one that is missed, one that is open, one that nobody has to act on. */
const atLeast = [lived('task', 'rung', 'answer', 'rung', 'answer', 'acknowledge'), lived('task', 'rung', 'answer'), lived('task', 'rung', 'answer', 'ladder')];

it('agrees with a second reckoning over the events, whatever happened in the cases', async () => {
  const told: ReturnType<typeof storyOf>[] = [];
  await fc.assert(fc.asyncProperty(fc.array(happenings, { minLength: 1, maxLength: 4 }), async (given) => {
    for (const each of given) {
      const story = storyOf(each);
      await writeTail(record.record.manager, story.caseId, story.events);
      told.push(story);
    }
    const figures = await responseTimes(record.record.manager, reading('riverside-hub', NOW), { ...asked, by: [], cases: 0 });
    const expected = measured(told.map(({ events }) => events), Date.parse(NOW));
    for (const measure of ['mtta', 'mttr'] as const) {
      const figure = figures.find((each) => each.measure === measure);
      const { over, open, without } = expected[measure];
      expect([measure, figure?.n ?? 0, figure?.open ?? 0, figure?.without ?? 0]).toEqual([measure, over.length, open.length, without]);
      for (const [name, share] of [['p50', 0.5], ['p90', 0.9]] as const) {
        const hand = estimated(expected[measure], share);
        expect([measure, name, figure?.[name] ?? null]).toEqual([measure, name, hand === null ? null : durationText(hand)]);
      }
    }
    const calls = await callsMade(record.record.manager, reading('riverside-hub', NOW), asked);
    for (const { caseId, events } of told.slice(-given.length)) {
      const found = calls.filter((call) => call.caseId === caseId).map(({ rung, person, came: how, actedBy }) => ({ rung, person, came: how, actedBy }));
      expect(found.toSorted((a, b) => a.rung - b.rung)).toEqual(came(events).toSorted((a, b) => a.rung - b.rung));
    }
  }), { numRuns: 40, examples: [[atLeast]] });
  const all = told.flatMap(({ events }) => came(events));
  expect(new Set(all.map((call) => call.came))).toEqual(new Set(['acted', 'missed', 'open', 'over']));
}, 120_000);
