import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ended, identify, instanceMark, signal, type ProcessIdentity } from './process-identity.js';

/** How a part of the product is run. */
export interface PartSettings {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user it runs as, when that is not ours. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** What asks it to end (SIGTERM unless said), and how long it may take, in milliseconds, before it is killed. */
  readonly stopSignal?: NodeJS.Signals;
  readonly stopWithin?: number;
}

/** How a part ended, in words for the console. */
export type Ending = string;

const pidFile = (folder: string, name: string) => join(folder, 'parts', `${name}.json`);

/** The last process of that name which was started in this data folder, running or not. */
export function lastProcess(folder: string, name: string): ProcessIdentity | undefined {
  try {
    const { pid, startedAt } = JSON.parse(readFileSync(pidFile(folder, name), 'utf8')) as Partial<ProcessIdentity>;
    return typeof pid === 'number' && typeof startedAt === 'string' ? { pid, startedAt } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * One running process of the product. It leads a process group of its own, so that the terminal's Ctrl-C reaches the
 * supervisor alone and the parts end in order; it writes straight to its log file, so that it can outlive the supervisor.
 */
export class Part {
  /** Resolves when the process has ended. */
  readonly ending: Promise<Ending>;

  private constructor(readonly settings: PartSettings, readonly identity: ProcessIdentity, child: ChildProcess) {
    this.ending = new Promise((resolve) => {
      child.once('exit', (code, name) => resolve(name === null ? `exit status ${code}` : `signal ${name}`));
    });
  }

  /** Starts the process. @throws when the command cannot be run at all. */
  static async start(folder: string, settings: PartSettings): Promise<Part> {
    const log = openSync(logFile(folder, settings.name), 'a', 0o600);
    try {
      const child = spawn(settings.command, [...settings.args], {
        cwd: folder, detached: true, stdio: ['ignore', log, log], env: { ...settings.env, [instanceMark]: folder }, ...settings.user,
      });
      await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
      const pid = child.pid ?? 0;
      const identity = identify(pid) ?? { pid, startedAt: 'ended at once' };
      const file = pidFile(folder, settings.name);
      writeFileSync(`${file}.new`, `${JSON.stringify(identity)}\n`, { mode: 0o600 });
      renameSync(`${file}.new`, file);
      return new Part(settings, identity, child);
    } finally {
      closeSync(log);
    }
  }

  /** Asks the process to end, and makes it after `stopWithin` milliseconds (5 s unless said) or when `hurry` aborts. */
  async stop(hurry?: AbortSignal): Promise<void> {
    signal(this.identity, this.settings.stopSignal ?? 'SIGTERM');
    const enough = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.settings.stopWithin ?? 5000);
      void this.ending.then(() => clearTimeout(timer));
      if (hurry?.aborted === true) resolve();
      hurry?.addEventListener('abort', () => resolve(), { once: true });
    });
    await Promise.race([this.ending, enough]);
    this.kill();
    await this.ending;
  }

  /** Ends the process and whatever it started, at once. */
  kill(): void {
    try {
      process.kill(-this.identity.pid, 'SIGKILL'); // the group's number is not given away while one of its members lives
    } catch {
      // Nobody left.
    }
  }
}

/** The log of a part, in the data folder. */
export function logFile(folder: string, name: string): string {
  return join(folder, 'logs', `${name}.log`);
}

/** The last lines of a part's log, for a message that says why it did not start. */
export function lastLines(folder: string, name: string, lines = 15): string {
  try {
    return readFileSync(logFile(folder, name), 'utf8').trimEnd().split('\n').slice(-lines).map((line) => `    ${line.slice(0, 400)}`).join('\n');
  } catch {
    return '';
  }
}

/** The last line of a part's log that names an error, or the last line of all: why it ended, in short. */
export function lastError(folder: string, name: string): string {
  const lines = lastLines(folder, name, 40).split('\n').map((line) => line.trim()).filter(Boolean);
  return (lines.findLast((line) => /^\w*Error\b|^\w*Error \[|^\{.*"level":"error"/.test(line)) ?? lines.at(-1) ?? 'without a word').slice(0, 200);
}

/** Keeps a log from growing for ever: above 20 MB it is put aside at a start, and the one put aside before is dropped. */
export function turnLog(folder: string, name: string, limit = 20_000_000): void {
  const file = logFile(folder, name);
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > limit) renameSync(file, `${file}.1`);
}

/** Forgets the process of that name, once it has ended in order. */
export function forget(folder: string, name: string): void {
  rmSync(pidFile(folder, name), { force: true });
}

/** Waits for processes that were asked to end, then kills those that did not. */
export async function endAll(identities: readonly ProcessIdentity[], within: number): Promise<void> {
  const left = await ended(identities, within);
  for (const identity of left) {
    if (!signal(identity, 'SIGKILL', { group: true })) signal(identity, 'SIGKILL');
  }
  await ended(left, 5000);
}
