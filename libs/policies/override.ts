import { elapsedTime, isDuration } from '#libs/domain/duration.js';
import { ladderFaults } from '#libs/domain/ladder-roles.js';
import { changesRules, ruleFaults, withRules, type RuleChanges } from './rule-changes.js';
import type { DueRule, Policy, PolicyLadder, PolicyNumber, PolicyReminder, PolicyRung, Sourced, StepPolicy, StepVariant } from './policy.js';

/**
 * Where a locality differs ([3]): one file per pathway and locality says what it extends and the numbers that are other there, each with its own
 * source and status. Everything that it does not name is the default's own, the same object.
 */
export interface Override extends RuleChanges {
  locality: string;
  /** Unique among all versions of the pathway: `hillview-1`. */
  version: string;
  released: string;
  /** The default. Every release of a locality extends one, so that it says the whole of what is other there. */
  extends: Policy;
  numbers?: Readonly<Record<string, Sourced & { value: string | number }>>;
  ladders?: Readonly<Partial<Record<'now' | 'today' | 'planned', LadderChange>>>;
  steps?: Readonly<Record<string, StepChange>>;
}
/** Rungs by their level, from 1. Who is called and in which order is the default's. */
export type LadderChange = Readonly<Record<number, Sourced & Partial<Pick<PolicyRung, 'within' | 'repeats' | 'asked'>>>>;
/** The rule with this `when`; without one, the rule that always fits. What it counts from, and on which clock, is the default's. */
export type DueChange = Sourced & Partial<Pick<DueRule, 'when' | 'value' | 'at' | 'floor'>>;
/** Reminders in the order in which the default has them, from 1. Which steps have any, and how many, is the default's. */
export type ReminderChange = Readonly<Record<number, PolicyReminder>>;
interface Climbs { acknowledgeFor?: Sourced & { value: string }; ladder?: LadderChange }
export interface StepChange extends Climbs { due?: readonly DueChange[]; reminders?: ReminderChange; variants?: Readonly<Record<string, Climbs>> }

/** The override does not fit what it extends: found when the file is loaded, before any case could start with it. */
export class BadOverride extends Error {
  override readonly name = 'BadOverride';
}

/** The locality's whole policy. @throws BadOverride for a change of what does not exist, a change that changes nothing, and one without source and status */
export function override({ extends: standard, locality, version, released, numbers = {}, ladders = {}, steps = {}, ...rules }: Override): Policy {
  const name = `${version} of ${standard.pathway}`;
  if (standard.locality !== null) throw new BadOverride(`${name}: extends ${standard.version}, which is not a default`);
  if (blank(locality) || blank(version) || version === standard.version) throw new BadOverride(`${name}: has no locality, or no version of its own`);
  if ([numbers, ladders, steps].every((changes) => Object.keys(changes).length === 0) && !changesRules(rules)) throw new BadOverride(`${name}: changes nothing`);
  const [fault] = ruleFaults(standard, rules);
  if (fault) throw new BadOverride(`${name}: ${fault.pointer}: ${fault.says}`);
  return {
    ...standard, version, locality, released, extends: { version: standard.version }, ...withRules(standard, rules),
    numbers: each(`${name}: numbers`, standard.numbers, numbers, (where, before: PolicyNumber, change) => changed(where, before, change)),
    ladders: each(`${name}: ladders`, standard.ladders, ladders, changedLadder),
    steps: each(`${name}: steps`, standard.steps, steps, changedStep),
  };
}

/** Each named part changed, every other one as it is. */
function each<T, C, R extends Readonly<Record<string, T>>>(where: string, standing: R, changes: Readonly<Record<string, C>>, change: (where: string, before: T, by: C) => T): R {
  const named = Object.entries(changes).map(([name, by]): [string, T] => {
    if (!Object.hasOwn(standing, name)) throw new BadOverride(`${where}.${name}: there is no such thing in what it extends`);
    return [name, change(`${where}.${name}`, standing[name]!, by)];
  });
  return named.length === 0 ? standing : { ...standing, ...Object.fromEntries(named) };
}

function changedStep(where: string, before: StepPolicy, { due = [], reminders = {}, variants = {}, ...climbs }: StepChange): StepPolicy {
  const [climbing, reminding, varied] = [climbs, reminders, variants].map((changes) => Object.keys(changes).length > 0);
  if (!climbing && !reminding && !varied && due.length === 0) throw new BadOverride(`${where}: changes nothing`);
  return {
    ...(climbing ? changedClimb(where, before, climbs) : before),
    ...(due.length > 0 ? { due: changedDue(`${where}.due`, before.due, due) } : {}),
    ...(reminding ? { reminders: changedReminders(`${where}.reminders`, before.reminders ?? [], reminders) } : {}),
    ...(varied ? { variants: changedVariants(`${where}.variants`, before.variants ?? [], variants) } : {}),
  };
}

