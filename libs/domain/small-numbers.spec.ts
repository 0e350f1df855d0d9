import { describe, expect, it } from '@jest/globals';
import { published, publishedShare, publishedWhole } from './small-numbers.js';

const upTo = (most: number): number[] => Array.from({ length: most + 1 }, (_, count) => count);

describe('a count that leaves the house', () => {
  it('is none, too small to tell from one to seven, or to the nearest five', () => {
    expect([0, 1, 7, 8, 12, 13, 22, 23].map(published)).toEqual([0, null, null, 10, 10, 15, 20, 25]);
  });

  it('has a share of what is told, never of what is not', () => {
    expect([publishedShare(10, 20), publishedShare(null, 20), publishedShare(10, null), publishedShare(0, 0), publishedShare(10, 10), publishedShare(0, 20)]).toEqual([50, null, null, null, 100, 0]);
  });

  /** What each part could be, for everything that may be told of parts up to `most` and of their whole; only what is told of parts that lie so far below `most` that none is missing. */
  const couldBe = (count: number, most: number): number[] => {
    const told = new Map<string, Set<number>[]>();
    const parts = Array<number>(count).fill(0);
    for (;;) {
      const key = JSON.stringify([...parts.map(published), publishedWhole(parts)]);
      const found = told.get(key) ?? parts.map(() => new Set<number>());
      parts.forEach((part, index) => found[index]!.add(part));
      told.set(key, found);
      const at = parts.findIndex((part) => part < most);
      if (at < 0) break;
      parts.fill(0, 0, at);
      parts[at]! += 1;
    }
    return [...told].flatMap(([key, found]) => {
      const cells = (JSON.parse(key) as (number | null)[]).slice(0, count);
      return cells.some((cell) => (cell ?? 0) + 2 > most) ? [] : cells.flatMap((cell, index) => (cell === null ? [found[index]!.size] : []));
    });
  };

  it.each([[1, 40], [2, 40], [3, 22], [4, 12]])('is not to be had by subtraction: of %i parts beside their whole each small one could be another', (count, most) => {
    const sizes = couldBe(count, most);
    expect(sizes.length).toBeGreaterThan(0);
    expect(Math.min(...sizes)).toBeGreaterThan(1);
  });

  it('is nor where the whole is as large as small parts can make it, or as little', () => {
    // To the nearest five it would be 30, and each of the four then seven; or 10, and each of the twelve one.
    expect([publishedWhole([7, 7, 7, 7]), publishedWhole([7, 7, 7, 6]), publishedWhole(Array<number>(12).fill(1)), publishedWhole([9, 9]), publishedWhole([3, 2])]).toEqual([25, 25, 15, 20, null]);
  });

  it('nor from how many it is counted of', () => {
    const told = new Map<string, Set<number>>();
    for (const whole of upTo(40)) for (const part of upTo(whole)) {
      const key = JSON.stringify([published(part), published(whole)]);
      told.set(key, (told.get(key) ?? new Set()).add(part));
    }
    for (const [key, parts] of told) if (key.startsWith('[null')) expect(parts.size).toBeGreaterThan(1);
  });
});
