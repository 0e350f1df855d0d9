import { readdirSync, readFileSync } from 'node:fs';
import { ended, identify, isRunning, signal, type ProcessIdentity } from '#apps/local/process-identity.js';
import type { PartName } from '#tests/support/stack/product.js';
import type { FaultStack } from '../stack.js';
import type { Inflict, Wound } from './wound.js';

const BACKEND = 'a backend of postgres';
const stat = (pid: number | string): string[] => readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /s, '').split(' ');

function childrenOf(parent: ProcessIdentity): ProcessIdentity[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)).flatMap((entry) => {
    try {
      const found = Number(stat(entry)[1]) === parent.pid ? identify(Number(entry)) : undefined;
      return found ? [found] : [];
    } catch {
      return []; // ended meanwhile
    }
  });
}

/** The process of a part, waited for where it is just being started again. */
export async function running(stack: FaultStack, part: PartName): Promise<ProcessIdentity | undefined> {
  for (let turn = 0; turn < 100; turn += 1) {
    const identity = stack.product.process(part);
    if (isRunning(identity)) return identity;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return undefined;
}

const over = (hit: number): Wound => ({ hit: () => hit, heal: () => undefined });

/** kill -9 of a part, or of one of PostgreSQL's processes, which makes it throw out everybody and recover. The supervisor starts the part again. */
export const kill: Inflict = async (stack, { target, dice: [which] }) => {
  const part = await running(stack, target === BACKEND ? 'postgres' : target as PartName);
  if (!part) return over(0);
  const children = target === BACKEND ? childrenOf(part) : [];
  const victim = target === BACKEND ? children[Math.floor(which * children.length)] : part;
  if (!victim || !signal(victim, 'SIGKILL')) return over(0);
  return over((await ended([victim], 10_000)).length === 0 ? 1 : 0);
};

const isStopped = ({ pid }: ProcessIdentity): boolean => { try { return process.platform !== 'linux' || stat(pid)[0] === 'T'; } catch { return false; } };

/** SIGSTOP, then SIGCONT: it lives, holds what it holds, and does nothing. Of PostgreSQL by turns the one that takes connections, or all. */
export const stop: Inflict = async (stack, { target, dice: [all] }) => {
  const part = await running(stack, target as PartName);
  if (!part) return over(0);
  const victims = [part, ...(target === 'postgres' && all < 0.6 ? childrenOf(part) : [])];
  const told = victims.filter((victim) => signal(victim, 'SIGSTOP'));
  let most = 0;
  return {
    hit: () => (most = Math.max(most, told.filter(isStopped).length)),
    heal: () => { for (const victim of told) signal(victim, 'SIGCONT'); },
  };
};
