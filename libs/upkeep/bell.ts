import { nameOf, type Log } from './log-line.js';
import { repeat, type Running, type Wait } from './repeat.js';

export interface BellOptions<Queue> {
  everyMs: number;
  /** However the look is answered, everybody looks for themselves after as long: what it should ever fail to see is late then, and not lost. */
  unrungMs?: number;
  look: () => Promise<ReadonlySet<Queue>>;
  log: Log;
}

/**
 * One look for all who wait for work, so that an installation in which nothing happens asks one question and not one a queue. It looks `everyMs` after its last look ended and wakes those for whom there may be something.
 */
export class Bell<Queue extends string> implements Running {
  private readonly waiting = new Map<Queue, Set<() => void>>();
  private readonly looking: Running;

  constructor(private readonly options: BellOptions<Queue>) {
    const { everyMs, look, log } = options;
    let away = false;
    this.looking = repeat('bell', everyMs, async () => {
      try {
        for (const queue of await look()) for (const wake of this.waiting.get(queue) ?? []) wake();
        away = false;
      } catch (error) {
        if (!away) log('warn', 'nobody-knows-what-waits', { error: nameOf(error) });
        away = true;
      }
    }, log);
  }

  of(queue: Queue): Wait {
    return (signal) => new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const waiting = this.waiting.get(queue) ?? new Set();
      this.waiting.set(queue, waiting);
      const done = (): void => { clearTimeout(timer); signal.removeEventListener('abort', done); waiting.delete(done); resolve(); };
      const timer = setTimeout(done, this.options.unrungMs ?? 10 * this.options.everyMs);
      signal.addEventListener('abort', done);
      waiting.add(done);
    });
  }

  stop(): Promise<void> { return this.looking.stop(); }
}
