import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const tables = readFileSync('docs/sources.md', 'utf8').split('\n## Not built\n').map((text) => text.split('\n').filter((line) => line.startsWith('| [')).map((line) => line.split('|').map((cell) => cell.trim()).slice(1, -1)));
const [rows = [], gaps = []] = tables;

/** Every section and example of the five articles that asks for something. What only tells of a context is left out. */
const places: Readonly<Record<string, readonly string[]>> = {
  1: ['why it becomes unclear', 'allocating responsibility', 'triggers', 'example 1', 'example 2', 'example 3', 'documentation', 'commissioner', 'inspector', 'toolkit'],
  2: ['framework', ...[1, 2, 3].flatMap((example) => [`example ${example}`, ...[1, 2, 3, 4, 5].map((step) => `example ${example}, step ${step}`)]), 'funder', 'regulator', 'conclusion'],
  3: ['why it is different', 'delegated authority', 'supervision', 'summaries and records', 'verification', 'least restrictive practice', 'example 1', 'example 2', 'example 3', 'commissioner', 'inspector', 'closing'],
  4: ['aims', 'context', 'suggestions', 'good practice'],
  5: ['what a pathway must include', 'example 1', 'example 2', 'example 3', 'commissioner', 'inspector', 'governance'],
};
const named = Object.entries(places).flatMap(([article, of]) => of.map((place) => `[${article}] ${place}`));

/** The titles of a spec's tests and of what groups them; of a table's, as it is written. */
const titles = new Map<string, string[]>();
function titlesOf(spec: string): string[] {
  const known = titles.get(spec);
  if (known) return known;
  const found = [...readFileSync(spec, 'utf8').matchAll(/\b(?:it|describe)(?:\.each(?:<[^(]*>)?\([\s\S]*?\))?\(\s*(['"`])(.*?)\1\s*,/g)].map(([, , title]) => title!);
  titles.set(spec, found);
  return found;
}

describe('what the sources ask for', () => {
  it('is shown by tests that exist, each by its title or how that begins', () => {
    const nowhere = rows.filter(([, , spec = '', test = '']) => !existsSync(spec) || test === '' || !titlesOf(spec).some((title) => title.startsWith(test)));
    expect(nowhere).toEqual([]);
  });

  it('is there for every section and example of the five articles', () => {
    expect(named.filter((place) => !rows.some(([source]) => source === place))).toEqual([]);
  });

  it('says where it is said, and shows each thing once', () => {
    expect(rows.filter((cells) => cells.length !== 4 || !named.includes(cells[0]!))).toEqual([]);
    expect(new Set(rows.map(([source, words, spec, test]) => [source, words, spec, test].join())).size).toBe(rows.length);
  });

  it('is named where it is not built, with the reason', () => {
    expect(gaps.length).toBeGreaterThan(0);
    expect(gaps.filter((cells) => cells.length !== 3 || cells.some((cell) => cell === '') || !named.includes(cells[0]!))).toEqual([]);
  });
});
