/** What was reached of a pathway: places, ways between them with what led there, steps whose task was opened. Everything in order, so that the same reached is the same text. */
export interface Graph { pathway: string; states: string[]; edges: Edge[]; steps: string[] }
export interface Edge { from: string; to: string; by: string[] }

/** Before a case is there. */
export const start = 'start';
const inOrder = (texts: Iterable<string>): string[] => [...new Set(texts)].toSorted();

/** A graph that grows. */
export class Reached {
  private readonly ways = new Map<string, Set<string>>();
  private readonly opened = new Set<string>();

  constructor(private readonly pathway: string, known?: Graph) {
    if (known) this.add(known);
  }
  add({ edges, steps }: Graph): void {
    for (const { from, to, by } of edges) for (const each of by) this.moved(from, to, each);
    for (const step of steps) this.opened.add(step);
  }
  moved(from: string, to: string, by: string): void {
    if (from === to) return;
    const way = `${from}\t${to}`;
    const known = this.ways.get(way);
    if (known) known.add(by);
    else this.ways.set(way, new Set([by]));
  }
  step(step: string): void { this.opened.add(step); }

  graph(): Graph {
    const edges = [...this.ways].map(([way, by]): Edge => {
      const [from, to] = way.split('\t') as [string, string];
      return { from, to, by: inOrder(by) };
    }).toSorted((a, b) => (`${a.from}\t${a.to}` < `${b.from}\t${b.to}` ? -1 : 1));
    return { pathway: this.pathway, states: inOrder(edges.flatMap(({ from, to }) => [from, to])), edges, steps: inOrder(this.opened) };
  }
}

/** States and edges of the one that the other lacks, in words. */
export function lackedBy(known: Graph, reached: Graph): string[] {
  const states = new Set(known.states);
  const edges = new Set(known.edges.map(({ from, to }) => `${from}\t${to}`));
  return [
    ...reached.states.filter((state) => !states.has(state)).map((state) => `the state '${state}'`),
    ...reached.edges.filter(({ from, to }) => !edges.has(`${from}\t${to}`)).map(({ from, to, by }) => `the edge from '${from}' to '${to}' (${by.join(', ')})`),
  ];
}
/** Steps of a policy that were never reached. */
export const missed = (steps: Iterable<string>, { steps: reached }: Graph): string[] => [...steps].filter((step) => !reached.includes(step));

/** One edge a line, so that a difference can be read. */
export function written({ pathway, states, edges, steps }: Graph): string {
  const lines = (each: readonly unknown[]): string => `[\n${each.map((one) => `    ${JSON.stringify(one)}`).join(',\n')}\n  ]`;
  return `{\n  "pathway": ${JSON.stringify(pathway)},\n  "steps": ${lines(steps)},\n  "states": ${lines(states)},\n  "edges": ${lines(edges)}\n}\n`;
}