function changedVariants(where: string, before: StepVariant[], changes: Readonly<Record<string, Climbs>>): StepVariant[] {
  const after = each(where, Object.fromEntries(before.map((variant) => [variant.when, variant])), changes, changedClimb<StepVariant>);
  return before.map(({ when }) => after[when]!);
}

function changedDue(where: string, rules: DueRule[], changes: readonly DueChange[]): DueRule[] {
  return changes.reduce((standing, { when, ...change }) => {
    const rule = `${where}[${when ?? 'always'}]`;
    const index = standing.findIndex((each) => each.when === when);
    if (index < 0) throw new BadOverride(`${rule}: there is no such due rule in what it extends`);
    return standing.with(index, changed(rule, standing[index]!, change));
  }, rules);
}

function changedReminders(where: string, before: PolicyReminder[], changes: ReminderChange): PolicyReminder[] {
  const after = each(where, Object.fromEntries(before.map((reminder, index) => [index + 1, reminder])), changes, (path, reminder: PolicyReminder, change) => changed(path, reminder, change));
  const reminders = before.map((_, index) => after[index + 1]!);
  const apart = reminders.map((reminder) => elapsedTime(reminder.before));
  if (!apart.every((ms, index) => ms > 0 && (index === 0 || ms < apart[index - 1]!))) throw new BadOverride(`${where}: each is nearer to the due time than the one before it, and before it`);
  return reminders;
}

/** Ladder, and how long an acknowledgement holds it back. */
function changedClimb<T extends StepPolicy | StepVariant>(where: string, before: T, { acknowledgeFor, ladder }: Climbs): T {
  if (!acknowledgeFor && !ladder) throw new BadOverride(`${where}: changes nothing`);
  if (!acknowledgeFor) return { ...before, ladder: changedLadder(`${where}.ladder`, before.ladder, ladder!) };
  const { value, source, status } = acknowledgeFor;
  const { value: held } = changed(`${where}.acknowledgeFor`, { value: before.acknowledgeFor, source: '', status }, { value, source, status });
  return { ...before, acknowledgeFor: held, acknowledgeSource: { source, status }, ...(ladder ? { ladder: changedLadder(`${where}.ladder`, before.ladder, ladder) } : {}) };
}

function changedLadder(where: string, before: PolicyLadder, changes: LadderChange): PolicyLadder {
  if (Object.keys(changes).length === 0) throw new BadOverride(`${where}: changes nothing`);
  const rungs = each(`${where}.rungs`, Object.fromEntries(before.rungs.map((rung, index) => [index + 1, rung])), changes, (path, rung: PolicyRung, change: Partial<PolicyRung>) => changed(path, rung, change));
  const ladder = { ...before, rungs: before.rungs.map((_, index) => rungs[index + 1]!) };
  const faults = ladderFaults(ladder);
  if (faults.length > 0) throw new BadOverride(`${where}: ${faults.join('; ')}`);
  return ladder;
}

/** What is named replaces what stands there, and is of its kind; source and status are the locality's. */
function changed<T extends Partial<Sourced>>(where: string, before: T, { source, status, ...values }: Partial<T>): T {
  if (blank(source) || blank(status)) throw new BadOverride(`${where}: a changed number says its source and its status`);
  const named = Object.entries(values);
  if (named.length === 0) throw new BadOverride(`${where}: changes nothing`);
  for (const [name, after] of named) {
    const standing = (before as Readonly<Record<string, unknown>>)[name];
    if (standing === undefined) throw new BadOverride(`${where}.${name}: there is no such number in what it extends`);
    if (standing === after) throw new BadOverride(`${where}.${name}: changes nothing, it is ${String(after)} already`);
    if (kindOf(standing) !== kindOf(after)) throw new BadOverride(`${where}.${name}: ${String(after)} is not of the kind of ${JSON.stringify(standing)}`);
  }
  return { ...before, ...values, source, status };
}

const blank = (text: string | undefined): boolean => text === undefined || text.trim() === '';

/** A duration stays a duration, a time of day one, a count one. */
function kindOf(value: unknown): string {
  if (typeof value === 'number') return Number.isFinite(value) ? 'count' : 'nothing';
  if (typeof value !== 'string' || blank(value)) return 'nothing';
  if (isDuration(value)) return 'duration';
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(value) ? 'time of day' : 'words';
}
