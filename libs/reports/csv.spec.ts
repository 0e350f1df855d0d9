import { expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csv } from './csv.js';

it('is read back as it was by another library, whatever stands in a cell', () => {
  const cells = fc.array(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 10 });
  fc.assert(fc.property(cells, (rows) => {
    const back = parse(csv(rows), { relax_column_count: false, skip_empty_lines: false });
    expect(back.map((row) => row.map((cell) => cell.replace(/^'/, '')))).toEqual(rows.map((row) => row.map((cell) => cell.replace(/^'/, ''))));
  }));
  expect(csv([['a,b', 'say "so"', 'two\nlines', 7, true, null, ' kept ']])).toBe('"a,b","say ""so""","two\nlines",7,true,," kept "\r\n');
});

it('gives a spreadsheet nothing that it would run', () => {
  fc.assert(fc.property(fc.constantFrom('=', '+', '-', '@', '\t=', '\r=', ' =', '\n+'), fc.string(), (begins, rest) => {
    const [[cell]] = parse(csv([[begins + rest]])) as [[string]];
    expect(cell).toBe(`'${begins}${rest}`);
  }));
});
