import { differences } from '#libs/policies/differences.js';
import type { Policy, StepPolicy, TriageRules } from '#libs/policies/policy.js';
import { policies, policyById } from '#libs/policies/released.js';
import { dueInWords, durationInWords, ladderInWords, reasonInWords, reminderInWords, roleInWords, sourceInWords } from './in-words.js';
import { table } from './markdown.js';
import { defaults } from './pathways-table.js';

function stepRow([name, { title, owner, due, ladder, acknowledgeFor, variants = [], reminders = [] }]: [string, StepPolicy]): string[] {
  const varied = (of: (variant: (typeof variants)[number]) => string, standing: string): string =>
    [standing, ...variants.filter((variant) => of(variant) !== standing).map((variant) => `${reasonInWords(variant.when)}: ${of(variant)}`)].join('\n');
  return [
    `\`${name}\``, title, varied((variant) => roleInWords(variant.owner), roleInWords(owner)),
    [...due.map((rule) => `${rule.when ? `${reasonInWords(rule.when)}: ` : ''}${dueInWords(rule)}`), ...reminders.map(reminderInWords)].join('\n'),
    varied((variant) => variant.ladder.class, ladder.class), varied((variant) => durationInWords(variant.acknowledgeFor), durationInWords(acknowledgeFor)),
  ];
}

function pathwayPart(policy: Policy): string {
  const localities = policies.filter(({ pathway, locality }) => pathway === policy.pathway && locality !== null);
  return [
    `## ${policy.pathway}`, `**${policy.title}**, version ${policy.version}. ${policy.purpose}.`,
    table(['Step', 'What', 'Owner', 'Due (clock, source)', 'Ladder', 'An acknowledgement holds'], Object.entries(policy.steps).map(stepRow)),
    ...(Object.keys(policy.numbers).length > 0 ? [table(['Number', 'Value', 'Clock', 'What it says', 'Source'], Object.entries(policy.numbers).map(([name, number]) => [`\`${name}\``, String(number.value), number.clock, number.meaning, sourceInWords(number)]))] : []),
    ...(policy.triage ? triagePart(policy.triage) : []),
    ...(policy.indicators ? [table(['Indicator', 'Told by', 'Level 2 from', 'Level 3 from', 'Level 4 from', 'Old after', 'Source'], Object.entries(policy.indicators).map(([name, { title, unit, from, points, staleAfter, ...source }]) =>
      [`${title}\n\`${name}\``, from === 'own' ? 'our own events' : 'whoever sees it', ...([2, 3, 4] as const).map((level) => `${points[level]} ${unit}`.trim()), durationInWords(staleAfter), sourceInWords(source)]))] : []),
    ...(policy.levels ? [table(['Level', 'Means', 'Proposed when so many indicators reach it', 'Action cards, with those of the levels below', 'Source'], policy.levels.map(({ level, title, means, needs, cards, ...source }) =>
      [`${level} ${title}`, means, needs === 0 ? 'none reaches another' : String(needs), cards.map((card) => `${card.title}: ${card.steps.map((name) => `\`${name}\``).join(', ')}`).join('\n'), sourceInWords(source)]))] : []),
    ...localities.map((here) => [`In **${here.locality}** (version ${here.version}, which extends ${here.extends?.version}):`, differing(here)].join('\n\n')),
  ].join('\n\n');
}

const targetInWords = (rules: TriageRules, then: TriageRules['thresholds'][number]['then']): string =>
  ('pathway' in then ? `pathway \`${then.pathway}\`` : rules.services.find(({ id }) => id === then.service)!.title);

/** What a front door asks, and the thresholds that all its teams share. */
function triagePart(rules: TriageRules): string[] {
  const conditions = (when: Readonly<Record<string, boolean>>): string => Object.entries(when).map(([fact, wanted]) => `${rules.facts[fact]}: ${wanted ? 'yes' : 'no'}`).join('\n');
  return [
    'The minimum dataset; what is missing is asked for by telephone:', table(['Part', 'What is asked'], rules.minimum.map(({ part, asks }) => [`\`${part}\``, asks])),
    'The shared thresholds. What is not known satisfies none:', table(['Rule', 'When', 'Then', 'What it says', 'Source'], rules.thresholds.map((rule) => [`\`${rule.id}\`${rule.urgent ? '\n(urgent)' : ''}`, conditions(rule.when), targetInWords(rules, rule.then), rule.says, sourceInWords(rule)])),
    'The services: within the system somebody accepts by name, to any other the person is redirected:', table(['Service', 'What', 'Within the system'], rules.services.map(({ id, title, inside }) => [`\`${id}\``, title, inside ? 'yes' : 'no'])),
  ];
}

function differing(here: Policy): string {
  const rows = differences(policyById(here.id, here.extends!.version), here);
  return table(['What differs', 'Default', 'Here', 'Source'], rows.map(({ path, default: standard, here: value, source, status }) => [`\`${path}\``, String(standard), String(value), sourceInWords({ source, status })]));
}

/** The whole of docs/policies.md. */
export function policiesPage(): string {
  const all = defaults();
  const [{ ladders }] = all as [Policy, ...Policy[]];
  return [
    '# Policies', 'Written by `npm run docs` from libs/policies: do not edit. What runs is what stands here; `GET /v1/policies` shows it with every rung.',
    'A due time is the first rule whose condition holds. *local*: no source was found, and it was agreed locally. Ladders, by class, where a step names no other; all begin at the due time:',
    table(['Class', 'Calls', 'Who is called'], [
      ['now', 'day and night', ladderInWords(ladders.now)], ['today', '08:00 to 20:00', ladderInWords(ladders.today)], ['planned', 'working hours', ladderInWords(ladders.planned)]]),
    ...all.map(pathwayPart),
  ].join('\n\n').concat('\n');
}
