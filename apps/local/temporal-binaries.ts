import { execFile, spawn } from 'node:child_process';
import { accessSync, constants, renameSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { binariesIn, fetchWhole, fromRelease, intoCache, temporalCache, type Fetch } from './temporal-release.js';
import { temporalBinaryNames, temporalVersion, type TemporalBinaries } from './temporal-version.js';

const run = promisify(execFile);

/** What the search for the binaries touches outside this process; tests put their own in its place. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly say: (line: string) => void;
  readonly fetchUrl: Fetch;
  readonly build: (cache: string, say: (line: string) => void) => Promise<TemporalBinaries>;
  readonly versionOf: (binary: string) => Promise<string | undefined>;
}

export const ourSurroundings = (say: (line: string) => void): Surroundings => ({ env: process.env, say, fetchUrl: fetchWhole, build: fromSource, versionOf });

/**
 * The Temporal server's binaries: on PATH, else in the user's cache, else from the official release, else built from source.
 * Each step down says in one line why.
 * @throws when none of them worked, with what a person can do
 */
export async function temporalBinaries({ env, say, fetchUrl, build, versionOf: ask }: Surroundings): Promise<TemporalBinaries> {
  const onPath = await binariesOnPath(env, say, ask);
  if (onPath !== undefined) return onPath;
  const cache = temporalCache(env);
  const cached = binariesIn(cache);
  if (cached !== undefined) return cached;

  say(`Temporal ${temporalVersion} is neither on PATH nor in ${cache}: fetching its official release.`);
  try {
    return await fromRelease(cache, fetchUrl);
  } catch (cause) {
    say(`The official release of Temporal cannot be used (${reason(cause)}): building the same version from source. This takes about 6 minutes, once.`);
  }
  try {
    return await build(cache, say);
  } catch (cause) {
    throw new Error(
      `Temporal ${temporalVersion} could not be had: ${reason(cause)}. Either set TEMPORAL_ADDRESS to a server that runs, or put ${temporalBinaryNames.join(' and ')} of version ${temporalVersion} on PATH, or install Go and start again.`,
      { cause },
    );
  }
}

const reason = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause)).split('\n').at(-1)?.trim() ?? '';

async function binariesOnPath(env: Surroundings['env'], say: Surroundings['say'], ask: Surroundings['versionOf']): Promise<TemporalBinaries | undefined> {
  const find = (name: string) => (env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)).find(isExecutable);
  const [server, sqlTool] = temporalBinaryNames.map(find);
  if (server === undefined || sqlTool === undefined) return undefined;
  const version = await ask(server);
  if (version === temporalVersion) return { server, sqlTool };
  say(`${server} on PATH is Temporal ${version ?? 'of an unknown version'}, not ${temporalVersion}: not used.`);
  return undefined;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function versionOf(binary: string): Promise<string | undefined> {
  try {
    return /(\d+\.\d+\.\d+)/.exec((await run(binary, ['--version'])).stdout)?.[1];
  } catch {
    return undefined;
  }
}

/** Builds both binaries with Go, whose module proxy and checksum database vouch for the source. Says that it is alive every 15 s. */
async function fromSource(cache: string, say: (line: string) => void): Promise<TemporalBinaries> {
  try {
    await run('go', ['version']);
  } catch (cause) {
    throw new Error('Go is not installed', { cause });
  }
  const began = Date.now();
  const alive = setInterval(() => say(`  still building Temporal (${Math.round((Date.now() - began) / 1000)} s)`), 15_000);
  try {
    return await intoCache(cache, async (draft) => {
      // Smaller and a minute faster without debugging information.
      const flags = ['install', '-trimpath', '-gcflags=all=-dwarf=false', '-ldflags=-s -w'];
      for (const [module, made, name] of [['cmd/tools/sql', 'sql', 'temporal-sql-tool'], ['cmd/server', 'server', 'temporal-server']] as const) {
        await build([...flags, `go.temporal.io/server/${module}@v${temporalVersion}`], { ...process.env, GOBIN: draft, CGO_ENABLED: '0', GOFLAGS: '' });
        renameSync(join(draft, made), join(draft, name));
      }
    });
  } finally {
    clearInterval(alive);
  }
}

/** Runs go as a child of ours that Ctrl-C ends with us. @throws with the last line that it printed */
function build(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('go', args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    const end = () => child.kill();
    process.once('exit', end);
    let last = '';
    child.stderr.on('data', (chunk: Buffer) => { last = `${last}${chunk.toString()}`.slice(-2000); });
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('exit', end);
      if (code === 0) resolve();
      else reject(new Error(last.trim().split('\n').at(-1) ?? `go ended with ${code}`));
    });
  });
}
