import { kinds } from './nemesis/nemesis.js';
import type { Outcome } from './run.js';

const row = (...cells: (string | number)[]): string => `| ${cells.join(' | ')} |`;
const SHOWN = 40;

const LATE_MS = 10_000;
/** How late calls came: every one of them has its own instant beside that at which it was made. */
function lateness({ cases }: Outcome['evidence']): string {
  const late = cases.flatMap(({ events }) => events.flatMap((event) => (event.kind === 'rung-reached' && !event.data.extra ? [Date.parse(event.at) - Date.parse(event.data.dueAt)] : [])));
  return `${late.length} calls, ${late.filter((ms) => ms > LATE_MS).length} of them more than ${LATE_MS / 1_000} s late, the latest by ${(Math.max(0, ...late) / 1_000).toFixed(1)} s`;
}

/** What a run was, what was hurt and how often it hit something, what each check looked at and what it found. */
export function report({ evidence, checks, tookMs }: Outcome): string {
  const { log, cases, injuries } = evidence;
  const tries = log.reduce((sum, sent) => sum + sent.tries.length, 0);
  const lost = log.reduce((sum, sent) => sum + sent.tries.filter(({ status }) => status === null).length, 0);
  const of = (fate: string): number => log.filter((sent) => sent.fate === fate).length;
  return [
    `${cases.length} cases, ${log.length} commands in ${tries} requests (${of('done')} done, ${of('refused')} refused, ${of('unknown')} never heard of; ${lost} requests without an answer), ${injuries.length} injuries, ${Math.round(tookMs / 1_000)} s`, lateness(evidence), '',
    row('what hurt', 'times', 'hit something'), '|---|---|---|',
    ...kinds.map((kind) => { const own = injuries.filter((injury) => injury.kind === kind); return row(kind, own.length, own.filter(({ hit }) => hit > 0).length); }), '',
    row('what must hold', 'looked at', 'wrong'), '|---|---|---|', ...checks.map(({ name, looked, wrong }) => row(name, looked, wrong.length)),
    ...checks.flatMap(({ name, wrong }) => (wrong.length === 0 ? [] : ['', `${name}:`, ...wrong.slice(0, SHOWN).map((each) => `- ${each}`), ...(wrong.length > SHOWN ? [`- and ${wrong.length - SHOWN} more`] : [])])),
  ].join('\n');
}

/** Kinds of injury that never happened, or never hit anything. */
export const neverHit = ({ evidence: { injuries }, impossible }: Outcome): string[] => kinds.filter((kind) => !impossible.includes(kind) && !injuries.some((injury) => injury.kind === kind && injury.hit > 0));
/** Checks that looked at nothing prove nothing. */
export const blind = ({ checks }: Outcome): string[] => checks.filter(({ looked }) => looked === 0).map(({ name }) => name);
export const violations = ({ checks }: Outcome): string[] => checks.flatMap(({ wrong }) => wrong);
