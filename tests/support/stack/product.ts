import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { checkoutFolder, dataFolder } from '#apps/local/data-folder.js';
import { localToken, type LocalPerson } from '#apps/local/issuer.js';
import { lastProcess } from '#apps/local/part.js';
import { freePort } from '#apps/local/ports.js';
import { ended, identify, isRunning, markedProcesses, signal, type ProcessIdentity } from '#apps/local/process-identity.js';

/** The parts that a started product keeps running. */
export const partNames = ['postgres', 'temporal', 'services', 'worker-live', 'worker-rehearsal', 'api', 'watchdog'] as const;
export type PartName = (typeof partNames)[number];

export interface ProductSettings {
  /** Its data; a new folder unless given. What is asked for is not always where it goes: `Product.folder` says. */
  readonly folder?: string;
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** The script that starts it: the built `npm start` unless a test of the supervisor gives one with stand-ins. */
  readonly script?: string;
  /** The longest that it may take to be ready, in milliseconds. */
  readonly within?: number;
}

/** What `GET /healthz/ready` answers. */
export interface Health {
  readonly ready: boolean;
  readonly parts: Readonly<Record<string, string>>;
}

/** Waits until something answers at the URL. */
export async function answers(url: string, within = 30_000): Promise<void> {
  const until = Date.now() + within;
  while (!(await fetch(url).then(() => true, () => false))) {
    if (Date.now() > until) throw new Error(`nothing answers at ${url}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A temporary data folder that the database's user may pass. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'handrail-product-'));
  chmodSync(folder, 0o711);
  return folder;
}

/** A product that runs, whoever started it: where it answers, and how one gets at its parts. */
export class RunningProduct {
  readonly url: string;
  /** `folder`: as it was asked for; `data` is where it went. */
  constructor(readonly folder: string, readonly port: number) {
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Waits until the API says that everything is ready. @throws with its last answer */
  async ready(within = 60_000): Promise<Health> {
    const until = Date.now() + within;
    for (;;) {
      const health = await fetch(`${this.url}/healthz/ready`, { signal: AbortSignal.timeout(5000) }).then(async (answer) => (await answer.json()) as Health, () => undefined);
      if (health?.ready === true) return health;
      if (Date.now() > until) throw new Error(`not ready: ${JSON.stringify(health)}${this.console()}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** The process of a part as it runs now. */
  process(part: PartName): ProcessIdentity {
    const identity = lastProcess(this.data, part);
    if (identity === undefined) throw new Error(`${part} does not run`);
    return identity;
  }

  /** `kill -9` of one part; resolves when that process is gone, and the supervisor starts another one. */
  async kill(part: PartName): Promise<void> {
    const identity = this.process(part);
    signal(identity, 'SIGKILL');
    const left = await ended([identity], 10_000);
    if (left.length > 0) throw new Error(`${part} did not end`);
  }

  /** A bearer token of its issuer, as `npm run -s token` prints it. */
  token(who: LocalPerson): Promise<string> {
    return localToken(this.data, who);
  }

  /** Its mail server rejects an address for good, or takes it again. */
  async mail(manners: 'accept' | 'reject', to: string): Promise<void> {
    const { services } = JSON.parse(readFileSync(join(this.data, 'ports.json'), 'utf8')) as { services: number };
    const answer = await fetch(`http://127.0.0.1:${services}/local/mail/manners`, { method: 'POST', body: JSON.stringify({ manners, to }) });
    if (!answer.ok) throw new Error(`the mail server answered ${answer.status}`);
  }

  get data(): string {
    return dataFolder(this.folder).path;
  }

  protected console(): string {
    return '';
  }
}

/** The whole product, started as `npm start` starts it, on data and a port of its own. */
export class Product extends RunningProduct {
  /** What it said on the console, line by line. */
  readonly lines: string[] = [];
  /** Resolves with the exit status when the supervisor has ended (a signal's name when it was killed). */
  readonly ending: Promise<number | string>;
  private readonly supervisor: ProcessIdentity;
  private readonly listeners = new Set<() => void>();
  private over = false;

  private constructor(folder: string, port: number, { env = {}, script }: ProductSettings) {
    super(folder, port);
    const { DATABASE_URL: _database, DATABASE_OWNER_URL: _owner, TEMPORAL_ADDRESS: _temporal, ...ours } = process.env;
    const child = spawn(process.execPath, ['--enable-source-maps', script ?? join(checkoutFolder(), 'dist', 'apps', 'local', 'main.js')], {
      // As below npm, it ends when whoever started it is gone: a test that fails before it stops its product leaves nothing.
      env: { ...ours, npm_lifecycle_event: 'start', HANDRAIL_DATA: folder, PORT: String(port), ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true,
    });
    this.supervisor = identify(child.pid ?? 0) ?? { pid: child.pid ?? 0, startedAt: '' };
    this.ending = new Promise((resolve) => {
      child.once('close', (code, name) => {
        this.over = true;
        for (const heard of this.listeners) heard();
        resolve(name ?? code ?? 0);
      });
    });
    if (process.env['JEST_WORKER_ID'] !== undefined) for (const handle of [child, child.stdout as Socket, child.stderr as Socket]) handle.unref(); // jest waits for a test, not for what it left
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        this.lines.push(line);
        for (const heard of this.listeners) heard();
      });
    }
  }

  /** Starts without waiting for anything. */
  static launch(settings: ProductSettings & { readonly folder: string; readonly port: number }): Product {
    return new Product(settings.folder, settings.port, settings);
  }

  /** Starts and waits until it says that it is ready. @throws with its console when it does not */
  static async start(settings: ProductSettings = {}): Promise<Product> {
    const folder = settings.folder ?? temporaryFolder();
    const product = new Product(folder, settings.port ?? (await freePort()), settings);
    await product.said(/^Handrail is ready at /, settings.within ?? 120_000);
    return product;
  }

  /** Waits for a line on the console, from the first on or from index `from`. @throws with the console when it does not come or the supervisor ended */
  said(pattern: RegExp, within = 30_000, from = 0): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const line = this.lines.slice(from).find((text) => pattern.test(text));
        if (line === undefined && !this.over) return;
        clearTimeout(timer);
        this.listeners.delete(look);
        if (line === undefined) reject(new Error(`ended without saying ${pattern}:\n${this.lines.join('\n')}`));
        else resolve(line);
      };
      const timer = setTimeout(() => {
        this.listeners.delete(look);
        reject(new Error(`did not say ${pattern} within ${within} ms:\n${this.lines.join('\n')}`));
      }, within);
      this.listeners.add(look);
      look();
    });
  }

  /** `kill -9` of the supervisor alone: all its parts stay behind. */
  async killSupervisor(): Promise<void> {
    signal(this.supervisor, 'SIGKILL');
    await this.ending;
  }

  /** `kill -9` of everything. */
  async killAll(): Promise<void> {
    await this.killSupervisor();
    const left = this.leftRunning();
    for (const identity of left) signal(identity, 'SIGKILL');
    await ended(left, 10_000);
  }

  /** Asks it to end as Ctrl-C does; answers its exit status (a signal's name when it was killed). */
  stop(name: NodeJS.Signals = 'SIGTERM'): Promise<number | string> {
    signal(this.supervisor, name);
    return this.ending;
  }

  /** Every process of this instance that runs, whoever its parent is. */
  leftRunning(): readonly ProcessIdentity[] {
    const written = partNames.map((part) => lastProcess(this.data, part)).filter((identity) => identity !== undefined);
    return [...markedProcesses(this.data), ...written].filter((found, index, all) => isRunning(found) && all.findIndex(({ pid }) => pid === found.pid) === index);
  }

  /** Ends it if it still runs, and removes its data. */
  async remove(): Promise<void> {
    if (!this.over) await this.stop();
    await this.killAll();
    rmSync(this.data, { recursive: true, force: true });
    rmSync(this.folder, { recursive: true, force: true });
  }

  protected override console(): string {
    return `\n${this.lines.join('\n')}`;
  }
}
