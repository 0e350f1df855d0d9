import { afterAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporalBinaries, type Surroundings } from '#apps/local/temporal-binaries.js';
import { intoCache, temporalCache } from '#apps/local/temporal-release.js';
import { temporalBinaryNames, temporalVersion } from '#apps/local/temporal-version.js';

const root = mkdtempSync(join(tmpdir(), 'handrail-binaries-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const folder = () => mkdtempSync(join(root, 'of-'));

/** Both binaries in a folder, as text that says where they come from. */
function binariesFrom(where: string, path = folder()): string {
  for (const name of temporalBinaryNames) {
    writeFileSync(join(path, name), where);
    chmodSync(join(path, name), 0o755);
  }
  return path;
}

/** The official archive as the release page would serve it. */
function release({ listed = true, sum, archive }: { listed?: boolean; sum?: string; archive?: Buffer } = {}): Surroundings['fetchUrl'] {
  const packed = archive ?? execFileSync('tar', ['-czf', '-', '-C', binariesFrom('the release'), ...temporalBinaryNames]);
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const name = `temporal_${temporalVersion}_${process.platform}_${architecture}.tar.gz`;
  const list = `${'0'.repeat(64)}  temporal_${temporalVersion}_windows_amd64.zip\n${listed ? `${sum ?? createHash('sha256').update(packed).digest('hex')}  ${name}\n` : ''}`;
  return async (url) => {
    const base = `https://github.com/temporalio/temporal/releases/download/v${temporalVersion}/`;
    if (url === `${base}checksums.txt`) return Buffer.from(list);
    if (url === `${base}${name}`) return packed;
    throw new Error(`nothing at ${url}`);
  };
}

const offline: Surroundings['fetchUrl'] = () => Promise.reject(new Error('getaddrinfo ENOTFOUND github.com'));
const noGo: Surroundings['build'] = () => Promise.reject(new Error('Go is not installed'));

async function search(given: Partial<Surroundings> & { path?: string; home?: string } = {}) {
  const home = given.home ?? folder();
  const lines: string[] = [];
  const env = { PATH: given.path ?? '/nowhere', XDG_CACHE_HOME: home };
  const found = await temporalBinaries({ env, say: (line) => lines.push(line), fetchUrl: offline, build: noGo, versionOf: async () => temporalVersion, ...given })
    .then(({ server }) => readFileSync(server, 'utf8'), (cause: Error) => cause.message);
  return { found, lines, cache: temporalCache(env) };
}

describe('the Temporal binaries', () => {
  it('are those on PATH when they are of the pinned version', async () => {
    expect(await search({ path: `/nowhere:${binariesFrom('PATH')}` })).toMatchObject({ found: 'PATH', lines: [] });
  });

  it('are not those on PATH when they are of another version, and one line says so', async () => {
    const { found, lines } = await search({ path: binariesFrom('PATH'), versionOf: async () => '1.29.0', fetchUrl: release() });
    expect(found).toBe('the release');
    expect(lines[0]).toMatch(new RegExp(`on PATH is Temporal 1\\.29\\.0, not ${temporalVersion}: not used`));
  });

  it('are those in the cache of the user, without a word', async () => {
    const home = folder();
    mkdirSync(temporalCache({ XDG_CACHE_HOME: home }), { recursive: true });
    binariesFrom('the cache', temporalCache({ XDG_CACHE_HOME: home }));
    expect(await search({ home })).toMatchObject({ found: 'the cache', lines: [] });
  });

  it('are fetched from the official release and kept for the next checkout', async () => {
    const { found, lines, cache } = await search({ fetchUrl: release() });
    expect(found).toBe('the release');
    expect(lines).toEqual([expect.stringMatching(/is neither on PATH nor in .*: fetching its official release\.$/)]);
    expect(readdirSync(cache).toSorted()).toEqual([...temporalBinaryNames]);
  });

  it.each([
    ['the machine is offline', offline, /cannot be used \(getaddrinfo ENOTFOUND github\.com\)/],
    ['the archive is not what the list of checksums says', release({ sum: 'f'.repeat(64) }), /has the checksum [0-9a-f]{64}, not f{64}: not used/],
    ['the list of checksums does not name it', release({ listed: false }), /does not name temporal_/],
    ['the archive cannot be unpacked', release({ archive: Buffer.from('not an archive') }), /cannot be used \(/],
  ])('are built from source when %s', async (_when, fetchUrl, why) => {
    const build: Surroundings['build'] = (cache) => intoCache(cache, async (draft) => { binariesFrom('source', draft); });
    const { found, lines } = await search({ fetchUrl, build });
    expect(found).toBe('source');
    expect(lines[1]).toMatch(why);
    expect(lines[1]).toMatch(/building the same version from source\. This takes about 6 minutes, once\.$/);
  });

  it('leave nothing half made when a build is given up', async () => {
    const build: Surroundings['build'] = (cache) => intoCache(cache, async (draft) => {
      writeFileSync(join(draft, temporalBinaryNames[0]), 'half');
      throw new Error('no space left on device');
    });
    const { found, cache } = await search({ build });
    expect(found).toMatch(/could not be had: no space left on device\. Either set TEMPORAL_ADDRESS/);
    expect(existsSync(cache) ? readdirSync(cache) : []).toEqual([]);
  });

  it('are asked of the person when nothing works', async () => {
    expect((await search()).found).toBe(`Temporal ${temporalVersion} could not be had: Go is not installed. Either set TEMPORAL_ADDRESS to a server that runs, or put temporal-server and temporal-sql-tool of version ${temporalVersion} on PATH, or install Go and start again.`);
  });
});
