import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Forks a script of this folder that says `ready`. @throws when it ends before */
export async function forked(script: string, env: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL(script, import.meta.url)), { env: { ...process.env, ...env } });
  await Promise.race([once(child, 'message'), once(child, 'exit').then(() => { throw new Error(`${script} ended before it was ready`); })]);
  return child;
}

/** Asks it to end, and makes it after five seconds. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await gone;
  clearTimeout(late);
}
