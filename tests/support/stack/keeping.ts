import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { checkoutFolder, makeDataFolder } from '#apps/local/data-folder.js';
import { InstanceLock, InstanceRunning } from '#apps/local/instance-lock.js';
import { linger } from './facts.js';

type Answer<Facts> = { facts: Facts } | { failed: string };
const socketOf = (folder: string): string => join(folder, 'keeper.sock');

/** The lock of a keeper's folder; where another keeper has it, this process ends: another test file was first. */
export async function onlyOne(folder: string): Promise<InstanceLock> {
  makeDataFolder(folder);
  try {
    return await InstanceLock.take(folder);
  } catch (cause) {
    if (cause instanceof InstanceRunning) process.exit(0);
    throw cause;
  }
}

export interface Keeping<Facts> { folder: string; facts: Promise<Facts>; /** Stops what is kept; never called twice. */ stop: () => Promise<void>; say: (line: string) => void }

/**
 * Keeps something costly for all test files of a run, in a process of its own. Whoever needs it holds a connection to a socket of `folder`;
 * when the last one is gone, by whatever end, it is stopped and this process ends.
 */
export function keep<Facts>({ folder, facts, stop, say }: Keeping<Facts>): void {
  const socket = socketOf(folder);
  let clients = 0;
  let leaving: NodeJS.Timeout | undefined;
  let ending: Promise<void> | undefined;
  const end = (status: number): void => {
    if (ending !== undefined) return;
    rmSync(socket, { force: true });
    ending = stop().finally(() => process.exit(status));
  };
  const leaveWhenAlone = () => {
    clearTimeout(leaving);
    if (clients === 0) leaving = setTimeout(() => end(0), linger());
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => end(1));
  facts.catch((cause: unknown) => say(String(cause)));
  const server = createServer((client) => {
    clients += 1;
    clearTimeout(leaving);
    client.on('error', () => undefined);
    // Whoever says that it leaves is told, by the end of its connection, when all is gone (or that it stays); others just go.
    let left = false;
    const leave = () => {
      if (left) return;
      left = true;
      clients -= 1;
      leaveWhenAlone();
      if (clients > 0 || linger() > 0) client.end();
    };
    client.on('close', leave);
    client.on('data', leave);
    facts.then(
      (said) => client.write(`${JSON.stringify({ facts: said })}\n`),
      (cause: unknown) => client.end(`${JSON.stringify({ failed: String(cause) })}\n`, () => end(1)),
    );
  });
  if (existsSync(socket)) rmSync(socket);
  server.listen(socket, () => {
    // Whoever sent us is about to come. On a busy machine they stand in the queue already when the time is over: one more turn lets them in.
    leaving = setTimeout(() => { leaving = setTimeout(() => end(0), 1_000); }, 10_000);
  });
}

/** What a keeper keeps, as a test file has it: the first to come starts the keeper, and every process that came holds on to it until its end. */
export class Kept<Facts> {
  private running: Promise<Facts> | undefined;
  private connection: Socket | undefined;
  /** `keeper`: the keeper's script, below `dist`. `what`: for messages. */
  constructor(private readonly what: string, private readonly folder: () => string, private readonly keeper: string) {}

  enter(): Promise<Facts> {
    this.running ??= this.factsOfKeeper();
    return this.running;
  }

  /** Leaves, for whoever started a whole run of tests, and waits until what is kept is gone (unless others still need it). */
  async left(): Promise<void> {
    const leaving = this.connection;
    this.connection = undefined;
    if (leaving === undefined) return;
    leaving.ref();
    leaving.write('leave\n');
    await new Promise((resolve) => leaving.once('close', resolve));
  }

  /** Waits until a keeper whose test files have ended has stopped what it kept. For whoever never came. */
  async gone(): Promise<void> {
    if (linger() > 0 || !existsSync(this.folder())) return;
    const until = Date.now() + 60_000;
    for (;;) {
      try {
        (await InstanceLock.take(this.folder())).release();
        return;
      } catch (cause) {
        if (!(cause instanceof InstanceRunning) || Date.now() > until) throw cause;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  private async factsOfKeeper(): Promise<Facts> {
    const until = Date.now() + 600_000; // the Temporal binaries may have to be built
    let started = 0;
    for (;;) {
      const answer = await this.ask();
      if (answer !== undefined && 'facts' in answer) return answer.facts;
      if (answer !== undefined) throw new Error(`${this.what} did not start: ${answer.failed}`);
      if (Date.now() > until) throw new Error(`${this.what} does not answer. ${this.log()}`);
      // One that is just stopping needs a successor: every few seconds another is sent, and all but one of them leave again.
      if (Date.now() - started > 5000) {
        this.start();
        started = Date.now();
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Holds the connection for as long as this process lives: that is what keeps it up. */
  private ask(): Promise<Answer<Facts> | undefined> {
    return new Promise((resolve) => {
      const socket: Socket = connect(socketOf(this.folder()));
      socket.once('error', () => resolve(undefined));
      socket.once('close', () => resolve(undefined));
      let said = '';
      socket.on('data', (chunk: Buffer) => {
        said += chunk.toString('utf8');
        if (!said.endsWith('\n')) return;
        socket.unref();
        this.connection = socket;
        resolve(JSON.parse(said) as Answer<Facts>);
      });
    });
  }

  private start(): void {
    const folder = this.folder();
    const checkout = checkoutFolder();
    // Built as far as it can be: what does not compile elsewhere in the tree need not stop this.
    spawnSync(process.execPath, [join(checkout, 'apps', 'local', 'prestart.mjs'), '--build'], { stdio: 'ignore' });
    mkdirSync(folder, { recursive: true, mode: 0o711 });
    const log = openSync(join(folder, 'keeper.log'), 'a', 0o600);
    spawn(process.execPath, [join(checkout, 'dist', this.keeper)], { cwd: folder, detached: true, stdio: ['ignore', log, log], env: process.env }).unref();
    closeSync(log);
  }

  private log(): string {
    try {
      return readFileSync(join(this.folder(), 'keeper.log'), 'utf8').slice(-2000);
    } catch {
      return '';
    }
  }
}
