import { readFileSync, readdirSync } from 'node:fs';
import { markedProcesses } from '#apps/local/process-identity.js';
import { lastProcess } from '#apps/local/part.js';
import { partNames, type PartName } from '#tests/support/stack/product.js';

interface Times { readonly parent: number; readonly own: number; readonly ended: number }
const none: Times = { parent: 0, own: 0, ended: 0 };

/** User and system time of a process and of its children that have ended, ms, to a hundredth of a second; nothing where the system does not say or it has ended. */
function times(pid: number): Times {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /s, '').split(' ').map(Number);
    const [user, system, endedUser, endedSystem] = fields.slice(11, 15) as [number, number, number, number];
    return { parent: fields[1]!, own: (user + system) * 10, ended: (endedUser + endedSystem) * 10 };
  } catch {
    return none;
  }
}
const used = ({ own, ended }: Times): number => own + ended;

/** Processor time that a process has used, ms. */
export const processorMsOf = (pid: number): number => times(pid).own;

/** Processor time, ms, of everything that runs on a data folder, by part: a process that a part started counts with it, also when it has ended; PostgreSQL's connections write over the mark that others are known by. @throws where the system does not say */
export function processorMsByPart(folder: string): Map<PartName, number> {
  const all = new Map(process.platform === 'linux' ? readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)).map((entry) => [Number(entry), times(Number(entry))] as const) : []);
  const below = (pid: number): number => used(all.get(pid) ?? none) + [...all].reduce((sum, [child, { parent }]) => sum + (parent === pid ? below(child) : 0), 0);
  const parts = new Map(partNames.flatMap((name) => {
    const pid = lastProcess(folder, name)?.pid;
    return pid === undefined || !all.has(pid) ? [] : [[name, below(pid)] as const];
  }));
  if (parts.size === 0) throw new Error('processor time can be read on Linux only');
  return parts;
}

/** The same of all parts, and of whoever keeps them. */
export function processorMsOn(folder: string): number {
  const parts = new Set(partNames.map((name) => lastProcess(folder, name)?.pid));
  const others = markedProcesses(folder).filter(({ pid }) => !parts.has(pid) && !parts.has(times(pid).parent));
  return [...processorMsByPart(folder).values()].reduce((sum, ms) => sum + ms, 0) + others.reduce((sum, { pid }) => sum + times(pid).own, 0);
}

/** Memory that a process holds, bytes. @throws where the system does not say */
export function residentBytes(pid: number): number {
  const found = process.platform === 'linux' ? /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] : undefined;
  if (found === undefined) throw new Error('the memory of a process can be read on Linux only');
  return Number(found) * 1_024;
}
