import type { Figure, Tell } from '../figure.js';
import type { Sizes } from '../sizes.js';
import { Arrivals } from './arrivals.js';
import { Completion } from './completion.js';
import { Costs } from './cost.js';
import { DeadlineToCall } from './deadlines.js';
import { Idle } from './idle.js';
import { Memory } from './memory.js';
import { StartUp } from './start-up.js';
import { CarriedToTheEnd } from './to-the-end.js';
import { Worklist } from './worklist.js';

/** Every figure by the name that `--only` takes, in the order in which they are measured. */
export const figures: Readonly<Record<string, (sizes: Sizes, tell: Tell) => Figure>> = {
  completion: (...given) => new Completion(...given),
  'to-the-end': (...given) => new CarriedToTheEnd(...given),
  cost: () => new Costs(),
  worklist: (...given) => new Worklist(...given),
  arrivals: (...given) => new Arrivals(...given),
  memory: (...given) => new Memory(...given),
  idle: (...given) => new Idle(...given),
  deadlines: (...given) => new DeadlineToCall(...given),
  'start-up': (_sizes, tell) => new StartUp(tell),
};
