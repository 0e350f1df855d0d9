import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ports } from '#apps/local/ports.js';
import { administratorUrl } from '#apps/local/postgres.js';
import { passwords } from '#apps/local/secrets.js';
import { Product } from '#tests/support/stack/product.js';

export interface FaultStackSettings {
  readonly say: (line: string) => void;
  readonly env?: Readonly<Record<string, string>>;
  /** `dist/apps/local/main.js` of another build than this checkout's: a patched copy. */
  readonly script?: string;
}

/** A whole product whose parts reach each other through proxies of ours; what stands below is ours too so that it can be hurt. */
export class FaultStack {
  private constructor(readonly product: Product, readonly url: string) {}

  static async start({ env, script }: FaultStackSettings): Promise<FaultStack> {
    const product = await Product.start({ ...(env && { env }), ...(script && { script }) });
    return new FaultStack(product, product.url);
  }

  /** PostgreSQL directly, as a role that may read everything. */
  get recordUrl(): string {
    const { data: folder } = this.product;
    return administratorUrl({ folder, port: this.ports.postgres, password: passwords(folder).administrator }, 'handrail');
  }

  /** The Temporal server directly. */
  get temporalAddress(): string { return `127.0.0.1:${this.ports.temporal}`; }
  readonly namespace: string = 'handrail';
  /** Where accepted mails lie. */
  get mailFolder(): string { return join(this.product.data, 'mail'); }

  remove(): Promise<void> { return this.product.remove(); }

  private get ports(): Ports { return JSON.parse(readFileSync(join(this.product.data, 'ports.json'), 'utf8')) as Ports; }
}
