import type { Facts } from './facts.js';
import type { Look, Part } from './snapshot.js';

interface Asking { part: Part; found(facts: Facts): void; failed(error: unknown): void }

/**
 * Whoever asks while so many looks are under way shares the next one: what a whole morning's calls ask for in one second is a few looks, and nobody's is more than two behind. A look that is shared begins after
 * each of those who share it has asked, and what is loaded beyond one's own part changes nobody's answer (the one function takes what bears on its question).
 */
export function lookTogether(look: Look, atOnce = 2): Look {
  let waiting: Asking[] = [];
  let underWay = 0;
  const next = async (): Promise<void> => {
    if (underWay >= atOnce || waiting.length === 0) return;
    const asked = waiting;
    waiting = [];
    underWay += 1;
    try {
      const facts = await look(together(asked.map(({ part }) => part)));
      for (const each of asked) each.found(facts);
    } catch (error) {
      for (const each of asked) each.failed(error);
    } finally {
      underWay -= 1;
      void next();
    }
  };
  return (part) => new Promise((found, failed) => {
    waiting.push({ part, found, failed });
    void next();
  });
}

const all = <Each>(lists: readonly (readonly Each[])[]): Each[] => [...new Set(lists.flat())];
/** Null is everything: then so is the whole. */
const allOrAny = <Each>(lists: readonly (readonly Each[] | null)[]): Each[] | null => (lists.every((list) => list !== null) ? all(lists) : null);

function together(parts: readonly Part[]): Part {
  return {
    roles: allOrAny(parts.map(({ roles }) => roles)), organisations: all(parts.map(({ organisations }) => organisations)), cases: allOrAny(parts.map(({ cases = [] }) => cases)), people: all(parts.map(({ people }) => people)),
    from: new Date(Math.min(...parts.map(({ from }) => from.getTime()))), until: new Date(Math.max(...parts.map(({ until }) => until.getTime()))),
  };
}
