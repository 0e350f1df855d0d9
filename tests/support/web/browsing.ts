import { afterAll, afterEach, beforeAll, jest } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import type { LocalPerson } from '#apps/local/issuer.js';
import { Client } from '#tests/support/http/client.js';
import { Product, type RunningProduct } from '#tests/support/stack/product.js';
import { sharedProduct } from '#tests/support/stack/shared-product.js';
import { launchChromium } from './chromium.js';
import { ownOrganisation, sessionOf, type OwnOrganisation } from './own-organisation.js';
import { SomebodyAtWork } from './somebody-at-work.js';

/** A product and a browser for one spec file. Windows are closed after each test, and what a browser complained of fails it. */
export class Browsing {
  product!: RunningProduct;
  client!: Client;
  /** Whose people the spec's are; undefined where the product is its own. */
  private own: OwnOrganisation | undefined;
  private browser!: Browser;
  private windows: SomebodyAtWork[] = [];

  /** The product that spec files share, in an organisation of this file's own: Riverside's people over again, none of Riverside's work. For whoever breaks nothing that others need. */
  static forThisFile(): Browsing {
    const browsing = new Browsing();
    beforeAll(async () => {
      browsing.product = await sharedProduct();
      browsing.own = await ownOrganisation(browsing.product);
      browsing.client = new Client({ url: browsing.product.url, token: (who) => browsing.own!.token(who) }, browsing.own.id);
    }, 180_000);
    return browsing.withWindows();
  }

  /** A product of this file's own, as it stands after the first `npm start`: to stop it, to kill parts of it, to see its demonstration. */
  static aloneForThisFile(env: Record<string, string> = {}): Browsing & { product: Product } {
    const browsing = new Browsing() as Browsing & { product: Product };
    beforeAll(async () => {
      browsing.product = await Product.start({ env });
      browsing.client = new Client(browsing.product);
    }, 180_000);
    browsing.withWindows();
    afterAll(async () => { await browsing.product.remove(); }, 60_000);
    return browsing;
  }

  private withWindows(): this {
    // A browser, a product and other work on the same machine: this only ends what hangs.
    jest.setTimeout(600_000);
    beforeAll(async () => { this.browser = await launchChromium(); }, 60_000);
    afterEach(async () => {
      const { windows } = this;
      this.windows = [];
      for (const window of windows) await window.close();
    });
    afterAll(async () => { await this.browser.close(); });
    return this;
  }

  get url(): string { return this.product.url; }
  /** The id of somebody of the spec's organisation. */
  idOf(who: LocalPerson): string { return this.client.idOf(who); }

  /** A window in which nobody is signed in yet. */
  async window(options: BrowserContextOptions = {}): Promise<SomebodyAtWork> {
    const window = await SomebodyAtWork.open(this.browser, this.url, options);
    this.windows.push(window);
    return window;
  }
  /** A window in which somebody has signed in: by the issuer's page where the product is the spec's own, else behind its back, since that page knows none of their people. */
  async as(who: LocalPerson, path = '/', options: BrowserContextOptions = {}): Promise<SomebodyAtWork> {
    const window = await this.window(options);
    if (!this.own) return window.signIn(who, path);
    await window.context.addCookies([await sessionOf(this.product, this.own.subjectOf(who))]);
    await window.go(path);
    return window;
  }
}
