import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporalBinaryNames, temporalVersion, type TemporalBinaries } from './temporal-version.js';

const run = promisify(execFile);

/** Where the binaries are kept between checkouts, by version. */
export function temporalCache(env: Readonly<Record<string, string | undefined>> = process.env): string {
  return join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'handrail', 'temporal', temporalVersion);
}

/** The binaries of a folder, when both are there. */
export function binariesIn(folder: string): TemporalBinaries | undefined {
  const [server, sqlTool] = temporalBinaryNames.map((name) => join(folder, name));
  return server !== undefined && sqlTool !== undefined && existsSync(server) && existsSync(sqlTool) ? { server, sqlTool } : undefined;
}

/** Puts both binaries into the cache, each made complete under another name first; what is there already stays. */
export async function intoCache(cache: string, fill: (draft: string) => Promise<void>): Promise<TemporalBinaries> {
  mkdirSync(cache, { recursive: true });
  // A draft of an hour ago is one that was killed.
  for (const old of readdirSync(cache).filter((entry) => entry.startsWith('new-'))) {
    if (statSync(join(cache, old)).mtimeMs < Date.now() - 3_600_000) rmSync(join(cache, old), { recursive: true, force: true });
  }
  const draft = mkdtempSync(join(cache, 'new-'));
  try {
    await fill(draft);
    for (const name of temporalBinaryNames) {
      chmodSync(join(draft, name), 0o755);
      renameSync(join(draft, name), join(cache, name));
    }
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  const found = binariesIn(cache);
  if (found === undefined) throw new Error(`the binaries did not get to ${cache}`);
  return found;
}

/** Fetches a URL whole. Gives up when nobody answers within `connectWithin` ms; a transfer that has begun may take 5 minutes. */
export type Fetch = (url: string, connectWithin: number) => Promise<Buffer>;

export const fetchWhole: Fetch = async (url, connectWithin) => {
  const given = new AbortController();
  const slow = setTimeout(() => given.abort(new Error(`no answer within ${connectWithin / 1000} s`)), connectWithin);
  try {
    const answer = await fetch(url, { redirect: 'follow', signal: AbortSignal.any([given.signal, AbortSignal.timeout(300_000)]) });
    clearTimeout(slow);
    if (!answer.ok) throw new Error(`${new URL(url).hostname} answers ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  } catch (cause) {
    const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
    throw new Error(inner instanceof Error ? inner.message : String(inner), { cause });
  } finally {
    clearTimeout(slow);
  }
};

/**
 * The official release archive of the pinned version for this platform, its SHA-256 compared with the release's own list
 * before anything in it is unpacked.
 * @throws with a reason in plain words when there is none, it cannot be reached, or it is not what the list says
 */
export async function fromRelease(cache: string, fetchUrl: Fetch = fetchWhole): Promise<TemporalBinaries> {
  const architecture = { x64: 'amd64', arm64: 'arm64' }[process.arch as string];
  const system = { linux: 'linux', darwin: 'darwin' }[process.platform as string];
  if (architecture === undefined || system === undefined) throw new Error(`there is no release for ${process.platform} on ${process.arch}`);
  const release = `https://github.com/temporalio/temporal/releases/download/v${temporalVersion}`;
  const archive = `temporal_${temporalVersion}_${system}_${architecture}.tar.gz`;
  const list = (await fetchUrl(`${release}/checksums.txt`, 5000)).toString('utf8');
  const wanted = list.split('\n').map((line) => line.trim().split(/\s+\*?/)).find(([, name]) => name === archive)?.[0]?.toLowerCase();
  if (wanted === undefined || !/^[0-9a-f]{64}$/.test(wanted)) throw new Error(`the release's list of checksums does not name ${archive}`);
  const bytes = await fetchUrl(`${release}/${archive}`, 5000);
  const sum = createHash('sha256').update(bytes).digest('hex');
  if (sum !== wanted) throw new Error(`${archive} has the checksum ${sum}, not ${wanted}: not used`);
  return intoCache(cache, async (draft) => {
    const file = join(draft, 'release.tar.gz');
    writeFileSync(file, bytes);
    await run('tar', ['-xzf', file, '-C', draft, ...temporalBinaryNames]);
  });
}
