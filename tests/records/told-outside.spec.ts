import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CaseEvent } from '#libs/contracts/events.js';
import type { CaseDocument } from '#libs/records/projection/document.js';
import { foldAll } from '#libs/records/projection/fold.js';
import { toldOutside, type ToldOutside } from '#libs/records/projection/told-outside.js';
import { randomHappenings, storyOf } from './random-story.js';

/** What is told when the events are stored in tails of these lengths. */
function toldIn(caseId: string, events: readonly CaseEvent[], lengths: readonly number[]): { told: ToldOutside[]; last: CaseDocument | null } {
  const told: ToldOutside[] = [];
  let [before, stored] = [null as CaseDocument | null, 0];
  for (let turn = 0; stored < events.length; turn += 1) {
    const tail = events.slice(stored, stored + (lengths[turn % lengths.length] ?? 1));
    const after = foldAll(before, tail, caseId);
    told.push(...toldOutside(tail, before, after));
    [before, stored] = [after, stored + tail.length];
  }
  return { told, last: before };
}
const key = ({ sequence, kind, escalation_id: escalation }: ToldOutside): string => `${String(sequence).padStart(5, '0')} ${kind} ${escalation ?? ''}`;
const sorted = (told: readonly ToldOutside[]): string[] => told.map(key).toSorted((one, other) => (one < other ? -1 : 1));

describe('what other systems are told of a case', () => {
  it('is the same however its events come to be stored, also where much happens in one instant, and each climb ends once', () => {
    fc.assert(fc.property(randomHappenings, fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 6 }), fc.boolean(), (happenings, lengths, atOnce) => {
      const story = storyOf(happenings);
      const events = atOnce ? story.events.map((event): CaseEvent => ({ ...event, at: story.events[0]!.at })) : story.events;
      const { told, last } = toldIn(story.caseId, events, lengths);
      expect(sorted(told)).toEqual(sorted(toldIn(story.caseId, events, [1]).told));
      const ended = told.flatMap(({ kind, escalation_id: id }) => (kind === 'escalation-ended' ? [id!] : []));
      expect([ended.length, new Set(ended)]).toEqual([new Set(ended).size, new Set(last!.escalations.flatMap(({ id, endedAt }) => (endedAt === null ? [] : [id])))]);
      expect(told.map(({ sequence }) => sequence)).toEqual(told.map(({ sequence }) => sequence).toSorted((one, other) => one - other));
    }), { numRuns: 400 });
  });

  it('holds ids and words of ours, and nothing that somebody wrote or is called', () => {
    fc.assert(fc.property(randomHappenings, (happenings) => {
      const story = storyOf(happenings);
      for (const told of toldIn(story.caseId, story.events, [5]).told) {
        expect(Object.keys(told).toSorted()).toEqual(['at', 'escalation_id', 'kind', 'sequence', 'step', 'task_id']);
        for (const id of [told.task_id, told.escalation_id]) expect(id === null || id.startsWith(story.caseId)).toBe(true);
      }
    }), { numRuns: 100 });
  });
});
