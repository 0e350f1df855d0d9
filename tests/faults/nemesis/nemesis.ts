import { partNames } from '#tests/support/stack/product.js';
import type { FaultStack } from './stack.js';

/** One thing that was hurt. `hit`: how many things it really touched (processes killed, connections cut, chunks held, mails refused). Instants in ms. */
export interface Injury { readonly kind: string; readonly target: string; readonly from: number; until?: number; hit: number }

/** Every kind there is, so that a report can say which never happened or never hit. */
export const kinds: readonly string[] = ['kill'];

/** Hurts the stack, one thing at a time and sometimes several at once, as `random` says. */
export class Nemesis {
  readonly injuries: Injury[] = [];
  constructor(private readonly stack: FaultStack, private readonly random: () => number, private readonly say: (line: string) => void) {}

  /** One injury: begun, lasted, healed. Resolves when it is healed, which is not when the product is ready again. */
  async once(): Promise<void> {
    const target = partNames[Math.floor(this.random() * partNames.length)]!;
    const injury: Injury = { kind: 'kill', target, from: Date.now(), hit: 0 };
    this.injuries.push(injury);
    this.say(`kill ${target}`);
    await this.stack.product.kill(target).then(() => { injury.hit += 1; }, () => undefined);
    injury.until = Date.now();
  }

  /** Nothing hurts any more, and the product says that it is ready. */
  async heal(): Promise<void> { await this.stack.product.ready(120_000); }
}
