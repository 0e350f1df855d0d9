import { start, type Graph } from './graph.js';

/** A state on the picture: in the column of its stage, so far down. */
export interface Spot { name: string; stage: string; waitsFor: string; column: number; row: number }
export interface Laid { columns: string[]; spots: Map<string, Spot>; rows: number }

const parts = (name: string): [string, string] => {
  const [stage = '', ...rest] = name.split(' / ');
  return [stage, rest.join(' / ')];
};

/** How many steps each state is from the start. */
function depths({ states, edges }: Graph): Map<string, number> {
  const depth = new Map([[start, 0]]);
  for (let layer = [start]; layer.length > 0;) {
    const next = edges.filter(({ from, to }) => layer.includes(from) && !depth.has(to)).map(({ to }) => to);
    for (const each of next) depth.set(each, depth.get(layer[0]!)! + 1);
    layer = [...new Set(next)];
  }
  return new Map(states.map((state) => [state, depth.get(state) ?? states.length]));
}

/** A column a stage, in the order in which they are reached, the ends last; in it, what has neighbours above stands above. The same graph is always laid the same. */
export function laid(graph: Graph): Laid {
  const depth = depths(graph);
  const average = (of: readonly number[]): number => of.reduce((sum, each) => sum + each, 0) / Math.max(of.length, 1);
  const byStage = new Map<string, string[]>();
  for (const state of graph.states) byStage.set(parts(state)[0], [...byStage.get(parts(state)[0]) ?? [], state]);
  const ends = (stage: string): number => ['ended', 'closed'].indexOf(stage);
  const key = (stage: string): number => (stage === start ? -1 : ends(stage) >= 0 ? graph.states.length * (2 + ends(stage)) : average(byStage.get(stage)!.map((state) => depth.get(state)!)));
  const columns = [...byStage.keys()].toSorted((a, b) => key(a) - key(b) || (a < b ? -1 : 1));
  const spots = new Map<string, Spot>();
  columns.forEach((stage, column) => {
    const inOrder = byStage.get(stage)!.toSorted((a, b) => depth.get(a)! - depth.get(b)! || (a < b ? -1 : 1));
    inOrder.forEach((name, row) => spots.set(name, { name, stage, waitsFor: parts(name)[1], column, row }));
  });
  const neighbours = new Map(graph.states.map((state): [string, string[]] => [state, graph.edges.flatMap(({ from, to }) => (from === state ? [to] : to === state ? [from] : []))]));
  for (let sweep = 0; sweep < 8; sweep += 1) {
    for (const stage of columns) {
      const own = byStage.get(stage)!.map((name) => spots.get(name)!);
      const weight = new Map(own.map((spot) => {
        const others = neighbours.get(spot.name)!.map((name) => spots.get(name)!).filter(({ column }) => column !== spot.column);
        return [spot, others.length === 0 ? spot.row : average(others.map(({ row }) => row))];
      }));
      own.toSorted((a, b) => weight.get(a)! - weight.get(b)! || (a.name < b.name ? -1 : 1)).forEach((spot, row) => { spot.row = row; });
    }
  }
  return { columns, spots, rows: Math.max(...columns.map((stage) => byStage.get(stage)!.length)) };
}
