import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { documents, marks } from '#apps/docs/documents.js';
import { dueInWords, durationInWords, ladderInWords, ruleInWords } from '#apps/docs/in-words.js';
import { between, table } from '#apps/docs/markdown.js';
import { contracts } from '#libs/contracts/http/pathways/all.js';
import { exampleAt } from '#libs/contracts/http/pathways/contract.js';
import { policies, policyOf } from '#libs/policies/released.js';

const read = (path: string) => readFileSync(path, 'utf8');

describe('the documents that repeat the policies', () => {
  it.each(documents(read).map(({ path, written }) => [path, written]))('%s is what npm run docs writes', (path, written) => { expect(read(path)).toBe(written); });

  it('name every pathway, every step with its due time, and every number that a locality changes', () => {
    const page = documents(read).find(({ path }) => path === 'docs/policies.md')!.written;
    const readme = documents(read).find(({ path }) => path === 'README.md')!.written;
    for (const { title, purpose, steps, numbers, locality } of policies) {
      expect([readme.includes(title), readme.includes(purpose)]).toEqual([true, true]);
      for (const [step, { due }] of Object.entries(steps)) expect([step, page.includes(`| \`${step}\` |`), locality !== null || due.every((rule) => page.includes(dueInWords(rule)))]).toEqual([step, true, true]);
      for (const number of Object.keys(numbers)) expect([number, page.includes(`| \`${number}\` |`)]).toEqual([number, true]);
    }
    expect(page).toContain('| `steps.safety-call.due[1].value` | PT72H | PT48H |');
  });

  it('say what a start opens by an example that would be taken', () => {
    for (const contract of contracts) {
      if (!contract.details) continue;
      const { pathway, example } = contract;
      expect([pathway, contract.details.safeParse(example?.details).success]).toEqual([pathway, true]);
      expect([pathway, contract.atStart?.(example!.details, exampleAt, (name) => policyOf(pathway)!.numbers[name]?.value) ?? []]).toEqual([pathway, []]);
    }
  });
});

describe('the words of the documents', () => {
  it.each([['PT30M', '30 min'], ['PT1H', '1 h'], ['PT90M', '1 h 30 min'], ['PT72H', '72 h'], ['P1D', '1 day'], ['P7D', '7 days'], ['P2W', '2 weeks'], ['PT0S', 'at once'], ['-PT2H', '2 h']])('%s is %s', (text, words) => { expect(durationInWords(text)).toBe(words); });
  it.each([
    ['PT2H before the planned discharge', '2 h before the planned discharge'], ['end of working day P5D after opening', 'end of working day 5 after opening'], ['at the time agreed', 'at the time agreed'],
    ['12:00 of the local day P1D after the decision', '12:00 of the local day 1 day after the decision'], ['PT1H after opening, not sooner', '1 h after opening, not sooner'],
  ])('%s reads %s', (rule, words) => { expect(ruleInWords(rule)).toBe(words); });

  it('say a rule with its clock and what bends it, and a ladder rung by rung', () => {
    const { steps, ladders } = policyOf('minimum-safe-discharge')!;
    expect(dueInWords(steps['equipment-in-place']!.due.at(-1)!)).toBe('2 h before the planned discharge (elapsed, local); not sooner than 1 h after opening; 18:00 the day before where that is before 09:00');
    expect(ladderInWords(ladders.now)).toBe('its owner; after 15 min escalation owner; after 30 min more escalation lead; after 1 h more director, then every 2 h');
    expect(ladderInWords(ladders.planned)).toBe('its owner; after 1 working day its owner; after 1 working day more escalation lead, then every 1 working day');
    expect(dueInWords(steps['gp-summary-sent']!.due[0]!)).toBe('24 h after leaving (elapsed, contract: NHS Standard Contract: discharge summary within 24 hours)');
  });

  it('keep a table a table, and a text around its marks', () => {
    expect(table(['a', 'b'], [['x | y', 'one\ntwo']])).toBe('| a | b |\n|---|---|\n| x \\| y | one<br>two |');
    expect(between(`before ${marks[0]}old${marks[1]} after`, ...marks, 'new')).toBe(`before ${marks[0]}\nnew\n${marks[1]} after`);
    expect(() => between('no marks', ...marks, 'new')).toThrow('no place');
  });
});
