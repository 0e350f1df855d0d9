import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

/** A process that cannot be mistaken for another one that got its number later. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Boot and start time of the process as the system tells it; only ever compared. */
  readonly startedAt: string;
}

/** The variable by which children of an instance are recognised, whoever their parent is by now. */
export const instanceMark = 'HANDRAIL_INSTANCE';

function startTime(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux') return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() || undefined;
    // The command in the second field may hold spaces and brackets: what follows its last bracket begins with the state.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /s, '').split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}/${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** The identity of a running process; undefined when there is none of that number (a zombie counts as ended). */
export function identify(pid: number): ProcessIdentity | undefined {
  const startedAt = Number.isSafeInteger(pid) && pid > 0 ? startTime(pid) : undefined;
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/** Whether this very process still runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.startedAt === identity.startedAt;
}

/** Sends a signal to that very process, or with `group` to all that it leads; false when it had ended. */
export function signal(identity: ProcessIdentity, name: NodeJS.Signals, { group = false } = {}): boolean {
  if (!isRunning(identity)) return false;
  try {
    process.kill(group ? -identity.pid : identity.pid, name);
    return true;
  } catch {
    return false;
  }
}

/** Every process of this user that carries the mark of the instance (Linux; elsewhere the pid files alone are known). */
export function markedProcesses(instance: string): readonly ProcessIdentity[] {
  if (process.platform !== 'linux') return [];
  const mark = Buffer.from(`\0${instanceMark}=${instance}\0`);
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .flatMap((entry) => {
      try {
        const surroundings = Buffer.concat([Buffer.from('\0'), readFileSync(`/proc/${entry}/environ`)]);
        const found = surroundings.includes(mark) ? identify(Number(entry)) : undefined;
        return found === undefined ? [] : [found];
      } catch {
        return []; // ended meanwhile, or another user's
      }
    });
}

/** Waits until none of them runs; answers those that still do after `within` milliseconds. */
export async function ended(identities: readonly ProcessIdentity[], within: number): Promise<readonly ProcessIdentity[]> {
  const until = Date.now() + within;
  for (;;) {
    const left = identities.filter(isRunning);
    if (left.length === 0 || Date.now() >= until) return left;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
