/** In the place of apps/worker/run-worker.ts: a worker that fails half a second after it began, and leaves something behind that keeps its process. */
export const quietRuntime = (): void => undefined;
export function runWorker(): Promise<{ stopped: Promise<void>; stop(): Promise<void> }> {
  setInterval(() => undefined, 60_000);
  return Promise.resolve({ stopped: new Promise((_resolve, reject) => { setTimeout(() => reject(new Error('failed')), 500); }), stop: () => Promise.resolve() });
}
