import { existsSync, globSync, readFileSync } from 'node:fs';
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

  it('is kept to: every pathway is told over HTTP against a started product; hospital messages are by their own specs', () => {
    const told = globSync(['tests/story/*.spec.ts', 'tests/support/http/*-case.ts']).map((file) => readFileSync(file, 'utf8')).join('\n');
    expect(Object.keys(protocols).filter((pathway) => pathway !== 'intake-review' && !new RegExp(`, '${pathway}', `).test(told))).toEqual([]);
    expect(existsSync('tests/intake/over-http.spec.ts')).toBe(true);
  });

  it('names files that are there, and is short', () => {
    const files = [...page.matchAll(/`((?:libs|workflows|tests)\/[a-z/-]+\.ts)`/g)].map(([, file]) => file!);
    expect(files.length).toBeGreaterThan(7);
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
    expect(page.split('\n').length).toBeLessThan(120);
  });
});
