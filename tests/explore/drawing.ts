import { policyOf } from '#libs/policies/released.js';
import type { Edge, Graph } from './graph.js';
import { laid, type Spot } from './layout.js';

const [wide, high, gap, below, top] = [236, 40, 130, 16, 92];
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const left = ({ column }: Spot): number => 20 + column * (wide + gap);
const middle = ({ row }: Spot): number => top + row * (high + below) + high / 2;

/** A text in at most two lines of so many characters. */
function lines(text: string, most = 38): string[] {
  const [first = '', second = ''] = text.split(' ').reduce<string[]>((made, word) => {
    const last = made.at(-1)!;
    return last === '' ? [...made.slice(0, -1), word] : `${last} ${word}`.length <= most ? [...made.slice(0, -1), `${last} ${word}`] : [...made, word];
  }, ['']);
  const whole = text.length <= `${first} ${second}`.length;
  return second === '' ? [first] : [first, whole ? second : `${second.slice(0, most - 1)}…`];
}

/** From one box to another: onwards from its right side, back (dashed) from its left, inside a stage around its right side. */
function way({ from, to, by }: Edge, spots: ReadonlyMap<string, Spot>): string {
  const [a, b] = [spots.get(from)!, spots.get(to)!];
  const onwards = b.column > a.column;
  const [x1, x2] = [left(a) + (b.column < a.column ? 0 : wide), left(b) + (onwards ? 0 : wide)];
  const bend = b.column === a.column ? 24 + 6 * Math.abs(b.row - a.row) : Math.max(50, Math.abs(x2 - x1) / 2);
  const out = b.column < a.column ? -1 : 1;
  const path = `M${x1} ${middle(a)}C${x1 + out * bend} ${middle(a)} ${x2 + (onwards ? -1 : 1) * bend} ${middle(b)} ${x2} ${middle(b)}`;
  return `<path class="${onwards ? 'on' : b.column === a.column ? 'in' : 'back'}" d="${path}"><title>${escaped(`${from} to ${to}: ${by.join(', ')}`)}</title></path>`;
}

/** The picture of what was reached: a column a stage, a box for what is waited for first, in the words of the policy. What it is drawn from lies beside it. */
export function drawn(graph: Graph): string {
  const { columns, spots, rows } = laid(graph);
  const policy = policyOf(graph.pathway);
  const [width, height] = [40 + columns.length * (wide + gap), top + rows * (high + below) + 20];
  const box = (spot: Spot): string => {
    const [x, y] = [left(spot), middle(spot) - high / 2];
    const said = spot.waitsFor === '' ? 'A case is opened' : policy?.steps[spot.waitsFor]?.title ?? spot.waitsFor;
    const text = lines(said);
    return `<g class="${spot.stage === 'closed' ? 'closed' : 'open'}"><title>${escaped(`${spot.name}: ${said}`)}</title><rect x="${x}" y="${y}" width="${wide}" height="${high}" rx="4"/>`
      + text.map((line, index) => `<text x="${x + 8}" y="${y + (text.length === 1 ? 24 : 17 + index * 15)}">${escaped(line)}</text>`).join('') + '</g>';
  };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(`${policy?.title ?? graph.pathway}: what was reached`)}">`,
    '<style>svg{background:#fff;font:12px Arial,sans-serif}text{fill:#212b32}.title{font-size:20px;font-weight:bold}.stage{font-size:14px;font-weight:bold}rect{stroke:#005eb8;fill:#eaf3fb}.closed rect{stroke:#4c6272;fill:#f0f4f5}path{fill:none;stroke-width:1}.on{stroke:#005eb8;opacity:.45}.in{stroke:#007f3b;opacity:.35}.back{stroke:#b8471b;opacity:.4;stroke-dasharray:5 3}path:hover{opacity:1;stroke-width:2}</style>',
    `<text class="title" x="20" y="34">${escaped(policy?.title ?? graph.pathway)}: ${graph.states.length} states and ${graph.edges.length} edges that were reached</text>`,
    ...columns.map((stage, column) => `<text class="stage" x="${20 + column * (wide + gap)}" y="${top - 16}">${escaped(stage)}</text>`),
    ...graph.edges.map((edge) => way(edge, spots)),
    ...[...spots.values()].map(box),
    '</svg>', '',
  ].join('\n');
}
