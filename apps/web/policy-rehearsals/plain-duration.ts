import { isDuration } from '#libs/domain/duration.js';

const UNITS = [['W', 'P', 'weeks'], ['D', 'P', 'days'], ['H', 'PT', 'hours'], ['M', 'PT', 'minutes']] as const;
const SPOKEN: Readonly<Record<string, string>> = { min: 'minutes', minute: 'minutes', minutes: 'minutes', h: 'hours', hour: 'hours', hours: 'hours', d: 'days', day: 'days', days: 'days', w: 'weeks', week: 'weeks', weeks: 'weeks' };

/** A duration as people type it: '4 hours', '-2 hours' (before), '90 minutes'. What has more than one part stays as it is written in the policy. */
export function plainDuration(value: string): string {
  const [, minus = '', amount, unit] = /^(-?)P(?:T(?=\d+[HM]$))?(\d+)([WDHM])$/.exec(value) ?? [];
  const words = UNITS.find(([letter, prefix]) => letter === unit && value.replace('-', '').startsWith(`${prefix}${amount}`))?.[2];
  return words === undefined ? value : `${minus}${amount} ${amount === '1' ? words.slice(0, -1) : words}`;
}

/** What was typed as the policy writes it; null: it is no duration. */
export function durationTyped(typed: string): string | null {
  const plain = typed.trim().toLowerCase();
  const [, minus = '', amount, spoken = ''] = /^(-?)\s*(\d{1,6})\s*([a-z]+)$/.exec(plain) ?? [];
  const unit = UNITS.find(([, , words]) => words === SPOKEN[spoken]);
  if (unit && amount !== undefined) return `${minus}${unit[1]}${Number(amount)}${unit[0]}`;
  const written = typed.trim().toUpperCase();
  return isDuration(written) ? written : null;
}
