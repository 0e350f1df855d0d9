import type { Figures, Share } from '#libs/audit/figures.js';
import { standards } from '#libs/audit/standards.js';
import { durationWords } from '../time/in-words.js';
import { labelOf } from '../words/labels.js';
import type { Fact } from './facts.js';

/** As they are read: what has a standard first, then what is only counted. The record keeps no order, and audits of earlier days know fewer. */
const ORDER: readonly (keyof Figures)[] = [...standards, 'scenariosSafe', 'cohort', 'restrictionsOverdue', 'casesOpenedOrClosed'];

/** The figures of a month's audit in words, each with the cases behind it. */
export function figuresFacts(figures: Partial<Figures>): Fact[] {
  return ORDER.flatMap((name) => (figures[name] === undefined ? [] : figureFacts(name, figures[name])));
}

/** One figure in words, with the cases behind it. */
export function figureFacts(name: string, figure: Figures[keyof Figures]): Fact[] {
  const label = labelOf('', name);
  if (typeof figure === 'number') return [{ label, values: [String(figure)] }];
  if ('people' in figure) return [{ label, values: [`${figure.people} in it at the end, ${figure.came} new, ${figure.left} no longer; ${figure.escalations} ${figure.escalations === 1 ? 'escalation' : 'escalations'} of theirs`], ...behind(figure.cases) }];
  return [{ label, values: [shareWords(figure)], ...behind(figure.cases) }, ...('middle' in figure && figure.middle !== null && figure.longest !== null ? [{ label: 'From the trigger to its answer', values: [`${durationWords(figure.middle)} in the middle, ${durationWords(figure.longest)} at the longest`] }] : [])];
}
const shareWords = ({ done, of, percent }: Share): string => `${done} of ${of}${percent === null ? '' : ` (${percent} %)`}`;
const behind = (cases: readonly string[] = []): Pick<Fact, 'links'> => (cases.length === 0 ? {} : { links: cases.map((id, index) => ({ href: `/cases/${encodeURIComponent(id)}`, text: `Case ${index + 1}` })) });
