import { elapsedTime, isDuration, MINUTE, DAY } from '#libs/domain/duration.js';
import type { Target } from '#libs/domain/thresholds.js';
import type { Policy, PolicyIndicator, PolicyLevel, Sourced, TriageRules } from './policy.js';

type Rule = TriageRules['thresholds'][number];
/** A threshold rule by its id: what is named replaces what stands there (`when` as a whole), a new id is a new rule, and one that `ends` speaks no more. */
export type RuleChange = Sourced & Partial<Pick<Rule, 'says' | 'when' | 'then'>> & { urgent?: boolean; ends?: true };
/** Points of levels on an indicator, and after what time a reading is old. */
export type IndicatorChange = Sourced & { points?: Readonly<Partial<Record<2 | 3 | 4, number>>>; staleAfter?: string };
/** How many indicators must have reached a level's point before it is proposed. */
export type LevelChange = Sourced & { needs: number };
export interface RuleChanges {
  triage?: { thresholds: Readonly<Record<string, RuleChange>> };
  indicators?: Readonly<Record<string, IndicatorChange>>;
  levels?: Readonly<Partial<Record<2 | 3 | 4, LevelChange>>>;
}
/** What of it does not hold: where (JSON Pointer into the changes), which rule says so, and in words. */
export interface RuleFault { pointer: string; code: string; says: string }

const ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const MOST_RULES = 50;
const LEVELS = [2, 3, 4] as const;
const given = (part: object | undefined): part is object => part !== undefined && Object.keys(part).length > 0;
export const changesRules = ({ triage, indicators, levels }: RuleChanges): boolean => given(triage?.thresholds) || given(indicators) || given(levels);

/** All that is wrong with changes of rules, field by field; nothing wrong is an empty list. */
export function ruleFaults(policy: Policy, { triage, indicators = {}, levels = {} }: RuleChanges): RuleFault[] {
  const faults: RuleFault[] = [];
  const wrong = (pointer: string, code: string, says: string): void => { faults.push({ pointer, code, says }); };
  if (triage) {
    if (policy.triage) triageFaults(policy.triage, triage.thresholds, wrong);
    else wrong('/triage', 'no-thresholds', 'this policy has no threshold rules');
  }
  if (given(indicators) || given(levels)) {
    if (!policy.indicators || !policy.levels) wrong(given(indicators) ? '/indicators' : '/levels', 'no-indicators', 'this policy has no indicators');
    else pressureFaults({ indicators: policy.indicators, levels: policy.levels }, { indicators, levels }, wrong);
  }
  return faults;
}

type Wrong = (pointer: string, code: string, says: string) => void;

function triageFaults(rules: TriageRules, changes: Readonly<Record<string, RuleChange>>, wrong: Wrong): void {
  for (const [id, change] of Object.entries(changes)) {
    const at = `/triage/thresholds/${id}`;
    const standing = rules.thresholds.find((rule) => rule.id === id);
    if (!ID.test(id)) { wrong(at, 'not-an-id', 'an id is words in small letters, with hyphens between them'); continue; }
    if (change.ends) {
      if (!standing) wrong(at, 'unknown-rule', 'there is no such rule to end');
      if (['says', 'when', 'then', 'urgent'].some((name) => name in change)) wrong(`${at}/ends`, 'ends-and-changes', 'a rule that ends changes nothing else');
      continue;
    }
    if (!standing) for (const name of ['says', 'when', 'then'] as const) if (change[name] === undefined) wrong(`${at}/${name}`, 'required', 'a new rule says it');
    conditions(rules, `${at}/when`, change.when, wrong);
    if (change.then) target(rules, `${at}/then`, change.then, wrong);
    if (standing && ruleText(rules, merged(standing, change)) === ruleText(rules, standing) && (change.says ?? standing.says) === standing.says) wrong(at, 'changes-nothing', 'it says that already');
  }
  const after = changedRules(rules, changes);
  if (after.thresholds.length === 0) wrong('/triage/thresholds', 'no-rule-left', 'one rule at least must stand');
  if (after.thresholds.length > MOST_RULES) wrong('/triage/thresholds', 'too-many', `at most ${MOST_RULES} rules`);
  after.thresholds.forEach((rule, index) => {
    const twin = after.thresholds.slice(0, index).find((other) => sameWhen(other.when, rule.when));
    if (twin && Object.keys(rule.when).length > 0) wrong(`/triage/thresholds/${rule.id in changes ? rule.id : twin.id}/when`, 'same-as-another', `the rule ${rule.id in changes ? twin.id : rule.id} asks the same: one of them is enough`);
  });
}

function conditions(rules: TriageRules, at: string, when: RuleChange['when'], wrong: Wrong): void {
  if (!when) return;
  if (Object.keys(when).length === 0) wrong(at, 'asks-nothing', 'a rule that asks for nothing would send everybody');
  for (const fact of Object.keys(when)) if (!Object.hasOwn(rules.facts, fact)) wrong(`${at}/${fact}`, 'unknown-fact', `is no fact that a referral tells: ${Object.keys(rules.facts).join(', ')}`);
}
function target({ pathways, services }: TriageRules, at: string, then: Target, wrong: Wrong): void {
  if ('pathway' in then) { if (!pathways.includes(then.pathway)) wrong(`${at}/pathway`, 'unknown-pathway', `the front door leads to: ${pathways.join(', ')}`); }
  else if (!services.some(({ id }) => id === then.service)) wrong(`${at}/service`, 'unknown-service', `the services are: ${services.map(({ id }) => id).join(', ')}`);
}

