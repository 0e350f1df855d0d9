import { contractOf, contracts } from '#libs/contracts/http/pathways/all.js';
import { exampleAt } from '#libs/contracts/http/pathways/contract.js';
import { openCase } from '#libs/pathway/engine.js';
import type { NumberStatus, Policy } from '#libs/policies/policy.js';
import { policyOf } from '#libs/policies/released.js';
import { permissions } from '#libs/security/permissions.js';
import { protocolOf } from '#workflows/protocols.js';
import { roleInWords, ruleInWords, statusInWords } from './in-words.js';
import { table } from './markdown.js';

/** The newest default policy of every pathway, in the order of their contracts. */
export const defaults = (): Policy[] => contracts.map(({ pathway }) => policyOf(pathway)!);

/** What a case of the pathway opens when it starts, by the engine itself. */
function firstSteps({ id, pathway, version, steps }: Policy): { title: string; due: string }[] {
  const contract = contractOf(pathway);
  const details = contract?.details ? contract.example?.details : {};
  if (!details) return [];
  const { state } = openCase(protocolOf(pathway), {
    caseId: 'example', pathway, policy: { id, version }, actor: { system: 'docs' },
    opening: { organisation: 'example', rehearsal: true, details, ...(contract?.details || contract?.subject === 'system' ? { owners: { clinicalLead: 'a', coordinator: 'b', escalationOwner: 'c' } } : {}) },
  }, exampleAt);
  return state.tasks.map(({ step, due }) => ({ title: steps[step]!.title, due: due.rule }));
}

/** Steps that are due alike stand together. */
function startsWith(policy: Policy): string {
  const byDue = new Map<string, string[]>();
  for (const { title, due } of firstSteps(policy)) byDue.set(due, [...byDue.get(due) ?? [], title]);
  const of = contractOf(policy.pathway)?.example?.of;
  return [...of ? [`${of}:`] : [], ...[...byDue].map(([due, titles]) => `${titles.join('; ')}: **${ruleInWords(due)}**`)].join('\n');
}

const whoStarts = (pathway: string): string => {
  const { details, startedBy } = contractOf(pathway) ?? {};
  return details ? [...permissions.start.map(roleInWords), ...(startedBy ? [startedBy] : [])].join(', ') : startedBy ?? 'a hospital message';
};

/** How many of its numbers come from where: thresholds and rules, due times and ladders, each counted once. */
export function sourcesCounted({ numbers, steps, triage }: Policy): string {
  const all = [...Object.values(numbers), ...triage?.thresholds ?? [], ...Object.values(steps).flatMap(({ due, ladder, variants = [], reminders = [] }) => [...due, ...reminders, ladder, ...variants.map((variant) => variant.ladder)])];
  const counted = new Map<NumberStatus, number>();
  for (const { status } of all) counted.set(status, (counted.get(status) ?? 0) + 1);
  return [...counted].toSorted(([, one], [, other]) => other - one).map(([status, count]) => `${count} ${statusInWords(status)}`).join(', ');
}

export function pathwaysTable(): string {
  return table(['Pathway', 'What it is for', 'Who starts it', 'What a start opens, and when it is due', 'Where its numbers come from'], defaults().map((policy) => [
    `[${policy.title}](docs/policies.md#${policy.pathway})`, policy.purpose, whoStarts(policy.pathway), startsWith(policy), sourcesCounted(policy),
  ]));
}
