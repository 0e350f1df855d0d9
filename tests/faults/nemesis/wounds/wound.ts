import type { Draw } from '../draws.js';
import type { FaultStack } from '../stack.js';

/** Something that hurts at present. */
export interface Wound {
  /** How many things it has really touched by now. */
  hit(): number | Promise<number>;
  heal(): void | Promise<void>;
}

export type Inflict = (stack: FaultStack, draw: Draw) => Promise<Wound>;
