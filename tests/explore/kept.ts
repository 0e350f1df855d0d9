import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutFolder } from '#apps/local/data-folder.js';
import { drawn } from './drawing.js';
import { policyOf } from '#libs/policies/released.js';
import { missed, written, type Graph } from './graph.js';

const folder = join(checkoutFolder(), 'docs', 'pathways');
export const dataOf = (pathway: string): string => join(folder, `${pathway}.json`);
export const pictureOf = (pathway: string): string => join(folder, `${pathway}.svg`);

/** What was committed as reached; undefined: nothing yet. */
export const kept = (pathway: string): Graph | undefined => (existsSync(dataOf(pathway)) ? JSON.parse(readFileSync(dataOf(pathway), 'utf8')) as Graph : undefined);

export function keep(graph: Graph): void {
  writeFileSync(dataOf(graph.pathway), written(graph));
  writeFileSync(pictureOf(graph.pathway), drawn(graph));
}

export const indexFile = join(folder, 'README.md');
/** The page that shows them all. */
export function indexOf(graphs: readonly Graph[]): string {
  const rows = graphs.map((graph) => {
    const { title, steps } = policyOf(graph.pathway)!;
    return `| ${title} | [picture](${graph.pathway}.svg) | [data](${graph.pathway}.json) | ${graph.states.length} | ${graph.edges.length} | ${missed(Object.keys(steps), graph).join(', ') || '-'} |`;
  });
  return [
    '# What was reached of each pathway', '',
    'Written by `npm run explore`: cases walked through at random, each step checked ([how, and what a state is](../decisions/0034-exploration.md)). A column of a picture is a stage, a box what is waited for first in it; point at a line to read what led along it.', '',
    '| pathway | picture | data | states | edges | steps never reached |', '|---|---|---|---|---|---|', ...rows, '',
  ].join('\n');
}
