import { readdirSync, readFileSync } from 'node:fs';
import { lastProcess } from '#apps/local/part.js';
import { partNames } from '#tests/support/stack/product.js';

/** Memory that is a part's own, MB: what is shared or only a file's is a cache that the system takes back. Open file handles, sockets among them. */
export interface Usage { readonly memory: number; readonly files: number }

function withChildren(pid: number): number[] {
  return [pid, ...readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).flatMap((child) => withChildren(Number(child)))];
}

function usageOf(pid: number): Usage {
  const [, kilobytes = '0'] = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return { memory: Number(kilobytes) / 1024, files: readdirSync(`/proc/${pid}/fd`).length };
}

/** What each part uses, the processes that it started among it. A child that ends just then counts no more. @throws when a part does not run, or not on Linux */
export function usageByPart(folder: string): Map<string, Usage> {
  return new Map(partNames.map((name) => {
    const identity = lastProcess(folder, name);
    if (identity === undefined) throw new Error(`${name} does not run`);
    let [memory, files] = [0, 0];
    for (const pid of withChildren(identity.pid)) {
      try {
        const usage = usageOf(pid);
        [memory, files] = [memory + usage.memory, files + usage.files];
      } catch (error) {
        if (pid === identity.pid) throw error;
      }
    }
    return [name, { memory, files }];
  }));
}
