import { draws, kinds as allKinds, type Draw, type Kind } from './draws.js';
import type { FaultStack } from './stack.js';
import { connectionsTaken, diskFull } from './wounds/database.js';
import { deploy } from './wounds/deploy.js';
import * as network from './wounds/network.js';
import { kill, stop } from './wounds/processes.js';
import type { Inflict, Wound } from './wounds/wound.js';

/** One thing that was hurt. `hit`: how many things it really touched (processes ended or stopped, connections cut, pieces held, errors for want of room, mails refused). Instants in ms. */
export interface Injury { readonly kind: string; readonly target: string; readonly from: number; until?: number; hit: number }

/** Every kind there is, so that a report can say which never happened or never hit. */
export const kinds: readonly string[] = allKinds;

const inflicting: Readonly<Record<Kind, Inflict>> = {
  kill, stop, cut: network.cut, delay: network.delay, half: network.half, 'half-open': network.halfOpen, 'answers held': network.answersHeld, 'left for dead': network.leftForDead,
  'disk full': diskFull, 'connections taken': connectionsTaken,
  'mail refused': network.mailRefused, 'mail slow': network.mailSlow, 'mail answered twice': network.mailAnsweredTwice, 'mail answer lost': network.mailAnswerLost, deploy,
};

/** What touched nothing in its time waits so much longer for something to touch, in ms. */
const PATIENCE = 11_000;

/** Hurts the stack, one thing at a time and sometimes several at once. What, to what and for how long depends on `random` alone. */
export class Nemesis {
  readonly injuries: Injury[] = [];
  private readonly next: () => readonly Draw[];
  private readonly open = new Set<Wound>();

  constructor(private readonly stack: FaultStack, random: () => number, private readonly say: (line: string) => void) {
    this.next = draws(random);
  }

  /** One injury, or several at once: begun, lasted, healed. Resolves when they are healed, which is not when the product is ready again. */
  async once(): Promise<void> {
    await Promise.all(this.next().map((draw) => this.inflict(draw)));
  }

  /** Does what was drawn. @throws what went wrong with it: an injury that fails to hurt is counted with no hit, never passed over */
  async inflict(draw: Draw): Promise<Injury> {
    const injury: Injury = { kind: draw.kind, target: draw.target, from: Date.now(), hit: 0 };
    this.injuries.push(injury);
    const wound = await inflicting[draw.kind](this.stack, draw);
    this.open.add(wound);
    try {
      await new Promise((resolve) => setTimeout(resolve, draw.lasts));
      for (const until = Date.now() + PATIENCE; (injury.hit = await wound.hit()) === 0 && Date.now() < until;) await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      await wound.heal();
      this.open.delete(wound);
      injury.hit = Math.max(injury.hit, await wound.hit());
      injury.until = Date.now();
      this.say(`${injury.kind}, ${injury.target}: ${((injury.until - injury.from) / 1000).toFixed(1)} s, ${injury.hit === 0 ? 'touched nothing' : `touched ${injury.hit}`}`);
    }
    return injury;
  }

  /** Nothing hurts any more, and the product says that it is ready. */
  async heal(): Promise<void> {
    await Promise.all([...this.open].map(async (wound) => { await wound.heal(); }));
    await this.stack.product.ready(120_000);
  }
}
