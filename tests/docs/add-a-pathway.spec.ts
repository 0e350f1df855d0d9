import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Pathway } from '#libs/pathway/pathway.js';
import { protocols } from '#workflows/protocols.js';

const page = readFileSync('docs/add-a-pathway.md', 'utf8');
const has = (word: string): boolean => new RegExp(`\`${word}[\`(]`).test(page);
/** The engine's own: no protocol says them. */
const engines = ['constructor', 'callOwner', 'comeBack', 'keeperOf', 'due', 'replan', 'callAboutReplans', 'policy', 'plannedDischargeAt'];

describe('how to add a pathway', () => {
  it('names every word of Pathway', () => {
    const words = Object.getOwnPropertyNames(Pathway.prototype).filter((word) => !engines.includes(word));
    expect(words.length).toBeGreaterThan(20);
    expect(words.filter((word) => !has(word))).toEqual([]);
  });

  it('names every word of Protocol that a protocol says', () => {
    const words = new Set(Object.values(protocols).flatMap((protocol) => Object.keys(protocol)).filter((word) => word !== 'pathway'));
    expect([...words].filter((word) => !has(word))).toEqual([]);
  });

  it('names files that are there, and is short', () => {
    const files = [...page.matchAll(/`((?:libs|workflows|tests)\/[a-z/-]+\.ts)`/g)].map(([, file]) => file!);
    expect(files.length).toBeGreaterThan(7);
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
    expect(page.split('\n').length).toBeLessThan(120);
  });
});
