import { parseDuration } from '#libs/domain/duration.js';
import { describe } from '#libs/pathway/due.js';
import { local } from '#libs/policies/words.js';
import type { DueRule, PolicyLadder, PolicyReminder, Sourced } from '#libs/policies/policy.js';

/** Numbers of policies as a person reads them. */

/** `PT30M`: 30 min. What is no duration stays as it is. */
export function durationInWords(text: string): string {
  const { weeks, days, ms } = parseDuration(text.replace(/^-/, ''));
  const minutes = Math.round(ms / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const plural = (count: number, word: string): string[] => (count === 0 ? [] : [`${count} ${word}${count === 1 ? '' : 's'}`]);
  const parts = [...plural(weeks, 'week'), ...plural(days, 'day'), ...(hours > 0 ? [`${hours} h`] : []), ...(rest > 0 ? [`${rest} min`] : [])];
  return parts.length > 0 ? parts.join(' ') : 'at once';
}

/** A due rule as the record shows it, its durations in words. */
export function ruleInWords(rule: string): string {
  return rule.replace(/working day P(\d+)D/g, 'working day $1').replaceAll(/\bP(?:\d+[WD])*(?:T(?:\d+[HMS])+)?\b/g, (text) => durationInWords(text));
}

const clocks: Readonly<Record<DueRule['clock'], string>> = { elapsed: 'elapsed', 'same-day': 'local day', working: 'working hours', 'working-day': 'working days' };

const statuses: Readonly<Record<Sourced['status'], string>> = { contract: 'contract', national: 'national', nice: 'NICE', proposed: 'proposed', local: 'local' };
export const statusInWords = (status: Sourced['status']): string => statuses[status];
/** "national: NHS England, ..."; where no source was found, only that it is local. */
export function sourceInWords({ source, status }: Sourced): string {
  if (source === local.source || source.startsWith(statuses[status])) return source === local.source ? statuses[status] : source;
  return `${statuses[status]}: ${source}`;
}

/** "48 h after discharge (elapsed, NICE QS159)", with the clock it runs on, where it comes from, and what bends it. */
export function dueInWords(rule: DueRule): string {
  const bent = [
    ...(rule.floor ? [`not sooner than ${durationInWords(rule.floor)} after opening`] : []),
    ...(rule.early ? [`${rule.early.at} the day before where that is before ${rule.early.before}`] : []),
  ];
  return [`${ruleInWords(describe(rule))} (${clocks[rule.clock]}, ${sourceInWords(rule)})`, ...bent].join('; ');
}

/** "reminds the owner 4 h before (local)". */
export const reminderInWords = (reminder: PolicyReminder): string => `reminds the owner ${durationInWords(reminder.before)} before (${sourceInWords(reminder)})`;

/** "coordinator; after 1 h escalation owner; after 2 h more escalation lead, then every 4 h". */
export function ladderInWords({ rungs, clock }: PolicyLadder): string {
  const time = (duration: string): string => (clock === 'working' ? durationInWords(duration).replace(' day', ' working day') : durationInWords(duration));
  return rungs.map(({ role, within, repeats }, index) => {
    const called = index === 0 ? roleInWords(role) : `after ${time(within)}${index > 1 ? ' more' : ''} ${roleInWords(role)}`;
    return repeats ? `${called}, then every ${time(repeats)}` : called;
  }).join('; ');
}

export const roleInWords = (role: string): string => (role === 'action-owner' ? 'its owner' : role.replaceAll('-', ' '));
/** Conditions are words of the protocol, with hyphens. */
export const reasonInWords = (when: string): string => when.replaceAll('-', ' ');
