import type { Client as TemporalClient } from '@temporalio/client';
import { Client } from '#tests/support/http/client.js';
import { Product } from '#tests/support/stack/product.js';
import { Control } from './control.js';
import { plainClient, serversOf, type Servers } from './servers.js';

/** A product of its own for a figure, on empty data, with the control on its servers. */
export class House {
  private constructor(readonly product: Product, readonly servers: Servers, readonly plain: TemporalClient, readonly control: Control, readonly client: Client) {}

  /** `keep` hears of what is to be ended, as soon as there is something. */
  static async open(keep: (leave: () => Promise<void>) => void): Promise<House> {
    const left: (() => Promise<void>)[] = [];
    keep(async () => { for (const leave of left.toReversed()) await leave(); });
    const product = await Product.start();
    left.push(() => product.remove());
    const servers = serversOf(product.folder);
    const plain = await plainClient(servers);
    left.push(() => plain.connection.close());
    const control = await Control.start(servers, plain);
    left.push(() => control.stop());
    return new House(product, servers, plain, control, new Client(product));
  }
}

/** A figure that lives in such a house. */
export abstract class InHouse {
  protected house!: House;
  private leave: () => Promise<void> = async () => {};

  async open(): Promise<void> {
    this.house = await House.open((leave) => { this.leave = leave; });
    await this.warm();
  }
  close(): Promise<void> { return this.leave(); }
  /** What happens once before the first round, and is not measured. */
  protected warm(): Promise<void> { return Promise.resolve(); }
}
