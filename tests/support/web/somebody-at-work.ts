import { AxeBuilder } from '@axe-core/playwright';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { checkoutFolder } from '#apps/local/data-folder.js';
import type { LocalPerson } from '#apps/local/issuer.js';
import { eventually } from '#tests/support/temporal/eventually.js';

export const WIDTHS = [1280, 390] as const;
const pictures = join(checkoutFolder(), 'screenshots');
/** Pictures are for people: `npm run pictures` takes them, where nobody looks they only cost time. */
const wanted = process.env['HANDRAIL_PICTURES'] !== undefined;

/** A window of somebody who works with the product, in a browser context of its own. What the browser complains of is kept, and `close` fails where there was anything. */
export class SomebodyAtWork {
  /** Errors of the console, of scripts, and refusals by the content security policy. */
  readonly complaints: string[] = [];
  private readonly forgiven: RegExp[] = [];
  private constructor(readonly url: string, readonly context: BrowserContext, readonly page: Page) {}

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<SomebodyAtWork> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', locale: 'en-GB', ...options });
    context.setDefaultTimeout(90_000);
    // The typeface of the design system is on another host, which no test asks.
    await context.route('https://assets.nhs.uk/**', (route) => route.fulfill({ status: 204, headers: { 'access-control-allow-origin': '*' } }));
    const page = await context.newPage();
    const somebody = new SomebodyAtWork(url, context, page);
    page.on('console', (message) => {
      // A page with the status of a problem is reported as a resource that failed.
      if (message.type() === 'error' && !/Failed to load resource: the server responded with a status of 4\d\d/.test(message.text()) && !/assets\.nhs\.uk|Failed to decode downloaded font|OTS parsing error/.test(`${message.text()} ${message.location().url}`)) somebody.complaints.push(message.text());
    });
    page.on('pageerror', (error) => somebody.complaints.push(error.message));
    return somebody;
  }

  /** Signs in by the local issuer's page, from wherever they want to go. */
  async signIn(who: LocalPerson, path = '/'): Promise<this> {
    await this.page.goto(`${this.url}${path}`);
    await this.page.locator(`button[name="person"][value="${who}"]`).click();
    await this.page.waitForURL(`${this.url}/**`);
    return this;
  }

  async go(path: string): Promise<number> {
    return (await this.page.goto(`${this.url}${path}`))?.status() ?? 0;
  }

  /** Presses a button that sends a form, and waits for the page that comes of it. */
  async send(button: string): Promise<void> {
    // What a link led to may be shown before it has loaded: its event is not the one that is waited for.
    await this.page.waitForLoadState('load');
    const loaded = this.page.waitForEvent('load');
    await this.page.getByRole('button', { name: button, exact: true }).click();
    await loaded;
  }

  /** The name of the field that has the keyboard's focus. */
  focused(): Promise<string | null> {
    return this.page.evaluate<string | null>('document.activeElement?.getAttribute("name") ?? null');
  }

  /** What the page says in its main part. */
  text(): Promise<string> {
    return this.page.locator('#maincontent').innerText();
  }

  /** What axe finds against WCAG 2.2 AA and good practice; nothing, one hopes. */
  async axe(): Promise<string[]> {
    // No page here has frames: axe need not put its parts together in a window of its own. What was in order need not be described.
    const { violations } = await new AxeBuilder({ page: this.page }).setLegacyMode().options({ resultTypes: ['violations'] }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)}`));
  }

  /** Pictures of the page as it stands, wide and narrow, and as it prints: in a folder that is not kept, for people to look at. */
  async pictures(name: string): Promise<void> {
    if (!wanted) return;
    mkdirSync(pictures, { recursive: true });
    for (const width of WIDTHS) {
      // Once the navigation has arranged itself: else a picture is as wide as the page was for a moment.
      await this.fits(width);
      await this.page.screenshot({ path: join(pictures, `${name}-${width}.png`), fullPage: true });
    }
    await this.page.setViewportSize({ width: 1280, height: 900 });
    await this.page.emulateMedia({ media: 'print' });
    await this.page.screenshot({ path: join(pictures, `${name}-print.png`), fullPage: true });
    await this.page.emulateMedia({ media: null });
  }

  /** One picture of the page as it stands. */
  async picture(name: string): Promise<void> {
    if (!wanted) return;
    mkdirSync(pictures, { recursive: true });
    await this.page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  }
  /** As it looks to whoever has chosen colours of their own. */
  async pictureInForcedColours(name: string): Promise<void> {
    await this.page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
    await this.picture(`${name}-forced-colours`);
    await this.page.emulateMedia({ forcedColors: null, reducedMotion: 'reduce' });
  }

  /** Is anything wider than the window, so that one has to scroll sideways? */
  async scrollsSideways(): Promise<boolean> {
    return this.page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth');
  }

  /** Does the page fit into a window of that width without scrolling sideways, once it has arranged itself? (320 is 1280 at 400 %.) */
  async fits(width: number): Promise<boolean> {
    await this.page.setViewportSize({ width, height: 900 });
    // Not by waitForFunction, which evaluates a string in the page itself: its security policy forbids that.
    return eventually('it fits', async () => !(await this.scrollsSideways()), 5_000).then(() => true, () => false);
  }

  /** What the browser says of this from now on is what was meant to happen. */
  forgives(meant: RegExp): void { this.forgiven.push(meant); }

  /** @throws with what the browser complained of */
  async close(): Promise<void> {
    await this.context.close();
    const complaints = this.complaints.filter((complaint) => !this.forgiven.some((meant) => meant.test(complaint)));
    if (complaints.length > 0) throw new Error(`The browser complained:\n${complaints.join('\n')}`);
  }
}
