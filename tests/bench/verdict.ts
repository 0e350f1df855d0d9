import type { Aim, Line, Reading } from './figure.js';
import { percentile, ratios, spread, type Spread } from './statistics.js';

/** A line over all rounds: the median of either side, and the spread of what the aim is of. */
export interface Measured { readonly line: Line; readonly ours: Spread; readonly control: Spread | null; readonly ratio: Spread | null }
export type Verdict = 'reached' | 'missed' | '';

/** One row a line, in the order in which lines first came. @throws when a line has a control in some rounds only */
export function measuredOf(readings: readonly Reading[]): Measured[] {
  const names = [...new Set(readings.map(({ line }) => line.name))];
  return names.map((name) => {
    const of = readings.filter(({ line }) => line.name === name);
    const ours = of.map((reading) => reading.ours);
    const control = of.flatMap((reading) => reading.control ?? []);
    if (control.length > 0 && control.length !== ours.length) throw new Error(`${name}: the control is missing in some rounds`);
    return { line: of[0]!.line, ours: spread(ours), control: control.length === 0 ? null : spread(control), ratio: control.length === 0 ? null : spread(ratios(ours, control)) };
  });
}

/** By the median of the rounds; for an exact value every round must have it. */
export function verdictOf({ line: { aim }, ours, ratio }: Measured): Verdict {
  if (aim === undefined) return '';
  const found = aim.of === 'ratio' ? ratio : ours;
  if (found === null) return 'missed';
  if (aim.is === 'exactly') return found.min === aim.than && found.max === aim.than ? 'reached' : 'missed';
  return (aim.is === 'at most' ? found.median <= aim.than : found.median >= aim.than) ? 'reached' : 'missed';
}

/** Three digits that say something, never an exponent. */
export const plain = (value: number): string => (value === 0 || Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(Math.min(3, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))))));
const spreadText = (of: Spread | null): string => (of === null ? '' : [of.min, of.median, of.max].map((value) => value.toFixed(2)).join(' / '));
const aimText = (aim: Aim | undefined, unit: string): string => (aim === undefined ? '' : aim.of === 'ratio' ? `${aim.is} ${aim.than}x` : `${aim.is} ${aim.than} ${unit}`.trimEnd());
const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`;

/** The table of a figure or of all, in Markdown. */
export function table(all: readonly Measured[]): string {
  const head = [row('figure', 'product', 'control', 'ratio: min / median / max', 'aim', 'aim reached'), '|---|---|---|---|---|---|'];
  return [...head, ...all.map((each) => {
    const { line, ours, control, ratio } = each;
    const verdict = verdictOf(each);
    return row(line.unit === '' ? line.name : `${line.name}, ${line.unit}`, plain(ours.median), control === null ? '' : plain(control.median), spreadText(ratio), aimText(line.aim, line.unit), verdict === 'missed' ? '**no**' : verdict === 'reached' ? 'yes' : '');
  })].join('\n');
}

/** The p50 and p99 of both sides. */
export function latencies(name: string, ours: readonly number[], control: readonly number[], aim?: Aim): Reading[] {
  return ([['p50', 0.5], ['p99', 0.99]] as const).map(([percent, share]) => ({
    line: { name: `${name}, ${percent}`, unit: 'ms', ...(aim ? { aim } : {}) }, ours: percentile(ours, share), ...(control.length === 0 ? {} : { control: percentile(control, share) }),
  }));
}
export const atMost = (than: number): Aim => ({ of: 'ratio', is: 'at most', than });
export const atLeast = (than: number): Aim => ({ of: 'ratio', is: 'at least', than });
export const exactly = (than: number): Aim => ({ of: 'value', is: 'exactly', than });
