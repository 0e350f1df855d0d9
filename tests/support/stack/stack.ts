import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { stackFolder, type StackFacts } from './facts.js';
import { freshDatabase, type FreshDatabase } from './fresh-database.js';
import { Kept } from './keeping.js';
import { migratedDatabase } from './migrated-database.js';

/** The servers of a test run, shared by all files; what is in them is not: each file has a database and a task queue of its own. */
export interface Stack extends StackFacts {
  /** An empty database with the application's and the owner's role; its name holds `name`. */
  readonly freshDatabase: (name: string) => Promise<FreshDatabase>;
  /** The same with today's schema and the application's rights. */
  readonly migratedDatabase: (name: string) => Promise<FreshDatabase>;
  /** A task queue that no other file uses. */
  readonly taskQueue: (name: string) => string;
}

const kept = new Kept<StackFacts>('The test stack', () => stackFolder(), join('tests', 'support', 'stack', 'keeper.js'));

/** The running stack; starts it for whoever comes first, and it ends by itself after the last one. */
export async function stack(): Promise<Stack> {
  const facts = await kept.enter();
  return {
    ...facts,
    freshDatabase: (name) => freshDatabase(facts, name),
    migratedDatabase: (name) => migratedDatabase(facts, name),
    taskQueue: (name) => `${name}-${randomBytes(6).toString('hex')}`,
  };
}

/** Leaves the stack, for whoever started a whole run of tests, and waits until its servers are gone (unless others still need them). */
export const stackEnded = (): Promise<void> => kept.left();
