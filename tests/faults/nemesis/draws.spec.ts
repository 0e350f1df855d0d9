import { describe, expect, it } from '@jest/globals';
import { seeded } from '#tests/support/http/seeded.js';
import { catalogue, draws, kinds, type Draw } from './draws.js';

const drawn = (seed: number, times: number): (readonly Draw[])[] => {
  const next = draws(seeded(seed));
  return Array.from({ length: times }, next);
};

describe('what is hurt', () => {
  it('depends on the seed alone', () => {
    expect(drawn(7, 300)).toEqual(drawn(7, 300));
    expect(drawn(7, 20)).not.toEqual(drawn(8, 20));
  });

  it('is of every kind within the first twenty, and nearly every target of each within two hundred', () => {
    for (const seed of [1, 2, 3]) {
      expect(new Set(drawn(seed, 20).flat().map(({ kind }) => kind))).toEqual(new Set(kinds));
      const pairs = new Set(drawn(seed, 200).flat().map(({ kind, target }) => `${kind}, ${target}`));
      const all = kinds.flatMap((kind) => catalogue[kind].map((target) => `${kind}, ${target}`));
      expect(all.filter((pair) => !pairs.has(pair)).length).toBeLessThanOrEqual(3);
    }
  });

  it('is one thing, or sometimes up to three at once, and no target twice at once', () => {
    const all = drawn(1, 400);
    expect(new Set(all.map(({ length }) => length))).toEqual(new Set([1, 2, 3]));
    const several = all.filter(({ length }) => length > 1);
    expect(several.length / all.length).toBeGreaterThan(0.15);
    expect(several.length / all.length).toBeLessThan(0.35);
    for (const together of several) expect(new Set(together.map(({ target }) => target)).size).toBe(together.length);
  });

  it('lasts 0.3 to 4 s, and now and then longer than a command waits', () => {
    const lasts = drawn(1, 400).flat().map(({ lasts: each }) => each);
    expect(Math.min(...lasts)).toBeGreaterThanOrEqual(300);
    expect(Math.max(...lasts)).toBeLessThanOrEqual(14_000);
    expect(lasts.filter((each) => each > 10_000).length).toBeGreaterThan(0);
    expect(lasts.filter((each) => each <= 4_000).length / lasts.length).toBeGreaterThan(0.8);
  });
});
