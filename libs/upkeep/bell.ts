import { nameOf, type Log } from './log-line.js';
import { pause, repeat, type Running, type Wait } from './repeat.js';

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
  private readonly waiting = new Map<Queue, Set<AbortController>>();
  private readonly looking: Running;

  constructor(private readonly options: BellOptions<Queue>) {
    const { everyMs, look, log } = options;
    let away = false;
    this.looking = repeat('bell', everyMs, async () => {
      try {
        for (const queue of await look()) for (const rung of this.waiting.get(queue) ?? []) rung.abort();
        away = false;
      } catch (error) {
        if (!away) log('warn', 'nobody-knows-what-waits', { error: nameOf(error) });
        away = true;
      }
    }, log);
  }

  of(queue: Queue): Wait {
    const waiting = this.waiting.get(queue) ?? new Set();
    this.waiting.set(queue, waiting);
    return async (signal) => {
      const rung = new AbortController();
      waiting.add(rung);
      await pause(this.options.unrungMs ?? 10 * this.options.everyMs, AbortSignal.any([signal, rung.signal]));
      waiting.delete(rung);
    };
  }

  stop(): Promise<void> { return this.looking.stop(); }
}
