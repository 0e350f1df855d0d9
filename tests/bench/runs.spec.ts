import { expect, it } from '@jest/globals';
import type { Figure } from './figure.js';
import { ran, report } from './runs.js';

const line = { name: 'a line', unit: 'ms' };
const figure = (more: Partial<Figure> = {}): Figure & { closed: number } => {
  const made = { name: 'a figure', remarks: [], closed: 0, open: async () => {}, measure: async (round: number) => [{ line, ours: round, control: 1 }], check: async () => {}, close: async () => { made.closed += 1; }, ...more };
  return made;
};
const course = { rounds: 3, limitMs: 60_000, tell: () => undefined };

it('measures every round and closes', async () => {
  const of = figure();
  expect(await ran(of, course)).toMatchObject({ failed: null, readings: [{ ours: 1 }, { ours: 2 }, { ours: 3 }] });
  expect(of.closed).toBe(1);
});
it.each([
  ['that cannot open', { open: () => Promise.reject(new Error('no server')) }, 'no server', 0],
  ['that breaks off in a round', { measure: async (round: number) => { if (round === 2) throw new Error('no answer'); return [{ line, ours: round, control: 1 }]; } }, 'no answer', 1],
  ['of which the record has lost something', { check: () => Promise.reject(new Error('5 for 6')) }, '5 for 6', 3],
])('a figure %s is not valid, keeps what it had, and is closed all the same', async (_what, more, failed, measured) => {
  const of = figure(more);
  const result = await ran(of, course);
  expect([result.failed, result.readings.length, of.closed]).toEqual([failed, measured, 1]);
  expect(report([result])).toContain(`- **a figure: not measured validly**: ${failed}`);
});
it('ends a figure that hangs', async () => {
  expect((await ran(figure({ measure: () => new Promise(() => {}) }), { ...course, limitMs: 20 })).failed).toContain('longer than a figure may take');
});
it('does not begin a figure for which no time is left', async () => {
  const of = figure({ open: () => Promise.reject(new Error('opened')) });
  expect((await ran(of, { ...course, limitMs: 0 })).failed).toBe('no time was left for it');
});
it('tells remarks under the table', () => {
  expect(report([{ name: 'a figure', readings: [], remarks: ['made smaller'], failed: null }])).toContain('- a figure: made smaller');
});
