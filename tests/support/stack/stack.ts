import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { checkoutFolder } from '#apps/local/data-folder.js';
import { stackFolder, type StackFacts } from './facts.js';
import { freshDatabase, type FreshDatabase } from './fresh-database.js';

/** The servers of a test run, shared by all files; what is in them is not: each file has a database and a task queue of its own. */
export interface Stack extends StackFacts {
  /** An empty database with the application's and the owner's role; its name holds `name`. */
  readonly freshDatabase: (name: string) => Promise<FreshDatabase>;
  /** A task queue that no other file uses. */
  readonly taskQueue: (name: string) => string;
}

let running: Promise<Stack> | undefined;
let connection: Socket | undefined;

/** The running stack; starts it for whoever comes first, and it ends by itself after the last one. */
export function stack(): Promise<Stack> {
  running ??= enter();
  return running;
}

/** Leaves the stack, for whoever started a whole run of tests, and waits until its servers are gone (unless others still need them). */
export async function stackEnded(): Promise<void> {
  const leaving = connection;
  connection = undefined;
  if (leaving === undefined) return;
  leaving.ref();
  leaving.write('leave\n');
  await new Promise((resolve) => leaving.once('close', resolve));
}

async function enter(): Promise<Stack> {
  const facts = await factsOfKeeper();
  return {
    ...facts,
    freshDatabase: (name) => freshDatabase(facts, name),
    taskQueue: (name) => `${name}-${randomBytes(6).toString('hex')}`,
  };
}

async function factsOfKeeper(): Promise<StackFacts> {
  const until = Date.now() + 600_000; // the Temporal binaries may have to be built
  let started = 0;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && 'facts' in answer) return answer.facts;
    if (answer !== undefined) throw new Error(`The test stack did not start: ${answer.failed}`);
    if (Date.now() > until) throw new Error(`The test stack does not answer. ${keeperLog()}`);
    // One that is just stopping needs a successor: every few seconds another is sent, and all but one of them leave again.
    if (Date.now() - started > 5000) {
      startKeeper();
      started = Date.now();
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Holds the connection for as long as this process lives: that is what keeps the stack up. */
function ask(): Promise<{ facts: StackFacts } | { failed: string } | undefined> {
  return new Promise((resolve) => {
    const socket: Socket = connect(join(stackFolder(), 'keeper.sock'));
    socket.once('error', () => resolve(undefined));
    socket.once('close', () => resolve(undefined));
    let said = '';
    socket.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
      if (!said.endsWith('\n')) return;
      socket.unref();
      connection = socket;
      resolve(JSON.parse(said) as { facts: StackFacts } | { failed: string });
    });
  });
}

function startKeeper(): void {
  const folder = stackFolder();
  const checkout = checkoutFolder();
  // Built as far as it can be: what does not compile elsewhere in the tree need not stop this.
  spawnSync(process.execPath, [join(checkout, 'apps', 'local', 'prestart.mjs'), '--build'], { stdio: 'ignore' });
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const log = openSync(join(folder, 'keeper.log'), 'a', 0o600);
  spawn(process.execPath, [join(checkout, 'dist', 'tests', 'support', 'stack', 'keeper.js')], { cwd: folder, detached: true, stdio: ['ignore', log, log], env: process.env }).unref();
  closeSync(log);
}

function keeperLog(): string {
  try {
    return readFileSync(join(stackFolder(), 'keeper.log'), 'utf8').slice(-2000);
  } catch {
    return '';
  }
}
