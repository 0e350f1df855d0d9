import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const rows = readFileSync('docs/sources.md', 'utf8').split('\n').filter((line) => line.startsWith('| [')).map((line) => line.split('|').map((cell) => cell.trim()).slice(1, -1));

describe('what the sources ask for', () => {
  it('is shown by tests that exist', () => {
    expect(rows.length).toBeGreaterThan(5);
    const nowhere = rows.filter(([, , spec = '', test = '']) => !existsSync(spec) || test === '' || !readFileSync(spec, 'utf8').includes(test));
    expect(nowhere).toEqual([]);
  });

  it('says where it is said, and shows each thing once', () => {
    expect(rows.filter((cells) => cells.length !== 4 || !/^\[[1-5]\]/.test(cells[0]!))).toEqual([]);
    expect(new Set(rows.map(([source, words, spec, test]) => [source, words, spec, test].join())).size).toBe(rows.length);
  });
});
