import { forget, lastError, lastLines, logFile, Part, turnLog, type PartSettings } from './part.js';

interface Supervised {
  readonly settings: PartSettings;
  current?: Part;
  /** Ends when the part is not started again any more. */
  readonly over: Promise<void>;
}

/** A part that has to run to its end (the migration step) did not end well. */
export class StepFailed extends Error {}

/** Keeps the parts of one instance running, in one data folder, and ends them in order. */
export class Supervisor {
  private readonly parts = new Map<string, Supervised>();
  private readonly starting = new Set<Promise<void>>();
  private readonly hurry = new AbortController();
  private ending?: Promise<void>;

  constructor(readonly folder: string, private readonly say: (line: string) => void) {}

  get stopping(): boolean {
    return this.ending !== undefined;
  }

  /** The part as it runs now; undefined while it is down. */
  running(name: string): Part | undefined {
    return this.parts.get(name)?.current;
  }

  /**
   * Starts a part and starts it again whenever it ends, sooner at first and then every 10 s. Resolves when its first process runs.
   * @throws when its command cannot be run at all
   */
  async keep(settings: PartSettings): Promise<void> {
    if (this.stopping) return;
    turnLog(this.folder, settings.name);
    const first = await this.launch(settings);
    this.parts.set(settings.name, { settings, current: first, over: this.watch(settings, first) });
  }

  /** Runs a part once, to its end. @throws StepFailed with the end of its log */
  async step(settings: PartSettings): Promise<void> {
    turnLog(this.folder, settings.name);
    if (this.stopping) return;
    const part = await this.launch(settings);
    this.parts.set(settings.name, { settings, current: part, over: part.ending.then(() => undefined) });
    const how = await part.ending;
    this.parts.delete(settings.name);
    forget(this.folder, settings.name);
    if (how !== 'exit status 0' && !this.stopping) throw new StepFailed(`${settings.name} failed (${how}):\n${lastLines(this.folder, settings.name)}`);
  }

  /** Ends all parts, one group after the other; those not named come first. Calling it again ends what is left at once. */
  stop(order: readonly (readonly string[])[] = [['temporal'], ['postgres']]): Promise<void> {
    if (this.ending !== undefined) this.hurry.abort();
    this.ending ??= this.stopAll(order);
    return this.ending;
  }

  /** Starts a process; one that is only just being started when the stop begins ends at once, and the stop waits for that. */
  private async launch(settings: PartSettings): Promise<Part> {
    const start = Part.start(this.folder, settings).then(async (part) => {
      if (!this.stopping) return part;
      part.kill();
      await part.ending;
      return part;
    });
    const settled = start.then(() => undefined, () => undefined);
    this.starting.add(settled);
    void settled.then(() => this.starting.delete(settled));
    return start;
  }

  private async stopAll(order: readonly (readonly string[])[]): Promise<void> {
    await Promise.all(this.starting);
    const named = new Set(order.flat());
    const groups = [[...this.parts.keys()].filter((name) => !named.has(name)), ...order];
    for (const group of groups) {
      await Promise.all(group.map(async (name) => {
        const part = this.parts.get(name);
        await part?.current?.stop(this.hurry.signal);
        await part?.over;
        forget(this.folder, name);
      }));
    }
  }

  private async watch(settings: PartSettings, first: Part): Promise<void> {
    let part = first;
    let quickEnds = 0;
    for (;;) {
      const began = Date.now();
      const how = await part.ending;
      const supervised = this.parts.get(settings.name);
      if (supervised !== undefined) delete supervised.current;
      if (this.stopping) return;
      // What it started must not live beside its successor.
      part.kill();
      quickEnds = Date.now() - began > 5000 ? 0 : quickEnds + 1;
      const pause = [0, 0, 500, 1000, 2000, 5000][quickEnds] ?? 10_000;
      this.say(`${settings.name} stopped (${how})${how.startsWith('exit') ? `, ${lastError(this.folder, settings.name)}` : ''}: starting it again${pause === 0 ? '' : ` in ${pause / 1000} s`}. Its log: ${logFile(this.folder, settings.name)}`);
      await this.pause(pause);
      if (this.stopping) return;
      const next = await this.startAgain(settings);
      if (next === undefined || this.stopping) return;
      part = next;
      if (supervised !== undefined) supervised.current = part;
      this.say(`${settings.name} was started again (process ${part.identity.pid}).`);
    }
  }

  /** A start can fail for a passing reason (no memory, no process number): it is tried until it works. */
  private async startAgain(settings: PartSettings): Promise<Part | undefined> {
    while (!this.stopping) {
      try {
        return await this.launch(settings);
      } catch (cause) {
        this.say(`${settings.name} cannot be started (${cause instanceof Error ? cause.message : String(cause)}): trying again in 5 s.`);
        await this.pause(5000);
      }
    }
    return undefined;
  }

  /** Waits, but not longer than until the stop begins. */
  private async pause(milliseconds: number): Promise<void> {
    const until = Date.now() + milliseconds;
    while (!this.stopping && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, Math.min(100, until - Date.now())));
  }
}
