import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { lives } from '#tests/support/pathways/lives/all.js';
import { drawn } from './drawing.js';
import { explore, shortly } from './explorer.js';
import { lackedBy, Reached, written } from './graph.js';
import { dataOf, indexFile, indexOf, kept, pictureOf } from './kept.js';

describe.each(lives.map((life) => [life.pathway, life] as const))('%s, explored for a second,', (pathway, life) => {
  it('holds at every step, and reaches no state and no edge that docs/pathways does not know: npm run explore adds it', () => {
    const reached = new Reached(pathway);
    const { failure, steps } = explore(life, reached, shortly);
    expect(failure).toBeNull();
    expect(steps).toBeGreaterThan(0);
    expect(lackedBy(kept(pathway)!, reached.graph())).toEqual([]);
  });

  it('is drawn from the data that lies beside the picture', () => {
    const graph = kept(pathway)!;
    expect(readFileSync(pictureOf(pathway), 'utf8')).toBe(drawn(graph));
    expect(readFileSync(dataOf(pathway), 'utf8')).toBe(written(graph));
  });
});

it('the page of what was reached lists them all', () => { expect(readFileSync(indexFile, 'utf8')).toBe(indexOf(lives.map(({ pathway }) => kept(pathway)!))); });
