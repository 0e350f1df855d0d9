import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { identify, isRunning, type ProcessIdentity } from './process-identity.js';

/** What an instance says of itself beside its lock, for whoever finds the lock taken. */
interface Holder {
  readonly supervisor: ProcessIdentity;
  /** Who started it (npm, a shell); an instance whose launcher is gone is on its way out. */
  readonly launcher?: ProcessIdentity;
  readonly url?: string;
  readonly stopping?: boolean;
}

/** Another instance runs on the same data. */
export class InstanceRunning extends Error {
  constructor(folder: string, holder: Holder | undefined) {
    const which = holder === undefined ? '' : ` (process ${holder.supervisor.pid}${holder.url === undefined ? '' : `, ${holder.url}`})`;
    super(`Handrail is already running on ${folder}${which}. Stop it first, or give this one data and a port of its own: HANDRAIL_DATA=... PORT=... npm start`);
    this.name = 'InstanceRunning';
  }
}

/** The lock of a data folder: held while the process lives, whatever ends it. */
export class InstanceLock {
  private constructor(private readonly folder: string, private readonly database: DatabaseSync, private holder: Holder) {}

  /**
   * Takes the lock. An instance that is stopping, or whose launcher was killed, is waited for (15 s).
   * The lock is SQLite's: the kernel drops it when its holder dies, two that come at once cannot both get it, and it needs no process number that somebody else could have by now.
   * @throws InstanceRunning
   */
  static async take(folder: string): Promise<InstanceLock> {
    const until = Date.now() + 15_000;
    for (;;) {
      const database = new DatabaseSync(join(folder, 'instance.lock'));
      try {
        database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
        const launcher = identify(process.ppid);
        const lock = new InstanceLock(folder, database, { supervisor: identify(process.pid) ?? { pid: process.pid, startedAt: '' }, ...(launcher && { launcher }) });
        lock.write();
        return lock;
      } catch (cause) {
        database.close();
        if (!/locked|busy/i.test(String(cause))) throw cause;
        const holder = readHolder(folder);
        const leaving = holder !== undefined && (holder.stopping === true || (holder.launcher !== undefined && !isRunning(holder.launcher)) || !isRunning(holder.supervisor));
        if (!leaving || Date.now() > until) throw new InstanceRunning(folder, holder);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  /** Says where the instance answers, or that it is about to end. */
  say(what: Pick<Holder, 'url' | 'stopping'>): void {
    this.holder = { ...this.holder, ...what };
    this.write();
  }

  release(): void {
    this.database.close();
  }

  private write(): void {
    const file = join(this.folder, 'instance.json');
    writeFileSync(`${file}.new`, `${JSON.stringify(this.holder)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
}

function readHolder(folder: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'instance.json'), 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}
