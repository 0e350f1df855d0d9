import { elapsedTime, SECOND } from '#libs/domain/duration.js';
import { csv, type Cell } from './csv.js';
import type { Group, ResponseTime } from './response-times.js';

const durations = ['p50', 'p90', 'worst', 'openLongest'] as const;
const counts = ['n', 'open', 'without', 'casesInAll'] as const;

/** The report as a table for spreadsheets: each duration in ISO 8601 and in seconds, the cases behind a figure in one cell. */
export function responseTimesCsv(figures: readonly ResponseTime[], by: readonly Group[]): string {
  const named = by.flatMap((group) => (group === 'team' ? ['team', 'teamName'] : [group]));
  const header = ['measure', ...named, ...counts, ...durations.flatMap((name) => [name, `${name}Seconds`]), 'worstOpen', 'cases'];
  return csv([header, ...figures.map((figure) => [
    figure.measure, ...by.flatMap((group): Cell[] => (group === 'team' ? [figure.team?.id ?? null, figure.team?.name ?? null] : [figure[group] ?? null])), ...counts.map((name) => figure[name]),
    ...durations.flatMap((name): Cell[] => [figure[name], figure[name] === null ? null : elapsedTime(figure[name]) / SECOND]), figure.worstOpen, [...new Set(figure.cases.map(({ caseId }) => caseId))].join(' '),
  ])]);
}
