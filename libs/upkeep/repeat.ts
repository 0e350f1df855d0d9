import { nameOf, type Log } from './log-line.js';

export interface Running { stop(): Promise<void> }

/** Waits until it is time to look for work again, or until the signal says stop. */
export type Wait = (signal: AbortSignal) => Promise<void>;

/**
 * Does a piece of work again and again: at once, then `every` ms after the last one ended (or when it is told to), so that two never overlap. What it throws is logged, and it goes on.
 * `stop` lets the piece that is under way end; the work can end early by the signal.
 */
export function repeat(name: string, every: number | Wait, work: (signal: AbortSignal) => Promise<void>, log: Log): Running {
  const stopping = new AbortController();
  const { signal } = stopping;
  const wait = waitOf(every);
  const ended = (async () => {
    while (!signal.aborted) {
      try {
        await work(signal);
      } catch (error) {
        if (!signal.aborted) log('warn', `${name}-failed`, { error: nameOf(error) });
      }
      await wait(signal);
    }
  })();
  return { stop: () => { stopping.abort(); return ended; } };
}

export const waitOf = (every: number | Wait): Wait => (typeof every === 'number' ? (signal) => pause(every, signal) : every);

/** Waits `ms`, or until the signal says stop. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => { clearTimeout(timer); signal.removeEventListener('abort', done); resolve(); };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
