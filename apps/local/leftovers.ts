import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endAll, forget, lastProcess } from './part.js';
import { identify, isRunning, markedProcesses, signal, type ProcessIdentity } from './process-identity.js';

/** What a killed instance left, cleared away. */
export interface Cleared {
  /** Names of the parts that still ran. */
  readonly parts: readonly string[];
  readonly postgres: boolean;
}

/**
 * Ends what an instance that was killed has left running on this data folder; the caller holds its lock. A process is ended only
 * when its number and its start time are those that were written down, or when it carries this instance's mark in its
 * environment: a number that somebody else has by now is left alone. PostgreSQL is asked to shut down fast, which it
 * does in order; the others keep nothing that is not in PostgreSQL, and are killed.
 */
export async function clearLeftovers(folder: string): Promise<Cleared> {
  const names = readdirSync(join(folder, 'parts')).filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length));
  const written = names.flatMap((name) => {
    const identity = lastProcess(folder, name);
    return identity !== undefined && isRunning(identity) ? [{ name, identity }] : [];
  });
  const postmaster = runningPostmaster(folder);
  const isPostmaster = ({ pid }: ProcessIdentity) => pid === postmaster?.pid;

  const others = written.filter(({ name }) => name !== 'postgres');
  const unwritten = markedProcesses(folder).filter((found) => !isPostmaster(found) && !isBackend(found, postmaster) && !written.some(({ identity }) => identity.pid === found.pid));
  for (const { identity } of others) signal(identity, 'SIGKILL', { group: true });
  for (const identity of unwritten) signal(identity, 'SIGKILL');
  await endAll([...others.map(({ identity }) => identity), ...unwritten], 5000);

  if (postmaster !== undefined) {
    signal(postmaster, 'SIGINT');
    await endAll([postmaster], 5000);
  }
  // A killed postmaster's file stays; its number may be another program's by now, which PostgreSQL could take for itself.
  rmSync(join(folder, 'postgres', 'postmaster.pid'), { force: true });
  for (const name of names) forget(folder, name);
  return { parts: others.map(({ name }) => name), postgres: postmaster !== undefined };
}

/** The postmaster that serves this folder's database, if it runs: the number in its own file, running in this very data directory. */
function runningPostmaster(folder: string): ProcessIdentity | undefined {
  const written = lastProcess(folder, 'postgres');
  if (written !== undefined && isRunning(written)) return written;
  try {
    const pid = Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return command.includes(join(folder, 'postgres')) ? identify(pid) : undefined;
  } catch {
    return undefined;
  }
}

/** Children of the postmaster carry its mark too, and end with it. */
function isBackend({ pid }: ProcessIdentity, postmaster: ProcessIdentity | undefined): boolean {
  if (postmaster === undefined) return false;
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /s, '').split(' ')[1]) === postmaster.pid;
  } catch {
    return false;
  }
}