function pressureFaults(policy: { indicators: Readonly<Record<string, PolicyIndicator>>; levels: readonly PolicyLevel[] }, { indicators, levels }: Required<Pick<RuleChanges, 'indicators' | 'levels'>>, wrong: Wrong): void {
  for (const [name, { points = {}, staleAfter }] of Object.entries(indicators)) {
    const at = `/indicators/${name}`;
    const standing = Object.hasOwn(policy.indicators, name) ? policy.indicators[name] : undefined;
    if (!standing) { wrong(at, 'unknown-indicator', `the indicators are: ${Object.keys(policy.indicators).join(', ')}`); continue; }
    const after = { ...standing.points, ...points };
    for (const level of LEVELS) {
      if (!Number.isFinite(after[level]) || after[level] <= 0) wrong(`${at}/points/${level}`, 'not-above-nothing', 'a point is more than nothing');
      else if (level > 2 && after[level] <= after[level - 1 as 2 | 3]) wrong(`${at}/points/${points[level] === undefined ? level - 1 : level}`, 'not-rising', `the point of level ${level} (${after[level]}) lies above that of level ${level - 1} (${after[level - 1 as 2 | 3]})`);
    }
    if (staleAfter !== undefined && (!isDuration(staleAfter) || elapsedTime(staleAfter) < MINUTE || elapsedTime(staleAfter) > DAY)) wrong(`${at}/staleAfter`, 'not-a-time', 'a reading is old after a minute at the soonest and a day at the latest');
    if (LEVELS.every((level) => after[level] === standing.points[level]) && (staleAfter ?? standing.staleAfter) === standing.staleAfter) wrong(at, 'changes-nothing', 'it says that already');
  }
  const most = Object.keys(policy.indicators).length;
  for (const [level, { needs }] of Object.entries(levels)) {
    const standing = policy.levels.find((each) => String(each.level) === level);
    if (!Number.isInteger(needs) || needs < 1 || needs > most) wrong(`/levels/${level}/needs`, 'not-so-many', `is a count from 1 to ${most}, the indicators that there are`);
    else if (standing?.needs === needs) wrong(`/levels/${level}`, 'changes-nothing', 'it says that already');
  }
}

/** The policy's rules with these changes in them. They must hold (`ruleFaults`). */
export function withRules(policy: Policy, { triage, indicators = {}, levels = {} }: RuleChanges): Pick<Policy, 'triage' | 'indicators' | 'levels'> {
  return {
    ...(triage && policy.triage ? { triage: changedRules(policy.triage, triage.thresholds) } : {}),
    ...(given(indicators) && policy.indicators ? { indicators: Object.fromEntries(Object.entries(policy.indicators).map(([name, standing]) => { const { points = {}, ...more } = indicators[name] ?? {}; return [name, name in indicators ? { ...standing, ...more, points: { ...standing.points, ...points } } : standing]; })) } : {}),
    ...(given(levels) && policy.levels ? { levels: policy.levels.map((standing) => ({ ...standing, ...levels[standing.level as 2 | 3 | 4] })) } : {}),
  };
}

function changedRules(rules: TriageRules, changes: Readonly<Record<string, RuleChange>>): TriageRules {
  const stand = rules.thresholds.flatMap((rule) => { const change = changes[rule.id]; return change?.ends ? [] : [change ? merged(rule, change) : rule]; });
  const added = Object.entries(changes).filter(([id, { ends }]) => !ends && !rules.thresholds.some((rule) => rule.id === id)).map(([id, change]) => merged({ id, says: '', when: {}, then: { service: '' }, source: change.source, status: change.status }, change));
  return { ...rules, thresholds: [...stand, ...added] };
}
function merged({ urgent: stood, ...standing }: Rule, { urgent, ends: _, ...change }: RuleChange): Rule {
  return { ...standing, ...change, ...(urgent ?? stood ? { urgent: true } : {}) };
}
const sameWhen = (one: Rule['when'], other: Rule['when']): boolean => Object.keys(one).length === Object.keys(other).length && Object.entries(one).every(([fact, is]) => other[fact] === is);

/** A rule's condition in the words of the policy's facts: 'Getting worse: yes; In a hospital bed: no'. */
export const whenText = ({ facts }: TriageRules, when: Rule['when']): string => Object.keys(facts).filter((fact) => when[fact] !== undefined).map((fact) => `${facts[fact]}: ${when[fact] ? 'yes' : 'no'}`).join('; ');
/** Where it leads, by the policy's own names. */
export const thenText = ({ services }: TriageRules, then: Target): string => ('pathway' in then ? `the pathway ${then.pathway}` : services.find(({ id }) => id === then.service)?.title ?? then.service);
/** All that a rule does, in one line. */
export const ruleText = (rules: TriageRules, { when, then, urgent }: Rule): string => `${whenText(rules, when)}: ${thenText(rules, then)}${urgent ? ', urgent' : ''}`;
