import type { LocalPerson } from '#apps/local/issuer.js';
import { somebody } from '#tests/support/http/client.js';
import type { Browsing } from './browsing.js';
import { Hand } from './hand.js';
import type { SomebodyAtWork } from './somebody-at-work.js';

const HOUR = 3_600_000;
/** The clock moves by a minute at least: hours, as they are typed. */
const SHORTEST = 0.017;

/** A case that is lived through as a rehearsal by the pages alone: everybody in a window of their own, the clock moved on its page. */
export class RehearsedCase {
  private readonly windows = new Map<LocalPerson, SomebodyAtWork>();
  private constructor(private readonly browsing: Browsing, readonly id: string, private readonly mover: LocalPerson, window: SomebodyAtWork) {
    this.windows.set(mover, window);
  }

  /** Starts one by the questions of a live start, one thing a page. `asks`: fills each page after the one about the person, in their order. */
  static async begin(browsing: Browsing, who: LocalPerson, pathway: string, asks: readonly ((hand: Hand, window: SomebodyAtWork) => Promise<unknown>)[]): Promise<RehearsedCase> {
    const window = await browsing.as(who, '/rehearsal');
    const { page } = window;
    const hand = new Hand(page);
    const person = somebody();
    await page.getByRole('link', { name: 'start a case of your own as a rehearsal' }).click();
    await page.getByLabel(pathway).check();
    await window.send('Continue');
    await (await (await hand.type('NHS number', person.nhsNumber)).type('Name', person.name)).day('Date of birth', '9', '3', '1941');
    await window.send('Continue');
    for (const ask of asks) {
      await ask(hand, window);
      await window.send('Continue');
    }
    await page.getByLabel('Clinical lead').selectOption(browsing.idOf('clinical-lead'));
    await page.getByLabel('Coordinator').selectOption(browsing.idOf('coordinator'));
    await page.getByLabel('Escalation owner').selectOption(browsing.idOf('escalation-owner'));
    await window.send('Continue');
    await window.send('Start the rehearsal');
    return new RehearsedCase(browsing, /\/rehearsal\/([^/?]+)/.exec(page.url())![1]!, who, window);
  }

  async person(who: LocalPerson): Promise<SomebodyAtWork> {
    const known = this.windows.get(who) ?? await this.browsing.as(who, '/rehearsal');
    this.windows.set(who, known);
    return known;
  }

  /** The case's own present, as its page says it: epoch ms. */
  async now(): Promise<number> {
    return nowOn(await this.look());
  }
  /** What its page says. */
  async text(): Promise<string> {
    return (await this.look()).text();
  }
  /** The titles of what is open, in the order of the page. */
  async open(): Promise<string[]> {
    return (await this.look()).page.locator('.app-rehearsed h3').allInnerTexts();
  }
  /** When an open task is due: epoch ms. */
  async dueOf(title: string): Promise<number> {
    return Date.parse((await (await this.look()).page.locator('.app-rehearsed', { hasText: title }).locator('time').first().getAttribute('datetime'))!);
  }

  /** To an instant of the case's own clock; by a minute where it is nearer than that, and nowhere where it has passed. @returns the window, with what happened meanwhile where it moved */
  async moveTo(at: number): Promise<SomebodyAtWork> {
    const window = await this.look();
    const hours = (at - await nowOn(window)) / HOUR;
    return hours > 0 ? moved(window, Math.max(hours, SHORTEST)) : window;
  }
  /** Moves the clock and waits until it is there, however long the way. */
  async moveBy(hours: number): Promise<SomebodyAtWork> {
    return moved(await this.look(), hours);
  }

  /** Somebody opens a task and records that it is done. */
  async does(who: LocalPerson, title: string, fillIn: (hand: Hand) => Promise<unknown>): Promise<SomebodyAtWork> {
    const window = await this.opens(who, title);
    await fillIn(new Hand(window.page.locator('main form').first()));
    await window.send('Record it');
    await said(window, 'It is recorded as done.');
    return window;
  }
  /** Somebody says something else of a task, on the page that `link` leads to. */
  async says(who: LocalPerson, title: string, link: string, fillIn: (hand: Hand) => Promise<unknown>, button: string): Promise<SomebodyAtWork> {
    const window = await this.opens(who, title);
    await window.page.getByRole('link', { name: link, exact: true }).click();
    await window.page.getByRole('button', { name: button, exact: true }).waitFor();
    await fillIn(new Hand(window.page.locator('main form').first()));
    await window.send(button);
    return window;
  }
  /** The named clinical lead decides. What every decision asks is filled in; `more` adds its own. */
  async decides(title: string, outcome: string, more: (hand: Hand) => Promise<unknown> = async () => undefined): Promise<SomebodyAtWork> {
    const window = await this.opens('clinical-lead', title);
    await window.page.getByRole('button', { name: 'Take the decision' }).click();
    await window.page.getByRole('button', { name: 'Record the decision' }).waitFor();
    const { page } = window;
    const hand = new Hand(page.locator('main form').first());
    await hand.type('The question that is decided', 'What follows?');
    await page.locator('[name="/options/0/rejectedBecause"]').fill('It would not be safe');
    await page.locator('[name="/options/1/option"]').fill('This');
    await page.locator('#chosen-1').check();
    await hand.choose('Outcome', outcome);
    for (const [label, words] of [['Risk that is accepted', 'Some'], ['Why that is proportionate', 'Somebody looks in every day'], ['What the person thinks of it', 'Agrees'], ['If', 'It gets worse'], ['Call', '111']] as const) await hand.type(label, words);
    await hand.lasts('They answer within', 30, 'minutes');
    await more(hand);
    await window.send('Record the decision');
    await said(window, 'The decision is recorded');
    return window;
  }

  async opens(who: LocalPerson, title: string): Promise<SomebodyAtWork> {
    const window = await this.person(who);
    await window.go(`/rehearsal/${this.id}`);
    await window.page.locator('.app-rehearsed h3').getByRole('link', { name: title, exact: true }).first().click();
    await window.page.getByRole('heading', { level: 1, name: title }).waitFor();
    return window;
  }
  private async look(): Promise<SomebodyAtWork> {
    const window = await this.person(this.mover);
    await window.go(`/rehearsal/${this.id}`);
    return window;
  }
}

const nowOn = async ({ page }: SomebodyAtWork): Promise<number> => Date.parse((await page.locator('.app-clock__now time').getAttribute('datetime'))!);

async function moved(window: SomebodyAtWork, hours: number): Promise<SomebodyAtWork> {
  await window.page.getByLabel('Or by this many hours').fill(hours.toFixed(3));
  await window.page.getByRole('button', { name: 'Move', exact: true }).click();
  await window.page.waitForURL(/[?&]since=/, { timeout: 120_000 });
  return window;
}

/** @throws with what the page says where it does not say that */
async function said(window: SomebodyAtWork, words: string): Promise<void> {
  const text = await window.text();
  if (!text.includes(words)) throw new Error(`the page does not say “${words}”:\n${text.slice(0, 1500)}`);
}
