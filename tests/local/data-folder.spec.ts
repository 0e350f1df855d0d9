import { afterAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkoutFolder, dataFolder, makeDataFolder, systemDataRoot, untraversable } from '#apps/local/data-folder.js';
import { Product } from '#tests/support/stack/product.js';
import { startWithStandIns } from './stand-ins.js';

const made: string[] = [];
function folder(mode: number): string {
  const path = mkdtempSync(join(tmpdir(), 'handrail-folder-'));
  chmodSync(path, mode);
  made.push(path);
  return path;
}
afterAll(() => { for (const path of made) rmSync(path, { recursive: true, force: true }); });

describe('where the data goes', () => {
  it('is .handrail in the checkout, unless HANDRAIL_DATA says otherwise', () => {
    const checkout = folder(0o755);
    expect(dataFolder(undefined, { checkout, asRoot: false })).toEqual({ path: join(checkout, '.handrail') });
    expect(dataFolder('/srv/handrail/data', { checkout, asRoot: false })).toEqual({ path: '/srv/handrail/data' });
  });

  it('stays there for root when everybody may pass on the way, and for others always', () => {
    expect(dataFolder(undefined, { checkout: folder(0o755), asRoot: true }).moved).toBeUndefined();
    expect(dataFolder(undefined, { checkout: folder(0o711), asRoot: true }).moved).toBeUndefined();
    expect(dataFolder(undefined, { checkout: folder(0o700), asRoot: false }).moved).toBeUndefined();
  });

  it('is a folder of its own under /var/lib/handrail for root when the database\'s user could not pass, keyed by the checkout, and one line says so', () => {
    const closed = folder(0o700);
    const [one, other] = ['one', 'other'].map((name) => dataFolder(undefined, { checkout: join(closed, name), asRoot: true }));
    expect(one?.path).toMatch(new RegExp(`^${systemDataRoot}/one-[0-9a-f]{12}$`));
    expect(one?.moved).toBe(`Data goes to ${one?.path}: the database's user cannot pass ${closed} on the way to ${join(closed, 'one', '.handrail')}.`);
    expect(other?.path).not.toBe(one?.path);
    expect(dataFolder(undefined, { checkout: join(closed, 'one'), asRoot: true })).toEqual(one);
  });

  it('is not shared by two instances of one checkout', () => {
    const closed = folder(0o700);
    const paths = ['a', 'b'].map((name) => dataFolder(join(closed, name), { checkout: closed, asRoot: true }).path);
    expect(new Set(paths).size).toBe(2);
  });

  it('is the same through a symbolic link, and before and after it was made', () => {
    const open = folder(0o755);
    symlinkSync(folder(0o700), join(open, 'link'));
    const before = dataFolder(join(open, 'link', 'data'), { asRoot: true });
    expect(before.moved).toBeDefined();
    const plain = join(open, 'data');
    const first = dataFolder(plain, { asRoot: true });
    makeDataFolder(first.path);
    expect(dataFolder(plain, { asRoot: true })).toEqual(first);
    expect(statSync(plain).mode & 0o777).toBe(0o711);
  });

  it('names the outermost folder that is closed', () => {
    const outer = folder(0o700);
    mkdirSync(join(outer, 'inner'), { mode: 0o700 });
    expect(untraversable(join(outer, 'inner', 'data'))).toBe(outer);
  });
});

if (process.getuid?.() === 0) {
  describe('npm start as root on a path that the database\'s user cannot pass', () => {
    it('moves, says so, and the token is signed by the key that moved along', async () => {
      const asked = join(folder(0o700), 'data');
      const { path } = dataFolder(asked);
      made.push(path);
      const product = await Product.start({ folder: asked, script: startWithStandIns() });
      expect(product.lines.filter((line) => line.startsWith('Data goes to'))).toEqual([expect.stringMatching(`Data goes to ${path}: `)]);
      expect(statSync(join(path, 'postgres', 'PG_VERSION')).uid).not.toBe(0);
      const token = execFileSync(process.execPath, [join(checkoutFolder(), 'dist', 'apps', 'local', 'token.js'), 'hub'], { env: { ...process.env, HANDRAIL_DATA: asked }, encoding: 'utf8' });
      const header = (compact: string) => JSON.parse(Buffer.from(compact.split('.')[0] ?? '', 'base64url').toString()) as { kid: string };
      expect(header(token).kid).toBe(header(await product.token('hub')).kid);
      await product.remove();
    }, 120_000);
  });
}
