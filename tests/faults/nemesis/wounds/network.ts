import * as harms from '../harms.js';
import type { LinkName } from '../links.js';
import type { Draw } from '../draws.js';
import type { Harm } from '../proxy.js';
import type { Inflict } from './wound.js';

/** A harm for a link; `reset`: when it is over, the connections that it concerned end rather than go on. */
const on = (harm: (dice: Draw['dice']) => Harm, reset: (dice: Draw['dice']) => boolean = () => false): Inflict => (stack, { target, dice }) => {
  const link = stack.links[target as LinkName];
  link.hurt(harm(dice));
  return Promise.resolve({ hit: () => link.hit, heal: () => link.heal({ reset: reset(dice) }) });
};

export const cut = on(harms.cut);
export const delay = on(([long]) => harms.delay(20 + long * 1_500));
export const half = on(([way]) => harms.half(way < 0.5 ? 'to' : 'back'));
export const halfOpen = on(() => harms.silent('to', 'back'), ([, then]) => then < 0.5);
/** What was asked is done, and nobody hears of it. */
export const answersHeld = on(() => harms.silent('back'), ([, then]) => then < 0.5);
/** Connections that were there stay and are dead, new ones work: what a firewall that forgets leaves behind. Nobody heals that but whoever holds them. */
export const leftForDead: Inflict = (stack, { target }) => {
  const link = stack.links[target as LinkName];
  link.forget();
  const hit = (): number => {
    if (link.hit === 0) link.forget(); // nobody was connected just then
    return link.hit;
  };
  return Promise.resolve({ hit, heal: () => undefined });
};
export const mailRefused = on(harms.mailRefuses);
export const mailSlow = on(([long]) => harms.mailSlow(300 + long * 2_000));
export const mailAnsweredTwice = on(harms.mailAnswersTwice);
export const mailAnswerLost = on(harms.mailLosesAnswer);
