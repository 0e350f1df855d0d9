import { addOnClock } from '#libs/domain/clocks.js';
import { addLocalDays, atLocal, endOfLocalDay, endOfWorkingDay, localTime } from '#libs/domain/local-time.js';
import { elapsedTime, parseDuration } from '#libs/domain/duration.js';
import type { Due } from '#libs/contracts/events.js';
import type { DueRule } from '#libs/policies/policy.js';

/** What a rule may count from, in epoch ms. `opened` is the task's opening. */
export type Anchors = Readonly<Record<string, number | undefined>>;
export interface DueAt { dueAt: number; due: Due; from: string }

const words: Record<string, string> = { plannedDischargeAt: 'the planned discharge', leaving: 'leaving', opened: 'opening', decision: 'the decision', unmetDueAt: 'the time that the decision names', visitSlotEnd: 'the end of the visit’s slot', agreed: 'the time agreed', recorded: 'the leaving was recorded',
  dischargedAt: 'discharge', occurredAt: 'it happened', written: 'it was written', contact: 'the first contact', window: 'its window', stageEnd: 'the end of the stage', reviewAt: 'the review date', meeting: 'the meeting', referral: 'the referral' };

/** "PT2H before the planned discharge", as the record shows it. */
export function describe(rule: DueRule): string {
  const from = words[rule.from] ?? rule.from;
  if (rule.clock === 'same-day') return `${rule.at ?? 'end'} of the local day ${rule.value === 'P0D' ? 'of' : `${rule.value} after`} ${from}`;
  if (rule.clock === 'working-day') return `end of working day ${rule.value} after ${from}`;
  if (/^P(T0S|0D)$/.test(rule.value)) return `at ${from}`;
  return rule.value.startsWith('-') ? `${rule.value.slice(1)} before ${from}` : `${rule.value} after ${from}`;
}

/** The first rule that fits the reason. @throws when none fits or its anchor is not known: the policy does not cover the step */
export function ruleFor(rules: readonly DueRule[], when: string | undefined): DueRule {
  const rule = rules.find((each) => each.when === undefined || each.when === when);
  if (!rule) throw new Error(`no due rule fits ${when ?? 'no reason'}`);
  return rule;
}

/** When a step that opens at `anchors.opened` is due, as an instant with the rule that it came from. */
export function dueOf(rules: readonly DueRule[], when: string | undefined, anchors: Anchors): DueAt {
  const rule = ruleFor(rules, when);
  const from = anchors[rule.from];
  const opened = anchors['opened'];
  if (from === undefined || opened === undefined) throw new Error(`the due rule counts from ${rule.from}, which is not known`);
  let at = base(rule, from);
  let how = describe(rule);
  if (rule.early) {
    const local = localTime(at);
    const before = `${String(local.hour).padStart(2, '0')}:${String(local.minute).padStart(2, '0')}` < rule.early.before;
    if (before) {
      at = atLocal(addLocalDays(local.date, -1), rule.early.at).at;
      how = `${rule.early.at} the day before, since ${how} is before ${rule.early.before}`;
    }
  }
  if (rule.floor && opened + elapsedTime(rule.floor) > at) {
    at = opened + elapsedTime(rule.floor);
    how = `${rule.floor} after opening, not sooner`;
  }
  return { dueAt: at, due: { rule: how, clock: rule.clock, source: rule.source, status: rule.status }, from: rule.from };
}

function base(rule: DueRule, from: number): number {
  switch (rule.clock) {
    case 'elapsed': return from + elapsedTime(rule.value);
    case 'working': return addOnClock('working', from, rule.value);
    case 'working-day': return endOfWorkingDay(from, parseDuration(rule.value).days);
    case 'same-day': {
      const date = addLocalDays(localTime(from).date, parseDuration(rule.value).days);
      return rule.at ? atLocal(date, rule.at).at : endOfLocalDay(atLocal(date, '12:00').at);
    }
  }
}
