import type { Product } from '#tests/support/stack/product.js';
import { eventually } from '#tests/support/temporal/eventually.js';

export interface Mail { to: string; from: string; subject: string; text: string; receivedAt: string }

/** What a started product's mail server took, by real SMTP. */
export class Mailbox {
  constructor(private readonly product: Pick<Product, 'url'>) {}

  /** The mails to an address, the newest first; `about`: those that say this. */
  async to(address: string, about: string | RegExp = ''): Promise<Mail[]> {
    const all = await (await fetch(`${this.product.url}/local/mail?to=${encodeURIComponent(address)}`)).json() as Mail[];
    return all.filter(({ text }) => (typeof about === 'string' ? text.includes(about) : about.test(text)));
  }
  /** The first mail to an address that says this, once it is there. */
  async once(address: string, about: string | RegExp): Promise<Mail> {
    return eventually(`a mail to ${address} about ${String(about)}`, async () => (await this.to(address, about)).at(-1), 30_000);
  }
}
