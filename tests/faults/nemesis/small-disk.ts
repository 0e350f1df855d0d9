import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

const SIZE = 4 * 1024 ** 3;
const image = (folder: string) => `${folder}.image`;
const isMounted = (folder: string): boolean => readFileSync('/proc/mounts', 'utf8').split('\n').some((line) => line.split(' ')[1] === folder);

/** A small file system in a file, under one folder, that can be made full. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** Puts what is in the folder onto a file system of its own. @returns why not, in words, where this machine does not allow it: then nothing is changed */
  static under(folder: string): SmallDisk | string {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root mounts a file system in a file';
    const { uid, gid, mode } = statSync(folder);
    const before = `${folder}.before`;
    const file = openSync(image(folder), 'w', 0o600);
    ftruncateSync(file, SIZE);
    closeSync(file);
    renameSync(folder, before);
    mkdirSync(folder);
    const done = spawnSync('sh', ['-c', 'mkfs.ext4 -q -m 0 -O ^has_journal -E lazy_itable_init=0,nodiscard "$0" && mount -o loop,noatime "$0" "$1"', image(folder), folder], { encoding: 'utf8' });
    if (done.status !== 0) {
      rmSync(folder, { recursive: true });
      renameSync(before, folder);
      rmSync(image(folder));
      return `no loop mount here (${(done.stderr || String(done.error ?? '')).trim().split('\n').at(-1)})`;
    }
    rmSync(join(folder, 'lost+found'), { recursive: true, force: true });
    execFileSync('cp', ['-a', `${before}/.`, folder]);
    chownSync(folder, uid, gid);
    execFileSync('chmod', [(mode & 0o777).toString(8), folder]);
    rmSync(before, { recursive: true });
    return new SmallDisk(folder);
  }

  private get ballast(): string { return join(this.folder, 'ballast'); }
  /** In bytes. */
  get free(): number { const { bavail, bsize } = statfsSync(this.folder); return bavail * bsize; }

  /** Leaves no block free; again, when others gave some back. */
  fill(): void {
    for (let size = this.free; size >= 4096; size = Math.min(this.free, size >> 1)) {
      const offset = statSync(this.ballast, { throwIfNoEntry: false })?.size ?? 0;
      spawnSync('fallocate', ['-o', String(offset), '-l', String(size), this.ballast]);
    }
  }

  empty(): void { rmSync(this.ballast, { force: true }); }

  remove(): void { unmount(this.folder); }
}

/** Takes the file system away again, whoever mounted it; whoever still works in it is not waited for. */
export function unmount(folder: string): void {
  if (process.platform === 'linux') {
    if (isMounted(folder)) spawnSync('umount', [folder]);
    if (isMounted(folder)) execFileSync('umount', ['-l', folder]);
  }
  rmSync(image(folder), { force: true });
}
