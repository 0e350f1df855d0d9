import { clockTime, type Clock } from '#libs/domain/clocks.js';
import { consequences } from '#libs/domain/consequence.js';
import { DAY, elapsedTime, isDuration, MINUTE, parseDuration } from '#libs/domain/duration.js';
import { ladderFaults } from '#libs/domain/ladder-roles.js';
import { pacesOf } from '#libs/domain/pace.js';
import { isWeekdays } from '#libs/domain/weekly-slots.js';
import type { DueRule, Policy, PolicyLadder, PolicyNumber } from './policy.js';

/** Farther than this nothing is due, waits or watches: a year; of working days, which the table of bank holidays must know, half a year. */
const LONGEST: Readonly<Record<Clock, string>> = { elapsed: 'P366D', day: 'P366D', working: 'P130D' };
const MOST_DAYS = 366;
const MOST_WORKING_DAYS = 130;
/** Sooner again than this nobody is called: whoever was called must be able to answer. */
const SHORTEST_REPEAT_MS = 5 * MINUTE;
/** As those that are agreed with a handover. */
const MOST_STAGES = 20;
const MOST_CONTACTS = 60;

/**
 * What of a policy the engine could not live by, in words, each with its place; nothing wrong is an empty list. That a number is of the kind of the one before is not enough:
 * `PT8H` is a duration and no count of working days, and a case that cannot reckon a due time stands still.
 */
export function policyFaults({ numbers, ladders, steps }: Policy): string[] {
  return [
    ...Object.entries(numbers).flatMap(([name, number]) => placed(`numbers.${name}`, numberFaults(name, number))),
    ...Object.entries(ladders).flatMap(([name, ladder]) => placed(`ladders.${name}`, climbFaults(ladder))),
    ...Object.entries(steps).flatMap(([name, { due, acknowledgeFor, ladder, variants = [] }]) => [
      ...due.flatMap((rule) => placed(`steps.${name}.due[${rule.when ?? 'always'}]`, dueFaults(rule))),
      ...[{ when: '', ladder, acknowledgeFor }, ...variants].flatMap((each) => placed(`steps.${name}${each.when && `.variants.${each.when}`}`, [...climbFaults(each.ladder), ...heldFaults(each.ladder.clock, each.acknowledgeFor)])),
    ]),
  ];
}
const placed = (where: string, faults: readonly string[]): string[] => faults.map((fault) => `${where}: ${fault}`);
const unless = (right: boolean, fault: string): string[] => (right ? [] : [fault]);

/** Clock time of it is more than nothing and not too long. */
const waits = (clock: Clock, text: string): boolean => isDuration(text) && clockTime(clock, text) > 0 && clockTime(clock, text) <= clockTime(clock, LONGEST[clock]);

function dueFaults({ clock, value, from, floor }: DueRule): string[] {
  return [...valueFaults(clock, value, from), ...unless(floor === undefined || waits('elapsed', floor), `a floor is a time of at most ${LONGEST.elapsed}, not ${floor}`)];
}
/** A local day and a working day are counted in whole days, such as P2D: what else is written would be read as none. */
function valueFaults(clock: DueRule['clock'], value: string, from: string): string[] {
  if (!isDuration(value)) return [`${value} is no duration`];
  if (clock === 'same-day' || clock === 'working-day') {
    const { sign, weeks, days, ms } = parseDuration(value);
    const [least, most] = clock === 'same-day' ? [0, MOST_DAYS] : [1, MOST_WORKING_DAYS];
    return unless(sign === 1 && weeks === 0 && ms === 0 && days >= least && days <= most, `${value} must be whole ${clock === 'same-day' ? 'local' : 'working'} days, P${least}D to P${most}D`);
  }
  const [ms, most] = [clockTime(clock, value), clockTime(clock, LONGEST[clock])];
  return [...unless(Math.abs(ms) <= most, `${value} is farther away than ${LONGEST[clock]}`), ...unless(ms >= 0 || (clock === 'elapsed' && from !== 'opened'), `${value} would be before it is there`)];
}

function climbFaults(ladder: PolicyLadder): string[] {
  const { clock, rungs } = ladder;
  const faults = ladderFaults(ladder);
  if (faults.length > 0) return faults;
  const most = clockTime(clock, LONGEST[clock]);
  return rungs.flatMap(({ within, repeats }, index) => [
    ...unless(clockTime(clock, within) <= most, `rung ${index + 1} would wait longer than ${LONGEST[clock]}`),
    ...unless(repeats === undefined || (clockTime(clock, repeats) >= SHORTEST_REPEAT_MS && clockTime(clock, repeats) <= most), `the last rung repeats after PT5M to ${LONGEST[clock]}, not ${repeats}`),
  ]);
}
const heldFaults = (clock: Clock, acknowledgeFor: string): string[] => unless(waits(clock, acknowledgeFor), `an acknowledgement holds for a time of at most ${LONGEST[clock]}, not ${acknowledgeFor}`);

/** What its clock says of its kind; what comes round does so once a day at most. Words of no clock are said to people only. */
function numberFaults(name: string, { value, clock }: PolicyNumber): string[] {
  const written = String(value);
  switch (clock) {
    case 'count': return unless(Number.isInteger(value) && Number(value) >= 1, `${written} is no count: 1, 2, 3`);
    case 'per cent': return unless(Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 100, `${written} is no per cent from 1 to 100`);
    case 'elapsed': return [...unless(waits('elapsed', written), `${written} is no time of at most ${LONGEST.elapsed}`), ...unless(!name.endsWith('Every') || !isDuration(written) || elapsedTime(written) >= DAY, `${written} comes round more often than once a day`)];
    case 'consequence': return unless((consequences as readonly string[]).includes(written), `${written} is none of ${consequences.join(', ')}`);
    case 'local days': return paceFaults(written);
    case 'days of the week': return unless(isWeekdays(written), `${written} is not written as Monday, Wednesday, Friday`);
    case 'local time': return unless(/^([01]\d|2[0-3]):[0-5]\d$/.test(written), `${written} is no time such as 09:00`);
    case 'bank holidays': return unless(['next-working-day', 'on-the-day'].includes(written), `${written} is neither next-working-day nor on-the-day`);
    default: return [];
  }
}
const STAGES = /^P[1-9]\d{0,3}[DW] for P[1-9]\d{0,3}[DW](, P[1-9]\d{0,3}[DW] for P[1-9]\d{0,3}[DW])*$/;
function paceFaults(text: string): string[] {
  if (!STAGES.test(text)) return [`${text} is not written as P3D for P2W, P1W for P4W`];
  const paces = pacesOf(text);
  const kept = paces.every(({ every, days }) => days >= every && days <= MOST_DAYS) && paces.reduce((sum, { every, days }) => sum + Math.floor(days / every), 0) <= MOST_CONTACTS;
  return unless(kept && paces.length <= MOST_STAGES, `${text} must be at most ${MOST_STAGES} stages of at most ${MOST_DAYS} days and ${MOST_CONTACTS} contacts in all, with a contact at least in each`);
}
