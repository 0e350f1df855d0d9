import { logLine, nameOf } from './log-line.js';
import { pause } from './repeat.js';

/** Tries until what a process cannot do without is there, twice a second. `code` is logged for each time that it is not. null: told to stop meanwhile. */
export async function untilThere<T>(code: string, attempt: () => Promise<T>, signal: AbortSignal): Promise<T | null> {
  while (!signal.aborted) {
    try {
      return await attempt();
    } catch (error) {
      logLine('warn', code, { error: nameOf(error) });
      await pause(500, signal);
    }
  }
  return null;
}
