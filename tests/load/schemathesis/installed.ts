import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** The Schemathesis that the document is held against. */
export const schemathesisVersion = '4.32.5';

/**
 * Its program, in a virtual environment of its own in the user's cache, installed when it is not there yet.
 * @throws with what a person can do where there is no python3 or no PyPI
 */
export function schemathesis(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const folder = join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'handrail', 'schemathesis', schemathesisVersion);
  const program = join(folder, 'bin', 'schemathesis');
  const finished = join(folder, 'finished');
  if (existsSync(finished)) return program;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  const run = (what: string, command: string, ...args: string[]) => {
    const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8', env });
    if (status !== 0) throw new Error(`${what}\n${error?.message ?? stderr.trim().split('\n').slice(-4).join('\n')}`);
  };
  console.error(`Installing Schemathesis ${schemathesisVersion} into ${folder}`);
  run('Schemathesis needs Python 3.10 or newer as python3 on the PATH, with its module venv.', 'python3', '-m', 'venv', folder);
  run(`pip could not install Schemathesis: is PyPI reached? In a network without it, set PIP_INDEX_URL to your own index.`, join(folder, 'bin', 'python'), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `schemathesis==${schemathesisVersion}`);
  const mark = mkdtempSync(join(dirname(folder), 'new-'));
  renameSync(mark, finished);
  return program;
}
