import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkoutFolder } from '#apps/local/data-folder.js';

/** A checkout in miniature: one package in the lock file, one source, the real compiler, and an npm that only writes down what it is told. */
let checkout: string;
const made: string[] = [];
const write = (path: string, text: string) => {
  mkdirSync(join(checkout, path, '..'), { recursive: true });
  writeFileSync(join(checkout, path), text);
};
const lock = (version: string, more: object = {}) => JSON.stringify({ packages: { '': {}, 'node_modules/one': { version }, 'node_modules/elsewhere': { version: '1.0.0', optional: true }, ...more } });

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'handrail-prestart-'));
  made.push(checkout);
  mkdirSync(join(checkout, 'apps', 'local'), { recursive: true });
  copyFileSync(join(checkoutFolder(), 'apps', 'local', 'prestart.mjs'), join(checkout, 'apps', 'local', 'prestart.mjs'));
  mkdirSync(join(checkout, 'node_modules'));
  symlinkSync(join(checkoutFolder(), 'node_modules', 'typescript'), join(checkout, 'node_modules', 'typescript'));
  write('package.json', '{"type":"module"}');
  write('package-lock.json', lock('1.0.0'));
  write('node_modules/.package-lock.json', lock('1.0.0'));
  write('tsconfig.json', JSON.stringify({ compilerOptions: { module: 'nodenext', rootDir: '.', outDir: 'dist', types: [] }, include: ['apps', 'libs'] }));
  write('libs/one.ts', 'export const one: number = 1;\n');
  write('bin/npm', `#!/bin/sh\necho "$@" >> ${checkout}/npm-was-told\n`);
  spawnSync('chmod', ['755', join(checkout, 'bin', 'npm')]);
});
afterAll(() => { for (const path of made) rmSync(path, { recursive: true, force: true }); });

function prestart(...args: string[]) {
  const { status, stdout } = spawnSync(process.execPath, [join(checkout, 'apps', 'local', 'prestart.mjs'), ...args], { encoding: 'utf8', env: { ...process.env, PATH: `${checkout}/bin:${process.env['PATH']}` } });
  const told = join(checkout, 'npm-was-told');
  return { status, lines: stdout.trim().split('\n').filter(Boolean), npm: existsSync(told) ? readFileSync(told, 'utf8').trim() : undefined };
}

describe('before the start', () => {
  it('nothing is installed that is there already, whatever is for other platforms only', () => {
    write('node_modules/.package-lock.json', JSON.stringify({ packages: { 'node_modules/one': { version: '1.0.0' } } }));
    expect(prestart('--install')).toEqual({ status: 0, lines: [], npm: undefined });
  });

  it.each([
    ['nothing is there', () => rmSync(join(checkout, 'node_modules', '.package-lock.json')), 'nothing is installed yet'],
    ['a version is another one', () => write('package-lock.json', lock('1.0.1')), 'one is not the one of package-lock.json'],
    ['a package is missing', () => write('package-lock.json', lock('1.0.0', { 'node_modules/two': { version: '2.0.0' } })), 'two is not the one of package-lock.json'],
  ])('packages are installed when %s', (_when, change, why) => {
    change();
    expect(prestart('--install')).toMatchObject({ status: 0, lines: [`Installing packages (${why}) ...`], npm: expect.stringMatching(/^ci --include=dev/) });
  });

  it('sources are built once, and again when one changes', () => {
    expect(prestart('--build')).toMatchObject({ status: 0, lines: ['Building ...'] });
    expect(readFileSync(join(checkout, 'dist', 'libs', 'one.js'), 'utf8')).toMatch('one = 1');
    expect(prestart('--build')).toMatchObject({ status: 0, lines: [] });
    write('libs/one.ts', 'export const one: number = 12;\n');
    expect(prestart('--build')).toMatchObject({ status: 0, lines: ['Building ...'] });
    expect(readFileSync(join(checkout, 'dist', 'libs', 'one.js'), 'utf8')).toMatch('one = 12');
  });

  it('what was built from a source that is gone is gone', () => {
    write('libs/two.ts', 'export const two = 2;\n');
    prestart('--build');
    rmSync(join(checkout, 'libs', 'two.ts'));
    prestart('--build');
    expect([existsSync(join(checkout, 'dist', 'libs', 'one.js')), existsSync(join(checkout, 'dist', 'libs', 'two.js'))]).toEqual([true, false]);
  });

  it('wrong types stop it, this time and next time', () => {
    write('libs/one.ts', "export const one: number = 'one';\n");
    expect(prestart('--build').status).not.toBe(0);
    expect(prestart('--build').status).not.toBe(0);
  });
});
