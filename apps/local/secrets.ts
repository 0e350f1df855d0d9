import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newPayloadKey } from '#libs/security/payloads/payload-keys.js';

/**
 * The text of a file that is made once and readable by its owner only. Made under another name and linked into place, so that
 * nobody ever reads half of it, and of two who come at once the first one's stays.
 */
export function madeOnce(file: string, make: () => string): string {
  const read = () => {
    try {
      return readFileSync(file, 'utf8');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw cause;
    }
  };
  const there = read();
  if (there !== undefined) return there;
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, make(), { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, 'utf8');
}

/** The passwords of the database's roles, made for this data folder alone. */
export interface Passwords {
  readonly administrator: string;
  readonly owner: string;
  readonly application: string;
  readonly temporal: string;
}

export function passwords(folder: string): Passwords {
  const word = () => randomBytes(24).toString('base64url');
  return JSON.parse(madeOnce(join(folder, 'passwords.json'), () => JSON.stringify({ administrator: word(), owner: word(), application: word(), temporal: word() }))) as Passwords;
}

/** The file with the key that payloads are encrypted with on this machine, in the form that PAYLOAD_KEYS_FILE takes. */
export function payloadKeysFile(folder: string): string {
  const file = join(folder, 'payload-keys');
  madeOnce(file, () => `${newPayloadKey('local-1')}\n`);
  return file;
}
