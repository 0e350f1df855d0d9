/** Runs a measurement, and whatever comes of it clears up what it started: at its end, when it fails (status 1), and on Ctrl-C. */
export async function toTheEnd(run: () => Promise<void>, clearUp: () => Promise<void>): Promise<void> {
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => { void clearUp().finally(() => process.exit(1)); });
  try {
    await run();
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  } finally {
    await clearUp();
  }
}
