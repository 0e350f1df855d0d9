import type { Locator, Page } from 'playwright-core';
import { localFields } from '#apps/web/time/local-fields.js';

const escaped = (words: string): string => words.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** A label as the page writes it, with '(optional)' where the field may be left out. */
const named = (words: string): RegExp => new RegExp(`^\\s*${escaped(words)}( \\(optional\\))?\\s*$`);

/** The hand of somebody who fills in a form, by what the page calls its fields. `within`: one row or part of it. */
export class Hand {
  constructor(private readonly on: Page | Locator) {}

  within(group: string | RegExp): Hand {
    return new Hand(this.group(group));
  }
  async type(label: string, words: string): Promise<this> {
    await this.on.getByLabel(named(label)).first().fill(words);
    return this;
  }
  /** Picks from a list by the words that stand there. */
  async pick(label: string, words: string | RegExp): Promise<this> {
    const list = this.on.getByLabel(named(label)).first();
    const option = await list.locator('option').filter({ hasText: words }).first().getAttribute('value');
    await list.selectOption(option ?? '');
    return this;
  }
  async tick(label: string): Promise<this> {
    await this.on.getByLabel(named(label)).first().check();
    return this;
  }
  /** One of several, where the same words stand under several headings. */
  async choose(group: string, words: string): Promise<this> {
    await this.group(group).getByLabel(named(words)).first().check();
    return this;
  }
  /** A day and a time as the wall clock shows them. Epoch ms. */
  async when(group: string, at: number): Promise<this> {
    const fields = localFields(at);
    const of = this.group(group);
    for (const [label, value] of [['Day', fields.day], ['Month', fields.month], ['Year', fields.year], ['Time', fields.time]] as const) await of.getByLabel(label, { exact: true }).fill(value);
    return this;
  }
  async day(group: string, day: string, month: string, year: string): Promise<this> {
    const of = this.group(group);
    for (const [label, value] of [['Day', day], ['Month', month], ['Year', year]] as const) await of.getByLabel(label, { exact: true }).fill(value);
    return this;
  }
  async lasts(group: string, amount: number, unit: string): Promise<this> {
    const of = this.group(group);
    await of.getByLabel(/how many$/).fill(String(amount));
    await of.getByLabel(/of what$/).selectOption({ label: unit });
    return this;
  }

  private group(words: string | RegExp): Locator {
    return this.on.getByRole('group', { name: typeof words === 'string' ? named(words) : words }).first();
  }
}
