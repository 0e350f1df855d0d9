import { setTimeout } from 'node:timers/promises';
import { isGrpcServiceError } from '@temporalio/client';

const PAUSE_MS = 100;

/**
 * Sends an update, again where the server has forgotten it: the workflow task that carried it failed for something that came between (the case was just closing,
 * a signal or a timer arrived with it). Nothing has happened then, and the same id happens once. @throws what `send` throws, that answer too when `until` has come
 */
export async function unlessForgotten<T>(until: number, send: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await send();
    } catch (error) {
      if (!forgotten(error) || Date.now() + PAUSE_MS >= until) throw error;
      await setTimeout(PAUSE_MS);
    }
  }
}

/** FAILED_PRECONDITION with the server's own words: it has no code of its own. */
function forgotten(error: unknown): boolean {
  const cause = error instanceof Error && isGrpcServiceError(error.cause) ? error.cause : error;
  return isGrpcServiceError(cause) && cause.code === 9 && cause.details.includes('unexpected workflow task failure');
}
