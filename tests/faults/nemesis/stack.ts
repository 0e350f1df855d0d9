import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { checkoutFolder, dataFolder, makeDataFolder } from '#apps/local/data-folder.js';
import { clearLeftovers } from '#apps/local/leftovers.js';
import { choosePorts, freePort, type Ports } from '#apps/local/ports.js';
import { administratorUrl, preparePostgres } from '#apps/local/postgres.js';
import { identify, isRunning, type ProcessIdentity } from '#apps/local/process-identity.js';
import { passwords } from '#apps/local/secrets.js';
import { ourSurroundings, temporalBinaries } from '#apps/local/temporal-binaries.js';
import { Product } from '#tests/support/stack/product.js';
import { openLinks, type Links } from './links.js';
import { SmallDisk, unmount } from './small-disk.js';

export interface FaultStackSettings {
  readonly say: (line: string) => void;
  readonly env?: Readonly<Record<string, string>>;
  /** `dist/apps/local/main.js` of another build than this checkout's: a patched copy. */
  readonly script?: string;
}

const prefix = 'handrail-faults-';
interface Owner { readonly data: string; readonly process: ProcessIdentity }

/** A whole product whose parts reach each other through proxies of ours; what stands below is ours too so that it can be hurt. */
export class FaultStack {
  readonly namespace = 'handrail';
  private constructor(
    readonly product: Product, readonly links: Links, private readonly ports: Ports,
    /** Where PostgreSQL's data lies, or why the machine gives it no small disk. */
    readonly disk: SmallDisk | string,
    /** The folder of the build that it began with. */
    readonly build: string,
  ) {}

  /** As `npm start`, durability included. What a run that was killed left behind is cleared away before. */
  static async start({ say, env = {}, script }: FaultStackSettings): Promise<FaultStack> {
    await clearDead(say);
    const folder = mkdtempSync(join(tmpdir(), prefix));
    chmodSync(folder, 0o711);
    const { path: data } = dataFolder(folder);
    makeDataFolder(data);
    writeFileSync(join(folder, 'owner.json'), JSON.stringify({ data, process: identify(process.pid) } satisfies { data: string; process: ProcessIdentity | undefined }));
    const build = script === undefined ? checkoutFolder() : resolve(dirname(script), '..', '..', '..');
    const ports = await choosePorts(data);
    const port = await freePort(new Set(Object.values(ports)));

    await preparePostgres({ folder: data, port: ports.postgres, password: passwords(data).administrator });
    const disk = SmallDisk.under(join(data, 'postgres'));
    if (typeof disk === 'string') say(`No full disk in this run: ${disk}.`);
    const links = await openLinks(data, ports, port);
    const path = await temporalThrough(links['temporal to postgres'].port, data, say);
    const product = Product.launch({ folder, port, env: { ...env, PATH: `${path}:${process.env['PATH']}` }, script: join(build, 'dist', 'tests', 'faults', 'nemesis', 'parts', 'main.js') });
    const stack = new FaultStack(product, links, ports, disk, build);
    await product.said(/^Handrail is ready at /, 180_000).catch(async (cause: unknown) => { await stack.remove(); throw cause; });
    return stack;
  }

  /** The API as clients reach it. */
  get url(): string { return `http://127.0.0.1:${this.links['client to api'].port}`; }
  /** PostgreSQL directly, as a role that may read everything. */
  get recordUrl(): string { return this.administratorUrl('handrail'); }
  administratorUrl(database = 'postgres'): string {
    const { data: folder } = this.product;
    return administratorUrl({ folder, port: this.ports.postgres, password: passwords(folder).administrator }, database);
  }
  /** The Temporal server directly. */
  get temporalAddress(): string { return `127.0.0.1:${this.ports.temporal}`; }
  /** Where accepted mails lie. */
  get mailFolder(): string { return join(this.product.data, 'mail'); }

  async remove(): Promise<void> {
    await this.product.stop();
    await this.product.killAll();
    if (typeof this.disk !== 'string') this.disk.remove();
    await this.product.remove();
    await Promise.all(Object.values(this.links).map((link) => link.close()));
  }
}

/** A folder with Temporal's binaries of which the server reaches PostgreSQL through the link; its schema is set up directly. */
async function temporalThrough(port: number, data: string, say: (line: string) => void): Promise<string> {
  const { server, sqlTool } = await temporalBinaries(ourSurroundings(say));
  const folder = join(data, 'bin');
  mkdirSync(folder);
  writeFileSync(join(folder, 'temporal-server'), `#!/bin/sh\nDB_PORT=${port} exec '${server}' "$@"\n`, { mode: 0o755 });
  symlinkSync(sqlTool, join(folder, 'temporal-sql-tool'));
  return folder;
}

/** Ends what runs left that were killed, and takes their file systems away. */
async function clearDead(say: (line: string) => void): Promise<void> {
  for (const folder of readdirSync(tmpdir()).filter((name) => name.startsWith(prefix)).map((name) => join(tmpdir(), name))) {
    if (!existsSync(join(folder, 'owner.json'))) continue;
    const { data, process: owner } = JSON.parse(readFileSync(join(folder, 'owner.json'), 'utf8')) as Owner;
    if (isRunning(owner)) continue;
    say(`A run was killed: clearing away what it left in ${data}.`);
    await clearLeftovers(data);
    unmount(join(data, 'postgres'));
    for (const each of [data, folder]) rmSync(each, { recursive: true, force: true });
  }
}
