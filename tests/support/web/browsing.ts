import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import type { LocalPerson } from '#apps/local/issuer.js';
import { StartedProduct } from '#tests/support/stack/started-product.js';
import { launchChromium } from './chromium.js';
import { SomebodyAtWork } from './somebody-at-work.js';

/** A started product and a browser for one spec file. Windows are closed after each test, and what a browser complained of fails it. */
export class Browsing {
  private browser!: Browser;
  private windows: SomebodyAtWork[] = [];
  private constructor(readonly started: StartedProduct) {}

  static forThisFile(env: Record<string, string> = {}): Browsing {
    const browsing = new Browsing(StartedProduct.forThisFile({ env }));
    beforeAll(async () => { browsing.browser = await launchChromium(); }, 60_000);
    afterEach(async () => {
      const { windows } = browsing;
      browsing.windows = [];
      for (const window of windows) await window.close();
    });
    afterAll(async () => { await browsing.browser.close(); });
    return browsing;
  }

  get url(): string { return this.started.product.url; }
  get client(): StartedProduct['client'] { return this.started.client; }

  /** A window in which nobody is signed in yet. */
  async window(options: BrowserContextOptions = {}): Promise<SomebodyAtWork> {
    const window = await SomebodyAtWork.open(this.browser, this.url, options);
    this.windows.push(window);
    return window;
  }
  /** A window in which somebody has signed in. */
  async as(who: LocalPerson, path = '/', options: BrowserContextOptions = {}): Promise<SomebodyAtWork> {
    return (await this.window(options)).signIn(who, path);
  }
}
